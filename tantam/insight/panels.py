"""The rooms of the figures in the rail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.ui.registry import Room, add_room


def _today(request: HttpRequest) -> Room | None:
    if not isinstance(request.user, Agent) or not has_right(request.user, "today.see"):
        return None
    url = reverse("today")
    return Room(key="today", label=_("Today"), icon="sunrise", url=url, active=request.path == url, letter="h")


def _reports(request: HttpRequest) -> Room | None:
    if not isinstance(request.user, Agent) or not has_right(request.user, "report.see"):
        return None
    url = reverse("reports")
    active = request.path.startswith(url)
    return Room(key="reports", label=_("Reports"), icon="chart-column", url=url, active=active, letter="b")


add_room("today", order=5, build=_today)
add_room("reports", order=80, build=_reports)
