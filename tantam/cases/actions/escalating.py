"""Take a case to somebody higher; watch the clocks and do it when they run out."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.access import let_see
from tantam.cases.actions.locking import lock_if_free
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseEscalated, ClockBreached, ClockWarned
from tantam.cases.models import Case, CaseAccess, Clock, ClockQuerySet, Entry, Escalation
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.models import Agent


@unit()
def escalate(case: Case, *, reason: str, by: Actor, now: datetime, to: Agent | None = None) -> Escalation:
    """Take the case to `to`, else to the head of its team. An escalation that is not settled yet is returned as it
    is, so that asking twice does no harm."""
    standing = Escalation.objects.filter(case=case, settled_at=None).order_by("id").first()
    if standing is not None and by.kind != "agent":
        return standing
    to = to or (case.team.head if case.team else None)
    author_id = by.id if by.kind == "agent" else None
    let_see(case, to.pk if to else None, because=CaseAccess.Because.ASKED, now=now)
    escalation = Escalation.objects.create(case=case, at=now, by_id=author_id, to=to, reason=reason[:300])
    values = {"what": "escalated", "by": by.kind, "to": to.full_name if to else "", "reason": reason[:300]}
    Entry.objects.create(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=values)
    tell(case, CaseEscalated, by=by, now=now, to_id=to.pk if to else None)
    return escalation


def notice_clocks(*, now: datetime, limit: int = 200) -> int:
    """Warn of clocks that will run out and mark those that have, a transaction each; return how many were noticed.

    A missed first response is taken to the head of the team.
    """
    late = _ids(Clock.objects.breached_unnoticed(at=now).order_by("due_at"), limit=limit)
    near = _ids(Clock.objects.near(at=now).order_by("warn_at"), limit=limit)
    noticed = [_notice(*ids, breached=True, now=now) for ids in late]
    return sum([*noticed, *(_notice(*ids, breached=False, now=now) for ids in near)])


def _ids(clocks: ClockQuerySet, *, limit: int) -> list[tuple[int, int]]:
    return list(clocks.values_list("pk", "case_id")[:limit])


@unit()
def _notice(clock_id: int, case_id: int, *, breached: bool, now: datetime) -> bool:
    """One clock. The lock of the case comes before that of its clocks, as everywhere; a case somebody works on at this
    moment is left for the next round."""
    if not lock_if_free(case_id):
        return False
    wanted = Clock.objects.breached_unnoticed(at=now) if breached else Clock.objects.near(at=now)
    clock = wanted.select_related("case__team__head").filter(pk=clock_id).first()
    if clock is None:
        return False
    if breached:
        _mark_breached(clock, now=now)
    else:
        clock.warned_at = now
        clock.save(update_fields=["warned_at"])
        tell(clock.case, ClockWarned, by=SYSTEM, now=now, clock_kind=clock.kind)
    return True


def _mark_breached(clock: Clock, *, now: datetime) -> None:
    clock.breached_at = clock.due_at
    clock.save(update_fields=["breached_at"])
    tell(clock.case, ClockBreached, by=SYSTEM, now=now, clock_kind=clock.kind)
    if clock.kind == Clock.Kind.FIRST_RESPONSE:
        escalate(clock.case, reason="first-response-missed", by=SYSTEM, now=now)
