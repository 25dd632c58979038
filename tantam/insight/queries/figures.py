"""All figures of a period at once: in total, by day, week, team and channel, a query per source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from tantam.organisation.models import Agent, Reach

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
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


#: By what the figures are cut, in the order of DIMENSIONS; a week begins on Monday. A median of a week cannot be made
#: of the medians of its days, so the database cuts both.
_CUT = ("day", "date_trunc('week', day::timestamp)::date", "team_id", "channel_kind")
_SOURCES = {
    "opened": """
SELECT {cut}, grouping({cut}),
  count(*) AS volume,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY answered) AS frt,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY answered) AS frt_p90
FROM (SELECT (c.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, c.team_id, c.channel_kind,
        extract(epoch FROM c.first_responded_at - c.opened_at)::float8 AS answered
      FROM cases_case c WHERE c.opened_at >= %(start)s AND c.opened_at < %(end)s AND {cases}) opened
GROUP BY GROUPING SETS ((), {sets})
""",
    "closed": """
SELECT {cut}, grouping({cut}),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS resolution
FROM (SELECT (c.closed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, c.team_id, c.channel_kind,
        extract(epoch FROM c.closed_at - c.opened_at)::float8 AS took
      FROM cases_case c
      WHERE c.state = 'closed' AND c.closed_at >= %(start)s AND c.closed_at < %(end)s AND {cases}) closed
GROUP BY GROUPING SETS ((), {sets})
""",
    "promised": """
SELECT {cut}, grouping({cut}),
  avg((breached_at IS NULL)::int)::float8 AS sla
FROM (SELECT (c.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, c.team_id, c.channel_kind, k.breached_at
      FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
      WHERE k.kind = 'first-response' AND (k.stopped_at IS NOT NULL OR k.breached_at IS NOT NULL)
        AND c.opened_at >= %(start)s AND c.opened_at < %(end)s AND {cases}) promised
GROUP BY GROUPING SETS ((), {sets})
""",
    "rated": """
SELECT {cut}, grouping({cut}),
  avg(score)::float8 AS csat, count(*) AS csat_answers, stddev_samp(score)::float8 AS csat_spread
FROM (SELECT (a.answered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, c.team_id, c.channel_kind, a.score
      FROM surveys_answer a
      JOIN surveys_invitation i ON i.id = a.invitation_id
      JOIN surveys_survey s ON s.id = i.survey_id AND s.kind = 'csat'
      JOIN cases_case c ON c.id = i.case_id
      WHERE a.answered_at >= %(start)s AND a.answered_at < %(end)s AND {cases}) rated
GROUP BY GROUPING SETS ((), {sets})
""",
}
#: What `grouping()` answers for each dimension: all bits set but its own.
_GROUPED_BY = {0b0111: "day", 0b1011: "week", 0b1101: "team", 0b1110: "channel"}


def measure(scope: Scope, *, agent: Agent) -> Figures:
    """Measure all metrics for a scope, over the cases this agent may see: one query for each source."""
    condition, values = _condition(scope, agent)
    cut, sets = ", ".join(_CUT), ", ".join(f"({one})" for one in _CUT)
    figures = Figures()
    for source in _SOURCES.values():
        with connection.cursor() as cursor:
            cursor.execute(source.format(cases=condition, cut=cut, sets=sets), values)
            names = [column.name for column in cursor.description[5:]]
            for day, week, team, channel, grouped, *measured in cursor.fetchall():
                keys = {"day": day, "week": week, "team": team, "channel": channel}
                name = _GROUPED_BY.get(grouped)
                target = figures.total if name is None else figures.by[name][keys[name]]
                target.update(zip(names, measured, strict=True))
    return figures


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
