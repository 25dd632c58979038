"""The step card's buttons: finish the step, promise an answer, leave the path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tantam.cases import actions
from tantam.cases.actions.acknowledging import script_variables
from tantam.cases.actions.refused import WrongInStep
from tantam.cases.context.page import promise_times
from tantam.cases.context.step_card import targets_of
from tantam.cases.forms import LeaveForm, PromiseForm, StepForm
from tantam.cases.models import Case
from tantam.cases.queries import calendar_id_for
from tantam.cases.views.acting import LATE, Sheet, use_sheet
from tantam.cases.views.asking import agent_of, case_of, refuse, show_again
from tantam.core.values.days import write_moment
from tantam.core.values.scripts import render_script
from tantam.organisation.models import Agent
from tantam.organisation.queries import calendar
from tantam.organisation.rights import may
from tantam.process.queries import Work, work_of

#: How far ahead a promise is proposed, where the team is at work then.
USUALLY = timedelta(hours=2)


def _work(case: Case, token_id: int) -> Work | None:
    return next((work for work in work_of(case.fact_subject) if work.token.pk == token_id), None)


@dataclass(frozen=True, kw_only=True)
class StepSaid:
    """What was typed into the card of the step that waits for an answer; `missing` names what it still needs."""

    data: dict[str, object]
    missing: list[str]


def step_said(request: HttpRequest, case: Case) -> StepSaid:
    """What an answer or a promise brings to the step. Raises WrongInStep for what cannot be read."""
    for work in work_of(case.fact_subject):
        if work.node.care.done == "reply" and work.node.care.form:
            form = StepForm(request.POST, care=work.node.care, prefix="step")
            if wrong := form.wrong():
                raise WrongInStep(wrong)
            return StepSaid(data=form.data_for_process(), missing=form.missing())
    return StepSaid(data={}, missing=[])


@may("case.step")
@require_POST
def finish(request: HttpRequest, number: str, token_id: int) -> HttpResponse:
    """Done: what was typed into the step's form becomes data of the process."""
    case = case_of(request, number)
    work = _work(case, token_id)
    form = StepForm(request.POST, care=work.node.care, prefix="step") if work else None
    if form is not None and not form.is_valid():
        return refuse(request, " ".join([form.wrong(), form.missing_in_words()]).strip())
    data = form.data_for_process() if form else {}
    try:
        actions.finish_step(case, token_id=token_id, data=data, by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        return refuse(request, refused.message, status=409 if isinstance(refused, LATE) else 422)
    return show_again(request, number, said=_("Step finished."))


@may("case.step")
def leave(request: HttpRequest, number: str, token_id: int) -> HttpResponse:
    """Leave the path, with a reason that is kept."""
    case = case_of(request, number)
    work = _work(case, token_id)
    if work is None:
        raise Http404

    def do(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
        return actions.leave_step(case, token_id=token_id, to=said["to"], reason=said["reason"], by=by, now=now)

    sheet = Sheet(
        title=gettext_lazy("Leave the path"), button=gettext_lazy("Leave the path"), icon="split",
        done=_("The ticket stands where you put it."), do=do,
        note=gettext_lazy("That is not a fault: the reason helps to draw the process better."),
    )  # fmt: skip
    return use_sheet(request, case, LeaveForm(request.POST or None, targets=targets_of(work)), sheet)


@may("case.step")
@require_POST
def wait_no_longer(request: HttpRequest, number: str, token_id: int) -> HttpResponse:
    """Do at once what the drawing does later."""
    try:
        actions.wait_no_longer(case_of(request, number), token_id=token_id, by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        return refuse(request, refused.message, status=409 if isinstance(refused, LATE) else 422)
    return show_again(request, number, said=_("The process goes on."))


@may("case.reply")
def promise(request: HttpRequest, number: str) -> HttpResponse:
    """Hẹn trả lời: tell the customer by when they hear from us."""
    case, now = case_of(request, number), timezone.now()
    times = promise_times(now, hours=calendar(calendar_id_for(case.team, case.branch)))
    due_at = next((at for at, _label in times if at >= now + USUALLY), times[-1][0])
    with translation.override(case.customer.language):
        words = _("{toi} need to ask to be sure; {kh} will hear from me by {gio_hen}.")
    variables = script_variables(case, now=now, by=agent_of(request), due_at=due_at)
    initial = {"due_at": due_at, "words": render_script(words, variables=variables).text}

    def do(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
        def promise() -> object:
            return actions.promise_and_tell(case, **said, by=by, now=now, step_data=step_said(request, case).data)

        return actions.once(said["key"], promise, again=lambda entry: entry, by=by)

    sheet = Sheet(
        title=gettext_lazy("Promise an answer"), button=gettext_lazy("Promise"), icon="calendar-clock",
        done=_("Promised; the clock runs."), do=do,
    )  # fmt: skip
    form = PromiseForm(request.POST or None, initial=initial)
    offers = [{"value": write_moment(timezone.localtime(at)), "label": label} for at, label in times]
    return use_sheet(request, case, form, sheet, extra={"offers": offers, "includes": "[data-joins]"})
