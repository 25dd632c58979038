"""All figures of a period at once: in total and by what is asked of day, week, team and channel, a query per source."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from tantam.organisation.models import Agent, Reach

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
KEPT_FROM = 5_000
SECONDS_OVER, SECONDS_OPEN = 600, 60
MOST_KEPT = 200
DIMENSIONS = ("day", "week", "team", "channel")
Row = dict[str, float | int | None]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which cases count: days from `since` to `until` (both included), and what is chosen of them."""

    since: date
    until: date
    team: int | None = None
    has_no_team: bool = False
    channel: str = ""
    kind: str = ""
    problem: str = ""

    @property
    def start(self) -> datetime:
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=HANOI)

    @property
    def end(self) -> datetime:
        """The first instant that no longer counts."""
        after = self.until + timedelta(days=1)
        return datetime(after.year, after.month, after.day, tzinfo=HANOI)

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> Scope:
        """The same number of days before, for comparison."""
        until = self.since - timedelta(days=1)
        since = until - timedelta(days=self.days - 1)
        return replace(self, since=since, until=until)


@dataclass(frozen=True)
class Figures:
    """Metrics by key, in total and by the values of each dimension; a metric nothing is known of is missing."""

    total: Row = field(default_factory=dict)
    by: dict[str, dict[Any, Row]] = field(default_factory=lambda: {name: defaultdict(dict) for name in DIMENSIONS})


_kept: dict[tuple[str, ...], tuple[float, Any]] = {}

#: By what figures can be cut; a week begins on Monday. A median of a week cannot be made of the medians of its days, so
#: the database cuts both; each cut costs it a sort of all rows, so only what is shown is asked for.
_CUTS = {
    "day": "(at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
    "week": "date_trunc('week', at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
    "team": "team_id",
    "channel": "channel_kind",
}
#: Each reads the rows of one period from an index that holds all it needs; `at` is the instant by which they belong to
#: the period. A promise is kept or broken after its case was opened, and those broken and still open are few: so the
#: clocks of earlier periods are not read.
_SOURCES = {
    "opened": """
SELECT {cut} count(*) AS volume,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY answered) AS frt,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY answered) AS frt_p90,
  sum(kept)::float8 / nullif(sum(promised), 0) AS sla
FROM (SELECT {keys} extract(epoch FROM first_responded_at - at)::float8 AS answered, k.promised, k.kept
      FROM (SELECT c.*, c.opened_at AS at FROM cases_case c) c
      LEFT JOIN (SELECT case_id, count(*) AS promised, count(*) FILTER (WHERE breached_at IS NULL) AS kept
                 FROM (SELECT case_id, breached_at FROM cases_clock
                       WHERE kind = 'first-response' AND stopped_at >= %(start)s
                       UNION ALL
                       SELECT case_id, breached_at FROM cases_clock
                       WHERE kind = 'first-response' AND stopped_at IS NULL AND breached_at IS NOT NULL) each
                 GROUP BY case_id) k ON k.case_id = c.id
      WHERE at >= %(start)s AND at < %(end)s AND {cases}) opened
{grouped}
""",
    "closed": """
SELECT {cut} percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS resolution
FROM (SELECT {keys} extract(epoch FROM at - opened_at)::float8 AS took
      FROM (SELECT c.*, c.closed_at AS at FROM cases_case c WHERE c.state = 'closed') c
      WHERE at >= %(start)s AND at < %(end)s AND {cases}) closed
{grouped}
""",
    "rated": """
SELECT {cut} avg(score)::float8 AS csat, count(*) AS csat_answers, stddev_samp(score)::float8 AS csat_spread
FROM (SELECT {keys} score
      FROM (SELECT a.answered_at AS at, a.score, i.survey_id, c.*
            FROM surveys_answer a
            JOIN surveys_invitation i ON i.id = a.invitation_id
            JOIN cases_case c ON c.id = i.case_id) c
      JOIN surveys_survey s ON s.id = c.survey_id AND s.kind = 'csat'
      WHERE at >= %(start)s AND at < %(end)s AND {cases}) rated
{grouped}
""",
}
_VOLUMES = """
SELECT {cut} count(*) FROM (
    SELECT {keys} 1 FROM (SELECT c.*, c.opened_at AS at FROM cases_case c) c
    WHERE at >= %(start)s AND at < %(end)s AND {cases}) opened
{grouped}
"""


