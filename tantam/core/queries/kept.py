"""A question whose SQL is written once and asked many times.

Building a queryset and writing its SQL costs Django two to five times what PostgreSQL needs for the answer. A page asks
the same questions with every request; only the values change. So the queryset is built once with marks in the places of
the values, its SQL is kept, and afterwards the values are put where the marks stand. The queryset stays the one source
of the question: columns, joins, rights and order are what the ORM wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesIterable, ValuesListIterable, get_related_populators
from psycopg.sql import Literal

from tantam.core.queries.asking import ask

Row = TypeVar("Row")
Value = int | str | datetime

MOST_KEPT = 500
_PLACE = re.compile("%[%s]")
_NO_ID = 2**62
_NO_DAY = datetime(1900, 1, 1, tzinfo=UTC)
Read = Callable[[Sequence[Any]], Any]


class CannotKeep(Exception):
    """A value does not reach the SQL as it was given, or the queryset asks more than one question."""


@dataclass(frozen=True)
class _Place:
    """Where a value stands among the parameters, and the type by which PostgreSQL knows it."""

    position: int
    name: str
    binding: Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Written:
    """One statement, the places of its values, and how its rows are read; no SQL where nothing can ever be found."""

    sql: str
    params: list[Any]
    places: list[_Place]
    converters: list[tuple[int, list[Any], Any]]
    read: Read

    def rows(self, values: dict[str, Value]) -> list[Any]:
        if not self.sql:
            return []
        params = list(self.params)
        for place in self.places:
            value = values[place.name]
            params[place.position] = place.binding(value) if place.binding else value
        found = ask(self.sql, params)
        read = self.read
        return [read(row) for row in (self._converted(found) if self.converters else found)]

    def _converted(self, found: list[tuple[Any, ...]]) -> list[list[Any]]:
        rows = [list(row) for row in found]
        for position, converters, expression in self.converters:
            for row in rows:
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
        return rows


class Kept(Generic[Row]):
    """A queryset asked often, with the values that change given by name.

        clocks = Kept(lambda case: Clock.objects.filter(case=case).order_by("due_at"))
        clocks(case=12)

    Numbers, texts and instants are values. What changes the question itself (whose reach, how many rows) is given first
    and without a name, has to be hashable, and is written into a statement of its own:

        listed = Kept(lambda sight, after: Case.objects.visible_to(sight).filter(opened_at__gt=after))
        listed(agent.sight, after=yesterday)
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Row]]) -> None:
        self._ask = ask
        self._written: dict[Hashable, _Written] = {}

    def __call__(self, *shape: Hashable, **values: Value) -> list[Row]:
        """Ask, and read all rows. Raises CannotKeep when the question cannot be kept (a mistake in the code)."""
        written = self._written.get(shape)
        if written is None:
            if len(self._written) >= MOST_KEPT:
                self._written.clear()
            written = self._written[shape] = _write(self._ask, shape, values)
        return written.rows(values)

    def first(self, *shape: Hashable, **values: Value) -> Row | None:
        """The first row, None where there is none; the question should be limited to one."""
        rows = self(*shape, **values)
        return rows[0] if rows else None


def _write(ask: Callable[..., QuerySet[Any, Any]], shape: Sequence[Hashable], values: dict[str, Value]) -> _Written:
    marks = {name: _mark(value, number) for number, (name, value) in enumerate(values.items(), start=1)}
    queryset = ask(*shape, **marks)
    if getattr(queryset, "_prefetch_related_lookups", ()):
        raise CannotKeep("a prefetch is a question of its own")
    compiler = queryset.query.get_compiler(queryset.db)
    try:
        sql, given = compiler.as_sql()
    except EmptyResultSet:
        return _Written("", [], [], [], tuple)
    named = [(param, _name_of(param, marks)) for param in given]
    if missing := set(marks) - {name for _param, name in named}:
        raise CannotKeep(f"{', '.join(sorted(missing))} cannot be told among the parameters of {sql[:200]}")
    sql = settled(sql, [(param, name is None) for param, name in named])
    left = [(param, name) for param, name in named if name is not None]
    params = [param for param, _name in left]
    places = [
        _Place(position, name, type(param) if isinstance(param, int) else None)
        for position, (param, name) in enumerate(left)
    ]
    fields = [selected[0] for selected in compiler.select[: compiler.col_count]]
    converters = [
        (position, found, expression) for position, (found, expression) in compiler.get_converters(fields).items()
    ]
    return _Written(sql, params, places, converters, _reader(queryset, compiler))


def _name_of(param: Any, marks: dict[str, Value]) -> str | None:
    """The name of the value that stands here, None for what never changes."""
    if not isinstance(param, int | str | datetime):
        return None
    return next((name for name, mark in marks.items() if type(mark) in type(param).__mro__ and param == mark), None)


def settled(sql: str, params: Sequence[tuple[Any, bool]]) -> str:
    """The statement with those of its parameters written into it that are marked as never changing.

    PostgreSQL keeps one plan for a statement asked again and again, which saves it planning each time. A plan made for
    any value cannot use an index with a condition (`state IN ('open', 'waiting')`): what is constant stands in the SQL.
    """
    given = iter(params)

    def write(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%%"
        param, is_constant = next(given)
        return Literal(param).as_string(connection.connection).replace("%", "%%") if is_constant else "%s"

    connection.ensure_connection()
    return _PLACE.sub(write, sql)


def _mark(value: Value, number: int) -> Value:
    """A value of the same type that nobody would ask for."""
    if isinstance(value, datetime):
        return _NO_DAY + timedelta(microseconds=number)
    return _NO_ID + number if isinstance(value, int) else f"\x02mark {number}\x03"


def _reader(queryset: QuerySet[Any, Any], compiler: Any) -> Read:
    """How Django would read a row of this queryset."""
    kind = queryset._iterable_class
    if kind is ModelIterable:
        return _model_reader(queryset, compiler)
    if kind is ValuesIterable:
        query = queryset.query
        names = list(query.selected or [*query.values_select, *query.annotation_select])
        return lambda row: dict(zip(names, row, strict=True))
    if kind is ValuesListIterable:
        return tuple
    raise CannotKeep(f"rows of {kind.__name__} are not read here")


def _model_reader(queryset: QuerySet[Any, Any], compiler: Any) -> Read:
    """An instance with those it is joined to, as `ModelIterable` makes them."""
    described = compiler.klass_info
    first, last = described["select_fields"][0], described["select_fields"][-1] + 1
    names = [selected[0].target.attname for selected in compiler.select[first:last]]
    populators = get_related_populators(described, compiler.select, queryset.db)  # type: ignore[call-arg]  # 6.0 has one more
    extra = list(compiler.annotation_col_map.items()) if compiler.annotation_col_map else []
    make, database = described["model"].from_db, queryset.db

    def read(row: Sequence[Any]) -> Any:
        made = make(database, names, row[first:last])
        for populator in populators:
            populator.populate(row, made)
        for name, position in extra:
            setattr(made, name, row[position])
        return made

    return read
