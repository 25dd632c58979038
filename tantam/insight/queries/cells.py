"""What figures are made of: for each day or week, team and channel the counts and times of its tickets.

Days that are over are read from what was summed up; today, days with changes that are not summed up yet, and whatever
the sums do not know (one kind of ticket, a narrower reach) are read from the tickets themselves, by the same statement
that sums up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from tantam.insight.queries.scope import Scope, cases_of, is_summed_up, midnight, place_of
from tantam.insight.queries.times import counted, place_sql
from tantam.organisation.models import Agent

_ZONE = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
#: How a day is cut into steps; a week begins on Monday.
STEPS = {"": "NULL::date", "day": '"on"', "week": "date_trunc('week', \"on\"::timestamp)::date"}


class Cell(NamedTuple):
    """Counts, and how often each time (`times`) was taken, of one step, team and channel."""

    step: date | None
    team_id: int | None
    channel_kind: str
    opened: int
    answered: Counter[int]
    promised: int
    kept: int
    closed: Counter[int]
    ratings: int
    scores: int
    squared_scores: int


#: Each part reads one period from an index that holds what it needs; `cases` says which cases count.
PARTS = f"""
SELECT (c.opened_at {_ZONE})::date AS "on", c.team_id, c.channel_kind, 1 AS opened,
  {place_sql("extract(epoch FROM c.first_responded_at - c.opened_at)::float8")} AS answered,
  k.promised, k.kept, NULL::int2 AS closed, NULL::int AS score
FROM cases_case c
LEFT JOIN LATERAL (
  SELECT count(*) AS promised, count(*) FILTER (WHERE breached_at IS NULL) AS kept FROM cases_clock
  WHERE case_id = c.id AND kind = 'first-response' AND (stopped_at IS NOT NULL OR breached_at IS NOT NULL)) k ON true
WHERE c.opened_at >= %(start)s AND c.opened_at < %(end)s AND {{cases}}
UNION ALL
SELECT (c.closed_at {_ZONE})::date, c.team_id, c.channel_kind, 0, NULL, 0, 0,
  {place_sql("extract(epoch FROM c.closed_at - c.opened_at)::float8")}, NULL
FROM cases_case c
WHERE c.state = 'closed' AND c.closed_at >= %(start)s AND c.closed_at < %(end)s AND {{cases}}
UNION ALL
SELECT (a.answered_at {_ZONE})::date, c.team_id, c.channel_kind, 0, NULL, 0, 0, NULL, a.score
FROM surveys_answer a
JOIN surveys_invitation i ON i.id = a.invitation_id
JOIN surveys_survey s ON s.id = i.survey_id AND s.kind = 'csat'
JOIN cases_case c ON c.id = i.case_id
WHERE a.answered_at >= %(start)s AND a.answered_at < %(end)s AND {{cases}}
"""  # noqa: S608 - statements of ours, here and below
SUMS = """
coalesce(sum(opened), 0)::int, coalesce(string_agg(int2send(answered), ''::bytea), ''::bytea),
coalesce(sum(promised), 0)::int, coalesce(sum(kept), 0)::int,
coalesce(string_agg(int2send(closed), ''::bytea), ''::bytea),
count(score)::int, coalesce(sum(score), 0)::int, coalesce(sum(score * score), 0)::int
"""
_LIVE = f"SELECT {{step}}, team_id, channel_kind, {SUMS} FROM ({PARTS}) part GROUP BY 1, 2, 3"  # noqa: S608
_SUMMED_UP = """
SELECT {step}, team_id, channel_kind, sum(opened)::int, string_agg(answered, ''::bytea), sum(promised)::int,
  sum(kept)::int, string_agg(closed, ''::bytea), sum(ratings)::int, sum(scores)::int, sum(squared_scores)::int
FROM insight_dayfigures
WHERE "on" >= %(since)s AND "on" <= %(until)s AND "on" <> ALL(%(stale)s) AND {place}
GROUP BY 1, 2, 3
"""
_OPENED_LIVE = f"""
SELECT (c.opened_at {_ZONE})::date, count(*)::int FROM cases_case c
WHERE c.opened_at >= %(start)s AND c.opened_at < %(end)s AND {{cases}} GROUP BY 1
"""  # noqa: S608
_OPENED_SUMMED_UP = """
SELECT "on", sum(opened)::int FROM insight_dayfigures
WHERE "on" >= %(since)s AND "on" <= %(until)s AND "on" <> ALL(%(stale)s) AND {place} GROUP BY 1
"""
_KNOWN = """
SELECT (SELECT max("on") FROM insight_dayfigures),
  array(SELECT DISTINCT "on" FROM insight_staleday WHERE "on" >= %(since)s AND "on" <= %(until)s ORDER BY 1)
"""


@dataclass(frozen=True)
class Split:
    """A period as what is summed up of it (None: nothing) but for the stale days, and the stretches that are not."""

    summed_up: tuple[date, date] | None
    stale: list[date]
    live: list[tuple[datetime, datetime]]


def cells_of(scope: Scope, *, agent: Agent, step: str = "") -> list[Cell]:
    """All cells of a scope; `step` is one of STEPS. A cell may be there twice, of what is summed up and what is not."""
    sums = {"step": STEPS[step]}
    return [_cell(row) for row in _rows(scope, agent, summed_up=(_SUMMED_UP, sums), live=(_LIVE, sums))]


def _cell(row: Sequence[Any]) -> Cell:
    cell = Cell(*row)
    return cell._replace(answered=counted(row[4]), closed=counted(row[7]))


def opened_by_day(scope: Scope, *, agent: Agent) -> dict[date, int]:
    """How many tickets were opened on each day that had any."""
    found = _rows(scope, agent, summed_up=(_OPENED_SUMMED_UP, {}), live=(_OPENED_LIVE, {}))
    return {day: count for day, count in found if count}


Statement = tuple[str, dict[str, str]]


def _rows(scope: Scope, agent: Agent, *, summed_up: Statement, live: Statement) -> Iterator[Sequence[Any]]:
    split = split_of(scope) if is_summed_up(scope, agent) else Split(None, [], [(scope.start, scope.end)])
    if split.summed_up:
        place, values = place_of(scope)
        since, until = split.summed_up
        values |= {"since": since, "until": until, "stale": split.stale}
        yield from _ask(summed_up[0].format(place=place, **summed_up[1]), values)
    cases, values = cases_of(scope, agent)
    for start, end in split.live:
        yield from _ask(live[0].format(cases=cases, **live[1]), values | {"start": start, "end": end})


def split_of(scope: Scope) -> Split:
    """What of a period is summed up at this moment."""
    last, stale = _ask(_KNOWN, {"since": scope.since, "until": scope.until})[0]
    if last is None or last < scope.since:
        return Split(None, [], [(scope.start, scope.end)])
    until = min(last, scope.until)
    stale = [day for day in stale if day <= until]
    live = list(_stretches([*stale, *_days(until + timedelta(days=1), scope.until)]))
    return Split((scope.since, until), stale, live)


def _days(since: date, until: date) -> Iterable[date]:
    return (since + timedelta(days=count) for count in range((until - since).days + 1))


def _stretches(days: Iterable[date]) -> Iterator[tuple[datetime, datetime]]:
    """Days in order, those that follow each other as one."""
    first = last = None
    for day in days:
        if last is None or day != last + timedelta(days=1):
            if first is not None and last is not None:
                yield midnight(first), midnight(last + timedelta(days=1))
            first = day
        last = day
    if first is not None and last is not None:
        yield midnight(first), midnight(last + timedelta(days=1))


def _ask(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
