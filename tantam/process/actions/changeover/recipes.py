"""What a move changes of an instance, worked out once for all that stand alike."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from tantam.process.actions.changeover.reading import Standing, TokenRow
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.loading import scopes_as_json
from tantam.process.engine.changeover import Crossing, Objection
from tantam.process.engine.records import Record
from tantam.process.engine.state import State
from tantam.process.engine.state import Token as EngineToken
from tantam.process.models import Changeover, Instance
from tantam.process.queries import compiled

#: A node and the scope in which it was done.
Place: TypeAlias = tuple[str, int]


class _AsksForCase(Exception):
    """The answer hangs on the data of the one case."""


class _AsksForCalendar(Exception):
    """The answer hangs on the calendar of the one case."""


@dataclass
class _AnyHost(StoredHost):
    """The host of many at once: it knows the time, and nothing of any case but maybe its calendar (0: none)."""

    calendar: int | None = None

    def calendar_id(self) -> int | None:
        if self.calendar is None:
            raise _AsksForCalendar
        return self.calendar or None

    def context(self) -> Mapping[str, object]:
        raise _AsksForCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What becomes of an instance's tokens, by their place in order of keys; or why nothing may.

    `changed`: token by place. `dropped`: places. `added`: tokens, with the place of what they are awaited beside (None:
    beside the scope, or what stands for a sub-process that is new). `is_own`: worked out for this one instance, with
    keys of its own. `scopes`: as they are kept, where they change. `records`: of what can be compensated, (node,
    scope) before and after, where they change.
    """

    objections: tuple[Objection, ...] = ()
    changed: tuple[tuple[int, EngineToken], ...] = ()
    dropped: tuple[int, ...] = ()
    added: tuple[tuple[EngineToken, int | None], ...] = ()
    is_own: bool = False
    scopes: dict[str, list[Any]] | None = None
    records: tuple[tuple[Place, Place], ...] = ()


@dataclass
class Recipes:
    """The recipes of one batch: those of plain instances by what they have in common."""

    crossing: Crossing
    asks_how_often: bool
    now: datetime
    known: dict[Hashable, Recipe | None] = field(default_factory=dict)
    by_calendar: set[Hashable] = field(default_factory=set)
    alone: set[Hashable] = field(default_factory=set)

    @classmethod
    def of(cls, old_id: int, new_id: int, node_map: Mapping[str, str], *, now: datetime) -> Recipes:
        """For one pair of versions and a checked map."""
        old, new = compiled(old_id), compiled(new_id)
        return cls(Crossing(old.graph, new.graph, node_map), asks_how_often=new.asks_how_often, now=now)

    @classmethod
    def for_changeover(cls, changeover: Changeover, *, now: datetime) -> Recipes:
        return cls.of(changeover.old_id, changeover.new_id, changeover.node_map, now=now)

    def recipe(self, standing: Standing) -> Recipe:
        """What becomes of one instance; of those that stand alike, on the same calendar where it counts, it is worked
        out once."""
        try:
            found = self._known(standing, None)
        except _AsksForCalendar:
            calendar_id = StoredHost(now=self.now, subject=standing.subject).calendar_id()
            found = self._known(standing, calendar_id or 0)
        return found or self._for_one(standing)

    def glimpse(self, standing: Standing) -> Recipe | None:
        """The same without any case's data or lock: times are not right, and None is where the answer hangs on data."""
        return self._known(standing, 0)

    def _known(self, standing: Standing, calendar_id: int | None) -> Recipe | None:
        signature = standing.signature() if standing.is_plain else None
        if signature is None or signature in self.alone:
            return self._for_any(standing, calendar_id)
        key = (signature, calendar_id)
        if calendar_id is None and signature in self.by_calendar:
            raise _AsksForCalendar
        if key not in self.known:
            try:
                found = self._for_any(standing, calendar_id)
            except _AsksForCalendar:
                self.by_calendar.add(signature)
                raise
            if found is not None and found.is_own:
                self.alone.add(signature)
                return found
            self.known[key] = found
        return self.known[key]

    def _for_any(self, standing: Standing, calendar_id: int | None) -> Recipe | None:
        """Without its data; None where the answer hangs on them."""
        try:
            return self._cross(standing, {}, _AnyHost(now=self.now, subject="", calendar=calendar_id))
        except _AsksForCase:
            return None

    def _for_one(self, standing: Standing) -> Recipe:
        counted = standing.instance_id if self.asks_how_often else None
        variables = Instance.objects.values_list("variables", flat=True).get(pk=standing.instance_id)
        host = StoredHost(now=self.now, subject=standing.subject, counted_instance_id=counted)
        return self._cross(standing, variables, host)

    def _cross(self, standing: Standing, variables: Mapping[str, object], host: StoredHost) -> Recipe:
        before = standing.state(variables)
        crossed = self.crossing.cross(before, host, resting=standing.resting)
        if crossed.objections:
            return Recipe(objections=crossed.objections)
        return _difference(before, crossed.state, is_plain=standing.is_plain)


def place(record: Record) -> Place:
    """Where something was done that can be compensated."""
    return record.node, int(record.scope)


def _difference(before: State, after: State, *, is_plain: bool) -> Recipe:
    order = {key: number for number, key in enumerate(before.tokens)}
    new = [token for key, token in after.tokens.items() if key not in order]
    return Recipe(
        changed=tuple(
            (number, after.tokens[key])
            for key, number in order.items()
            if key in after.tokens and after.tokens[key] is not before.tokens[key]
        ),
        dropped=tuple(number for key, number in order.items() if key not in after.tokens),
        added=tuple((token, order.get(token.attached_to) if token.attached_to is not None else None) for token in new),
        is_own=not is_plain or before.scopes != after.scopes,
        scopes=None if before.scopes == after.scopes else scopes_as_json(after.scopes),
        records=tuple(
            (place(record), place(after.records.added[key]))
            for key, record in before.records.added.items()
            if place(record) != place(after.records.added[key])
        ),
    )


def for_one(token: EngineToken, place: int | None, standing: Standing, recipe: Recipe, *, keys: list[int]) -> TokenRow:
    """What is added, as this instance has it: where it was worked out for many, with a key of its own, beside its own
    token or scope."""
    if recipe.is_own:
        key, scope = int(token.id), int(token.scope)
        beside = int(token.attached_to) if token.attached_to is not None else None
    else:
        key, scope = keys.pop(), int(next(iter(standing.scopes)))
        beside = scope if place is None else standing.tokens[place].id
    return TokenRow.of(token, instance_id=standing.instance_id, key=key, scope=scope, beside=beside)
