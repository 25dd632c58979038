"""Dates, times, and dates with times."""

from decimal import Decimal
from typing import Final

from .civil import civil_from_days, days_from_civil, weekday
from .durations import DaysDuration
from .zones import Zone, offset_at, offset_since

NANOS: Final = 1_000_000_000
DAY_NANOS: Final = 86_400 * NANOS


def zone_offset(zone: Zone, local_seconds: int) -> DaysDuration | None:
    return None if zone is None else DaysDuration(offset_at(zone, local_seconds) * NANOS)


class Date:
    """A day; any year up to 999,999,999 on both sides."""

    __slots__ = ("day", "month", "year")

    def __init__(self, year: int, month: int, day: int) -> None:
        self.year = year
        self.month = month
        self.day = day

    @classmethod
    def from_days(cls, days: int) -> "Date":
        """The date so many days after 1970-01-01."""
        return cls(*civil_from_days(days))

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        return days_from_civil(self.year, self.month, self.day)

    def key(self) -> tuple[int, int, int]:
        return (self.year, self.month, self.day)

    def __eq__(self, other: object) -> bool:
        return type(other) is Date and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __repr__(self) -> str:
        return f"Date({self.year}, {self.month}, {self.day})"


class Time:
    """A time of day: nanoseconds since midnight, and perhaps a zone."""

    __slots__ = ("nanos", "zone")

    def __init__(self, nanos: int, zone: Zone = None) -> None:
        self.nanos = nanos
        self.zone = zone

    @property
    def utc_nanos(self) -> int:
        """Nanoseconds since midnight UTC; a named zone is taken by its offset at the epoch."""
        return self.nanos - offset_at(self.zone, self.nanos // NANOS) * NANOS

    def __eq__(self, other: object) -> bool:
        return type(other) is Time and self.nanos == other.nanos and self.zone == other.zone

    def __hash__(self) -> int:
        return hash((self.nanos, self.zone))

    def __repr__(self) -> str:
        return f"Time({self.nanos}, {self.zone!r})"


class DateTime:
    """A date with a time of day, and perhaps a zone."""

    __slots__ = ("date", "time")

    def __init__(self, date: Date, time: Time) -> None:
        self.date = date
        self.time = time

    @classmethod
    def from_local_nanos(cls, nanos: int, zone: Zone) -> "DateTime":
        """From nanoseconds since 1970-01-01T00:00:00 as the clock on the wall shows it."""
        days, of_day = divmod(nanos, DAY_NANOS)
        return cls(Date.from_days(days), Time(of_day, zone))

    @classmethod
    def from_utc_nanos(cls, nanos: int, zone: Zone) -> "DateTime":
        """From nanoseconds since 1970-01-01T00:00:00Z; without a zone, UTC is taken."""
        return cls.from_local_nanos(nanos + offset_since(zone, nanos // NANOS) * NANOS, zone)

    @property
    def zone(self) -> Zone:
        return self.time.zone

    @property
    def local_nanos(self) -> int:
        return self.date.days * DAY_NANOS + self.time.nanos

    @property
    def utc_nanos(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00Z; without a zone, UTC is taken."""
        local = self.local_nanos
        return local - offset_at(self.zone, local // NANOS) * NANOS

    def __eq__(self, other: object) -> bool:
        return type(other) is DateTime and self.date == other.date and self.time == other.time

    def __hash__(self) -> int:
        return hash((self.date, self.time))

    def __repr__(self) -> str:
        return f"DateTime({self.date!r}, {self.time!r})"


def date_property(value: Date, name: str) -> object:
    if name in ("year", "month", "day"):
        return Decimal({"year": value.year, "month": value.month, "day": value.day}[name])
    return Decimal(weekday(value.days)) if name == "weekday" else None


def time_property(value: Time, name: str, *, day: int = 0) -> object:
    """A property of a time; `day`, in days since 1970-01-01, decides the offset of a named zone."""
    seconds = value.nanos // NANOS
    if name in ("hour", "minute", "second"):
        return Decimal({"hour": seconds // 3600, "minute": seconds // 60 % 60, "second": seconds % 60}[name])
    if name == "time offset":
        return zone_offset(value.zone, day * 86_400 + seconds)
    if name == "timezone":
        return value.zone if isinstance(value.zone, str) else None
    return None


def date_time_property(value: DateTime, name: str) -> object:
    found = date_property(value.date, name)
    return found if found is not None else time_property(value.time, name, day=value.date.days)
