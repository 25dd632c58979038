"""What was completed and can be compensated: what the step began with, and what was added and taken away since.

An instance that goes round for years has many records, and a step hardly ever needs them. So those that were there
before are read only when something is compensated, and a step says what it changed of them, not what they are now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tantam.process.engine.state import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A completed activity that can be compensated: in which scope it was done, with which variables of its own.

    `inside` is the ended scope of a sub-process, to which the records of what was done in it belong. While it is to be
    undone, `scope` is that of the compensation.
    """

    id: Id
    node: str
    scope: Id
    at: datetime
    variables: Mapping[str, object] = field(default_factory=dict)
    inside: Id | None = None


class Kept(Protocol):
    """The records that were there before, wherever they are kept."""

    def done_in(self, scopes: Collection[Id]) -> Sequence[Record]:
        """Those of these scopes, in the order they were completed."""

    def last_in(self, scope: Id, *, before: Id | None) -> Record | None:
        """The last one of a scope; with `before`, the last one that was completed before that one."""


@dataclass(slots=True)
class Records:
    """What a step knows of them. A state's records are never changed: a step that changes some takes a `copy`.

    `added` are new, `claimed` were there before and belong to another scope now, `gone` were there before and are no
    more, of `forgotten` scopes all are gone that were there before, with those of what they hold; `is_cleared`: none
    of those before is left.
    """

    kept: Kept | None = None
    added: dict[Id, Record] = field(default_factory=dict)
    claimed: dict[Id, Record] = field(default_factory=dict)
    gone: set[Id] = field(default_factory=set)
    forgotten: set[Id] = field(default_factory=set)
    reached: dict[Id, Id] = field(default_factory=dict)
    is_cleared: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.added or self.claimed or self.gone or self.forgotten or self.is_cleared)

    def copy(self) -> Records:
        """The same, to be changed."""
        return Records(
            kept=self.kept,
            added=dict(self.added),
            claimed=dict(self.claimed),
            gone=set(self.gone),
            forgotten=set(self.forgotten),
            reached=dict(self.reached),
            is_cleared=self.is_cleared,
        )

    # Reading

    def done_in(self, scopes: Collection[Id]) -> list[Record]:
        """What was completed in these scopes and can be compensated, in the order it was completed."""
        found: list[Record] = []
        before = [scope for scope in scopes if scope not in self.forgotten] if not self.is_cleared else ()
        if self.kept is not None and before:
            taken = self.gone.union(self.claimed)
            found += [record for record in self.kept.done_in(before) if record.id not in taken]
        for later in (self.claimed, self.added):
            found += [record for record in later.values() if record.scope in scopes]
        return found

    # Changing

    def add(self, record: Record) -> None:
        """One more was completed."""
        self.added[record.id] = record

    def take_last(self, scope: Id) -> Record | None:
        """The last one of a scope, which is no more there afterwards; None where none is left."""
        for later in (self.added, self.claimed):
            record = next((one for one in reversed(later.values()) if one.scope == scope), None)
            if record is not None:
                self.take_out([record])
                return record
        return self._take_kept(scope)

    def _take_kept(self, scope: Id) -> Record | None:
        if self.kept is None or self.is_cleared or scope in self.forgotten:
            return None
        while True:
            record = self.kept.last_in(scope, before=self.reached.get(scope))
            if record is None:
                return None
            self.reached[scope] = record.id
            if record.id not in self.gone and record.id not in self.claimed:
                self.gone.add(record.id)
                return record

    def take_out(self, records: Iterable[Record]) -> None:
        """Take these away, with nothing said of what was done inside them."""
        for record in records:
            if self.added.pop(record.id, None) is None:
                self.claimed.pop(record.id, None)
                self.gone.add(record.id)

    def put_in(self, records: Iterable[Record], scope: Id) -> None:
        """Give what was taken out to another scope, behind what it has."""
        for record in records:
            if record.id in self.gone:
                self.gone.remove(record.id)
                self.claimed[record.id] = replace(record, scope=scope)
            else:
                self.added[record.id] = replace(record, scope=scope)

    def forget(self, scopes: Iterable[Id]) -> None:
        """What was done in these scopes, and inside of that, can no longer be compensated."""
        waiting = list(scopes)
        while waiting:
            scope = waiting.pop()
            if self.kept is not None:
                self.forgotten.add(scope)
            mine = [one for later in (self.added, self.claimed) for one in later.values() if one.scope == scope]
            self.take_out(mine)
            waiting += [record.inside for record in mine if record.inside is not None]

    def clear(self) -> None:
        """Nothing can be compensated any more."""
        self.added, self.claimed, self.gone, self.forgotten = {}, {}, set(), set()
        self.is_cleared = self.kept is not None
