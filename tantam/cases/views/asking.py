"""What every view of the desk asks first: who, which case, and how to say no."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone

from tantam.cases import queries
from tantam.cases.context.page import open_case_context
from tantam.cases.context.panes import places_of
from tantam.cases.models import Case
from tantam.organisation.models import Agent


def agent_of(request: HttpRequest) -> Agent:
    """The person signed in, which the view's right guarantees."""
    assert isinstance(request.user, Agent)  # noqa: S101 - the right of the view guarantees it
    return request.user


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def case_of(request: HttpRequest, number: str) -> Case:
    """The case of this number, if it is within the person's reach."""
    case = queries.seen_case(number, agent=agent_of(request))
    if case is None:
        raise Http404
    return case


def open_context(request: HttpRequest, number: str, *, typed: tuple[str, str] | None = None) -> dict[str, Any]:
    """Everything the panes of the open case show; `typed` stands in the composer instead of the draft."""
    agent, now = agent_of(request), timezone.now()
    try:
        page = queries.read_case(number, agent=agent)
    except Case.DoesNotExist:
        raise Http404 from None
    return open_case_context(
        page, agent=agent, csrf_token=get_token(request), now=now, places=places_of(request, page.case), typed=typed
    )


def show_again(
    request: HttpRequest,
    number: str,
    *,
    said: object = "",
    tone: str = "success",
    composer: tuple[str, ...] | None = None,
    toast: Mapping[str, Any] = MappingProxyType({}),
) -> HttpResponse:
    """After a verb: the panes as they are now, what was done in words, any open sheet closed.

    `composer` brings a new one with this text and mode, or where it is empty with the draft. Without script the person
    goes back to the page. `toast` is what else the message can do: `undo` (an address), `stay` (milliseconds).
    """
    if not is_fragment(request):
        if said:
            getattr(messages, tone)(request, str(said))
        return redirect("case", number=number)
    typed = (composer[0], composer[1]) if composer else None
    context = open_context(request, number, typed=typed) | {"brings_composer": composer is not None}
    response = render(request, "cases/parts/live.html", context)
    told = {"toast": {"text": str(said), "tone": tone, **toast}} if said else {}
    response.headers["HX-Trigger"] = json.dumps({"close-dialog": True, **told})
    return response


def refuse(request: HttpRequest, words: object, *, status: int = 422) -> HttpResponse:
    """Say why not, in the place the form names for refusals."""
    return render(request, "cases/parts/refused.html", {"words": words}, status=status)
