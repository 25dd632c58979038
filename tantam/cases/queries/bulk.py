"""What was done to many tickets: who may look at it, what was left, what could still be done."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from tantam.cases.models import BulkAction, BulkItem, Case
from tantam.cases.queries.filtering import filtered
from tantam.core.queries import ask
from tantam.core.values.filters import Filter
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right


def bulk_of(agent: Agent) -> QuerySet[BulkAction]:
    """What this person has done to many, and others where they may take it back."""
    found = BulkAction.objects.select_related("by", "deed", "undoes")
    return found if has_right(agent, "case.undo") else found.filter(by=agent)


def bulk_begun(agent: Agent) -> QuerySet[BulkAction]:
    """The newest first, without what was never begun."""
    return bulk_of(agent).exclude(state=BulkAction.State.CHOSEN).order_by("-pk")


def count_found(given: Filter, *, agent: Agent, now: datetime, most: int) -> int:
    """How many tickets a filter finds for this person, counted up to `most` + 1."""
    return filtered(given, agent=agent, now=now).order_by().values("pk")[: most + 1].count()


def whys_of(action: BulkAction) -> Counter[str]:
    """How many tickets were left, by why."""
    rows = action.items.filter(result=BulkItem.Result.LEFT).values_list("why").annotate(many=Count("pk"))
    return Counter(dict(rows.order_by()))


def items_of(action: BulkAction, *, result: str, agent: Agent, most: int) -> list[dict[str, Any]]:
    """The first tickets of which this became, as far as this person sees them, with their numbers and names."""
    items = action.items.filter(result=result, case__in=Case.objects.visible_to(agent).values("pk"))
    shown = items.order_by("why", "pk").values("why", "case__number", "case__subject", "case__customer__name")
    return [dict(row) for row in shown[:most]]


def tags_on(action: BulkAction) -> list[int]:
    """The keys of the tags that stand on some of the tickets chosen, the most frequent first."""
    return [key for (key,) in ask(_TAGS, [action.pk])]


_TAGS = """
SELECT key FROM cases_bulkitem AS item JOIN cases_case AS held ON held.id = item.case_id, unnest(held.tag_ids) AS key
WHERE item.action_id = %s GROUP BY key ORDER BY count(*) DESC, key LIMIT 60
"""
