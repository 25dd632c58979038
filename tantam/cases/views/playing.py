"""Giả làm khách: in the sample business, be the customer and watch what happens."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tantam.cases import actions
from tantam.cases.actions.refused import NothingWritten
from tantam.cases.context.play import story_of
from tantam.cases.forms import PlayForm
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
    return render(request, template, {"story": None, "key": uuid4()})


@signed_in
@require_POST
def play_send(request: HttpRequest) -> HttpResponse:
    """Send what the pretended customer typed, by mail the real way, else as a call or a chat."""
    _only_in_the_sample_business()
    form = PlayForm(request.POST)
    if not form.is_valid():
        return refuse(request, NothingWritten.message)
    try:
        return _played(request, **form.cleaned_data)
    except actions.Refused as refused:
        return refuse(request, refused.message)


def _played(request: HttpRequest, *, text: str, channel: str, key: UUID | None) -> HttpResponse:
    """The story so far, and the key for the next message."""
    now, next_key = timezone.now(), {"text": text, "key": uuid4()}
    if channel == ChannelKind.EMAIL:
        address = reverse("play_story") + f"?mail={actions.write_as_customer(text, now=now, key=key)}"
        return render(request, "cases/parts/play_story.html", {"story": None, "address": address, **next_key})

    def speak() -> Case:
        return actions.speak_as_customer(text, channel_kind=ChannelKind(channel), now=now, key=key)

    case = actions.once(key, speak, again=lambda entry: entry.case, by=None)
    return render(request, "cases/parts/play_story.html", _story(case) | next_key)


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
