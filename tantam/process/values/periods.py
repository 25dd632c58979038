"""Stretches of whole days: the last so many, or from one day to another, and the one just before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
#: More days than anybody compares; a typing error asks for centuries.
MOST_DAYS = 1_100


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days `first` to `last`, both within, cut at midnight in Hà Nội."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """The beginning of the first day."""
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The end of the last day: the first instant that is no longer within."""
        return midnight(self.last + timedelta(days=1))

    @property
    def before(self) -> Period:
        """As many days, just before."""
        return last_days(self.days, today=self.first - timedelta(days=1))


def last_days(days: int, *, today: date) -> Period:
    """The last `days` days; today is the last of them."""
    return Period(first=today - timedelta(days=days - 1), last=today)


def between(first: date | None, last: date | None, *, today: date, days: int = 30) -> Period:
    """What somebody typed as a period: turned round where it is the wrong way, never in the future, never endless.

    Args:
        first: the first day; without it the period is `days` long.
        last: the last day; without it today.
        today: the day in Hà Nội.
        days: how long it is where one end was left open.
    """
    end = min(last or today, today)
    begin = min(first or end - timedelta(days=days - 1), today)
    begin, end = min(begin, end), max(begin, end)
    return Period(first=max(begin, end - timedelta(days=MOST_DAYS - 1)), last=end)


def today_of(now: datetime) -> date:
    """The day it is in Hà Nội."""
    return now.astimezone(HANOI).date()


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Hà Nội."""
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)
