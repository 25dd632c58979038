"""Choose tickets, some or all that a filter finds, and see beforehand what would become of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tantam.cases.actions.bulk.leaving import REACH, SEEN_SQL, Said, changed_since, those_gone
from tantam.cases.actions.bulk.verbs import VERBS, BulkVerb
from tantam.cases.actions.refused import MOST_CHOSEN, NothingChosen, TooManyChosen
from tantam.cases.models import BulkAction, BulkItem, Case
from tantam.cases.queries import filtered
from tantam.core.actions.unit import unit
from tantam.core.values.filters import Filter
from tantam.organisation.models import Agent

#: How long a choice is kept that nothing was done with, and a run with all its items.
CHOICE_KEPT, RUN_KEPT = timedelta(hours=4), timedelta(days=90)
_DECIDED_BY = (
    "id", "state", "team", "assignee", "urgency", "last_inbound_at", "awaits_answer", "merged_into", "tag_ids",
)  # fmt: skip


@unit()
def choose_many(verb: str, *, of: Collection[int] | Filter, by: Agent, now: datetime) -> BulkAction:
    """Write down which tickets something is to be done to, as they stand now: these, or all that a filter finds of
    what this person sees. Raises NothingChosen, TooManyChosen."""
    if isinstance(of, Collection):
        if len(of) > MOST_CHOSEN:
            raise TooManyChosen
        asked = len(set(of))
        seen = Case.objects.standing().visible_to(by).filter(pk__in=list(of))
    else:
        asked, seen = 0, filtered(of, agent=by, now=now)
    keys = list(seen.order_by().values_list("pk", flat=True)[: MOST_CHOSEN + 1])
    if len(keys) > MOST_CHOSEN:
        raise TooManyChosen
    if not keys:
        raise NothingChosen
    action = BulkAction.objects.create(verb=verb, by=by, at=now, asked=asked or len(keys))
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE, [action.pk, keys])
    return action


_CHOOSE = f"""
INSERT INTO cases_bulkitem (action_id, case_id, seen, result, why)
SELECT %s, id, {SEEN_SQL}, '', '' FROM cases_case WHERE id = ANY(%s) ORDER BY id
"""  # noqa: S608 - a constant


@dataclass(frozen=True, kw_only=True)
class BulkPreview:
    """How many of those chosen would be changed, how many not, by why; and of how many of them the customer is
    waiting for an answer."""

    will: int
    left: Counter[str]
    awaited: int


def preview_bulk(action: BulkAction, said: Said, *, by: Agent) -> BulkPreview:
    """What would become of the tickets now."""
    seen = dict(action.items.values_list("case", "seen"))
    cases = list(Case.objects.filter(pk__in=list(seen)).only(*_DECIDED_BY))
    visible = set(Case.objects.visible_to(by).filter(pk__in=list(seen)).values_list("pk", flat=True))
    left = left_of(VERBS[action.verb], cases, said, seen=seen, visible=visible)
    will = [case for case in cases if case.pk not in left]
    counts = Counter(left.values())
    counts[REACH] += action.asked - len(seen)
    return BulkPreview(will=len(will), left=+counts, awaited=sum(case.awaits_answer for case in will))


def left_of(
    verb: BulkVerb, cases: list[Case], said: Said, *, seen: Mapping[int, Mapping[str, Any]], visible: Collection[int]
) -> dict[int, str]:
    """Which of these tickets cannot be done, and why: the first reason that holds, in this order."""
    left = {case.pk: REACH for case in cases if case.pk not in visible}
    left = those_gone(cases) | left
    rest = [case for case in cases if case.pk not in left]
    left |= verb.leaves(rest, said)
    for case in rest:
        if case.pk not in left and (why := changed_since(case, seen[case.pk], verb.holds)):
            left[case.pk] = why
    return left


def forget_bulk(*, now: datetime) -> None:
    """Delete choices that came to nothing, and runs of long ago with all their items."""
    chosen = BulkAction.objects.filter(state=BulkAction.State.CHOSEN, at__lt=now - CHOICE_KEPT)
    BulkItem.objects.filter(action__in=chosen).delete()
    chosen.delete()
    BulkAction.objects.filter(ended_at__lt=now - RUN_KEPT).delete()
