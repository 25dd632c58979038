"""Say yes or no inside a case: the step or the closing that waits for the word goes on with it."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.access import let_see
from tantam.cases.actions.approving import key_of
from tantam.cases.actions.at_hand import at_hand, take_up
from tantam.cases.actions.closing_by_hand import finish_closing
from tantam.cases.actions.refused import AlreadyDecided, ApprovalWithdrawn, NotYoursToDecide
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, CaseAccess, ClosureRequest, Entry
from tantam.core.actions.unit import unit
from tantam.organisation.actions import approving
from tantam.organisation.models import Agent, Approval
from tantam.process import actions as process
from tantam.process.queries import work_of

#: Variables of the process: what the answer becomes, and its note.
RESULT, NOTE = "dong_y", "ly_do"


@unit()
def decide(
    case: Case, *, approval_id: int, decision: Approval.Decision, comment: str, by: Agent, now: datetime
) -> Approval:
    """Say yes or no to an approval of this case. The step that waits for it is done, the answer is data of its
    process; a closing that waits for it closes the case, or stays undone where the answer is no.

    Raises NotYoursToDecide, AlreadyDecided, ApprovalWithdrawn.
    """
    case = take_up(case)  # the case's lock comes first, before its approvals and its processes
    approval = Approval.objects.filter(pk=approval_id, subject=case.fact_subject).first()
    if approval is None:
        raise NotYoursToDecide
    try:
        decided = approving.decide(approval, decision=decision, comment=comment, by=by, now=now)
    except approving.NotYoursToDecide as refused:
        raise NotYoursToDecide from refused
    except approving.AlreadyDecided as late:
        raise AlreadyDecided from late
    except approving.Withdrawn as gone:
        raise ApprovalWithdrawn from gone
    write_verdict(decided, now=now)  # before what follows from it
    _finish_step(case, decided, by=by, now=now)
    finish_closing(case, decided, now=now)
    return decided


def _finish_step(case: Case, approval: Approval, *, by: Agent, now: datetime) -> None:
    """An approval that nothing waits for, or the same answer again, finishes nothing."""
    work = next((one for one in work_of(case.fact_subject) if key_of(one.token.pk) == approval.waits), None)
    if work is None or work.token.state != work.token.State.WAITING:
        return
    data: dict[str, object] = {work.node.care.result or RESULT: approval.decision == Approval.Decision.GRANTED}
    if approval.comment:
        data[NOTE] = approval.comment
    process.complete_work(work.token.pk, by=by, data=data, now=now)
    announce_case(case)


@unit()
def write_verdict(approval: Approval, *, now: datetime) -> Entry | None:
    """Write a decision into the stream of its case, once; None where the approval is about something else."""
    kind, _, case_id = approval.subject.partition(":")
    if kind != "case" or not case_id.isdigit():
        return None
    case = at_hand(int(case_id))
    data: dict[str, object] = {"what": "approval-decided", "approval": approval.pk}
    if found := Entry.objects.filter(case=case, kind=Entry.Kind.CHANGE, data__contains=data).first():
        return found
    data |= {"by": "agent", "decision": approval.decision, "amount_vnd": approval.amount_vnd}
    if ClosureRequest.objects.filter(approval=approval).exists():
        data["about"] = "closing"
    entry = Entry.objects.create(
        case=case, kind=Entry.Kind.CHANGE, at=now, author_id=approval.decided_by_id, data=data, text=approval.comment
    )
    announce_case(case)
    return entry


def note_passed_on(approval: Approval, *, because: str, now: datetime) -> None:
    """Write whom an approval waits for now into the stream of its case, once a person."""
    kind, _, case_id = approval.subject.partition(":")
    if kind != "case" or not case_id.isdigit():
        return
    case = at_hand(int(case_id))
    data = {"what": "approval-passed-on", "approval": approval.pk, "approver_id": approval.approver_id}
    if not Entry.objects.filter(case=case, kind=Entry.Kind.CHANGE, data__contains=data).exists():
        data |= {"because": because, "approver": approval.approver.full_name}
        Entry.objects.create(case=case, kind=Entry.Kind.CHANGE, at=now, data=data)
    let_see(case, approval.approver_id, because=CaseAccess.Because.ASKED, now=now)
    announce_case(case)
