"""What can be done with a case from its head and its step card: each a small sheet, one verb, and the panes anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tantam.cases import actions
from tantam.cases.actions.refused import CaseIsClosed, CaseIsOpen, StepIsGone
from tantam.cases.forms import ApprovalForm, AssignForm, ClassifyForm, CloseForm, DecideForm, EscalateForm
from tantam.cases.models import Case, Closure, Deed, Outcome
from tantam.cases.queries import closing_asked_last
from tantam.cases.views.asking import agent_of, case_of, is_fragment, refuse, show_again
from tantam.core.facts import Actor
from tantam.core.values.money import format_vnd
from tantam.organisation.models import Agent, Approval
from tantam.organisation.rights import may
from tantam.ui.values import formatting

LATE = (CaseIsClosed, CaseIsOpen, StepIsGone)
Do = Callable[[Case, dict[str, Any], Agent, datetime], object]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form beside the case: what it is called, what it asks, what its button says and does, and what is said after,
    of what was done."""

    title: object
    button: object
    icon: str
    done: object | Callable[[Any], object]
    do: Do
    note: object = ""
    composer: tuple[str, ...] | None = None


def use_sheet(
    request: HttpRequest, case: Case, form: forms.Form, sheet: Sheet, *, extra: dict[str, Any] | None = None
) -> HttpResponse:
    """Show the form, or do its verb; a refusal shows the form again with what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                did = sheet.do(case, form.cleaned_data, agent_of(request), timezone.now())
            except actions.Refused as refused:
                form.add_error(None, str(refused.message))
                status = 409 if isinstance(refused, LATE) else 422
            else:
                said = sheet.done(did) if callable(sheet.done) else sheet.done
                undo = _taken_back_by(did, case.number)
                return show_again(request, case.number, said=said, composer=sheet.composer, toast=undo)
    template = "cases/parts/sheet.html" if is_fragment(request) else "cases/sheet.html"
    context = {"case": case, "form": form, "sheet": sheet, "action": request.path, **(extra or {})}
    return render(request, template, context, status=status)


def _assign(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
    return actions.hand_over(case, team=said["team"], assignee=said["assignee"], by=by, now=now, note=said["note"])


@may("case.assign")
def assign(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    form = AssignForm(request.POST or None, initial={"team": case.team_id, "assignee": case.assignee_id})
    sheet = Sheet(
        title=gettext_lazy("Assign"), button=gettext_lazy("Assign"), icon="user-plus",
        done=_("Assigned."), do=_assign,
    )  # fmt: skip
    return use_sheet(request, case, form, sheet)


@may("case.take")
@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case oneself."""
    case, by = case_of(request, number), agent_of(request)
    deed = actions.hand_over(case, team=case.team, assignee=by, by=by, now=timezone.now())
    return show_again(request, number, said=_("The ticket is yours."), toast=_taken_back_by(deed, number))


def _taken_back_by(did: object, number: str) -> dict[str, Any]:
    """The address that takes a deed back, where there is one."""
    did = did.deed if isinstance(did, actions.Closed) else did
    return {"undo": reverse("case_deed_back", args=[number, did.pk])} if isinstance(did, Deed) else {}


