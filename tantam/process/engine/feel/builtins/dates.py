"""Calendar functions and the clock (DMN 1.5, table 78 and 79)."""

from decimal import Decimal
from typing import Final

from tantam.process.engine.feel.convert import from_python
from tantam.process.engine.feel.limits import Run
from tantam.process.engine.feel.values.civil import days_from_civil, week_of_year, weekday
from tantam.process.engine.feel.values.temporal import Date, DateTime

from .registry import builtin, builtin_with_run

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day(value: object) -> Date | None:
    if isinstance(value, DateTime):
        return value.date
    return value if isinstance(value, Date) else None


@builtin("day of year(date: any)")
def _day_of_year(value: object) -> Decimal | None:
    day = _day(value)
    return None if day is None else Decimal(day.days - days_from_civil(day.year, 1, 1) + 1)


@builtin("day of week(date: any)")
def _day_of_week(value: object) -> str | None:
    day = _day(value)
    return None if day is None else _DAYS[weekday(day.days) - 1]


@builtin("month of year(date: any)")
def _month_of_year(value: object) -> str | None:
    day = _day(value)
    return None if day is None else _MONTHS[day.month - 1]


@builtin("week of year(date: any)")
def _week_of_year(value: object) -> Decimal | None:
    day = _day(value)
    return None if day is None else Decimal(week_of_year(day.year, day.month, day.day))


@builtin_with_run("now()")
def _now(run: Run) -> object:
    return from_python(run.now)


@builtin_with_run("today()")
def _today(run: Run) -> object:
    return None if run.now is None else from_python(run.now.date())
