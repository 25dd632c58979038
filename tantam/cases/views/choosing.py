"""Choose another ticket: by number, by what was said in it, or among those of the same customer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tantam.cases import queries
from tantam.cases.context.search import find
from tantam.cases.models import Case
from tantam.cases.views.asking import agent_of, case_of, is_fragment
from tantam.core.values.filters import MOST_LETTERS
from tantam.organisation.models import Agent

FOUND = 8
OF_CUSTOMER = 12


def other_of(request: HttpRequest, number: str) -> Case:
    """The other ticket; of a merged one that in which it lives on. Raises Http404."""
    other, agent = case_of(request, number.strip()), agent_of(request)
    if other.merged_into_id is None:
        return other
    lives_on = Case.objects.filter(pk=other.merged_into_id).values_list("number", flat=True).get()
    found = queries.seen_case(lives_on, agent=agent)
    if found is None:
        raise Http404
    return found


def choices(case: Case, *, asked: str, agent: Agent) -> dict[str, Any]:
    """What is offered: the other tickets of the customer, open ones first, and what is found by what was `asked`."""
    others = Case.objects.standing().visible_to(agent).filter(customer=case.customer_id).exclude(pk=case.pk)
    newest = list(others.order_by("-last_entry_at", "-id")[:OF_CUSTOMER])
    return {
        "others": sorted(newest, key=lambda one: not one.is_open),
        "hits": _hits(case, asked, agent),
        "q": asked,
        "asked": asked.strip(),
    }


def _hits(case: Case, text: str, agent: Agent) -> list[dict[str, Any]]:
    """The tickets that are found by what was typed, the case itself left out."""
    text = text.strip()[:MOST_LETTERS]
    if not text:
        return []
    found = find(text, agent=agent, now=timezone.now(), size=FOUND)
    return [one for one in found["hits"] if one["row"]["number"] != case.number]


def show_found(request: HttpRequest, case: Case, asked: str, *, posts: bool = False) -> HttpResponse:
    """Only what is found, while it is being typed."""
    hits = _hits(case, asked, agent_of(request))
    context = {"case": case, "hits": hits, "asked": asked.strip(), "posts": posts, "is_sheet": True}
    return render(request, "cases/parts/merge_found.html", context | {"action": request.path})


def show_sheet(
    request: HttpRequest, case: Case, body: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The sheet beside the case, or a page of its own without script."""
    template = "cases/parts/merge.html" if is_fragment(request) else "cases/merge.html"
    return render(request, template, {"case": case, "body": body, "action": request.path, **context}, status=status)
