"""How long cases stayed at the nodes of a version, as buckets, and how late they were there.

Days that are over do not change: they are read from the daily sums, those by channel or, where the view is narrowed to
a segment or team, those that know all three. Neither does what left some minutes ago. Both are kept in this process
for some minutes; only what left since then is read every time, however long the day and however large the desk.
What is kept bears a stamp that the database gives for nothing: another process that empties the tables or sums days
anew changes it.

Which way cases went is asked of those that **came** to a place in the period, whenever they left it: an answer within
an hour and a reminder after a week belong to the day on which both began to be awaited. Visits say when they came; the
sums of days know how long stays were (each bucket to 4.5 %), so what left on a day came so much before: at the edges of
a period a part of that day is counted.
"""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from struct import Struct
from typing import Any

from django.db import connection

from tantam.process.queries.filtering import HANOI, Filters
from tantam.process.queries.places import Arrived, came_to
from tantam.process.values.periods import Period

#: Node, way it came by, bucket, count, seconds; how many were measured against a due time, how many of these were late,
#: and by how many seconds of working time together; how many had come within the period, whenever they left.
Stay = tuple[str, str, int, int, float, int, int, int, float]

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
class Past:
    """What is known of a version's past: its stamp, until when it is summed up (None: not at all), and since when what
    came to a place came on this version: where cases were moved here, what they did before was on another one."""

    stamp: Stamp
    summed_until: datetime | None
    moved_in: datetime | None

    def came(self, period: Period, *, is_over: bool) -> Came:
        """When those came to a place whose ways are counted."""
        since = max(period.since, self.moved_in) if self.moved_in else period.since
        return Came(since=since, until=period.until if is_over else None)


@dataclass(frozen=True, kw_only=True)
class Came:
    """A stretch of time in which cases came to a place; `until` is None up to now."""

    since: datetime
    until: datetime | None = None

    def part(self, on: date, seconds: float) -> float:
        """What part of those that left on a day after so many seconds had come within it."""
        day = _midnight(on)
        begin, end = max(day, self.since), day + timedelta(days=1)
        away = timedelta(seconds=seconds)
        within = min(end - away, self.until or end) - max(begin - away, self.since)
        return max(0.0, within / (end - begin)) if end > begin else 0.0


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What left before `until`, good for as long as the clock of this process shows less than `expires`; of days that
    are over with what came then and stands there still."""

    rows: list[Stay]
    until: datetime
    expires: float
    standing: list[Arrived] = field(default_factory=list)


_kept: OrderedDict[_Key, _Known] = OrderedDict()


def stays(version_id: int, *, filters: Filters, now: datetime, past: Past | None = None) -> list[Stay]:
    """All that left in the period, by node, way and bucket."""
    past = past or past_of(version_id)
    known = _known(version_id, past, filters=filters, now=now)
    came = past.came(filters.period(now), is_over=False)
    return [*known.rows, *_visits(version_id, since=known.until, until=None, filters=filters, came=came)]


def stays_between(
    version_id: int, *, filters: Filters, period: Period, now: datetime, past: Past | None = None
) -> list[Stay]:
    """The same of days that are over; asked once, good for as long as the past is not changed."""
    return between(version_id, filters=filters, period=period, now=now, past=past)[0]


def between(
    version_id: int,
    *,
    filters: Filters,
    period: Period,
    now: datetime,
    past: Past | None = None,
    at: Collection[str] = (),
) -> tuple[list[Stay], list[Arrived]]:
    """All that left in days that are over, with what came then and left later; and what came then to the places `at`
    and stands there still. Asked together and kept for some minutes, so that nobody is missing in between."""
    since, until = period.since, period.until
    past = past or past_of(version_id)
    named = (*filters.dimensions.items(), ("until", f"{until} {past.moved_in}"), ("at", " ".join(sorted(at))))
    key = (past.stamp, version_id, since, named)
    known = _kept.get(key)
    if known is None or known.expires <= time.monotonic():
        came = past.came(period, is_over=True)
        summed = max(since, past.summed_until or since)
        rows = _sums(version_id, since=since, until=summed, filters=filters, came=came)
        rows += _visits(version_id, since=summed, until=None, filters=filters, came=came)
        settled = SECONDS_KEPT if until <= now - UNSETTLED else 0
        standing = came_to(version_id, at, dimensions=filters.dimensions, since=came.since, until=until) if at else []
        known = _Known(rows=rows, until=until, expires=time.monotonic() + settled, standing=standing)
        _kept[key] = known
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return known.rows, known.standing


def forget_stays() -> None:
    """Read all days anew on the next question: after visits were brought in for days that are over."""
    _kept.clear()


def _known(version_id: int, past: Past, *, filters: Filters, now: datetime) -> _Known:
    moved_in = past.moved_in.isoformat() if past.moved_in else ""
    key = (past.stamp, version_id, filters.since(now), (*filters.dimensions.items(), ("moved", moved_in)))
    known = _kept.get(key)
    if known is None or known.expires <= time.monotonic() or known.until > now:
        known = _kept[key] = _read(version_id, past, filters=filters, now=now)
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return known


def _read(version_id: int, past: Past, *, filters: Filters, now: datetime) -> _Known:
    """What left until some minutes ago: of days that are summed up the sums, of the rest the visits."""
    since = filters.since(now)
    summed = max(since, past.summed_until or since)
    until = max(summed, now - UNSETTLED)
    came = past.came(filters.period(now), is_over=False)
    rows = _sums(version_id, since=since, until=summed, filters=filters, came=came)
    rows += _visits(version_id, since=summed, until=until, filters=filters, came=came) if until > summed else []
    return _Known(rows=rows, until=until, expires=time.monotonic() + SECONDS_KEPT)


def _sums(version_id: int, *, since: datetime, until: datetime, filters: Filters, came: Came) -> list[Stay]:
    """What left on the days from `since` on that are summed up, by those sums that know all dimensions asked for."""
    if until <= since:
        return []
    read = _rolled if filters.dimensions.keys() <= SUMMED else _daily
    return read(version_id, since=_day(since), until=_day(until), filters=filters, came=came)


#: A table that was emptied lies in another file, and days that were summed anew have higher ids.
_STATE = """
    SELECT pg_relation_filenode('process_visit'), (SELECT coalesce(max(id), 0) FROM process_visitrollup),
           (SELECT max("on") FROM process_visitrollup WHERE version_id = %s),
           (SELECT published_at FROM process_version AS version WHERE id = %s
            AND EXISTS (SELECT FROM process_changeover WHERE new_id = version.id))
