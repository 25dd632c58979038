"""The page on which a customer rates: no account needed, the link is the key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tantam.organisation.rights import public
from tantam.surveys import actions
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


def _page(invitation: Invitation, *, chosen: str) -> dict[str, object]:
    survey = invitation.survey
    in_english = invitation.customer.language != "vi" and survey.question_en
    return {
        "invitation": invitation,
        "question": survey.question_en if in_english else survey.question,
        "scores": [str(score) for score in actions.SCALES[Survey.Kind(survey.kind)]],
        "chosen": chosen,
        "given": Answer.objects.filter(invitation=invitation).first(),
    }


def _refuse(request: HttpRequest, refused: Exception) -> HttpResponse:
    expired = isinstance(refused, actions.InvitationExpired)
    return render(request, "surveys/refused.html", {"expired": expired}, status=410 if expired else 404)
