"""How late a stay at a step was: the working time between its own due time and its end.

The due time is the token's own (`Token.done_by`): by when the step was to be done, since a stay ends when it is, else
by when to respond; counted on the calendar of the team that does the work, else on the subject's. Lateness is counted
on the same calendar. What stands still for the customer is as late as it was when that began. What ended after its
due time is late by a second at least, though the business was closed in between: so it was shown while it stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tantam.core.values.business_time import Calendar
from tantam.organisation import queries as organisation
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.stepping import Step
from tantam.process.engine.diagram import Role
from tantam.process.engine.state import Token as EngineToken
from tantam.process.queries import compiled


def lateness(token: EngineToken, *, step: Step, at: datetime) -> int | None:
    """Seconds of working time by which what leaves at `at` is late; 0 where it is not, None without a promise."""
    due_at, at = token.done_by, token.paused_at or at
    if due_at is None or at <= due_at:
        return None if due_at is None else 0
    role = step.known.graph.node(token.node).role
    return seconds_late(due_at, at, calendar=calendar_of_role(role) or _calendar_of(step))


def lateness_of_past(
    version_id: int, *, node: str, entered_at: datetime, left_at: datetime, team: str, asked_at: datetime | None = None
) -> int | None:
    """The same of a stay that is brought in from elsewhere, see `due_of_past`.

    A step that stands still for the customer is measured until `asked_at`, when they were asked; None where nobody
    knows when that was.
    """
    times = compiled(version_id).diagram.node(node).care.times
    if times is not None and times.waits_for_customer:
        if asked_at is None:
            return None
        left_at = asked_at
    due = due_of_past(version_id, node=node, entered_at=entered_at, team=team)
    return None if due is None else seconds_late(due.at, left_at, calendar=due.calendar)


@dataclass(frozen=True, slots=True)
class Due:
    """By when work is due, and on which calendar that was counted."""

    at: datetime
    calendar: Calendar


def due_of_past(version_id: int, *, node: str, entered_at: datetime, team: str) -> Due | None:
    """By when a stay that began elsewhere is due, by what its step promises: on the calendar of the team that does it,
    else of the subject's `team` (a key, "" for none). None where nothing is promised."""
    known = compiled(version_id).graph.node(node)
    promised = known.promised if known.behaviour == "work" else None
    calendar = calendar_of_role(known.role) or (organisation.calendar_of_team(team) if team else None)
    if promised is None or calendar is None:
        return None
    return Due(calendar.due(entered_at, promised), calendar)


def seconds_late(due_at: datetime, at: datetime, *, calendar: Calendar | None) -> int:
    """Seconds of working time from `due_at` to `at`, plain ones without a calendar; at least 1 where it is past."""
    if at <= due_at:
        return 0
    seconds = calendar.seconds_between(due_at, at) if calendar else int((at - due_at).total_seconds())
    return max(1, seconds)


def calendar_of_role(role: Role | None) -> Calendar | None:
    """On which calendar work is due that a role does; None where the subject's counts."""
    return organisation.calendar_of_team(role.ref) if role and role.kind == "team" else None


def _calendar_of(step: Step) -> Calendar | None:
    calendar_id = StoredHost(now=step.now, subject=step.instance.subject).calendar_id()
    return organisation.calendar(calendar_id) if calendar_id is not None else None
