"""Write rows whose statement never changes: spelled out once per model, a fifth of what the ORM needs for one.

For the few tables that every mail and every step write to; anything else is written by the ORM. Their values must be
of the column's own type already: nothing is converted, and no field sets itself at saving (`auto_now`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


def insert(row: Row) -> Row:
    """Store a new row; its key is on it afterwards."""
    insert_all([row])
    return row


def insert_all(rows: Sequence[Model]) -> None:
    """Store new rows of one model with one statement; rows that have no key yet get theirs, in order."""
    if not rows:
        return
    model = type(rows[0])
    is_keyed = rows[0].pk is not None
    fields = _fields(model, is_keyed=is_keyed)
    values = [value for row in rows for value in _values(row, fields)]
    with connection.cursor() as cursor:
        cursor.execute(_insert(model, len(rows), is_keyed=is_keyed), values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """Write these fields of a stored row."""
    values = _values(row, _named(type(row), names))
    with connection.cursor() as cursor:
        cursor.execute(_update(type(row), names), [*values, row.pk])


def _values(row: Model, fields: Sequence[Field[Any, Any]]) -> list[Any]:
    """What goes into the columns: texts, numbers and instants as they are, documents and lists wrapped by the field."""
    return [
        field.get_db_prep_save(value, connection) if isinstance(value, dict | list | tuple) else value
        for field in fields
        for value in [getattr(row, field.attname)]
    ]


@cache
def _fields(model: type[Model], *, is_keyed: bool) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if is_keyed or not field.primary_key]


@cache
def _named(model: type[Model], names: tuple[str, ...]) -> list[Field[Any, Any]]:
    named = {field.name: field for field in model._meta.local_concrete_fields}
    return [named[name] for name in names]


@cache
def _insert(model: type[Model], count: int, *, is_keyed: bool) -> str:
    fields = _fields(model, is_keyed=is_keyed)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    key = model._meta.pk.column
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {", ".join([row] * count)} RETURNING "{key}"'  # noqa: S608


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{field.column}" = %s' for field in _named(model, names))
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "{model._meta.pk.column}" = %s'  # noqa: S608