"""


def past_of(version_id: int) -> Past:
    """What is known of a version's past, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [version_id, version_id])
        table, newest, last, moved_in = cursor.fetchone() or (0, 0, None, None)
    summed_until = _midnight(last + timedelta(days=1)) if last else None
    return Past(stamp=(table, newest), summed_until=summed_until, moved_in=moved_in)


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)


#: Seconds are those since the midnight that begins the first day; `Came.part` is the same sum.
_ROLLED = """
    SELECT node, via, bucket, coalesce(sum(count) FILTER (WHERE is_within), 0)::int,
           coalesce(sum(micros::float8) FILTER (WHERE is_within), 0) / 1e6,
           coalesce(sum(judged) FILTER (WHERE is_within), 0)::int, coalesce(sum(late) FILTER (WHERE is_within), 0)::int,
           coalesce(sum(late_seconds) FILTER (WHERE is_within), 0)::bigint,
           sum(count * greatest(0, least(day + 86400 - away, until) - greatest(begin - away, since))
               / greatest(1, day + 86400 - begin))
    FROM (
        SELECT *, greatest(day, since) AS begin, day < until AS is_within
        FROM (
            SELECT node, via, bucket, count, micros, judged, late, late_seconds,
                   ("on" - %s::date) * 86400::float8 AS day, micros / 1e6::float8 / greatest(count, 1) AS away,
                   %s::float8 AS since, %s::float8 AS until
            FROM process_visitrollup WHERE version_id = %s AND "on" >= %s AND "on" < %s{narrowed}
        ) AS kept
    ) AS counted GROUP BY node, via, bucket
"""
_DAILY = """
    SELECT "on", nodes, ways, lengths, promises FROM process_visitday
    WHERE version_id = %s AND "on" >= %s AND "on" < %s{narrowed}
"""
#: Whole microseconds, so that the sum does not depend on the order.
_VISITS = """
    SELECT node, via, bucket, (count(*) FILTER (WHERE is_within))::int,
           coalesce(sum(round(seconds * 1e6)) FILTER (WHERE is_within), 0) / 1e6,
           (count(late_seconds) FILTER (WHERE is_within))::int,
           (count(*) FILTER (WHERE is_within AND late_seconds > 0))::int,
           coalesce(sum(late_seconds) FILTER (WHERE is_within), 0)::bigint, (count(*) FILTER (WHERE came))::int
    FROM (
        SELECT node, via, seconds, late_seconds, is_within, came,
               CASE WHEN seconds < 1 THEN -1 ELSE floor(16 * ln(seconds) / ln(2))::int END AS bucket
        FROM (
            SELECT node, via, late_seconds, extract(epoch FROM left_at - entered_at)::float8 AS seconds,
                   left_at < %s AS is_within, entered_at >= %s AND entered_at < %s AS came
            FROM process_visit WHERE version_id = %s AND left_at >= %s{narrowed} OFFSET 0
        ) AS stay
    ) AS counted WHERE is_within OR came GROUP BY node, via, bucket
"""


