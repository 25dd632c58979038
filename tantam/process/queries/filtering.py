"""What part of the cases a picture shows: the last so many days, one channel, one segment, one team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PERIODS = (7, 30, 90)
DIMENSIONS = ("channel", "segment", "team")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """`days` counts today as the last one; "" means all of a dimension."""

    days: int = 30
    channel: str = ""
    segment: str = ""
    team: str = ""

    @property
    def dimensions(self) -> dict[str, str]:
        """The dimensions that narrow the view."""
        return {name: getattr(self, name) for name in DIMENSIONS if getattr(self, name)}

    def since(self, now: datetime) -> datetime:
        """The beginning of the first day, in the business's zone."""
        today = now.astimezone(HANOI).replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(days=self.days - 1)
