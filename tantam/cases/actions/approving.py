"""Ask for a yes inside a case; it stands in its stream. Where a step of the drawing waits for the word, it is asked
for when the case comes there, and again when a ticket is reopened that still stands there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tantam.cases.actions.access import let_see
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.refused import CaseIsClosed, NobodyMayApprove, StepIsGone
from tantam.cases.actions.remarking import NOBODY_ASKED, remark
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, CaseAccess, Entry
from tantam.core.actions.rows import insert
from tantam.core.actions.unit import unit
from tantam.organisation.actions import approving
from tantam.organisation.models import Agent, Approval, Team
from tantam.process import actions as process
from tantam.process.engine.diagram import Node
from tantam.process.queries import Work, work_of
from tantam.process.registry import Move

APPROVAL = "approval"
#: Variables of the process: the amount, what was proposed.
AMOUNT = "tien_den_bu"
PROPOSALS = ("phuong_an_1", "phuong_an_2", "phuong_an")


@unit()
def ask_for_approval(
    case: Case, *, amount_vnd: int | None, reason: str, by: Agent, now: datetime, token_id: int | None = None
) -> Approval:
    """Ask for a yes: at a step that waits for one (`token_id`) whom its lane names, else oneself where that is enough
    for the amount, else the nearest person above.

    Asking twice at a step gives what was asked first. Raises CaseIsClosed, StepIsGone, NobodyMayApprove.
    """
    case = take_up(case)
    if not case.is_open:
        raise CaseIsClosed
    question = approving.Question(reason=reason, amount_vnd=amount_vnd)
    if token_id is None:
        return ask(case, question, by=by, now=now, of=None)
    work = _approval_step(case, token_id)
    waits = key_of(token_id)
    if asked := Approval.objects.open().filter(subject=case.fact_subject, waits=waits).first():
        return asked
    kind, ref = (work.role.kind, work.role.ref) if work.role else ("", "")
    question = approving.Question(reason=reason, amount_vnd=amount_vnd, due_at=work.token.due_at, waits=waits)
    return ask(case, question, by=by, now=now, of=_named(case, kind, ref, amount_vnd=amount_vnd or 0, by=by))


def ask_at_step(case: Case, move: Move, *, now: datetime) -> None:
    """The case has come to a step that waits for a yes: whom the lane names is asked, for the amount the process
    knows. Where nobody can be asked the stream says so, and a person asks from the step's card."""
    variables = process.variables_of(move.token_id or 0)
    amount = amount_of(variables, move.node) if move.node else None
    by = Agent.objects.filter(pk=move.details.get("by") or case.assignee_id).first()
    by = by or (case.team.head if case.team else None)
    said = " / ".join(str(variables[name]) for name in PROPOSALS if variables.get(name)) or case.subject or case.number
    question = approving.Question(
        reason=said[:1000], amount_vnd=amount, due_at=move.due_at, waits=key_of(move.token_id)
    )
    try:
        if by is None:
            raise NobodyMayApprove
        of = _named(case, move.role_kind, move.role_ref, amount_vnd=amount or 0, by=by)
        ask(case, question, by=by, now=now, of=of)
    except NobodyMayApprove:
        remark(case, NOBODY_ASKED, now=now, amount_vnd=amount or 0)


def ask_again(case: Case, *, now: datetime) -> None:
    """A ticket is open again: what its steps still wait for was withdrawn when it was closed, and is asked anew."""
    waiting = [one for one in work_of(case.fact_subject) if one.node.care.done == APPROVAL]
    open_ones = set(Approval.objects.open().filter(subject=case.fact_subject).values_list("waits", flat=True))
    for work in waiting:
        if work.token.state != work.token.State.WAITING or key_of(work.token.pk) in open_ones:
            continue
        move = Move(
            what="work-offered",
            node=work.node,
            token_id=work.token.pk,
            role_kind=work.role.kind if work.role else "",
            role_ref=work.role.ref if work.role else "",
            due_at=work.token.due_at,
        )
        ask_at_step(case, move, now=now)


def withdraw_at_step(case: Case, move: Move, *, now: datetime) -> None:
    """The step went on without the answer: nobody needs to say it any more."""
    approving.withdraw_approvals(case.fact_subject, waits=key_of(move.token_id), now=now)


def is_approval(move: Move) -> bool:
    """Whether a move is about a step that waits for a yes."""
    return _of(move, "done") == APPROVAL


def key_of(token_id: int | None) -> str:
    """What an approval calls the step that waits for it."""
    return f"token:{token_id}"


def ask(
    case: Case, question: approving.Question, *, by: Agent, now: datetime, of: Agent | None, about: str = ""
) -> Approval:
    """Ask, and write into the stream that it was asked (`about` what, where no step is meant).

    Raises NobodyMayApprove.
    """
    try:
        approval = approving.ask_approval(case.fact_subject, question=question, by=by, of=of, now=now)
    except approving.NobodyMayApprove as nobody:
        raise NobodyMayApprove from nobody
    data = {
        "what": "approval-asked", "by": "agent", "approver": approval.approver.full_name,
        "amount_vnd": question.amount_vnd, "reason": question.reason[:300],
    }  # fmt: skip
    if about:
        data["about"] = about
    if approval.decided_at is None:
        insert(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author=by, data=data))
        let_see(case, approval.approver_id, because=CaseAccess.Because.ASKED, now=now)
    announce_case(case)
    return approval


def _named(case: Case, kind: str, ref: str, *, amount_vnd: int, by: Agent) -> Agent | None:
    """Whom a lane names to say yes: the head of the case's team, or of a team those whose limit is enough for the
    amount, the lowest limit first. None: whoever is above the one who asks."""
    if kind == "head":
        return case.team.head if case.team else None
    team = Team.objects.filter(key=ref).first() if kind == "team" and ref else None
    if team is None:
        return None
    able = Agent.objects.working().in_team(team.pk).filter(approval_limit_vnd__gte=max(amount_vnd, 1))
    found: Agent | None = able.exclude(pk=by.pk).order_by("approval_limit_vnd", "pk").first()
    return found


def _approval_step(case: Case, token_id: int) -> Work:
    for work in work_of(case.fact_subject):
        if work.token.pk == token_id and work.node.care.done == APPROVAL:
            return work
    raise StepIsGone


def _of(move: Move, name: str) -> str:
    return str(getattr(move.node.care, name)) if move.node else ""


def amount_of(variables: Mapping[str, object], node: Node) -> int | None:
    """What an approval step decides on, as far as the process knows it: whole đồng, None for nothing."""
    return _amount(variables.get(node.care.amount or AMOUNT))


def _amount(value: object) -> int | None:
    """Whole đồng; what is no amount is none."""
    try:
        amount = int(str(value)) if value is not None else 0
    except ValueError:
        return None
    return amount if amount > 0 else None
