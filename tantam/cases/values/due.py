"""When a promise runs out: in working time, in plain time where a calendar never opens, so that none is left without an
end. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from tantam.core.values.business_time import Calendar, NeverOpen


def due(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The instant at which so much working time has passed since `start`."""
    try:
        return calendar.due(start, seconds)
    except NeverOpen:
        return start + timedelta(seconds=seconds)
