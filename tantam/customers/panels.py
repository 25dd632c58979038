"""The customers' room in the rail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.ui.registry import Room, add_room


def customers_room(request: HttpRequest) -> Room | None:
    """The list of customers."""
    agent = request.user
    if not isinstance(agent, Agent) or not has_right(agent, "customer.see"):
        return None
    active = request.path.startswith("/customers/")
    return Room(
        key="customers", label=_("Customers"), icon="users", url=reverse("customers"), active=active, letter="c"
    )


add_room("customers", order=20, build=customers_room)
