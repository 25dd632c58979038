"""Sorted lists of what a filter finds, page by page.

A list is made of parts that stand one behind the other, each in an order of its own, and is asked in halves, what is
open and what is closed: each has indexes of its own that hold what filters test, so that a rare value costs no walk
through a million tickets. The first question finds ids from an index alone, the second reads the rows of one page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from django.core.exceptions import EmptyResultSet
from django.db.models import Case as When_
from django.db.models import IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case, CaseQuerySet
from tantam.cases.queries.fields import UNFINISHED
from tantam.cases.queries.filtering import HALVES, filtered, may_hold
from tantam.cases.queries.listing import MOST_KEPT, PAGE_SIZE, Page
from tantam.core.queries import Among, ask
from tantam.core.values.filters import Filter
from tantam.organisation.models import Agent

Sort = Literal["newest", "due", "waiting", "priority"]
SORTS: dict[Sort, str | Promise] = {
    "newest": _("Newest first"),
    "due": _("Due first"),
    "waiting": _("Longest waiting first"),
    "priority": _("Most urgent first"),
}
CLOSED = [Case.State.CLOSED]


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A stretch of a sorted list: which tickets stand in it, and by what they go; `by` with "-" the greatest first."""

    key: str
    where: Q
    states: Sequence[str]
    by: tuple[str, ...]


_NEWEST = ("-last_entry_at", "-id")
_CLOSED_LAST = _Part(key="c", where=Q(), states=CLOSED, by=_NEWEST)
_AWAITED = Q(awaits_answer=True, last_inbound_at__isnull=False)
#: What is closed is due no more and waits for nobody: it stands behind all that is open, the newest first.
_PARTS: dict[Sort, tuple[_Part, ...]] = {
    "newest": (_Part(key="n", where=Q(), states=[*UNFINISHED, *CLOSED], by=_NEWEST),),
    "due": (
        _Part(key="d", where=Q(due_at__isnull=False), states=UNFINISHED, by=("due_at", "id")),
        _Part(key="o", where=Q(due_at=None), states=UNFINISHED, by=_NEWEST),
        _CLOSED_LAST,
    ),
    "waiting": (
        _Part(key="w", where=_AWAITED, states=UNFINISHED, by=("last_inbound_at", "id")),
        _Part(key="o", where=~_AWAITED, states=UNFINISHED, by=_NEWEST),
        _CLOSED_LAST,
    ),
    "priority": (_Part(key="p", where=Q(), states=UNFINISHED, by=("rank", "until_at", "id")), _CLOSED_LAST),
}
_RANK = When_(
    *(When(urgency=urgency, then=Value(rank)) for rank, urgency in enumerate(("critical", "high", "normal"))),
    default=Value(3),
    output_field=IntegerField(),
)
_UNTIL = Coalesce("due_at", Value(datetime(9000, 1, 1, tzinfo=UTC)))


def list_filtered(
    given: Filter,
    *,
    agent: Agent,
    now: datetime,
    sort: Sort = "newest",
    after: str = "",
    down_to: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """A page of what a filter finds, sorted; `after` and `down_to` are cursors of the same filter and sort."""
    cases = filtered(given, agent=agent, now=now)
    parts = [part for part in _PARTS[sort] if may_hold(given, part.states)]
    place, end = _read_cursor(after, parts), _read_cursor(down_to, parts)
    size = MOST_KEPT if end else size
    found: list[tuple[str, list[Any]]] = []
    for at, part in enumerate(parts):
        if len(found) > size or (place and at < place[0]) or (end and at > end[0]):
            continue
        behind = place[1] if place and at == place[0] else None
        until = end[1] if end and at == end[0] else None
        found += [(part.key, keys) for keys in _keys(cases, part, given, behind, until, size + 1 - len(found))]
    rows = _rows([keys[-1] for _part, keys in found[:size]])
    return Page(rows=rows, next=_write_cursor(*found[size - 1]) if len(found) > size else "")


Keys = list[Any]


def _keys(
    cases: CaseQuerySet, part: _Part, given: Filter, behind: Keys | None, until: Keys | None, size: int
) -> list[Keys]:
    """What the tickets of a part go by, their ids last; in halves where both open and closed ones are among them."""
    halves = [half for half in HALVES if set(half) <= set(part.states) and may_hold(given, half)]
    names = [name.lstrip("-") for name in part.by]
    found: list[Keys] = []
    for half in halves:
        rows = cases.filter(part.where, state__in=half)
        rows = rows.annotate(rank=_RANK, until_at=_UNTIL) if "rank" in names else rows
        if behind is not None:
            rows = rows.filter(_beyond(part.by, behind))
        if until is not None:
            rows = rows.exclude(_beyond(part.by, until))
        found += _asked(rows.order_by(*part.by).values_list(*names)[:size])
    if len(halves) > 1:
        found.sort(key=lambda keys: keys, reverse=True)
    return found[:size]


def _asked(rows: QuerySet[Any, Any]) -> list[Keys]:
    """The rows of a question that is planned for its values: which index tells them depends on what is asked."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    return [list(row) for row in ask(sql, params, is_planned_anew=True)]


def _beyond(by: Sequence[str], keys: Keys) -> Q:
    """What stands behind this place: the first key is farther, or the same and the next one is."""
    found, same = Q(), Q()
    for name, key in zip(by, keys, strict=True):
        column, further = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        found |= same & Q(**{f"{column}__{further}": key})
        same &= Q(**{column: key})
    first, outer = by[0].lstrip("-"), "lte" if by[0].startswith("-") else "gte"
    return Q(**{f"{first}__{outer}": keys[0]}) & found


def _rows(ids: list[int]) -> list[dict[str, Any]]:
    """The rows of a page, in the order of their ids."""
    if not ids:
        return []
    by_id = {row["id"]: row for row in Case.objects.filter(Among("id", ids)).listed()}
    return [by_id[one] for one in ids if one in by_id]


def _write_cursor(part: str, keys: Keys) -> str:
    said = "|".join([part, *(key.isoformat() if isinstance(key, datetime) else str(key) for key in keys)])
    return base64.urlsafe_b64encode(said.encode()).decode()


def _read_cursor(cursor: str, parts: Sequence[_Part]) -> tuple[int, Keys] | None:
    """The part of the list and the place in it; a cursor that is none begins at the top."""
    try:
        key, *said = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        at = next(at for at, part in enumerate(parts) if part.key == key)
        keys = [_key(name, one) for name, one in zip(parts[at].by, said, strict=True)]
    except (ValueError, binascii.Error, StopIteration):
        return None
    return at, keys


def _key(name: str, said: str) -> Any:
    if name.endswith("_at"):
        at = datetime.fromisoformat(said)
        if at.utcoffset() is None:
            raise ValueError(said)
        return at
    number = int(said)
    if not 0 <= number < 2**63:
        raise ValueError(said)
    return number
