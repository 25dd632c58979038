"""ISO 8601 durations and instants as written in timers and in the times of a step."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

# Each part is bounded in length, so nothing here can run away or overflow a date.
_DURATION = re.compile(
    r"P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,]\d{1,9})?S)?)?"
)
VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months and seconds: months have no fixed length, so they are added to a date apart."""

    months: int = 0
    seconds: int = 0

    def after(self, start: datetime) -> datetime:
        """The instant this long after `start`, in plain time; a day that the month lacks becomes its last."""
        month = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(month, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + timedelta(seconds=self.seconds)


def parse_duration(text: str) -> Duration | None:
    """The duration written in ISO 8601 ("PT30M", "P1DT2H", "P2W"), or None if `text` is none."""
    text = text.strip()
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return Duration(
        months=years * 12 + months,
        seconds=((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds,
    )


def parse_seconds(text: str) -> int | None:
    """The seconds of a duration without years and months, or None."""
    duration = parse_duration(text)
    return duration.seconds if duration is not None and not duration.months else None


def parse_instant(text: str) -> datetime | None:
    """The instant written in ISO 8601, or None; without an offset it is Vietnamese time."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=VIETNAM)
