"""On which days, and at which hour, something comes round: every working day at 8:00, the first of each month."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from tantam.core.values.lunar import to_lunar

_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")
_DATE: Final = re.compile(r"(lunar:)?(\d{1,2})-(\d{1,2})")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: The last day of the month, whatever its number.
LAST: Final = -1
#: Of a 29 February, or a thirtieth day of a lunar month, more than a year may pass to the next.
FARTHEST_DAYS: Final = 9 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days on which a timer fires at `minute` of the day: any of those named. With none named, every day.

    `weekdays` count from Monday (0), `month_days` are days of each month (-1: its last), `dates` and `lunar` are
    (month, day) of each year of either calendar; `is_working`: days on which the business opens.
    """

    minute: int
    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    dates: frozenset[tuple[int, int]] = frozenset()
    lunar: frozenset[tuple[int, int]] = frozenset()
    is_working: bool = False

    @property
    def is_every_day(self) -> bool:
        return not (self.weekdays or self.month_days or self.dates or self.lunar or self.is_working)

    def names(self, day: date) -> bool:
        """Whether `day` is named by its date; whether it is a working day is not known here."""
        if self.is_every_day or day.weekday() in self.weekdays or (day.month, day.day) in self.dates:
            return True
        if day.day in self.month_days or (LAST in self.month_days and _is_last(day)):
            return True
        return bool(self.lunar) and _lunar(day) in self.lunar


def read_days(at: str, on: str) -> Days | None:
    """Read `at="08:00"` and `on="working|mon|15|last|12-20|lunar:12-23"`; None where they cannot be meant."""
    clock = _CLOCK.fullmatch(at.strip())
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return None
    named = [part for part in (one.strip().casefold() for one in on.split("|")) if part and part != "day"]
    dates = [(part, _DATE.fullmatch(part)) for part in named]
    found = Days(
        minute=int(clock[1]) * 60 + int(clock[2]),
        weekdays=frozenset(WEEKDAYS.index(part) for part in named if part in WEEKDAYS),
        month_days=frozenset(
            LAST if part == "last" else int(part) for part in named if part == "last" or _is_day(part)
        ),
        dates=frozenset((int(one[2]), int(one[3])) for _, one in dates if one and not one[1] and _is_date(one)),
        lunar=frozenset((int(one[2]), int(one[3])) for _, one in dates if one and one[1] and _is_date(one)),
        is_working="working" in named,
    )
    told = len(found.weekdays) + len(found.month_days) + len(found.dates) + len(found.lunar) + found.is_working
    return found if told == len(set(named)) else None


def _is_day(part: str) -> bool:
    return part.isascii() and part.isdigit() and 1 <= int(part) <= 31


def _is_date(found: re.Match[str]) -> bool:
    month, day = int(found[2]), int(found[3])
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= (30 if found[1] else calendar.monthrange(2024, month)[1])


def _is_last(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _lunar(day: date) -> tuple[int, int]:
    """A leap month is not kept a second time."""
    found = to_lunar(day)
    return (0, 0) if found.is_leap else (found.month, found.day)
