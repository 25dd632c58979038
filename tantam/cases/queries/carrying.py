"""How much people carry: the one rule for who is overloaded and who may be given more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tantam.core.queries import ask

#: With so many tickets overdue a person is overloaded, however few they have.
LATE_IS_TOO_MUCH = 3


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one person has open, of that overdue, and how much they can carry."""

    open: int
    overdue: int
    capacity: int

    @property
    def is_over(self) -> bool:
        """Overloaded: more open than this person can carry, or too many of them late."""
        return self.open > self.capacity or self.overdue >= LATE_IS_TOO_MUCH

    @property
    def has_room(self) -> bool:
        """Whether one more is not too many."""
        return self.open < self.capacity


@dataclass(frozen=True, kw_only=True)
class FullTeam:
    """A team nobody of which can be given more, and how many open tickets wait in its queue."""

    id: int
    name: str
    name_en: str
    waiting: int


def open_and_overdue(agent_ids: Collection[int], *, now: datetime) -> dict[int, tuple[int, int]]:
    """How many open cases each of these people has, and how many of those are overdue."""
    held = {one: (count, late) for one, count, late in ask(_HELD, {"now": now, "people": list(agent_ids)})}
    return dict.fromkeys(agent_ids, (0, 0)) | held


def workers(member_ids: Sequence[int], *, head_id: int | None) -> list[int]:
    """Those of a team's members to whom work is given: its head only where nobody else is there."""
    return [one for one in member_ids if one != head_id] or list(member_ids)


def full_teams(*, team_ids: Collection[int] | None) -> list[FullTeam]:
    """The teams (None: of all) in which nobody has room for one more."""
    members = ask(_MEMBERS, [None if team_ids is None else list(team_ids)])
    full = [team for team, rows in groupby(members, key=lambda row: row[:4]) if _is_full(list(rows), head_id=team[3])]
    waiting = _waiting([team[0] for team in full]) if full else {}
    return [FullTeam(id=pk, name=name, name_en=en, waiting=waiting.get(pk, 0)) for pk, name, en, _head in full]


def _is_full(rows: Sequence[tuple[int, ...]], *, head_id: int | None) -> bool:
    loads = {agent: Load(open=held, overdue=0, capacity=capacity) for *_, agent, capacity, held in rows}
    return not any(loads[one].has_room for one in workers(list(loads), head_id=head_id))


def _waiting(team_ids: Sequence[int]) -> dict[int, int]:
    return dict(ask(_WAITING, [list(team_ids)]))


#: What is open is summed up from the tally, what is late counted from the index of what is due. Both are told of in one
#: statement, so that inside a verb the rows of cases that still wait are written before it.
_HELD = """
SELECT assignee_id, sum(held)::int, sum(late)::int FROM (
    SELECT assignee_id, cases AS held, 0 AS late FROM cases_casetally WHERE assignee_id = ANY(%(people)s)
    UNION ALL
    SELECT assignee_id, 0, 1 FROM cases_case
    WHERE assignee_id = ANY(%(people)s) AND due_at < %(now)s AND state IN ('open', 'waiting') AND merged_into_id IS NULL
) AS each GROUP BY assignee_id
"""
#: Whether there is room does not depend on what is late.
_MEMBERS = """
SELECT DISTINCT team.id, team.name, team.name_en, team.head_id, agent.id, agent.capacity, coalesce(load.held, 0)
FROM organisation_team AS team
JOIN organisation_appointment AS place ON place.team_id = team.id AND place.until IS NULL
JOIN organisation_agent AS agent ON agent.id = place.agent_id AND agent.is_active AND agent.left_on IS NULL
LEFT JOIN (SELECT assignee_id, sum(cases)::int AS held FROM cases_casetally GROUP BY assignee_id) AS load
    ON load.assignee_id = agent.id
WHERE team.closed_at IS NULL AND team.id = ANY(coalesce(%s, ARRAY(SELECT id FROM organisation_team)))
ORDER BY team.id, agent.id
"""
_WAITING = """
SELECT team_id, sum(cases)::int FROM cases_casetally WHERE team_id = ANY(%s) AND assignee_id IS NULL GROUP BY team_id
"""
