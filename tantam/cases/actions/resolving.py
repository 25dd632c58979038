"""The promise of a resolution: it begins with the case, and follows what is said about the case."""

from __future__ import annotations

from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.clocks import (
    is_missed,
    reckon_anew,
    running_clock,
    standing_clock,
    start_clocks,
    wound_up,
)
from tantam.cases.models import Case, Clock, ServiceLevel

RESOLUTION = Clock.Kind.RESOLUTION


def reckon_resolution(case: Case, level: ServiceLevel | None, *, now: datetime) -> None:
    """Reckon the promise anew from the case's opening, for the team now in charge: as `level` says. One that is missed
    stays missed; one that nothing promises any more stays as it is; a case that nobody has answered yet gets one."""
    minutes = level.resolution_minutes if level else None
    if not minutes:
        return
    clock = standing_clock(case, RESOLUTION)
    calendar_id = queries.calendar_id_for(case.team, case.branch)
    if clock is None:
        if running_clock(case, Clock.Kind.FIRST_RESPONSE) is not None:
            since = case.opened_at
            made = wound_up(RESOLUTION, seconds=minutes * 60, calendar_id=calendar_id, now=since, level=level)
            start_clocks(case, [made])
    elif not is_missed(clock, now=now) and (clock.promised_seconds, clock.calendar_id) != (minutes * 60, calendar_id):
        reckon_anew(clock, seconds=minutes * 60, calendar_id=calendar_id, level=level)
