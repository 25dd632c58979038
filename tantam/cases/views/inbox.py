"""The inbox: ready views, the list, and the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tantam.cases import queries
from tantam.cases.context.counts import counts_of
from tantam.cases.context.panes import views_of
from tantam.cases.context.rows import listed, present
from tantam.cases.context.search import find
from tantam.cases.context.start import start_of
from tantam.cases.views.asking import agent_of, is_fragment
from tantam.organisation.models import Agent, Reach
from tantam.organisation.rights import may

SUGGESTED = 6


def _usual(agent: Agent, counts: Mapping[str, int]) -> str:
    """What opens when nothing was chosen: one's own; for who sees all and holds nothing, such as a head, all."""
    return "all" if agent.reach == Reach.ALL and not counts.get("mine") else "mine"


def list_context(request: HttpRequest, *, current: str = "") -> dict[str, Any]:
    """The list of the chosen view with the counts of all views."""
    agent, now = agent_of(request), timezone.now()
    counts = counts_of(request)
    view = queries.VIEWS.get(request.GET.get("view", "")) or queries.VIEWS[_usual(agent, counts)]
    after, down_to = request.GET.get("after", ""), request.GET.get("down_to", "")
    page = queries.list_view(view.key, agent=agent, now=now, after=after, down_to=down_to)
    rows, query = present(page.rows, now=now, current=current), f"?view={view.key}"
    return {
        **views_of(list(queries.VIEWS.values()), counts=counts, current=view),
        **({} if current else start_of(rows, page.rows, counts=counts, current=view, now=now)),
        "view": view,
        "count": counts.get(view.key),
        "rows": rows,
        "listed": listed(rows, query=query),
        "next": page.next,
        "now": now,
    }


@may("case.see")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The list, with no case open."""
    return render(request, "cases/inbox.html", list_context(request))


@may("case.see")
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The rows alone: the next page, or the list fetched anew when something happened."""
    is_more = "after" in request.GET
    return render(request, "cases/parts/more.html" if is_more else "cases/parts/rows.html", list_context(request))


@may("case.see")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Cases and customers in which all the words stand; the first of them while they are being typed."""
    text = request.GET.get("q", "")[:200]
    if is_fragment(request) and "after" not in request.GET:
        found = find(text, agent=agent_of(request), now=timezone.now(), size=SUGGESTED)
        return render(request, "cases/parts/suggestions.html", {**found, "search_text": text})
    found = find(text, agent=agent_of(request), now=timezone.now(), after=request.GET.get("after", ""))
    template = "cases/parts/hits.html" if is_fragment(request) else "cases/search.html"
    return render(request, template, {**found, "search_text": text})
