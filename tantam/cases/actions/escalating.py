"""Take a case to somebody higher, by hand or by a process."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.access import let_see
from tantam.cases.actions.notifying import ESCALATED, notify
from tantam.cases.actions.telling import announce_case, tell
from tantam.cases.facts import CaseEscalated
from tantam.cases.models import Case, CaseAccess, Entry, Escalation
from tantam.cases.queries import line_above
from tantam.core.actions.rows import execute_late
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent


@unit()
def escalate(case: Case, *, reason: str, by: Actor, now: datetime, to: Agent | None = None) -> Escalation:
    """Take the case to `to`, else to the nearest above it, and tell them. An escalation that is not settled yet is
    returned as it is, so that asking twice does no harm."""
    standing = Escalation.objects.filter(case=case, settled_at=None).order_by("id").first()
    if standing is not None and by.kind != "agent":
        return standing
    to = to or next((one for one in line_above(case, now=now) if by.kind != "agent" or one.pk != by.id), None)
    escalation = take_higher(case, to=to, reason=reason, by=by, now=now)
    if to is not None:
        giver = Agent.objects.filter(pk=by.id).first() if by.kind == "agent" else None
        notify(case, [to.pk], kind=ESCALATED, now=now, by=giver, text=reason[:300])
    return escalation


def take_higher(case: Case, *, to: Agent | None, reason: str, by: Actor, now: datetime, step: int = 0) -> Escalation:
    """Write down that the case goes to `to`, so many steps up the line; who gets it sees it."""
    author_id = by.id if by.kind == "agent" else None
    let_see(case, to.pk if to else None, because=CaseAccess.Because.ASKED, now=now)
    escalation = Escalation.objects.create(
        case=case, at=now, by_id=author_id, to=to, reason=reason[:300], step=step
    )  # fmt: skip
    values = {"what": "escalated", "by": by.kind, "to": to.full_name if to else "", "reason": reason[:300]}
    Entry.objects.create(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=values)
    tell(case, CaseEscalated, by=by, now=now, to_id=to.pk if to else None)
    return escalation


def settle_all(case: Case, *, now: datetime) -> None:
    """Whatever was taken higher is done with: the case is closed."""
    execute_late(Escalation, "UPDATE cases_escalation SET settled_at = %s WHERE case_id = %s AND settled_at IS NULL",
                 [now, case.pk])  # fmt: skip


@unit()
def settle(escalation: Escalation, *, now: datetime) -> None:
    """Somebody has seen to it; settling twice changes nothing."""
    if Escalation.objects.filter(pk=escalation.pk, settled_at=None).update(settled_at=now):
        announce_case(escalation.case)
