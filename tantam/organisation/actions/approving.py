"""Ask somebody who may say yes, and say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.facts import ApprovalAsked, ApprovalDecided, ApprovalPassedOn, ApprovalWithdrawn
from tantam.organisation.models import Agent, Approval


class NotYoursToDecide(Exception):
    """The approval waits for somebody else."""


class AlreadyDecided(Exception):
    """Somebody was first; the decision stands."""


class Withdrawn(Exception):
    """Nobody needs the answer any more."""


class NobodyMayApprove(Exception):
    """Nobody above has a limit as high as this amount."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: an amount in đồng where it is about money, why, by when, and what goes on with the answer."""

    reason: str
    amount_vnd: int | None = None
    due_at: datetime | None = None
    waits: str = ""


@unit()
def ask_approval(subject: str, *, question: Question, by: Agent, now: datetime, of: Agent | None = None) -> Approval:
    """Ask for a yes. `of` is who is to say it, or whoever above them may say it for so much. Without `of`, who may
    decide so much alone has decided by asking; else it goes to the nearest person above. Raises NobodyMayApprove."""
    amount = question.amount_vnd
    decides_alone = of is None and amount is not None and 0 < amount <= by.approval_limit_vnd
    approver = by if decides_alone else nearest_approver(of or by.reports_to, amount_vnd=amount or 0)
    approval = Approval.objects.create(
        subject=subject,
        waits=question.waits,
        amount_vnd=amount,
        reason=question.reason,
        asked_by=by,
        approver=approver,
        asked_at=now,
        due_at=question.due_at,
    )
    fact = ApprovalAsked(approval_id=approval.pk, approver_id=approver.pk, amount_vnd=amount)
    record(fact, by=Actor.agent(by.pk), at=now, subject=subject)
    announce("approval", agent=approver.pk)
    return (
        decide(approval, decision=Approval.Decision.GRANTED, comment="", by=by, now=now) if decides_alone else approval
    )


def nearest_approver(first: Agent | None, *, amount_vnd: int) -> Agent:
    """`first` or the nearest person above them whose limit covers the amount. Raises NobodyMayApprove."""
    seen: set[int] = set()
    asked = first
    while asked is not None and asked.pk not in seen:
        if asked.is_active and asked.left_on is None and asked.approval_limit_vnd >= amount_vnd:
            return asked
        seen.add(asked.pk)
        asked = asked.reports_to
    raise NobodyMayApprove


OVERDUE, LEFT = "overdue", "left"


@unit()
def pass_on_overdue_approvals(*, now: datetime, limit: int = 50) -> int:
    """Ask the deputy, else the nearest person above, for each answer whose time has run out; return how many.

    Once each: where nobody else may say it, it goes on waiting for whoever was asked.
    """
    late = Approval.objects.overdue(at=now).order_by("due_at", "id").select_for_update(skip_locked=True, of=("self",))
    approvals = list(late.select_related("approver__deputy", "approver__reports_to")[:limit])
    for approval in approvals:
        _pass_on(approval, to=_instead_of(approval), because=OVERDUE, now=now)
    return len(approvals)


@unit()
def pass_on_approvals_of(gone: Agent, *, successor: Agent | None, now: datetime) -> None:
    """Who was asked has left: their successor is asked where they may say it, else deputy or whoever is above."""
    waiting = Approval.objects.waiting_for(gone.pk).order_by("id").select_for_update(of=("self",))
    for approval in waiting.select_related("approver__deputy", "approver__reports_to"):
        able = successor if successor and successor.approval_limit_vnd >= (approval.amount_vnd or 0) else None
        _pass_on(approval, to=able or _instead_of(approval), because=LEFT, now=now)


def _instead_of(approval: Approval) -> Agent | None:
    asked, amount = approval.approver, approval.amount_vnd or 0
    for first in (asked.deputy, asked.reports_to):
        try:
            return nearest_approver(first, amount_vnd=amount)
        except NobodyMayApprove:
            continue
    return None


def _pass_on(approval: Approval, *, to: Agent | None, because: str, now: datetime) -> None:
    old_id = approval.approver_id
    approval.passed_on_at = now
    if to is None or to.pk == old_id:
        approval.save(update_fields=["passed_on_at"])
        return
    approval.approver = to
    approval.save(update_fields=["approver", "passed_on_at"])
    fact = ApprovalPassedOn(
        approval_id=approval.pk,
        approver_id=to.pk,
        old_approver_id=old_id,
        because=because,
        amount_vnd=approval.amount_vnd,
    )
    record(fact, by=SYSTEM, at=now, subject=approval.subject)
    for agent_id in (old_id, to.pk):
        announce("approval", agent=agent_id)


@unit()
def withdraw_approvals(subject: str, *, now: datetime, waits: str = "") -> int:
    """What was asked about a subject (for one thing that waited, where named) needs no answer; return how many."""
    asked = Approval.objects.open().filter(subject=subject).order_by("id").select_for_update()
    approvals = list(asked.filter(waits=waits) if waits else asked)
    for approval in approvals:
        approval.withdrawn_at = now
        approval.save(update_fields=["withdrawn_at"])
        fact = ApprovalWithdrawn(approval_id=approval.pk, approver_id=approval.approver_id)
        record(fact, by=SYSTEM, at=now, subject=subject)
        announce("approval", agent=approval.approver_id)
    return len(approvals)


@unit()
def decide(approval: Approval, *, decision: Approval.Decision, comment: str, by: Agent, now: datetime) -> Approval:
    """Say yes or no. The same answer again changes nothing.

    Raises NotYoursToDecide, AlreadyDecided, Withdrawn.
    """
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update(of=("self",)))
    if approval.approver_id != by.pk:
        raise NotYoursToDecide
    if approval.decided_at is not None:
        if approval.decision == decision:
            return approval
        raise AlreadyDecided
    if approval.withdrawn_at is not None:
        raise Withdrawn
    approval.decision, approval.decided_at, approval.decided_by, approval.comment = decision, now, by, comment
    approval.save(update_fields=["decision", "decided_at", "decided_by", "comment"])
    fact = ApprovalDecided(approval_id=approval.pk, decision=decision, amount_vnd=approval.amount_vnd)
    record(fact, by=Actor.agent(by.pk), at=now, subject=approval.subject)
    announce("approval", agent=approval.asked_by_id)
    return approval
