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


def ask(sql: str, values: Values, *, is_planned_anew: bool = False) -> Rows:
    """The rows of an answer; values by place, or by name. Raises what Django raises for a statement.

    `is_planned_anew`: the plan depends on the values, so none is kept for any values. A plan that is kept can use no
    index with a condition unless the statement says it in constants.
    """
    cursor = open_cursor()
    if isinstance(cursor, CursorWrapper):
        with cursor:
            cursor.execute(sql, values)
            wrapped: Rows = cursor.fetchall()
            return wrapped
    execute: Any = partial(_execute, cursor, prepare=False if is_planned_anew else None)
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


def _execute(cursor: BareCursor[Any], sql: Any, values: Values, *_: object, prepare: bool | None = None) -> Rows:
    with connection.wrap_database_errors:
        return cursor.execute(sql, values, prepare=prepare).fetchall()
