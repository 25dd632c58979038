"""Fold tallies, compare them with what they count, and put them right.

Each of these is one statement, so it sees one moment: what others write meanwhile is in none of its sums, or in all.
Rows are only added and folded, so a correction is exact however many people work: it adds what was wanting at its
moment, while their changes add their own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.apps import apps
from django.db import connection

from tantam.core.actions.unit import unit
from tantam.core.models import Tally

log = logging.getLogger(__name__)


def all_tallies() -> list[type[Tally]]:
    """Every tally of every app, by the name of its table."""
    found = [model for model in apps.get_models() if issubclass(model, Tally)]
    return sorted(found, key=lambda model: model._meta.db_table)


def fold(tally: type[Tally]) -> int:
    """Put the rows of each place together, and drop those that come to nothing; return how many went.

    What it adds is the sum of what itself took away; while another is at it, nothing is done.
    """
    with connection.cursor() as cursor:
        cursor.execute(_filled(_FOLD, tally))
        return int(cursor.fetchone()[0])


def differences(tally: type[Tally]) -> list[Mapping[str, object]]:
    """Where the tally is wrong, and what is wanting there; empty where it is exact."""
    with connection.cursor() as cursor:
        cursor.execute(_filled(_DIFFERENCE, tally))
        return [dict(zip(tally.KEYS + tally.COUNTS, row, strict=True)) for row in cursor.fetchall()]


@unit()
def put_right(tally: type[Tally]) -> int:
    """Add what is wanting; return at how many places it was wrong. Nobody waits for it but others who put right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [tally._meta.db_table])
        cursor.execute(_filled(f"INSERT INTO {{table}} ({{keys}}, {{counts}}) {_DIFFERENCE}", tally))
        return int(cursor.rowcount)


def look_after_tallies() -> int:
    """Put right whatever is wrong, and say so: nothing should ever be; return at how many places it was."""
    wrong = 0
    for tally in all_tallies():
        if places := put_right(tally):
            log.error("%s was wrong at %d places and has been put right", tally._meta.db_table, places)
            wrong += places
    return wrong


_FOLD = """
WITH crowded AS (
    SELECT unnest(array_agg(id)) AS id FROM {table} WHERE (SELECT pg_try_advisory_xact_lock(hashtext('fold {table}')))
    GROUP BY {keys} HAVING count(*) > 1 OR NOT ({some})
), gone AS (
    DELETE FROM {table} AS piece USING crowded WHERE piece.id = crowded.id RETURNING {keys}, {counts}
), folded AS (
    INSERT INTO {table} ({keys}, {counts}) SELECT {keys}, {sums} FROM gone GROUP BY {keys} HAVING {some}
) SELECT count(*) FROM gone
"""
_DIFFERENCE = """
SELECT {keys}, {sums} FROM (
    SELECT {keys}, {counts} FROM ({truth}) AS truth ({keys}, {counts})
    UNION ALL SELECT {keys}, {negated} FROM {table}
) AS difference GROUP BY {keys} HAVING {some}
"""


def _filled(sql: str, tally: type[Tally]) -> str:
    return sql.format(
        table=connection.ops.quote_name(tally._meta.db_table),
        keys=", ".join(tally.KEYS),
        counts=", ".join(tally.COUNTS),
        sums=", ".join(f"sum({name})" for name in tally.COUNTS),
        negated=", ".join(f"-{name}" for name in tally.COUNTS),
        some=" OR ".join(f"sum({name}) <> 0" for name in tally.COUNTS),
        truth=tally.TRUTH,
    )