def _rolled(version_id: int, *, since: date, until: date, filters: Filters, came: Came) -> list[Stay]:
    first = _midnight(since)
    edges = [(one - first).total_seconds() if one else float("inf") for one in (came.since, came.until)]
    values: tuple[Any, ...] = (since, *edges, version_id, since, until, *filters.dimensions.values())
    with connection.cursor() as cursor:
        cursor.execute(_ROLLED.format(narrowed=_narrowed(filters)), values)
        rows: list[Stay] = cursor.fetchall()
        return rows


def _daily(version_id: int, *, since: date, until: date, filters: Filters, came: Came) -> list[Stay]:
    found: defaultdict[tuple[str, str], dict[int, list[float]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            _DAILY.format(narrowed=_narrowed(filters)), [version_id, since, until, *filters.dimensions.values()]
        )
        for row in cursor:
            on, nodes, ways, lengths, promises = row
            is_within = came.until is None or _midnight(on) < came.until
            for node, via, cells, judged in zip(nodes, ways, lengths, promises or [b""] * len(nodes), strict=True):
                _add_came(found[node, via], cells, came, on)
                if is_within:
                    _add(found[node, via], cells, judged)
    return [
        (node, via, bucket, int(count), micros / 1e6, int(judged), int(late), int(seconds), arrived)
        for (node, via), kept in found.items()
        for bucket, (count, micros, judged, late, seconds, arrived) in kept.items()
    ]


def _add_came(kept: dict[int, list[float]], lengths: bytes, came: Came, on: date) -> None:
    """Add how many of those that left on a day had come within the period."""
    for bucket, count, micros in CELL.iter_unpack(lengths):
        kept.setdefault(bucket, [0, 0, 0, 0, 0, 0])[5] += count * came.part(on, micros / 1e6 / count)


def _add(kept: dict[int, list[float]], lengths: bytes, promises: bytes) -> None:
    """Add a place of one day to its buckets: count, microseconds, measured, late, seconds late."""
    for bucket, count, micros in CELL.iter_unpack(lengths):
        sums = kept[bucket]
        sums[0] += count
        sums[1] += micros
    for bucket, judged, late, seconds in PROMISE.iter_unpack(promises):
        sums = kept[bucket]
        sums[2] += judged
        sums[3] += late
        sums[4] += seconds


def _narrowed(filters: Filters) -> str:
    return "".join(f" AND {name} = %s" for name in filters.dimensions)


def _visits(version_id: int, *, since: datetime, until: datetime | None, filters: Filters, came: Came) -> list[Stay]:
    """What left from `since` on, and before `until` where it is given; counted are those within the period."""
    narrowed = _narrowed(filters) + (" AND left_at < %s" if until else "")
    end = came.until or "infinity"
    values: list[Any] = [end, came.since, end, version_id, since, *filters.dimensions.values()]
    values += [until] if until else []
    with connection.cursor() as cursor:
        cursor.execute(_VISITS.format(narrowed=narrowed), values)
        rows: list[Stay] = cursor.fetchall()
        return rows
