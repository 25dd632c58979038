"""Ask for a yes inside a case, and say it; both stand in its stream."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.refused import AlreadyDecided, CaseIsClosed, NobodyMayApprove, NotYoursToDecide
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, Entry
from tantam.core.actions.unit import unit
from tantam.organisation.actions import approving
from tantam.organisation.models import Agent, Approval


@unit()
def ask_for_approval(case: Case, *, amount_vnd: int | None, reason: str, by: Agent, now: datetime) -> Approval:
    """Ask the nearest person above whose limit covers the amount. Raises CaseIsClosed, NobodyMayApprove."""
    if not case.is_open:
        raise CaseIsClosed
    try:
        approval = approving.ask_approval(case.fact_subject, amount_vnd=amount_vnd, reason=reason, by=by, now=now)
    except approving.NobodyMayApprove as nobody:
        raise NobodyMayApprove from nobody
    data = {
        "what": "approval-asked", "by": "agent", "approver": approval.approver.full_name,
        "amount_vnd": amount_vnd, "reason": reason[:300],
    }  # fmt: skip
    Entry.objects.create(case=case, kind=Entry.Kind.CHANGE, at=now, author=by, data=data)
    announce_case(case)
    return approval


@unit()
def decide(
    case: Case, *, approval_id: int, decision: Approval.Decision, comment: str, by: Agent, now: datetime
) -> Approval:
    """Say yes or no to an approval of this case. Raises NotYoursToDecide, AlreadyDecided."""
    approval = Approval.objects.filter(pk=approval_id, subject=case.fact_subject).first()
    if approval is None:
        raise NotYoursToDecide
    try:
        return approving.decide(approval, decision=decision, comment=comment, by=by, now=now)
    except approving.NotYoursToDecide as refused:
        raise NotYoursToDecide from refused
    except approving.AlreadyDecided as late:
        raise AlreadyDecided from late


@unit()
def write_verdict(approval: Approval, *, now: datetime) -> Entry | None:
    """Write a decision into the stream of its case, once; None where the approval is about something else."""
    kind, _, case_id = approval.subject.partition(":")
    if kind != "case" or not case_id.isdigit():
        return None
    case = Case.objects.select_for_update(of=("self",)).get(pk=int(case_id))
    data = {"what": "approval-decided", "approval": approval.pk}
    if found := Entry.objects.filter(case=case, kind=Entry.Kind.CHANGE, data__contains=data).first():
        return found
    data |= {"by": "agent", "decision": approval.decision, "amount_vnd": approval.amount_vnd}
    entry = Entry.objects.create(
        case=case, kind=Entry.Kind.CHANGE, at=now, author_id=approval.decided_by_id, data=data, text=approval.comment
    )
    announce_case(case)
    return entry
