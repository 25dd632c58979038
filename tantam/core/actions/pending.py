"""What a unit of work has still to write: its facts, and rows that nobody has asked for yet.

Rows wait so that a row changed three times is written once, and many new rows of a table with one statement. Nobody
needs to know: before a statement that names a table with rows waiting, and before a savepoint, they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Model

from tantam.core.actions.statements import Statement
from tantam.core.facts import Actor, Fact


@dataclass(frozen=True)
class Recorded:
    """A fact that waits to be written with the others of its unit."""

    fact: Fact
    subject: str
    by: Actor
    at: datetime


@dataclass
class Pending:
    """What waits in one unit of work; `write_rows` knows how rows are written."""

    write_rows: Callable[[Pending], None]
    facts: list[Recorded] = field(default_factory=list)
    gone: dict[type[Model], list[int]] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    new: dict[type[Model], list[Model]] = field(default_factory=dict)
    changed: dict[int, tuple[Model, dict[str, None]]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    last: dict[int, tuple[Model, dict[str, None]]] = field(default_factory=dict)

    def add(self, row: Model) -> None:
        """Have a new row written later."""
        self.new.setdefault(type(row), []).append(row)
        self.tables.add(row._meta.db_table)

    def change(self, row: Model, names: tuple[str, ...]) -> None:
        """Have fields of a stored row written later, with the values they have then."""
        known = self.changed.setdefault(id(row), (row, {}))
        known[1].update(dict.fromkeys(names))
        self.tables.add(row._meta.db_table)

    def change_last(self, row: Model, names: tuple[str, ...]) -> None:
        """Have fields of a stored row written at the end of the unit, or before somebody asks for its table; what else
        waits may be written earlier without it."""
        known = self.last.setdefault(id(row), (row, {}))
        known[1].update(dict.fromkeys(names))

    def release_last(self) -> None:
        """What was to be last is written with whatever is written next."""
        for row, names in self.last.values():
            self.change(row, tuple(names))
        self.last = {}

    def remove(self, model: type[Model], keys: list[int]) -> None:
        """Have stored rows deleted later."""
        self.gone.setdefault(model, []).extend(keys)
        self.tables.add(model._meta.db_table)

    def execute(self, model: type[Model], statement: Statement) -> None:
        """Have a statement about a table executed later."""
        self.statements.append(statement)
        self.tables.add(model._meta.db_table)

    def drop_rows(self) -> None:
        """Nothing waits any longer: it is written, or undone."""
        self.gone, self.changed, self.new, self.statements, self.tables = {}, {}, {}, [], set()

    def before_statement(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Write first what the statement might ask for; what an undone savepoint held is not written at all."""
        if self.tables or self.last:
            statement = str(sql)
            if self.last and (statement.startswith("SAVEPOINT") or self._asks_for_last(statement)):
                self.release_last()
            if statement.startswith("ROLLBACK TO"):
                self.drop_rows()  # a savepoint writes what waits, so whatever waits now came after it
                self.last = {}
            elif statement.startswith("SAVEPOINT") or not self.tables.isdisjoint(_words(statement)):
                self.write_rows(self)
        return execute(sql, params, many, context)

    def _asks_for_last(self, statement: str) -> bool:
        return not {row._meta.db_table for row, _names in self.last.values()}.isdisjoint(_words(statement))


pending: ContextVar[Pending | None] = ContextVar("pending", default=None)


@lru_cache(maxsize=2000)
def _words(statement: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", statement))


def keep_for_later(facts: list[Recorded]) -> bool:
    """Have facts written at the end of the unit; False outside of one."""
    waiting = pending.get()
    if waiting is None:
        return False
    waiting.facts.extend(facts)
    return True
