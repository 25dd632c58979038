"""The two kinds of duration: days and time, years and months. They never compare with each other."""

from decimal import Decimal
from typing import Final

_SECOND: Final = 1_000_000_000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
MAX_NANOS: Final = 1 << 96
MAX_MONTHS: Final = 1 << 40


class DaysDuration:
    """Days, hours, minutes, seconds: a whole number of nanoseconds."""

    __slots__ = ("nanos",)

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

    def parts(self) -> tuple[int, int, int, int, int]:
        """(days, hours, minutes, seconds, nanoseconds) of the absolute value."""
        days, rest = divmod(abs(self.nanos), _DAY)
        hours, rest = divmod(rest, _HOUR)
        minutes, rest = divmod(rest, _MINUTE)
        seconds, nanos = divmod(rest, _SECOND)
        return days, hours, minutes, seconds, nanos

    def __eq__(self, other: object) -> bool:
        return type(other) is DaysDuration and self.nanos == other.nanos

    def __hash__(self) -> int:
        return hash(self.nanos)

    def __repr__(self) -> str:
        return f"DaysDuration({self.nanos})"


class MonthsDuration:
    """Years and months: a whole number of months."""

    __slots__ = ("months",)

    def __init__(self, months: int) -> None:
        self.months = months

    def __eq__(self, other: object) -> bool:
        return type(other) is MonthsDuration and self.months == other.months

    def __hash__(self) -> int:
        return hash(("months", self.months))

    def __repr__(self) -> str:
        return f"MonthsDuration({self.months})"


def days_duration(nanos: int) -> DaysDuration | None:
    """None where the result is beyond all reason."""
    return DaysDuration(nanos) if abs(nanos) <= MAX_NANOS else None


def months_duration(months: int) -> MonthsDuration | None:
    return MonthsDuration(months) if abs(months) <= MAX_MONTHS else None


def days_property(value: DaysDuration, name: str) -> object:
    if name not in ("days", "hours", "minutes", "seconds"):
        return None
    days, hours, minutes, seconds, nanos = value.parts()
    sign = -1 if value.nanos < 0 else 1
    if name == "seconds":
        return sign * (Decimal(seconds) + Decimal(nanos).scaleb(-9))
    return Decimal(sign * {"days": days, "hours": hours, "minutes": minutes}[name])


def months_property(value: MonthsDuration, name: str) -> object:
    if name not in ("years", "months"):
        return None
    years, months = divmod(abs(value.months), 12)
    return Decimal((-1 if value.months < 0 else 1) * (years if name == "years" else months))
