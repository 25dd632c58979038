"""Public numbers from PostgreSQL sequences: quick, gaps allowed, never proof of access."""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import Model


def next_number(series: str) -> int:
    """Draw the next number of a series such as `case_TT_26`, which begins at 1 when first used."""
    return next_numbers(series, count=1)[0]


def next_number_and_key(series: str, *, of: type[Model]) -> tuple[int, int]:
    """The next number of a series, and the key that the row which will bear it is to have."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_AND_KEY, [_sequence(series), of._meta.db_table, of._meta.pk.column])
        number, key = cursor.fetchone()
    return next_number(series) if number is None else number, key


_NUMBER_AND_KEY = "SELECT nextval(to_regclass(%s)), nextval(pg_get_serial_sequence(%s, %s))"


def next_numbers(series: str, *, count: int) -> list[int]:
    """Draw several numbers of a series with one question, as bulk verbs do."""
    name = _sequence(series)
    drawn = _draw(name, count)
    if None in drawn:
        _begin(name)
        drawn = _draw(name, count)
    return [number for number in drawn if number is not None]


def _sequence(series: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,40}", series):
        raise ValueError(f"not a name of a series: {series!r}")
    return f"number_{series.lower()}"


def _draw(name: str, count: int) -> list[int | None]:
    """The numbers; None for each while the sequence is not there yet, which spares a savepoint around every draw."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(to_regclass(%s)) FROM generate_series(1, %s)", [name, count])
        return [row[0] for row in cursor.fetchall()]


def _begin(name: str) -> None:
    with connection.cursor() as cursor:
        # the advisory lock lets two first users of a year wait for one another instead of failing
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        cursor.execute(f'CREATE SEQUENCE IF NOT EXISTS "{name}"')


def begin_again(series: str) -> None:
    """Have all series whose names begin so count from 1 again, in the caller's transaction."""
    with connection.cursor() as cursor:
        pattern = f"number_{series.lower()}".replace("_", r"\_") + "%"
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE %s", [pattern])
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER SEQUENCE "{name}" RESTART')
