"""Giả làm khách: in the sample business, be the customer and watch what happens."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tantam.cases import actions
from tantam.cases.context.play import story_of
from tantam.cases.models import Case, Entry
from tantam.cases.views.asking import is_fragment, refuse
from tantam.channels.models import ChannelKind
from tantam.core.registry import is_sample
from tantam.organisation.rights import signed_in


def _only_in_the_sample_business() -> None:
    if not is_sample():
        raise Http404


@signed_in
@require_GET
def play_customer(request: HttpRequest) -> HttpResponse:
    """The pretended phone."""
    _only_in_the_sample_business()
    template = "cases/parts/play.html" if is_fragment(request) else "cases/play.html"
    return render(request, template, {"story": None})


@signed_in
@require_POST
def play_send(request: HttpRequest) -> HttpResponse:
    """Send what the pretended customer typed, by mail the real way, else as a call or a chat."""
    _only_in_the_sample_business()
    text, channel, now = request.POST.get("text", "")[:4000], request.POST.get("channel", "email"), timezone.now()
    try:
        if channel == ChannelKind.EMAIL:
            address = reverse("play_story") + f"?mail={actions.write_as_customer(text, now=now)}"
            return render(request, "cases/parts/play_story.html", {"story": None, "text": text, "address": address})
        kind = ChannelKind.CHAT if channel == ChannelKind.CHAT else ChannelKind.PHONE
        case = actions.speak_as_customer(text, channel_kind=kind, now=now)
    except actions.Refused as refused:
        return refuse(request, refused.message)
    return render(request, "cases/parts/play_story.html", _story(case) | {"text": text})


@signed_in
@require_GET
def play_story(request: HttpRequest) -> HttpResponse:
    """What has become of it so far."""
    _only_in_the_sample_business()
    entries = Entry.objects.select_related("case")
    mail, number = request.GET.get("mail", ""), request.GET.get("case", "")
    entry = entries.filter(message__external_id=mail).first() if mail else entries.filter(case__number=number).first()
    text = request.GET.get("text", "")
    if entry is None:
        return render(request, "cases/parts/play_story.html", {"story": None, "address": request.get_full_path()})
    return render(request, "cases/parts/play_story.html", _story(entry.case) | {"text": text})


def _story(case: Case) -> dict[str, Any]:
    return {"story": story_of(case, now=timezone.now()), "address": reverse("play_story") + f"?case={case.number}"}
