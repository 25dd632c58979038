"""How long cases stayed at the nodes of a version, as buckets, and how late they were there.

Days that are over do not change: they are read from the daily sums, those by channel or, where the view is narrowed to
a segment or team, those that know all three. Neither does what left some minutes ago. Both are kept in this process
for some minutes; only what left since then is read every time, however long the day and however large the desk.
What is kept bears a stamp that the database gives for nothing: another process that empties the tables or sums days
anew changes it.
"""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from struct import Struct
from typing import Any

from django.db import connection

from tantam.process.queries.filtering import HANOI, Filters
from tantam.process.values.periods import Period

#: Node, way it came by, bucket, count, seconds; how many were measured against a due time, how many of these were late,
#: and by how many seconds of working time together.
Stay = tuple[str, str, int, int, float, int, int, int]

SECONDS_KEPT = 600
MOST_KEPT = 32
#: A step is committed some time after the instant it writes; younger ones are read anew.
UNSETTLED = timedelta(minutes=5)
#: The dimensions that the coarse sums know.
SUMMED = frozenset({"channel"})
#: One bucket of `VisitDay.lengths`: its number, how many, how many microseconds together.
CELL = Struct(">hiq")
#: One bucket of `VisitDay.promises`: its number, how many were measured, how many were late, how many seconds together.
PROMISE = Struct(">hiiq")
Stamp = tuple[int, int]
_Key = tuple[Stamp, int, datetime, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What left before `until`, good for as long as the clock of this process shows less than `expires`."""

    rows: list[Stay]
    until: datetime
    expires: float


_kept: OrderedDict[_Key, _Known] = OrderedDict()


def stays(version_id: int, *, filters: Filters, now: datetime) -> list[Stay]:
    """All that left in the period, by node, way and bucket."""
    known = _known(version_id, filters=filters, now=now)
    return [*known.rows, *_visits(version_id, since=known.until, until=None, filters=filters)]


def stays_between(version_id: int, *, filters: Filters, period: Period, now: datetime) -> list[Stay]:
    """The same of days that are over; asked once, good for as long as the past is not changed."""
    since, until = period.since, period.until
    stamp, summed_until = _state_of(version_id)
    key = (stamp, version_id, since, (*filters.dimensions.items(), ("until", until.isoformat())))
    known = _kept.get(key)
    if known is None or known.expires <= time.monotonic():
        summed = max(since, min(summed_until, until)) if summed_until else since
        read = _rolled if filters.dimensions.keys() <= SUMMED else _daily
        rows = read(version_id, since=since.date(), until=summed.date(), filters=filters) if summed > since else []
        rows += _visits(version_id, since=summed, until=until, filters=filters) if until > summed else []
        settled = SECONDS_KEPT if until <= now - UNSETTLED else 0
        known = _kept[key] = _Known(rows=rows, until=until, expires=time.monotonic() + settled)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return known.rows


def forget_stays() -> None:
    """Read all days anew on the next question: after visits were brought in for days that are over."""
    _kept.clear()


def _known(version_id: int, *, filters: Filters, now: datetime) -> _Known:
    stamp, summed_until = _state_of(version_id)
    key = (stamp, version_id, filters.since(now), tuple(filters.dimensions.items()))
    known = _kept.get(key)
    if known is None or known.expires <= time.monotonic() or known.until > now:
        known = _kept[key] = _read(version_id, summed_until, filters=filters, now=now)
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return known


def _read(version_id: int, summed_until: datetime | None, *, filters: Filters, now: datetime) -> _Known:
    """What left until some minutes ago: of days that are summed up the sums, of the rest the visits."""
    since = filters.since(now)
    summed = max(since, summed_until or since)
    until = max(summed, now - UNSETTLED)
    rows: list[Stay] = []
    if summed > since:
        read = _rolled if filters.dimensions.keys() <= SUMMED else _daily
        rows = read(version_id, since=since.date(), until=summed.date(), filters=filters)
    rows += _visits(version_id, since=summed, until=until, filters=filters) if until > summed else []
    return _Known(rows=rows, until=until, expires=time.monotonic() + SECONDS_KEPT)


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
    SELECT node, via, bucket, sum(count)::int, sum(micros::float8) / 1e6, sum(judged)::int, sum(late)::int,
           sum(late_seconds)::bigint
    FROM process_visitrollup
    WHERE version_id = %s AND "on" >= %s AND "on" < %s{narrowed} GROUP BY node, via, bucket
"""
_DAILY = """
    SELECT nodes, ways, lengths, promises FROM process_visitday
    WHERE version_id = %s AND "on" >= %s AND "on" < %s{narrowed}
"""
#: Whole microseconds, so that the sum does not depend on the order.
_VISITS = """
    SELECT node, via, bucket, count(*)::int, sum(round(seconds * 1e6)) / 1e6, count(late_seconds)::int,
           (count(*) FILTER (WHERE late_seconds > 0))::int, coalesce(sum(late_seconds), 0)::bigint
    FROM (
        SELECT node, via, seconds, late_seconds,
               CASE WHEN seconds < 1 THEN -1 ELSE floor(16 * ln(seconds) / ln(2))::int END AS bucket
        FROM (
            SELECT node, via, late_seconds, extract(epoch FROM left_at - entered_at)::float8 AS seconds
            FROM process_visit WHERE version_id = %s AND left_at >= %s{narrowed} OFFSET 0
        ) AS stay
    ) AS counted GROUP BY node, via, bucket
"""


def _rolled(version_id: int, *, since: date, until: date, filters: Filters) -> list[Stay]:
    with connection.cursor() as cursor:
        cursor.execute(
            _ROLLED.format(narrowed=_narrowed(filters)), [version_id, since, until, *filters.dimensions.values()]
        )
        rows: list[Stay] = cursor.fetchall()
        return rows


def _daily(version_id: int, *, since: date, until: date, filters: Filters) -> list[Stay]:
    found: defaultdict[tuple[str, str], dict[int, list[int]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            _DAILY.format(narrowed=_narrowed(filters)), [version_id, since, until, *filters.dimensions.values()]
        )
        for row in cursor:
            nodes, ways, lengths, promises = row
            for node, via, cells, judged in zip(nodes, ways, lengths, promises or [b""] * len(nodes), strict=True):
                _add(found[node, via], cells, judged)
    return [
        (node, via, bucket, count, micros / 1e6, judged, late, seconds)
        for (node, via), kept in found.items()
        for bucket, (count, micros, judged, late, seconds) in kept.items()
    ]


def _add(kept: dict[int, list[int]], lengths: bytes, promises: bytes) -> None:
    """Add a place of one day to its buckets: count, microseconds, measured, late, seconds late."""
    for bucket, count, micros in CELL.iter_unpack(lengths):
        sums = kept.setdefault(bucket, [0, 0, 0, 0, 0])
        sums[0] += count
        sums[1] += micros
    for bucket, judged, late, seconds in PROMISE.iter_unpack(promises):
        sums = kept[bucket]
        sums[2] += judged
        sums[3] += late
        sums[4] += seconds


def _narrowed(filters: Filters) -> str:
    return "".join(f" AND {name} = %s" for name in filters.dimensions)


def _visits(version_id: int, *, since: datetime, until: datetime | None, filters: Filters) -> list[Stay]:
    narrowed = _narrowed(filters) + (" AND left_at < %s" if until else "")
    values: list[Any] = [version_id, since, *filters.dimensions.values(), *([until] if until else [])]
    with connection.cursor() as cursor:
        cursor.execute(_VISITS.format(narrowed=narrowed), values)
        rows: list[Stay] = cursor.fetchall()
        return rows