def measure(scope: Scope, *, agent: Agent, by: Sequence[str] = (), now: datetime) -> Figures:
    """Measure all metrics for a scope, over the cases this agent may see: one query for each source.

    What was measured over many cases is given again for a while: see `kept_seconds`.

    Args:
        by: which of DIMENSIONS are cut besides the total.
        now: decides whether the days of the scope are over.
    """
    condition, values = _condition(scope, agent)
    key = ("figures", condition, *map(str, values.items()), *by)
    figures: Figures | None = _known(key)
    if figures is None:
        figures = _measured(condition, values, by)
        _keep(key, figures, volume=int(figures.total.get("volume") or 0), is_over=scope.end <= now)
    return figures


def volumes(scope: Scope, *, agent: Agent, now: datetime) -> dict[date, int]:
    """How many cases were opened on each day that had any, of those this agent may see; kept like figures."""
    condition, values = _condition(scope, agent)
    key = ("volumes", condition, *map(str, values.items()))
    counted: dict[date, int] | None = _known(key)
    if counted is None:
        counted = _counted(condition, values)
        _keep(key, counted, volume=sum(counted.values()), is_over=scope.end <= now)
    return counted


def kept_seconds(volume: int, *, is_over: bool) -> float:
    """How long figures over so many cases are good for: small ones are measured every time, large ones some seconds.

    Measuring costs the database some milliseconds a thousand cases, so that however large the desk and however many
    look, little of its time goes there. Days that are over hardly change.
    """
    if volume < KEPT_FROM:
        return 0
    return SECONDS_OVER if is_over else min(volume / 1000, SECONDS_OPEN)


def forget_figures() -> None:
    """Measure anew: between tests."""
    _kept.clear()


def _known(key: tuple[str, ...]) -> Any:
    until, found = _kept.get(key, (0.0, None))
    return found if until > time.monotonic() else None


def _keep(key: tuple[str, ...], found: Any, *, volume: int, is_over: bool) -> None:
    if seconds := kept_seconds(volume, is_over=is_over):
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = time.monotonic() + seconds, found


def _counted(condition: str, values: dict[str, Any]) -> dict[date, int]:
    sql = _VOLUMES.format(cut="day,", keys=f"{_CUTS['day']} AS day,", grouped="GROUP BY day", cases=condition)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def _measured(condition: str, values: dict[str, Any], by: Sequence[str]) -> Figures:
    figures = Figures()
    for source in _SOURCES.values():
        with connection.cursor() as cursor:
            cursor.execute(_cut(source, by, cases=condition), values)
            names = [column.name for column in cursor.description[len(by) + 1 :]]
            for row in cursor.fetchall():
                keys, grouped, measured = row[: len(by)], row[len(by)], row[len(by) + 1 :]
                place = _PLACE[len(by)].get(grouped)
                target = figures.total if place is None else figures.by[by[place]][keys[place]]
                target.update(zip(names, measured, strict=True))
    return figures


#: What `grouping()` of so many cuts answers for each of them: all bits set but its own, the first the highest.
_PLACE = [
    {(1 << count) - 1 - (1 << (count - 1 - place)): place for place in range(count)}
    for count in range(len(DIMENSIONS) + 1)
]


def _cut(source: str, by: Sequence[str], *, cases: str) -> str:
    """The source as a statement: a row in total and one for each value of each cut, told apart by `grouping`."""
    names = ", ".join(by)
    return source.format(
        cut=f"{names}, grouping({names})," if by else "0,",
        keys="".join(f"{_CUTS[name]} AS {name}, " for name in by),
        grouped=f"GROUP BY GROUPING SETS ((), {', '.join(f'({name})' for name in by)})" if by else "",
        cases=cases,
    )


def _condition(scope: Scope, agent: Agent) -> tuple[str, dict[str, Any]]:
    """The WHERE of all sources: what is chosen, and the agent's reach (as `CaseQuerySet.visible_to`)."""
    parts = ["c.merged_into_id IS NULL", "c.state <> 'spam'", "NOT c.is_practice"]
    values: dict[str, Any] = {"start": scope.start, "end": scope.end}
    for column, value in [("team_id", scope.team), ("channel_kind", scope.channel), ("kind", scope.kind)]:
        if value:
            parts.append(f"c.{column} = %({column})s")
            values[column] = value
    if scope.has_no_team:
        parts.append("c.team_id IS NULL")
    if agent.reach != Reach.ALL:
        values |= {"agent": agent.pk, "teams": sorted(agent.team_ids), "branches": sorted(agent.branch_ids)}
        reach = "c.assignee_id = %(agent)s"
        if agent.reach in {Reach.TEAM, Reach.BRANCH}:
            reach += " OR c.team_id = ANY(%(teams)s)"
        if agent.reach == Reach.BRANCH:
            reach += " OR c.branch_id = ANY(%(branches)s)"
        parts.append(f"({reach})")
    return " AND ".join(parts), values
