"""How long cases stayed at the nodes of a version, as buckets.

Days that are over do not change: they are read from the daily roll-up, or from the visits where the view is narrowed to
a channel, segment or team, and kept in this process for some minutes. Only what left since then is read every time.
What is kept bears a stamp that the database gives for nothing: another process that empties the tables or sums days
anew changes it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tantam.process.queries.filtering import HANOI, Filters

Stay = tuple[str, str, int, int, float]

SECONDS_KEPT = 600
MOST_KEPT = 16
Stamp = tuple[int, int]
_Key = tuple[Stamp, int, datetime, datetime, tuple[tuple[str, str], ...]]
_kept: OrderedDict[_Key, tuple[float, list[Stay]]] = OrderedDict()


def stays(version_id: int, *, filters: Filters, now: datetime) -> list[Stay]:
    """Rows of (node, way it came by, bucket, count, seconds) of all that left in the period."""
    since = filters.since(now)
    settled = _midnight(now.astimezone(HANOI).date())
    stamp, summed_until = _state_of(version_id)
    if not filters.dimensions:
        settled = min(settled, summed_until or since)
    past = _past(version_id, stamp, since=since, until=max(since, settled), filters=filters)
    return [*past, *_visits(version_id, since=max(since, settled), until=None, filters=filters)]


def forget_stays() -> None:
    """Read all days anew on the next question: after visits were brought in for days that are over."""
    _kept.clear()


def _past(version_id: int, stamp: Stamp, *, since: datetime, until: datetime, filters: Filters) -> list[Stay]:
    if since >= until:
        return []
    key = (stamp, version_id, since, until, tuple(filters.dimensions.items()))
    known = _kept.get(key)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    if filters.dimensions:
        rows = _visits(version_id, since=since, until=until, filters=filters)
    else:
        rows = _rolled(version_id, since=since.date(), until=until.date())
    _kept[key] = (time.monotonic() + SECONDS_KEPT, rows)
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return rows


#: A table that was emptied lies in another file, and days that were summed anew have higher ids.
_STATE = """
    SELECT pg_relation_filenode('process_visit'), (SELECT coalesce(max(id), 0) FROM process_visitrollup),
           (SELECT max("on") FROM process_visitrollup WHERE version_id = %s)
"""


def _state_of(version_id: int) -> tuple[Stamp, datetime | None]:
    """The stamp of the past, and until when this version's visits are summed up (None: not at all)."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [version_id])
        table, newest, last = cursor.fetchone() or (0, 0, None)
    return (table, newest), _midnight(last + timedelta(days=1)) if last else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)


_ROLLED = """
    SELECT node, via, bucket, sum(count)::int, sum(seconds::float8) FROM process_visitrollup
    WHERE version_id = %s AND "on" >= %s AND "on" < %s GROUP BY node, via, bucket
"""
_VISITS = """
    SELECT node, via, bucket, count(*)::int, sum(seconds) FROM (
        SELECT node, via, seconds,
               CASE WHEN seconds < 1 THEN -1 ELSE floor(16 * ln(seconds) / ln(2))::int END AS bucket
        FROM (
            SELECT node, via, extract(epoch FROM left_at - entered_at)::float8 AS seconds
            FROM process_visit WHERE version_id = %s AND left_at >= %s{narrowed} OFFSET 0
        ) AS stay
    ) AS counted GROUP BY node, via, bucket
"""


def _rolled(version_id: int, *, since: date, until: date) -> list[Stay]:
    with connection.cursor() as cursor:
        cursor.execute(_ROLLED, [version_id, since, until])
        rows: list[Stay] = cursor.fetchall()
        return rows


def _visits(version_id: int, *, since: datetime, until: datetime | None, filters: Filters) -> list[Stay]:
    narrowed = "".join(f" AND {name} = %s" for name in filters.dimensions) + (" AND left_at < %s" if until else "")
    values: list[Any] = [version_id, since, *filters.dimensions.values(), *([until] if until else [])]
    with connection.cursor() as cursor:
        cursor.execute(_VISITS.format(narrowed=narrowed), values)
        rows: list[Stay] = cursor.fetchall()
        return rows
