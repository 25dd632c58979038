"""A person closes a case before its process does: the drawing goes on from its own closing step, survey included.

Compensation is given up to one's own limit; more waits, with all that was typed, for a yes of who may give so much.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum

from tantam.cases.actions.approving import ask
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.closing import close, open_as_it_was, standing
from tantam.cases.actions.deeds import Earlier, Reversible, kept, offer_way_back
from tantam.cases.actions.granting import Given
from tantam.cases.actions.refused import CaseIsClosed, NobodyMayApprove
from tantam.cases.actions.remarking import CLOSING_LEFT, remark
from tantam.cases.actions.replying import Answer, reply
from tantam.cases.models import Case, Closure, ClosureRequest, Deed, Outcome
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.actions import approving
from tantam.organisation.models import Agent, Approval
from tantam.process import actions as process

NOTHING = Given()
REASON = "closed-by-hand"
#: What an approval that a closing waits for is about, in the stream.
ABOUT = "closing"


@unit()
def close_by_hand(
    case: Case, *, outcome: Outcome, by: Agent, now: datetime, note: str = "", compensation_vnd: int = 0
) -> Closure | ClosureRequest:
    """Close the case and move its process to the step that closes, so that what is drawn behind it still happens;
    a drawing without such a step ends where it stands, as nobody works on a closed case.

    With compensation above what `by` may give, the case stays open until the nearest person above whose limit covers
    it says yes; asking again replaces what was asked. `compensation_vnd` is whole đồng, 0 or more.

    Raises CaseIsClosed, NobodyMayApprove.
    """
    case = take_up(case)
    if not case.is_open:
        raise CaseIsClosed
    before, since = _given_before(case) if compensation_vnd else (0, None)
    total = before + compensation_vnd
    granted = None
    if compensation_vnd and total > by.approval_limit_vnd:
        granted = _granted(case, compensation_vnd, since, by=by)
    if compensation_vnd and total > by.approval_limit_vnd and granted is None:
        request = ClosureRequest(case=case, outcome=outcome, note=note, compensation_vnd=compensation_vnd)
        return _ask(request, total_vnd=total, by=by, now=now)
    given = Given(amount_vnd=compensation_vnd, approved_by=granted.decided_by if granted else None)
    return _close(case, outcome=outcome, by=by, now=now, note=note, given=given)


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What came of closing by hand, and the deed that takes it back, where the case was closed."""

    did: Closure | ClosureRequest
    deed: Deed | None


@unit()
def close_with_way_back(
    case: Case, *, outcome: Outcome, by: Agent, now: datetime, note: str = "", compensation_vnd: int = 0
) -> Closed:
    """`close_by_hand` that whoever does it can take back. Raises what it raises."""
    case = take_up(case)
    with kept(Deed.Kind.CLOSE, case, by=by, now=now) as doing:
        did = close_by_hand(case, outcome=outcome, by=by, now=now, note=note, compensation_vnd=compensation_vnd)
    return Closed(did=did, deed=doing.deed)


def finish_closing(case: Case, approval: Approval, *, now: datetime) -> None:
    """Close the case as it was typed, once the yes is there, in the name of the one who typed it.

    What has changed meanwhile is not closed over: where the customer wrote again the case stays open and says so; the
    yes holds for whoever closes it then.
    """
    request = ClosureRequest.objects.filter(approval=approval).first()
    if request is None or approval.decision != Approval.Decision.GRANTED or not case.is_open:
        return
    if Closure.objects.filter(case=case, at__gte=approval.decided_at).exists():
        return  # the same answer again, after the case was reopened
    if case.last_inbound_at and case.last_inbound_at > approval.asked_at:
        remark(case, CLOSING_LEFT, now=now)
        return
    _close(
        case,
        outcome=Outcome(request.outcome),
        by=approval.asked_by,
        now=now,
        note=request.note,
        given=Given(amount_vnd=request.compensation_vnd, approved_by=approval.decided_by),
    )


def _close(
    case: Case, *, outcome: Outcome, by: Agent, now: datetime, note: str = "", given: Given = NOTHING
) -> Closure:
    closure = close(
        case,
        outcome=outcome,
        by=Actor.agent(by.pk),
        now=now,
        note=note,
        compensation_vnd=given.amount_vnd,
        approved_by=given.approved_by,
    )
    if not process.go_to_action(case.fact_subject, "cases.close", by=by, reason=REASON, now=now):
        process.cancel(case.fact_subject, by=Actor.agent(by.pk), now=now)
    case.refresh_from_db()
    return closure


def _given_before(case: Case) -> tuple[int, datetime | None]:
    """Compensation that this case was closed with before, in đồng, and when that was last: what is given in portions
    counts together."""
    found = Closure.objects.filter(case=case).aggregate(given=Sum("compensation_vnd"), at=Max("at"))
    return found["given"] or 0, found["at"]


def _granted(case: Case, amount_vnd: int, since: datetime | None, *, by: Agent) -> Approval | None:
    """Where somebody else has said yes to as much in this case, and it was not closed with it yet."""
    granted = Approval.objects.filter(
        subject=case.fact_subject, decision=Approval.Decision.GRANTED, amount_vnd__gte=amount_vnd
    ).exclude(decided_by=by)
    granted = granted.filter(decided_at__gt=since) if since else granted
    return granted.select_related("decided_by").order_by("decided_at").last()


def _ask(request: ClosureRequest, *, total_vnd: int, by: Agent, now: datetime) -> ClosureRequest:
    case, waits = request.case, f"{ABOUT}:{request.case.pk}"
    approving.withdraw_approvals(case.fact_subject, waits=waits, now=now)
    question = approving.Question(
        reason=request.note.strip()[:1000] or case.subject or case.number,
        amount_vnd=request.compensation_vnd,
        waits=waits,
    )
    try:
        able = approving.nearest_approver(by.reports_to, amount_vnd=total_vnd)
    except approving.NobodyMayApprove as nobody:
        raise NobodyMayApprove from nobody
    request.approval = ask(case, question, by=by, now=now, of=able, about=ABOUT)
    request.save()
    return request


@unit()
def answer_and_close(case: Case, *, answer: Answer, outcome: Outcome, by: Agent, now: datetime) -> Closure:
    """Send the last answer and close, both or neither. Raises what `reply` and `close` raise."""
    reply(case, answer=answer, by=by, now=now)
    return _close(case, outcome=outcome, by=by, now=now)


def _put_back(earlier: Sequence[Earlier], by: Actor, now: datetime) -> Collection[int]:
    for case, before in earlier:
        open_as_it_was(case, before, by=by, now=now)
    return ()


offer_way_back(Deed.Kind.CLOSE, Reversible(read=standing, restore=_put_back))
