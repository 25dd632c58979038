"""The first answer: one time for the ticket's clock, the step that gives it and what the customer was told.

It runs on the calendar of the team in charge. What the customer was told is kept for good: whatever is classified or
handed over later may bring the time nearer, never farther.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.clocks import WARN_AT_SHARE, is_missed, nearest_due, running_clock, step_clocks
from tantam.cases.models import Case, Clock, ServiceLevel
from tantam.cases.values.due import due
from tantam.core.actions.rows import update
from tantam.organisation import queries as organisation


@dataclass(frozen=True, kw_only=True)
class FirstAnswer:
    """By when the first answer is promised, and on which calendar that is reckoned."""

    due_at: datetime
    warn_at: datetime
    calendar_id: int


def first_answer(case: Case, *, seconds: int, start: datetime) -> FirstAnswer:
    """The promise of `seconds` of business time from `start` on.

    A critical matter waits neither for the team in charge nor for the one that takes in, whichever is there first.
    """
    calendars = [queries.calendar_id_for(case.team, case.branch)]
    if case.urgency == Case.Urgency.CRITICAL:
        calendars.append(queries.calendar_id_for(None, None))
    return min((_on(one, seconds=seconds, start=start) for one in calendars), key=lambda one: one.due_at)


def _on(calendar_id: int, *, seconds: int, start: datetime) -> FirstAnswer:
    calendar = organisation.calendar(calendar_id)
    return FirstAnswer(
        due_at=due(calendar, start, seconds),
        warn_at=due(calendar, start, int(seconds * WARN_AT_SHARE)),
        calendar_id=calendar_id,
    )


def reckon_first_response(
    case: Case, *, now: datetime, seconds: int | None = None, level: ServiceLevel | None = None
) -> None:
    """Reckon the running promise anew from the case's opening for the team now in charge: of `seconds` of business
    time, which `level` promises, or as many as before. It stays as it is where the customer was told an earlier time,
    and once it is missed."""
    clock = running_clock(case, Clock.Kind.FIRST_RESPONSE)
    if clock is None or is_missed(clock, now=now):
        return
    seconds = seconds or clock.promised_seconds
    promised = first_answer(case, seconds=seconds, start=clock.started_at)
    if clock.told_due_at is not None and promised.due_at >= clock.told_due_at:
        return
    was_due_at = clock.due_at
    clock.promised_seconds, clock.level = seconds, level or clock.level
    clock.calendar_id, clock.due_at, clock.warn_at = promised.calendar_id, promised.due_at, promised.warn_at
    update(clock, "calendar", "level", "promised_seconds", "due_at", "warn_at")
    for step in step_clocks(case):
        if step.due_at == was_due_at:
            _share(step, clock)
            update(step, "calendar", "due_at", "warn_at")


def hold_to_promise(clock: Clock, case: Case) -> None:
    """The clock of a step that gives the first answer never runs longer than what is promised about it."""
    first = running_clock(case, Clock.Kind.FIRST_RESPONSE)
    if first is not None and clock.due_at > first.due_at:
        _share(clock, first)


def _share(step: Clock, first: Clock) -> None:
    step.calendar_id, step.due_at, step.warn_at = first.calendar_id, first.due_at, first.warn_at


def keep_what_is_told(case: Case, *, now: datetime) -> None:
    """The customer is told when the first answer comes: the promise is that minute, as it was said, for good."""
    clock = running_clock(case, Clock.Kind.FIRST_RESPONSE)
    if clock is None:
        return
    minute = clock.due_at.replace(second=0, microsecond=0)
    clock.due_at = clock.told_due_at = minute if minute > now else clock.due_at
    update(clock, "due_at", "told_due_at")
    case.due_at = nearest_due(case)
    update(case, "due_at")
