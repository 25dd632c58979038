"""Statements that are sent one behind the other, without waiting for the answer to each (libpq's pipeline mode).

Waiting is what costs: four small statements that wait take as much processor time as ten that do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from tantam.core.queries.asking import Cursor, open_cursor


@dataclass(frozen=True)
class Statement:
    """What is asked of the database; `rows` are the new rows whose keys it answers with, in their order."""

    sql: str
    values: Sequence[Any]
    rows: Sequence[Model] = ()


def send(statements: Sequence[Statement]) -> None:
    """Execute statements in their order; new rows have their keys afterwards.

    Raises what the first one that fails would raise; those behind it are not executed.
    """
    if not statements:
        return
    connection.ensure_connection()
    together = connection.connection.pipeline() if len(statements) > 1 else nullcontext()
    with connection.wrap_database_errors, together:
        asked = [(statement, _execute(statement)) for statement in statements]
    for statement, cursor in asked:
        _take_keys(statement, cursor)


def _execute(statement: Statement) -> Cursor:
    cursor = open_cursor()
    cursor.execute(statement.sql, statement.values)
    return cursor


def _take_keys(statement: Statement, cursor: Cursor) -> None:
    with cursor:
        keys = cursor.fetchall() if statement.rows else []
    for row, (key,) in zip(statement.rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias
