"""The inbox: ready views, the list, and the search."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from tantam.cases import queries
from tantam.cases.context.counts import counted, counts_of
from tantam.cases.context.filters import Bar, Current, completions, tongue
from tantam.cases.context.panes import beside, views_of
from tantam.cases.context.rows import listed, present
from tantam.cases.context.search import count_found, find
from tantam.cases.context.start import start_of
from tantam.cases.queries import Page
from tantam.cases.views.asking import agent_of, is_fragment
from tantam.core.values.filters import MOST_LETTERS
from tantam.organisation.models import Agent, Reach
from tantam.organisation.rights import has_right, may

SUGGESTED = 6


def _usual(agent: Agent, counts: Mapping[str, int]) -> str:
    """What opens when nothing was chosen: one's own; for who sees all and holds nothing, such as a head, all."""
    return "all" if agent.reach == Reach.ALL and not counts.get("mine") else "mine"


def list_context(request: HttpRequest, *, current: str = "") -> dict[str, Any]:
    """The list of the chosen view, narrowed and sorted as the address says, with the counts of the ready views."""
    agent, now = agent_of(request), timezone.now()
    counts = counts_of(request)
    bar, is_gone = bar_of(request, counts, now=now)
    page = _page(request, bar, agent=agent, now=now)
    rows = present(page.rows, now=now, current=current)
    return {
        **views_of(list(queries.VIEWS.values()), counts=counts, current=bar.current.key),
        **({} if current else start_of(rows, page.rows, counts=counts, query=bar.query, now=now)),
        "view": bar.current,
        "bar": bar,
        "is_gone": is_gone,
        "count_said": counted(counts.get(bar.current.key) if bar.is_plain else None),
        "rows": rows,
        "listed": listed(rows, query=bar.query),
        "next": page.next,
        "may_choose": has_right(agent, "case.bulk"),
        "now": now,
    }


def bar_of(request: HttpRequest, counts: Mapping[str, int], *, now: datetime) -> tuple[Bar, bool]:
    """What the address says of the list; and whether it names a view that is not there (any more) for the reader."""
    agent, key = agent_of(request), request.GET.get("view", "")
    saved = queries.view_named(key, agent=agent)
    if saved is not None:
        current = Current(key=key, label=saved.name, icon="users" if saved.is_shared else "funnel")
    else:
        ready = queries.VIEWS.get(key) or queries.VIEWS[_usual(agent, counts)]
        current = Current(key=ready.key, label=ready.label, icon=ready.icon)
    return Bar(request.GET, current=current, saved=saved, agent=agent, now=now), bool(key) and key != current.key


def _page(request: HttpRequest, bar: Bar, *, agent: Agent, now: datetime) -> Page:
    after, down_to = request.GET.get("after", ""), request.GET.get("down_to", "")
    if bar.is_plain:
        return queries.list_view(bar.current.key, agent=agent, now=now, after=after, down_to=down_to)
    return queries.list_filtered(bar.filter, agent=agent, now=now, sort=bar.sort, after=after, down_to=down_to)


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
def counts(request: HttpRequest) -> HttpResponse:
    """The saved views beside the list and how much each holds, and how much the list at hand holds: asked after the
    page, which waits for none of it."""
    agent, now = agent_of(request), timezone.now()
    bar, _is_gone = bar_of(request, {}, now=now)
    views = queries.views_beside(agent)
    filters = [queries.filter_of(view) for view in views]
    is_listed = not bar.is_plain
    filters += [bar.filter] if is_listed else []
    recount = queries.recount_in(filters, agent=agent)
    held = queries.count_all(filters, agent=agent, now=now)
    context = {
        "recount": recount,
        "bar": bar,
        "now": now,
        **beside(views, held, current=bar.current.key),
        "count_said": counted(held[-1]) if is_listed else "",
        "is_listed": is_listed,
    }
    return render(request, "cases/parts/own_views.html", context)


@may("case.see")
@require_GET
def complete(request: HttpRequest) -> JsonResponse:
    """What could stand where somebody is typing a filter."""
    text, caret = request.GET.get("q", ""), request.GET.get("at", "")
    offered = completions(text, int(caret) if caret.isdecimal() and len(caret) < 6 else len(text), language=tongue())
    return JsonResponse(offered, safe=False)


@may("case.see")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Cases and customers in which all the words stand, narrowed to the fields that were named; the first of them while
    they are being typed. A ticket's own number opens it."""
    text, agent = request.GET.get("q", "")[:MOST_LETTERS], agent_of(request)
    if is_fragment(request) and "after" not in request.GET:
        found = find(text, agent=agent, now=timezone.now(), size=SUGGESTED)
        return render(request, "cases/parts/suggestions.html", {**found, "search_text": text})
    if not is_fragment(request) and (number := queries.number_typed(text, agent=agent)):
        return redirect("case", number=number)
    found = find(text, agent=agent, now=timezone.now(), after=request.GET.get("after", ""))
    template = "cases/parts/hits.html" if is_fragment(request) else "cases/search.html"
    return render(request, template, {**found, "search_text": text, "counting": _counting(text)})


def _counting(text: str) -> SafeString:
    """Where the number of hits comes in, once it is known."""
    asked = (
        '<span class="muted text-xs" hx-get="{}?{}" hx-trigger="load" hx-swap="innerHTML" aria-live="polite"></span>'
    )
    return format_html(asked, reverse("search_count"), urlencode({"q": text}))


@may("case.see")
@require_GET
def count_hits(request: HttpRequest) -> HttpResponse:
    """How many tickets the search finds: asked after its page."""
    text = request.GET.get("q", "")[:MOST_LETTERS]
    return HttpResponse(counted(count_found(text, agent=agent_of(request), now=timezone.now())))
