"""The bell: what one is told of, what one has seen of it, and what one wants to be told of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.organisation import actions
from tantam.organisation.models import MutedNotice, Notice
from tantam.organisation.queries import unseen_notices, unseen_said
from tantam.organisation.registry import notice_kinds
from tantam.organisation.rights import signed_in
from tantam.organisation.views.settings import agent_of

PAGE_SIZE = 50
#: In the drawer of the bell.
SHOWN = 20


@signed_in
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first: some in the drawer of the bell, all of them on their page."""
    found = Notice.objects.filter(agent=agent_of(request)).newest_first()
    if request.headers.get("HX-Request") == "true":
        return _drawer(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(one) for one in page.object_list],
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "organisation/notices.html", context)


def _drawer(request: HttpRequest) -> HttpResponse:
    found = Notice.objects.filter(agent=agent_of(request)).newest_first()[:SHOWN]
    return render(request, "organisation/parts/notices.html", {"rows": [_row(one) for one in found]})


def _row(notice: Notice) -> dict[str, Any]:
    """A notice in words; one of a kind that no app offers any more keeps its subject."""
    kind = notice_kinds().get(notice.kind)
    return {
        "pk": notice.pk,
        "is_unseen": notice.seen_at is None,
        "icon": kind.icon if kind else "bell",
        "words": kind.words(notice.said, notice.times) if kind else notice.subject,
        "text": str(notice.said.get("text", "")),
        "url": kind.url({**notice.said, "times": notice.times}) if kind else "",
        "at": notice.at,
    }


@signed_in
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many are unseen, for the bell."""
    response = HttpResponse(unseen_said(unseen_notices(agent_of(request).pk)))
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in
@require_POST
def see(request: HttpRequest) -> HttpResponse:
    """These (`id`), or all of them, have been seen."""
    chosen = [int(one) for one in request.POST.getlist("id") if one.isascii() and one.isdigit() and len(one) < 19]
    actions.see_notices(agent_of(request).pk, now=timezone.now(), ids=chosen or None)
    return _drawer(request) if request.headers.get("HX-Request") == "true" else redirect("notices")


@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which kinds one wants to be told of."""
    agent, kinds = agent_of(request), notice_kinds()
    if request.method == "POST":
        wanted = set(request.POST.getlist("kind"))
        actions.choose_notices(agent.pk, muted=[key for key in kinds if key not in wanted])
        messages.success(request, _("Saved."))
        return redirect("notices_choose")
    muted = set(MutedNotice.objects.filter(agent=agent).values_list("kind", flat=True))
    context = {"kinds": [(one, one.key not in muted) for one in kinds.values()]}
    return render(request, "organisation/notices_choose.html", context)
