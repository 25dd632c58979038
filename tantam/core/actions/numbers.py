"""Public numbers from PostgreSQL sequences: quick, gaps allowed, never proof of access."""

from __future__ import annotations

import re

from django.db import DatabaseError, connection, transaction


def next_number(series: str) -> int:
    """Draw the next number of a series such as `case_TT_26`, which begins at 1 when first used."""
    if not re.fullmatch(r"[A-Za-z0-9_]{1,40}", series):
        raise ValueError(f"not a name of a series: {series!r}")
    name = f"number_{series.lower()}"
    try:
        with transaction.atomic():
            return _draw(name)
    except DatabaseError:
        _begin(name)
        return _draw(name)


def _draw(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [name])
        return int(cursor.fetchone()[0])


def _begin(name: str) -> None:
    with connection.cursor() as cursor:
        # the advisory lock lets two first users of a year wait for one another instead of failing
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        cursor.execute(f'CREATE SEQUENCE IF NOT EXISTS "{name}"')
