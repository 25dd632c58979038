"""The page on which a customer rates (no account needed, the link is the key), and what is asked, in the settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tantam.core.facts import Actor
from tantam.core.values.forms_of_address import form_of_address
from tantam.core.values.scripts import render_script
from tantam.core.values.scripts import script_variables as people
from tantam.organisation.models import Brand
from tantam.organisation.rights import may, public
from tantam.organisation.views.settings import agent_of
from tantam.surveys import actions
from tantam.surveys.forms import SurveyForm
from tantam.surveys.models import Answer, Invitation, Survey


@public
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question; a click in the mail arrives here with its score and is sent on by the page itself.

    The score is taken by POST only: mail scanners open links, people press buttons.
    """
    try:
        invitation = actions.find_invitation(token, now=timezone.now())
    except (actions.UnknownInvitation, actions.InvitationExpired) as refused:
        return _refuse(request, refused)
    with translation.override(invitation.customer.language):
        if request.method == "POST":
            return _take(request, token, invitation)
        return render(request, "surveys/rate.html", _page(invitation, chosen=request.GET.get("score", "")))


def _take(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    score = request.POST.get("score", "")
    try:
        given = actions.answer(
            token,
            score=int(score) if score.isascii() and score.isdigit() else -1,
            comment=request.POST.get("comment", ""),
            now=timezone.now(),
        )
    except actions.ScoreOffScale:
        page = _page(invitation, chosen="") | {"error": _("Choose one of the scores.")}
        return render(request, "surveys/rate.html", page, status=422)
    return render(request, "surveys/thanks.html", _page(invitation, chosen=str(given.score)) | {"given": given})


def _question(invitation: Invitation) -> str:
    try:
        return actions.question_for(invitation.survey, invitation.case, now=timezone.now())
    except actions.QuestionUnfinished:
        return _("How did we do just now?")


def _thanks(invitation: Invitation) -> str:
    """In Vietnamese nobody is thanked without being addressed, and as they are in the mail; English needs no name."""
    customer = invitation.customer
    if customer.language != "vi":
        return _("Thank you")
    said = people(customer.name, form=form_of_address(customer.address_form), agent_name="")
    return _("Thank you, %(customer)s") % {"customer": said["kh"]}


def _page(invitation: Invitation, *, chosen: str) -> dict[str, object]:
    survey = invitation.survey
    return {
        "invitation": invitation,
        "brand": invitation.case.brand.name,
        "thanks": _thanks(invitation),
        "question": _question(invitation),
        "scores": [str(score) for score in actions.SCALES[Survey.Kind(survey.kind)]],
        "chosen": chosen,
        "given": Answer.objects.filter(invitation=invitation).first(),
    }


@may("business.change")
@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """What customers are asked, each kind with its question."""
    known = {survey.kind: survey for survey in Survey.objects.order_by("id")}
    asked = {kind: _as_read(one.question) for kind, one in known.items()}
    context = {"surveys": [(kind, asked.get(kind, "")) for kind in Survey.Kind]}
    return render(request, "surveys/settings/surveys.html", context)


@may("business.change")
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, kind: str) -> HttpResponse:
    """One question: its words, how long it may be answered, for how long nobody is asked again."""
    if kind not in Survey.Kind.values:
        raise Http404
    known = Survey.objects.filter(kind=kind).order_by("id").first()
    initial = {name: getattr(known, name) for name in SurveyForm.base_fields} if known else None
    form = SurveyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by = Actor.agent(agent_of(request).pk)
        actions.set_survey(Survey.Kind(kind), form.plan(), by=by, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("settings_surveys")
    context = {"form": form, "kind": Survey.Kind(kind), "example": _example(form, known)}
    return render(request, "surveys/settings/survey.html", context, status=422 if form.errors else 200)


def _example(form: SurveyForm, known: Survey | None) -> str:
    """The question as a customer called bác Hòa reads it."""
    return _as_read(form.data.get("question") or (known.question if known else actions.QUESTION))


def _as_read(question: str) -> str:
    variables = people("Nguyễn Thị Hòa", form=form_of_address("bác/cháu"), agent_name="Mai")
    return render_script(question, variables=variables | {"ma": "TT-26-000001"}).text


def _refuse(request: HttpRequest, refused: Exception) -> HttpResponse:
    expired = isinstance(refused, actions.InvitationExpired)
    brand = Brand.objects.order_by("id").first()  # the link does not say which, and the first is nearly always the only
    page = {"expired": expired, "brand": brand.name if brand else ""}
    return render(request, "surveys/refused.html", page, status=410 if expired else 404)
