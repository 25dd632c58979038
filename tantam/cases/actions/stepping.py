"""Work on the drawn path from the case: finish a step with what was typed into it, or leave the path with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from tantam.cases.actions.approving import APPROVAL
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.overtaking import refuse_overtaking
from tantam.cases.actions.refused import CannotGoThere, CaseIsClosed, ReasonMissing, StepIsGone, WaitsForApproval
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, Entry
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent
from tantam.process import actions as process
from tantam.process.actions.leaving import CannotGoThere as NotATarget
from tantam.process.actions.leaving import ReasonMissing as NoReason
from tantam.process.queries import Work, compiled, work_of

SKIP = ""


@unit()
def finish_step(case: Case, *, token_id: int, data: Mapping[str, object], by: Agent, now: datetime) -> None:
    """Complete one of the case's steps; `data` becomes variables of its process.

    Raises CaseIsClosed, StepIsGone (done, withdrawn, or of another case), WaitsForApproval.
    """
    _check_open(case)
    if _work(case, token_id).node.care.done == APPROVAL:
        raise WaitsForApproval
    try:
        process.complete_work(token_id, by=by, data=data, now=now)
    except process.WorkIsGone as gone:
        raise StepIsGone from gone
    case.refresh_from_db()
    announce_case(case)


@unit()
def leave_step(case: Case, *, token_id: int, to: str, reason: str, by: Agent, now: datetime) -> None:
    """Go to another step of the diagram, or past this one where `to` is empty; the reason stands in the stream.

    Nobody gets past an approval that way who could not say the yes. Raises CaseIsClosed, ReasonMissing,
    CannotGoThere, StepIsGone, ApprovalOvertaken.
    """
    _check_open(case)
    work = _work(case, token_id)
    if reason.strip():
        refuse_overtaking(case, work, to=to, by=by)
    try:
        if to == SKIP:
            process.skip_step(token_id, by=by, reason=reason, now=now)
        else:
            process.leave_path(token_id, to=to, by=by, reason=reason, now=now)
    except process.WorkIsGone as gone:
        raise StepIsGone from gone
    except NoReason as missing:
        raise ReasonMissing from missing
    except (NotATarget, KeyError) as wrong:
        raise CannotGoThere from wrong
    data = {"what": "path-left", "by": "agent", "node": work.node.id, "to": to, "reason": reason.strip()[:300]}
    Entry.objects.create(case=case, kind=Entry.Kind.STEP, at=now, author=by, data=data | _names(work, to))
    case.refresh_from_db()
    announce_case(case)


@unit()
def wait_no_longer(case: Case, *, token_id: int, by: Agent, now: datetime) -> None:
    """Go on where the drawing waits for a time that has not come: kept as a deviation. What follows a closed ticket,
    such as the question how it was, may be had at once as well.

    Raises StepIsGone where nothing waits for its time there (any more).
    """
    work = _work(case, token_id)
    if work.token.state != work.token.State.TIMER:
        raise StepIsGone
    with translation.override("vi"):
        reason = _("Not waited for.")
    try:
        process.skip_step(token_id, by=by, reason=reason, now=now)
    except process.WorkIsGone as gone:
        raise StepIsGone from gone
    data = {"what": "wait-ended", "by": "agent", "node": work.node.id}
    Entry.objects.create(case=case, kind=Entry.Kind.STEP, at=now, author=by, data=data | _names(work, SKIP))
    case.refresh_from_db()
    announce_case(case)


def _names(work: Work, to: str) -> dict[str, str]:
    found = {"name": work.node.label("vi"), "name_en": work.node.label("en")}
    if to != SKIP:
        target = compiled(work.token.version_id).diagram.node(to)
        found |= {"to_name": target.label("vi"), "to_name_en": target.label("en")}
    return found


def _check_open(case: Case) -> None:
    case = take_up(case)
    if not case.is_open:
        raise CaseIsClosed


def _work(case: Case, token_id: int) -> Work:
    """A token of another case is none of this one's, whoever names it."""
    for work in work_of(case.fact_subject):
        if work.token.pk == token_id:
            return work
    raise StepIsGone
