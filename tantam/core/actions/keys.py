"""Keys of rows drawn before the rows are written, many with one statement. Gaps do not matter."""

from __future__ import annotations

import os
import threading

from django.db import connection
from django.db.models import Model

AT_ONCE = 64
_drawn = threading.local()


def next_key(model: type[Model]) -> int:
    """The next key of a table from its own sequence."""
    kept: dict[type[Model], list[int]] = _drawn.__dict__.setdefault("keys", {})
    keys = kept.get(model)
    if not keys:
        keys = kept[model] = _draw(model)
    return keys.pop()


def _draw(model: type[Model]) -> list[int]:
    sequence = f"pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [AT_ONCE])  # noqa: S608
        return [row[0] for row in reversed(cursor.fetchall())]


def forget_drawn_keys() -> None:
    """Drop the keys drawn for this thread: tests that empty the tables restart the sequences."""
    _drawn.keys = {}


# A forked process must not deal out the keys that its parent drew.
os.register_at_fork(after_in_child=forget_drawn_keys)
