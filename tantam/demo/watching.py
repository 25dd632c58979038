"""What somebody opens while they try the sample business, so that the hints tick themselves off."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tantam.core.registry import is_sample
from tantam.demo.actions import note_seen
from tantam.demo.queries import is_hottest_step
from tantam.organisation.models import Agent

COOKIE = "tantam_tried"
YEAR = 365 * 24 * 3600
MOST = 20


class NoteWhatIsTried:
    """Remember the bottleneck and the report as seen, and in the browser the accounts it signed in to.

    Only in a demo: elsewhere it is not even called.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEMO:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        agent = getattr(request, "user", None)
        if response.status_code == 200 and request.method == "GET" and isinstance(agent, Agent):
            if (what := _seen(request)) and is_sample():
                note_seen(what, by=agent, now=timezone.now())
            _remember(agent, request, response)
        return response


def _seen(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    if match.url_name in {"director_report", "reports"}:
        return "report"
    if match.url_name == "process_step" and is_hottest_step(**match.kwargs, now=timezone.now()):
        return "bottleneck"
    return ""


def tried_accounts(request: HttpRequest) -> set[int]:
    """The accounts that this browser has signed in to."""
    kept = request.get_signed_cookie(COOKIE, default="") or ""
    return {int(key) for key in kept.split(".") if key.isdigit()}


def _remember(agent: Agent, request: HttpRequest, response: HttpResponse) -> None:
    known = tried_accounts(request)
    if agent.pk not in known and len(known) < MOST:
        value = ".".join(str(key) for key in sorted({agent.pk, *known}))
        secure = settings.SESSION_COOKIE_SECURE
        response.set_signed_cookie(COOKIE, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
