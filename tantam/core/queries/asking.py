"""Ask the database without Django's wrappers around the cursor: a third of what a small question costs this side.

What counts or logs statements (tests, debugging) still sees them all: then the wrappers are used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor as BareCursor

Cursor = CursorWrapper | BareCursor[Any]


Rows = list[tuple[Any, ...]]
Values = Sequence[Any] | Mapping[str, Any]


def ask(sql: str, values: Values) -> Rows:
    """The rows of an answer; values by place, or by name. Raises what Django raises for a statement."""
    cursor = open_cursor()
    if isinstance(cursor, CursorWrapper):
        with cursor:
            cursor.execute(sql, values)
            wrapped: Rows = cursor.fetchall()
            return wrapped
    execute: Any = partial(_execute, cursor)
    for wrapper in reversed(connection.execute_wrappers):
        execute = partial(wrapper, execute)
    rows: Rows = execute(sql, values, False, {"connection": connection, "cursor": cursor})
    return rows


def open_cursor() -> Cursor:
    """A cursor of the connection as it is, or with Django's wrappers where statements are counted or logged."""
    if connection.queries_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    bare: BareCursor[Any] = connection.connection.cursor()
    return bare


def _execute(cursor: BareCursor[Any], sql: Any, values: Values, *_: object) -> Rows:
    with connection.wrap_database_errors:
        return cursor.execute(sql, values).fetchall()
