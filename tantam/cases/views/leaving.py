"""What was sent and has not left yet: taken back, or sent at once; and how long one wants to be able to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tantam.cases import actions
from tantam.cases.forms import UndoForm
from tantam.cases.views.asking import agent_of, case_of, refuse, show_again
from tantam.organisation.rights import may


@may("case.reply")
@require_POST
def take_back(request: HttpRequest, number: str, draft_id: int) -> HttpResponse:
    """It does not leave; it stands in the composer again."""
    try:
        draft = actions.take_back(case_of(request, number), draft_id=draft_id, by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        return refuse(request, refused.message, status=409)
    words = _("Not sent. It stands beside what you are writing now.") if draft.held else _("Not sent.")
    return show_again(request, number, said=words, composer=None if draft.held else ())


@may("case.reply")
@require_POST
def send_now(request: HttpRequest, number: str, draft_id: int) -> HttpResponse:
    """It leaves without waiting for its time, or although it was held."""
    case = case_of(request, number)
    try:
        actions.send_now(case, draft_id=draft_id, by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        return refuse(request, refused.message, status=409)
    return show_again(request, number, said=_("It is leaving."))


@may("case.reply")
@require_POST
def choose_undo(request: HttpRequest) -> HttpResponse:
    """How many seconds one can take an answer back, from now on."""
    form = UndoForm(request.POST)
    if form.is_valid():
        actions.choose_undo_seconds(agent_of(request), form.cleaned_data["undo_seconds"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose between 0 and 30 seconds."))
    return redirect("profile")
