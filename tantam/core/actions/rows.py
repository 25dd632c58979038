"""Write rows whose statement never changes: spelled out once per model, a fifth of what the ORM needs for one.

For the few tables that every mail and every step write to; anything else is written by the ORM. Their values must be
of the column's own type already: nothing is converted, and no field sets itself at saving (`auto_now`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

from tantam.core.actions.pending import Pending, pending
from tantam.core.actions.statements import Statement, send

Row = TypeVar("Row", bound=Model)

#: psycopg keeps what it learned of a statement of at most 50 values.
MOST_VALUES = 48
#: From so many on, rows of one model of which the same fields changed are written with one statement.
MANY = 8


def insert(row: Row) -> Row:
    """Store a new row now; its key is on it afterwards."""
    insert_all([row])
    return row


def insert_late(row: Row) -> Row:
    """Store a new row with others of its unit of work; it has no key until then, unless it was given one."""
    waiting = pending.get()
    if waiting is None:
        return insert(row)
    waiting.add(row)
    return row


def insert_all(rows: Sequence[Model]) -> None:
    """Store new rows of one model with one statement; rows that have no key yet get theirs, in order."""
    if rows:
        send([_new(rows)])


def update(row: Model, *names: str) -> None:
    """Write these fields of a row with whatever else changes of it in this unit of work; outside of one, now."""
    waiting = pending.get()
    if waiting is None:
        send([_changed(row, names)])
    elif not row._state.adding:  # what is new is written with the values it has then
        waiting.change(row, names)


def update_last(row: Model, *names: str) -> None:
    """The same for a row that nobody else asks for in this unit of work, and that changes with everything done in it:
    written once, at the end."""
    waiting = pending.get()
    if waiting is None:
        send([_changed(row, names)])
    else:
        waiting.change_last(row, names)


def delete_late(model: type[Model], keys: Sequence[int]) -> None:
    """Delete rows that nothing points at, with others of this unit of work; outside of one, now."""
    waiting = pending.get()
    if waiting is None:
        send([_gone(model, list(keys))])
    else:
        waiting.remove(model, list(keys))


def execute_late(model: type[Model], sql: str, values: Sequence[Any]) -> None:
    """Execute a statement about one table behind the rows of this unit of work; outside of one, now."""
    waiting = pending.get()
    if waiting is None:
        send([Statement(sql, values)])
    else:
        waiting.execute(model, Statement(sql, values))


def write_rows(waiting: Pending) -> None:
    """Write the rows that wait."""
    send(waiting_rows(waiting))


def waiting_rows(waiting: Pending) -> list[Statement]:
    """The statements that write what waits, in their order: what is new may take the place of what went or changed."""
    statements = [
        *(_gone(model, keys) for model, keys in waiting.gone.items()),
        *_all_changed([(row, tuple(names)) for row, names in waiting.changed.values()]),
        *(_new(rows) for rows in waiting.new.values()),
        *waiting.statements,
    ]
    waiting.drop_rows()
    return statements


def _gone(model: type[Model], keys: list[int]) -> Statement:
    return Statement(_delete(model), [keys])


def _changed(row: Model, names: tuple[str, ...]) -> Statement:
    model = type(row)
    return Statement(_update(model, names), [*_values(row, _named(model, names)), row.pk])


def _all_changed(changed: Sequence[tuple[Model, tuple[str, ...]]]) -> Iterator[Statement]:
    """One statement for each row, as most units change few; one for all that are many and changed alike."""
    alike: dict[tuple[type[Model], tuple[str, ...]], list[Model]] = {}
    for row, names in changed:
        alike.setdefault((type(row), names), []).append(row)
    for (model, names), rows in alike.items():
        if len(rows) < MANY or len({row.pk for row in rows}) < len(rows):
            yield from (_changed(row, names) for row in rows)
        else:
            yield _many_changed(model, rows, names)


def _many_changed(model: type[Model], rows: Sequence[Model], names: tuple[str, ...]) -> Statement:
    fields = (*_named(model, names), model._meta.pk)
    return Statement(_update_many(model, names), [_as_document(rows, fields)])


def _new(rows: Sequence[Model]) -> Statement:
    model = type(rows[0])
    fields = _fields(model, is_keyed=rows[0].pk is not None)
    if len(rows) * len(fields) > MOST_VALUES:
        return Statement(_insert_many(model, fields), [_as_document(rows, fields)], rows)
    values = [value for row in rows for value in _values(row, fields)]
    return Statement(_insert(model, fields, len(rows)), values, rows)


def _values(row: Model, fields: Sequence[Field[Any, Any]]) -> list[Any]:
    """What goes into the columns: texts, numbers and instants as they are, documents and lists wrapped by the field."""
    return [
        field.get_db_prep_save(value, connection) if isinstance(value, dict | list | tuple) else value
        for field in fields
        for value in [getattr(row, field.attname)]
    ]


def _as_document(rows: Sequence[Model], fields: Sequence[Field[Any, Any]]) -> str:
    values = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    return json.dumps(values, default=str, ensure_ascii=False)


@cache
def _all_fields(model: type[Model]) -> tuple[tuple[Field[Any, Any], ...], tuple[Field[Any, Any], ...]]:
    every = tuple(model._meta.local_concrete_fields)
    return tuple(field for field in every if not field.primary_key), every


def _fields(model: type[Model], *, is_keyed: bool) -> tuple[Field[Any, Any], ...]:
    return _all_fields(model)[is_keyed]


@cache
def _named(model: type[Model], names: tuple[str, ...]) -> list[Field[Any, Any]]:
    named = {field.name: field for field in model._meta.local_concrete_fields}
    return [named[name] for name in names]


@cache
def _insert(model: type[Model], fields: tuple[Field[Any, Any], ...], count: int) -> str:
    row = f"({', '.join(['%s'] * len(fields))})"
    return _inserting(model, fields, f"VALUES {', '.join([row] * count)}")


@cache
def _insert_many(model: type[Model], fields: tuple[Field[Any, Any], ...]) -> str:
    """One statement for any number of rows, which come as one document."""
    columns = ", ".join(f'"{field.column}" {_type(field)}' for field in fields)
    return _inserting(model, fields, f"SELECT * FROM json_to_recordset(%s::json) AS row ({columns})")  # noqa: S608


def _type(field: Field[Any, Any]) -> str:
    """The column's type without its length: what is too long is to be refused by the table."""
    return re.sub(r"\(\d+\)", "", field.rel_db_type(connection) or "")


def _inserting(model: type[Model], fields: tuple[Field[Any, Any], ...], source: str) -> str:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) {source} RETURNING "{model._meta.pk.column}"'


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{field.column}" = %s' for field in _named(model, names))
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "{model._meta.pk.column}" = %s'  # noqa: S608


@cache
def _update_many(model: type[Model], names: tuple[str, ...]) -> str:
    table, key, fields = model._meta.db_table, model._meta.pk.column, _named(model, names)
    columns = ", ".join(f'"{field.column}" {_type(field)}' for field in (*fields, model._meta.pk))
    changes = ", ".join(f'"{field.column}" = told."{field.column}"' for field in fields)
    told = f"json_to_recordset(%s::json) AS told ({columns})"
    return f'UPDATE "{table}" AS kept SET {changes} FROM {told} WHERE kept."{key}" = told."{key}"'  # noqa: S608


@cache
def _delete(model: type[Model]) -> str:
    return f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = ANY(%s)'  # noqa: S608
