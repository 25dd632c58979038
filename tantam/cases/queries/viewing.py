"""Saved views: which somebody has beside their list, who may change one, and how much each holds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from tantam.cases.models import CaseAccess, Pinned, SavedView
from tantam.cases.queries.fields import ME, MINE
from tantam.cases.queries.filtering import count_each
from tantam.cases.queries.listing import COUNT_CAP
from tantam.core.values.filters import EVERYTHING, Filter, Not, NotAFilter, each_test, from_json
from tantam.organisation.models import Agent, Reach
from tantam.organisation.rights import has_right

#: So many that one has not pinned stand beside the list; the others are on the page of all views.
UNPINNED_SHOWN = 6
MOST_SHOWN = 30
SECONDS_KEPT = 5.0
#: What took long to count is kept so many times as long.
COSTS_KEPT = 100
COUNTS_KEPT = 2_000
NOTHING_AT_ALL: Filter = Not(EVERYTHING)

_counted: dict[tuple[Filter, int], tuple[float, int]] = {}


def views_beside(agent: Agent) -> list[SavedView]:
    """Those pinned, in one's order, then the first of the others that are shared with one; `is_pinned` says which."""
    pinned = _with_place(agent).filter(place__isnull=False).order_by("place", "pk")[:MOST_SHOWN]
    others = _with_place(agent).filter(place=None).order_by("name", "pk")[:UNPINNED_SHOWN]
    rows = pinned.union(others, all=True).order_by(F("place").asc(nulls_last=True), "name", "pk")
    return list(rows)


def view_named(key: str, *, agent: Agent) -> SavedView | None:
    """The saved view that an address names (`v12`), if it is there for this person."""
    if not (key.startswith("v") and key[1:].isdecimal() and len(key) < 18):
        return None
    return SavedView.objects.standing().shown_to(agent).filter(pk=int(key[1:])).first()


def all_views(agent: Agent) -> QuerySet[SavedView]:
    """All that one may see, pinned ones first."""
    return _with_place(agent).select_related("team", "made_by").order_by(F("place").asc(nulls_last=True), "name", "pk")


def _with_place(agent: Agent) -> QuerySet[Any]:
    pins = Pinned.objects.filter(agent=agent.pk, view=OuterRef("pk")).values("rank")[:1]
    return SavedView.objects.standing().shown_to(agent).annotate(place=Subquery(pins))


def may_change_view(view: SavedView, *, agent: Agent) -> bool:
    """One's own, those one made, and as somebody who leads those of one's teams and of everybody."""
    if view.owner_id is not None:
        return view.owner_id == agent.pk
    if view.made_by_id == agent.pk:
        return True
    return has_right(agent, "view.share") and (
        view.team_id is None or agent.reach == Reach.ALL or view.team_id in agent.team_ids
    )


def filter_of(view: SavedView) -> Filter:
    """What it is narrowed to; what is stored wrongly finds nothing."""
    try:
        return from_json(view.filter)
    except NotAFilter:
        return NOTHING_AT_ALL


def count_all(filters: Sequence[Filter], *, agent: Agent, now: datetime) -> list[int]:
    """How many each finds, capped at COUNT_CAP + 1; what is not known yet is counted in one statement.

    Counts are kept in this process for some seconds, the longer the more they cost; whoever sees all shares them with
    the others who do, and only what they see by name is counted for themselves. Whoever is told what was kept may have
    been told of something that has changed since: `recount_in` says when to ask again.
    """
    begun = time.monotonic()
    keys = [_key(given, agent) for given in filters]
    missing = {key: given for key, given in zip(keys, filters, strict=True) if _counted.get(key, (0.0, 0))[0] < begun}
    if missing:
        if len(_counted) > COUNTS_KEPT:
            _counted.clear()
        counts = count_each(list(missing.values()), agent=agent, now=now, is_shared=agent.reach == Reach.ALL)
        until = time.monotonic() + max(SECONDS_KEPT, COSTS_KEPT * (time.monotonic() - begun))
        _counted.update({key: (until, count) for key, count in zip(missing, counts, strict=True)})
    named = _named(filters, agent=agent, now=now)
    return [min(_counted[key][1] + more, COUNT_CAP + 1) for key, more in zip(keys, named, strict=True)]


def recount_in(filters: Sequence[Filter], *, agent: Agent) -> int:
    """In how many seconds all that is kept of these counts has to be counted anew; 0 where some is not kept."""
    until = [_counted.get(_key(given, agent), (0.0, 0))[0] for given in filters]
    return max(0, ceil(max(until) - time.monotonic())) if until else 0


def _key(given: Filter, agent: Agent) -> tuple[Filter, int]:
    """Who shares a count: those who see all, unless the filter speaks of its reader."""
    of_reader = any({ME, MINE} & set(test.values) for test in each_test(given))
    return given, agent.pk if of_reader or agent.reach != Reach.ALL else 0


def _named(filters: Sequence[Filter], *, agent: Agent, now: datetime) -> list[int]:
    """What somebody who sees all finds beside it, by name: private ones."""
    if agent.reach != Reach.ALL or not CaseAccess.objects.holding().filter(agent=agent.pk).exists():
        return [0] * len(filters)
    return count_each(filters, agent=agent, now=now, is_shared=None)


def forget_counts() -> None:
    """Count anew: between tests, and for whoever has just changed something."""
    _counted.clear()