@may("case.see")
@require_POST
def take_deed_back(request: HttpRequest, number: str, deed_id: int) -> HttpResponse:
    """Put the case back as it was before one's own deed."""
    try:
        actions.take_deed_back(case_of(request, number), deed_id=deed_id, by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        return refuse(request, refused.message, status=409)
    return show_again(request, number, said=_("Taken back."))


@may("case.take")
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The ticket that waits most urgently in the queues of one's teams becomes one's own, and is opened."""
    case = actions.take_next(agent_of(request), now=timezone.now())
    if case is None:
        messages.info(request, _("Nothing waits in the queues of your teams."))
        return redirect("inbox")
    messages.success(request, _("The ticket is yours."))
    return redirect("case", number=case.number)


def _classify(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
    return actions.classify_by_hand(case, kind=said["kind"], urgency=said["urgency"], by=by, now=now)


@may("case.classify")
def classify(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    form = ClassifyForm(request.POST or None, initial={"kind": case.kind, "urgency": case.urgency})
    sheet = Sheet(
        title=gettext_lazy("Classify"), button=gettext_lazy("Classify"), icon="tag",
        done=_("Classified; the promises follow."), do=_classify,
    )  # fmt: skip
    return use_sheet(request, case, form, sheet)


def _escalate(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
    return actions.escalate(case, reason=said["reason"], by=Actor.agent(by.pk), now=now)


@may("case.escalate")
def escalate(request: HttpRequest, number: str) -> HttpResponse:
    sheet = Sheet(
        title=gettext_lazy("Escalate"), button=gettext_lazy("Escalate"), icon="arrow-up-right",
        done=_("Taken to the head of the team."), do=_escalate,
        note=gettext_lazy("The head of the team is told. The ticket stays with its assignee."),
    )  # fmt: skip
    return use_sheet(request, case_of(request, number), EscalateForm(request.POST or None), sheet)


@may("case.escalate")
@require_POST
def settle(request: HttpRequest, number: str, escalation_id: int) -> HttpResponse:
    """What a person or the process took higher has been seen to."""
    case = case_of(request, number)
    actions.settle(get_object_or_404(case.escalations, pk=escalation_id), now=timezone.now())
    return show_again(request, number, said=_("Settled."))


def _close(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
    return actions.close_with_way_back(
        case, outcome=Outcome(said["outcome"]), by=by, now=now, note=said["note"],
        compensation_vnd=said["compensation_vnd"] or 0,
    )  # fmt: skip


def _closed(closed: actions.Closed) -> str:
    if isinstance(closed.did, Closure):
        return _("Closed.")
    who = closed.did.approval.approver.full_name
    return _("%(who)s is asked to approve the compensation; the ticket closes with the yes.") % {"who": who}


def _typed_before(case: Case) -> dict[str, object]:
    """What was typed last to close this case, where it came to nothing."""
    last = closing_asked_last(case)
    if last is None:
        return {}
    return {"outcome": last.outcome, "note": last.note, "compensation_vnd": format_vnd(last.compensation_vnd)}


@may("case.close")
def close(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    form = CloseForm(request.POST or None, initial=_typed_before(case), limit_vnd=agent_of(request).approval_limit_vnd)
    sheet = Sheet(
        title=gettext_lazy("Close the ticket"), button=gettext_lazy("Close the ticket"), icon="circle-check",
        done=_closed, do=_close, composer=(),
        note=gettext_lazy("The process goes on behind its closing step: the customer is still asked for a score."),
    )  # fmt: skip
    return use_sheet(request, case, form, sheet)


@may("case.close")
@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Open a closed case again."""
    try:
        actions.reopen(case_of(request, number), by=Actor.agent(agent_of(request).pk), now=timezone.now())
    except actions.Refused as refused:
        return refuse(request, refused.message, status=409)
    return show_again(request, number, said=_("The ticket is open again."), composer=())


@may("approval.ask")
def ask_approval(request: HttpRequest, number: str, token_id: int | None = None) -> HttpResponse:
    """Ask for a yes, at a step that waits for one or aside from the drawing."""

    def ask(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
        return actions.ask_for_approval(
            case, amount_vnd=said["amount_vnd"], reason=said["reason"], by=by, now=now, token_id=token_id
        )

    sheet = Sheet(
        title=gettext_lazy("Ask for approval"), button=gettext_lazy("Ask"), icon="hand",
        done=_("Asked."), do=ask,
        note=gettext_lazy("Up to your own limit it is granted at once. Above it goes to the nearest person above you "
                          "whose limit covers the amount; at a step of the process, to whom its lane names."),
    )  # fmt: skip
    return use_sheet(request, case_of(request, number), ApprovalForm(request.POST or None), sheet)


@may("approval.decide")
@require_POST
def decide(request: HttpRequest, number: str, approval_id: int) -> HttpResponse:
    """Say yes or no to what was asked in this case; from the head's first page it goes back there."""
    case, form = case_of(request, number), DecideForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(error) for error in form.non_field_errors()) or _("Choose yes or no.")
        return _back(request, said, late=True) or refuse(request, said)
    decision = Approval.Decision(form.cleaned_data["decision"])
    try:
        decided = actions.decide(
            case, approval_id=approval_id, decision=decision, comment=form.cleaned_data["comment"],
            by=agent_of(request), now=timezone.now(),
        )  # fmt: skip
    except actions.Refused as refused:
        return _back(request, refused.message, late=True) or refuse(request, refused.message, status=409)
    said = _decided(decided, case)
    return _back(request, said) or show_again(request, number, said=said)


def _decided(approval: Approval, case: Case) -> str:
    """What was said and about whom, so that a slip of the thumb is seen at once."""
    is_granted = approval.decision == Approval.Decision.GRANTED
    values = {"name": case.customer.name or case.number, "amount": ""}
    if approval.amount_vnd:
        values["amount"] = formatting.money(approval.amount_vnd, language=get_language() or "vi")
        return (
            _("Approved: %(amount)s for %(name)s") if is_granted else _("Refused: %(amount)s for %(name)s")
        ) % values
    return (_("Approved for %(name)s") if is_granted else _("Refused for %(name)s")) % values


def _back(request: HttpRequest, said: object, *, late: bool = False) -> HttpResponse | None:
    """To the page where the button stood, where the form names one of ours."""
    to = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None) or is_fragment(request):
        return None
    (messages.warning if late else messages.success)(request, str(said))
    return redirect(to)
