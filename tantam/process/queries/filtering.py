"""What part of the cases a picture shows: a stretch of days, one channel, one segment, one team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tantam.process.values.periods import HANOI, Period, last_days, today_of

__all__ = ["DIMENSIONS", "HANOI", "OWN", "Filters"]

#: What stands in an address instead of a number of days where both ends are given.
OWN = "own"
DIMENSIONS = ("channel", "segment", "team")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """`days` counts today as the last one, unless `own` says from when to when; "" means all of a dimension."""

    days: int = 30
    own: Period | None = None
    channel: str = ""
    segment: str = ""
    team: str = ""

    @property
    def dimensions(self) -> dict[str, str]:
        """The dimensions that narrow the view."""
        return {name: getattr(self, name) for name in DIMENSIONS if getattr(self, name)}

    @property
    def asked(self) -> dict[str, str]:
        """How an address says all of it."""
        if self.own is None:
            return {"days": str(self.days), **self.dimensions}
        first, last = self.own.first.isoformat(), self.own.last.isoformat()
        return {"days": OWN, "since": first, "until": last, **self.dimensions}

    def period(self, now: datetime) -> Period:
        """The days that are looked at."""
        return self.own or last_days(self.days, today=today_of(now))

    def since(self, now: datetime) -> datetime:
        """The beginning of the first day, in the business's zone."""
        return self.period(now).since
