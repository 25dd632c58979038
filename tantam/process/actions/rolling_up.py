"""Sum up finished days of visits, so that the heat map need not read every visit again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Max, Min

from tantam.core.actions.unit import unit
from tantam.process.models import Visit, VisitDay, VisitRollup
from tantam.process.queries.filtering import HANOI
from tantam.process.queries.stays import forget_stays

DAYS_AT_ONCE = 31
_LOCK = 7_401_202

_SUM = """
    WITH counted AS MATERIALIZED (
        SELECT version_id, node, via, "on", channel, team, segment, bucket, count(*) AS count,
               round(sum(micros))::bigint AS micros, count(late_seconds) AS judged,
               count(*) FILTER (WHERE late_seconds > 0) AS late, coalesce(sum(late_seconds), 0) AS late_seconds
        FROM (
            SELECT version_id, node, via, "on", channel, team, segment, late_seconds, round(seconds * 1e6) AS micros,
                   CASE WHEN seconds < 1 THEN -1 ELSE floor(16 * ln(seconds) / ln(2))::int END AS bucket
            FROM (
                SELECT version_id, node, via, channel, team, segment, late_seconds,
                       (left_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS "on",
                       extract(epoch FROM left_at - entered_at)::float8 AS seconds
                FROM process_visit
                WHERE version_id IN (SELECT id FROM process_version) AND left_at >= %s AND left_at < %s
                OFFSET 0
            ) AS stay
        ) AS long GROUP BY version_id, node, via, "on", channel, team, segment, bucket
    ), places AS (
        SELECT version_id, "on", channel, team, segment, node, via, string_agg(
            int2send(bucket::int2) || int4send(count::int4) || int8send(micros), ''::bytea ORDER BY bucket
        ) AS lengths, coalesce(string_agg(
            int2send(bucket::int2) || int4send(judged::int4) || int4send(late::int4) || int8send(late_seconds),
            ''::bytea ORDER BY bucket
        ) FILTER (WHERE judged > 0), ''::bytea) AS promises
        FROM counted GROUP BY version_id, "on", channel, team, segment, node, via
    ), days AS (
        INSERT INTO process_visitday (version_id, "on", channel, team, segment, nodes, ways, lengths, promises)
        SELECT version_id, "on", channel, team, segment, array_agg(node ORDER BY node, via),
               array_agg(via ORDER BY node, via), array_agg(lengths ORDER BY node, via),
               array_agg(promises ORDER BY node, via)
        FROM places GROUP BY version_id, "on", channel, team, segment
    )
    INSERT INTO process_visitrollup (
        version_id, node, via, "on", channel, bucket, count, micros, judged, late, late_seconds
    )
    SELECT version_id, node, via, "on", channel, bucket, sum(count), sum(micros), sum(judged), sum(late),
           sum(late_seconds)
    FROM counted GROUP BY version_id, node, via, "on", channel, bucket
"""


@unit()
def roll_up_days(*, now: datetime, since: date | None = None) -> date | None:
    """Sum up the days that are over and not yet summed, at most a month at once; return the last one, None for none.

    With `since`, days from there on are summed anew (visits were brought in later). Days are cut in Hà Nội. Doing it
    twice, or by two workers at once, gives the same rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    first = since or _first_open_day()
    today = now.astimezone(HANOI).date()
    if first is None or first >= today:
        return None
    after = min(first + timedelta(days=DAYS_AT_ONCE), today)
    for summed in (VisitRollup, VisitDay):
        summed.objects.filter(on__gte=first, on__lt=after).delete()
    with connection.cursor() as cursor:
        cursor.execute(_SUM, [_midnight(first), _midnight(after)])
    forget_stays()
    return after - timedelta(days=1)


def _first_open_day() -> date | None:
    last = VisitDay.objects.aggregate(last=Max("on"))["last"]
    if last is not None:
        return _day_with_visits(last + timedelta(days=1))
    return _day_with_visits(date.min)


def _day_with_visits(start: date) -> date | None:
    """The first day from `start` on with a visit: quiet days are passed over."""
    visits = Visit.objects.all() if start == date.min else Visit.objects.filter(left_at__gte=_midnight(start))
    first: datetime | None = visits.aggregate(first=Min("left_at"))["first"]
    return first.astimezone(HANOI).date() if first else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HANOI)
