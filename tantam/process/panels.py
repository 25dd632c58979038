"""The process room's entry in the rail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.organisation.registry import offer_processes
from tantam.organisation.rights import has_right
from tantam.process.models import Version
from tantam.ui.registry import Room, add_room


def _room(request: HttpRequest) -> Room | None:
    if not isinstance(request.user, Agent) or not has_right(request.user, "process.see"):
        return None
    url = reverse("processes")
    return Room(key="processes", label=_("Processes"), icon="workflow", url=url, active=request.path.startswith(url))


add_room("processes", order=30, build=_room)


def _published() -> list[tuple[str, str]]:
    running = Version.objects.filter(state=Version.State.PUBLISHED).order_by("process__key")
    english = (get_language() or "vi").startswith("en")
    named = running.values_list("process__key", "process__name", "process__name_en")
    return [(key, f"{key} · {name_en if english and name_en else name}") for key, name, name_en in named]


offer_processes(_published)
