"""What a person did to a ticket, kept so that it can be taken back: how it was, how it was afterwards.

Taken back is only what is still as the deed left it: what somebody has changed since stays as they made it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.refused import ChangedSince, DoneByAnother, TooLateToTakeBack
from tantam.cases.models import Case, Deed, DeedRow
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent

#: How long a deed can be taken back.
KEPT = timedelta(days=30)
Values = Mapping[str, Any]


#: A case at hand, and how it was before.
Earlier = tuple[Case, Values]


@dataclass(frozen=True, kw_only=True)
class Reversible:
    """What of a case a kind of deed changes, and how that is put back, of many cases at once; `restore` returns the
    keys of those that it leaves, as they cannot be any more what they were."""

    read: Callable[[Case], Values]
    restore: Callable[[Sequence[Earlier], Actor, datetime], Collection[int]]


_ways: dict[Deed.Kind, Reversible] = {}


def offer_way_back(kind: Deed.Kind, way: Reversible) -> None:
    """Say how a kind of deed is kept and put back: beside the verb that does it."""
    _ways[kind] = way


def way_back(kind: str) -> Reversible:
    """How a kind of deed is kept and put back."""
    return _ways[Deed.Kind(kind)]


@dataclass
class Doing:
    """A deed under way; `deed` is there afterwards, None where nothing changed."""

    deed: Deed | None = None


@contextmanager
def kept(kind: Deed.Kind, case: Case, *, by: Agent, now: datetime) -> Iterator[Doing]:
    """Keep what is done within it to a case at hand, in the caller's unit of work."""
    doing, read = Doing(), _ways[kind].read
    before = read(case)
    yield doing
    after = read(case)
    if after != before:
        doing.deed = Deed.objects.create(kind=kind, by=by, at=now, until=now + KEPT)
        DeedRow.objects.create(deed=doing.deed, case=case, before=before, after=after)


@unit()
def take_deed_back(case: Case, *, deed_id: int, by: Agent, now: datetime) -> None:
    """Put a case back as it was before one's own deed. Raises DoneByAnother, TooLateToTakeBack, ChangedSince; nothing
    changes then."""
    case = take_up(case)
    rows = DeedRow.objects.select_related("deed").select_for_update(of=("deed",))
    row = rows.filter(deed=deed_id, case=case, deed__bulk=None).first()
    if row is None or row.deed.by_id != by.pk:
        raise DoneByAnother
    if not row.deed.is_open(at=now):
        raise TooLateToTakeBack
    way = way_back(row.deed.kind)
    if way.read(case) != row.after or way.restore([(case, row.before)], Actor.agent(by.pk), now):
        raise ChangedSince
    row.deed.undone_at, row.deed.undone_by = now, by
    row.deed.save(update_fields=["undone_at", "undone_by"])


def forget_deeds(*, now: datetime, limit: int = 1000) -> int:
    """Delete what can no longer be taken back; return how many."""
    over = Deed.objects.filter(until__lt=now).order_by("until").values_list("pk", flat=True)[:limit]
    return Deed.objects.filter(pk__in=list(over)).delete()[1].get(Deed._meta.label, 0)
