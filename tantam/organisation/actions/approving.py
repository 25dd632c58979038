"""Ask somebody who may say yes, and say it."""

from __future__ import annotations

from datetime import datetime

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.facts import ApprovalAsked, ApprovalDecided
from tantam.organisation.models import Agent, Approval


class NotYoursToDecide(Exception):
    """The approval waits for somebody else."""


class AlreadyDecided(Exception):
    """Somebody was first; the decision stands."""


class NobodyMayApprove(Exception):
    """Nobody above has a limit as high as this amount."""


@unit()
def ask_approval(
    subject: str, *, amount_vnd: int | None, reason: str, by: Agent, now: datetime, due_at: datetime | None = None
) -> Approval:
    """Ask the nearest person above `by` whose limit covers the amount. Raises NobodyMayApprove."""
    approver = _approver(by, amount_vnd or 0)
    approval = Approval.objects.create(
        subject=subject,
        amount_vnd=amount_vnd,
        reason=reason,
        asked_by=by,
        approver=approver,
        asked_at=now,
        due_at=due_at,
    )
    fact = ApprovalAsked(approval_id=approval.pk, approver_id=approver.pk, amount_vnd=amount_vnd)
    record(fact, by=Actor.agent(by.pk), at=now, subject=subject)
    announce("approval", agent=approver.pk)
    return approval


def _approver(asking: Agent, amount_vnd: int) -> Agent:
    seen = {asking.pk}
    above = asking.reports_to
    while above is not None and above.pk not in seen:
        if above.is_active and above.approval_limit_vnd >= amount_vnd:
            return above
        seen.add(above.pk)
        above = above.reports_to
    raise NobodyMayApprove


@unit()
def decide(approval: Approval, *, decision: Approval.Decision, comment: str, by: Agent, now: datetime) -> Approval:
    """Say yes or no. The same answer again changes nothing. Raises NotYoursToDecide, AlreadyDecided."""
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update(of=("self",)))
    if approval.approver_id != by.pk:
        raise NotYoursToDecide
    if approval.decided_at is not None:
        if approval.decision == decision:
            return approval
        raise AlreadyDecided
    approval.decision, approval.decided_at, approval.decided_by, approval.comment = decision, now, by, comment
    approval.save(update_fields=["decision", "decided_at", "decided_by", "comment"])
    fact = ApprovalDecided(approval_id=approval.pk, decision=decision, amount_vnd=approval.amount_vnd)
    record(fact, by=Actor.agent(by.pk), at=now, subject=approval.subject)
    announce("approval", agent=approval.asked_by_id)
    return approval
