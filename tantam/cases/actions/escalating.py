"""Take a case to somebody higher; watch the clocks and do it when they run out."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseEscalated, ClockBreached, ClockWarned
from tantam.cases.models import Case, Clock, Entry, Escalation
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
    escalation = Escalation.objects.create(case=case, at=now, by_id=author_id, to=to, reason=reason[:300])
    values = {"what": "escalated", "by": by.kind, "to": to.full_name if to else "", "reason": reason[:300]}
    Entry.objects.create(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=values)
    tell(case, CaseEscalated, by=by, now=now, to_id=to.pk if to else None)
    return escalation


@unit()
def notice_clocks(*, now: datetime, limit: int = 200) -> int:
    """Warn of clocks that will run out and mark those that have; return how many were noticed.

    A missed first response or promise is taken to the head of the team.
    """
    breached = (
        Clock.objects.breached_unnoticed(at=now)
        .select_related("case__team__head")
        .select_for_update(skip_locked=True, of=("self",))
    )
    count = 0
    for clock in breached[:limit]:
        clock.breached_at = clock.due_at
        clock.save(update_fields=["breached_at"])
        tell(clock.case, ClockBreached, by=SYSTEM, now=now, clock_kind=clock.kind)
        if clock.kind == Clock.Kind.FIRST_RESPONSE:
            escalate(clock.case, reason="first-response-missed", by=SYSTEM, now=now)
        count += 1
    near = Clock.objects.near(at=now).select_related("case").select_for_update(skip_locked=True, of=("self",))
    for clock in near[:limit]:
        clock.warned_at = now
        clock.save(update_fields=["warned_at"])
        tell(clock.case, ClockWarned, by=SYSTEM, now=now, clock_kind=clock.kind)
        count += 1
    return count
