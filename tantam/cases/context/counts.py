"""How many cases each view holds, asked once a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from tantam.cases import queries
from tantam.organisation.models import Agent

_KEPT = "_counts_of_views"


def counts_of(request: HttpRequest) -> dict[str, int]:
    """The counts of all views, for the inbox; the rail then needs no query of its own."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, queries.count_views(cast(Agent, request.user), now=timezone.now()))
    return cast("dict[str, int]", getattr(request, _KEPT))


def count_of_mine(request: HttpRequest) -> int:
    """The person's own open cases, for the rail of every page."""
    if hasattr(request, _KEPT):
        return counts_of(request)["mine"]
    return queries.count_view("mine", agent=cast(Agent, request.user), now=timezone.now())
