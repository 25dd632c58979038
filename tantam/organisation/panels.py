"""The frame of every page, for the person who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tantam.organisation.models import Agent, Role
from tantam.organisation.rights import has_right
from tantam.ui.registry import Frame, set_frame


def _frame(request: HttpRequest) -> Frame:
    agent = request.user
    if not isinstance(agent, Agent):
        return Frame()
    roles = [Role(role).label for role in sorted(agent.roles)]
    return Frame(
        person_name=agent.full_name,
        person_note=" · ".join(str(role) for role in roles),
        sign_out_url=reverse("sign_out"),
        search_url=_door("search") if has_right(agent, "case.see") else "",
        intake_url=_door("quick_intake") if has_right(agent, "case.intake") else "",
        play_url=_door("play_customer") if settings.DEMO else "",
        stream_url=_door("stream"),
        is_demo=settings.DEMO,
    )


def _door(name: str) -> str:
    """The address of a room above, which this floor knows by name only; "" where it is not built."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


set_frame(_frame)
