"""Which cases count for a figure: a period, what is chosen of it, and the reach of whoever asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tantam.organisation.models import Agent, Reach

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
#: What is never counted; `c` is the case.
COUNTED = "c.merged_into_id IS NULL AND c.state <> 'spam' AND NOT c.is_practice AND NOT c.is_outgoing"


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
        return midnight(self.since)

    @property
    def end(self) -> datetime:
        """The first instant that no longer counts."""
        return midnight(self.until + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> Scope:
        """The same number of days before, for comparison."""
        until = self.since - timedelta(days=1)
        since = until - timedelta(days=self.days - 1)
        return replace(self, since=since, until=until)


def midnight(day: date) -> datetime:
    """When a day begins in Hà Nội."""
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)


Condition = tuple[str, dict[str, Any]]


def place_of(scope: Scope, *, prefix: str = "") -> Condition:
    """What is chosen of teams and channels, as SQL and its values; "true" for nothing."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for column, value in [("team_id", scope.team), ("channel_kind", scope.channel)]:
        if value:
            parts.append(f"{prefix}{column} = %({column})s")
            values[column] = value
    if scope.has_no_team:
        parts.append(f"{prefix}team_id IS NULL")
    return " AND ".join(parts) or "true", values


def cases_of(scope: Scope, agent: Agent) -> Condition:
    """All that is chosen of the cases `c`, within the agent's reach (as `CaseQuerySet.visible_to`)."""
    place, values = place_of(scope, prefix="c.")
    parts = [COUNTED, place]
    if scope.kind:
        parts.append("c.kind = %(kind)s")
        values["kind"] = scope.kind
    if agent.reach != Reach.ALL:
        values |= {"agent": agent.pk, "teams": sorted(agent.team_ids), "branches": sorted(agent.branch_ids)}
        reach = "c.assignee_id = %(agent)s"
        if agent.reach in {Reach.TEAM, Reach.BRANCH}:
            reach += " OR c.team_id = ANY(%(teams)s)"
        if agent.reach == Reach.BRANCH:
            reach += " OR c.branch_id = ANY(%(branches)s)"
        parts.append(f"({reach})")
    return " AND ".join(parts), values


def is_summed_up(scope: Scope, agent: Agent) -> bool:
    """Whether the sums of days can say it: they know teams and channels, and count what everybody has."""
    return agent.reach == Reach.ALL and not scope.kind
