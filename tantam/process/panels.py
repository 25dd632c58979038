"""The process room's entry in the rail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.ui.registry import Room, add_room


def _room(request: HttpRequest) -> Room | None:
    if not isinstance(request.user, Agent) or not has_right(request.user, "process.see"):
        return None
    url = reverse("processes")
    return Room(key="processes", label=_("Processes"), icon="workflow", url=url, active=request.path.startswith(url))


add_room("processes", order=30, build=_room)
