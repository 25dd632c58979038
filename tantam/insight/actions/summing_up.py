"""Sum up the days that are over, so that figures of long periods need not look at every ticket again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

from tantam.core.actions.unit import unit
from tantam.insight.models import DayFigures
from tantam.insight.queries.cells import PARTS, SUMS
from tantam.insight.queries.scope import COUNTED, HANOI, midnight

DAYS_AT_ONCE = 31
STALE_AT_ONCE = 20
#: A day is summed up a while after its end: clocks of two machines differ.
SETTLED_AFTER = timedelta(minutes=5)
_LOCK = 7_401_207

_SUM_UP = f"""
INSERT INTO insight_dayfigures ("on", team_id, channel_kind, opened, answered, promised, kept, closed, ratings, scores,
                                squared_scores)
SELECT "on", team_id, channel_kind, {SUMS} FROM ({PARTS.format(cases=COUNTED)}) part GROUP BY 1, 2, 3
"""  # noqa: S608 - statements of ours
_FIRST = """
SELECT (least(
  (SELECT min(opened_at) FROM cases_case c WHERE opened_at >= %(after)s AND c.merged_into_id IS NULL
   AND c.state <> 'spam'),
  (SELECT min(closed_at) FROM cases_case c WHERE closed_at >= %(after)s AND c.merged_into_id IS NULL
   AND c.state = 'closed'),
  (SELECT min(answered_at) FROM surveys_answer WHERE answered_at >= %(after)s)
) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
"""
_WRITING_SINCE = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL
               AND pid <> pg_backend_pid() AND xact_start < %(before)s)
"""
_TAKE_STALE = """
DELETE FROM insight_staleday WHERE "on" IN (SELECT DISTINCT "on" FROM insight_staleday ORDER BY 1 LIMIT %(most)s)
RETURNING "on"
"""
#: Before the first day of a calendar that anybody counts.
_EVER = date(1900, 1, 1)


@unit()
def sum_up_days(*, now: datetime) -> date | None:
    """Sum up days that are over and not summed up yet, at most a month; return the last one, None for none.

    In order, so that all up to the last are known. What began to write before such a day ended is waited for: it does
    not know yet that it changes a day that is over. Doing it twice, or by two workers at once, gives the same rows.
    """
    _wait_for_the_other()
    last: date = DayFigures.objects.aggregate(last=Max("on"))["last"] or _EVER
    end = (now - SETTLED_AFTER).astimezone(HANOI).date()
    if _ask(_WRITING_SINCE, before=midnight(end)):
        return None
    while (first := _ask(_FIRST, after=midnight(last + timedelta(days=1)))) and first < end:
        after = min(first + timedelta(days=DAYS_AT_ONCE), end)
        last = after - timedelta(days=1)
        if _sum_up(first, after):  # what is never counted leaves no row
            return last
    return None


@unit()
def sum_up_stale_days() -> int:
    """Sum up anew some of the days in which something was changed; return how many. A change that is not committed
    yet has its own mark, for the next time."""
    _wait_for_the_other()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_STALE, {"most": STALE_AT_ONCE})
        stale = {day for (day,) in cursor.fetchall()}
    last = DayFigures.objects.aggregate(last=Max("on"))["last"] or _EVER
    for day in sorted(day for day in stale if day <= last):
        _sum_up(day, day + timedelta(days=1))
    return len(stale)


def _sum_up(first: date, after: date) -> int:
    DayFigures.objects.filter(on__gte=first, on__lt=after).delete()
    with connection.cursor() as cursor:
        cursor.execute(_SUM_UP, {"start": midnight(first), "end": midnight(after)})
        return int(cursor.rowcount)


def _wait_for_the_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _ask(sql: str, **values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
