"""How late a stay at a step was: the working time between its own due time and its end.

The due time is the token's own (`Token.done_by`): by when the step was to be done, since a stay ends when it is, else
by when to respond; counted on the calendar of the team that does the work, else on the subject's. Lateness is counted
on the same calendar. What ended after its due time is late by a second at least, though the business was closed in
between: so it was shown while it stood.
"""

from __future__ import annotations

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
    due_at = token.done_by
    if due_at is None or at <= due_at:
        return None if due_at is None else 0
    role = step.known.graph.node(token.node).role
    return seconds_late(due_at, at, calendar=calendar_of_role(role) or _calendar_of(step))


def lateness_of_past(version_id: int, *, node: str, entered_at: datetime, left_at: datetime, team: str) -> int | None:
    """The same of a stay that is brought in from elsewhere: due by what its step promises, on the calendar of the team
    that does it, else of the subject's `team` (a key, "" for none)."""
    known = compiled(version_id).graph.node(node)
    promised = known.promised if known.behaviour == "work" else None
    calendar = calendar_of_role(known.role) or (organisation.calendar_of_team(team) if team else None)
    if promised is None or calendar is None:
        return None
    return seconds_late(calendar.due(entered_at, promised), left_at, calendar=calendar)


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
