"""Conversion functions (DMN 1.5, table 74)."""

from decimal import Decimal, DecimalException

from tantam.process.engine.feel.arithmetic import NUMBERS, truncated
from tantam.process.engine.feel.limits import Run
from tantam.process.engine.feel.text import to_text
from tantam.process.engine.feel.values.durations import DaysDuration, MonthsDuration
from tantam.process.engine.feel.values.temporal import NANOS, Date, DateTime, Time
from tantam.process.engine.feel.values.temporal_text import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    valid_date,
)
from tantam.process.engine.feel.values.zones import MAX_OFFSET, Zone, known_zone

from .registry import builtin, builtin_with_run


@builtin_with_run("string(from: any)")
def _string(run: Run, value: object) -> str | None:
    return None if value is None else to_text(value, run)


@builtin("number(from: any)")
def _number_of(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    return _number(value) if isinstance(value, str) else None


@builtin("number(from: string, grouping separator: string?, decimal separator: string? =)")
def _number(text: str, grouping: str | None = None, point: str | None = None) -> Decimal | None:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (point and point == grouping):
        return None
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        if "." in plain:
            return None
        plain = plain.replace(",", ".")
    if len(plain) > 7000 or not plain.isascii() or "_" in plain or plain != plain.strip():
        return None
    return _decimal(plain)


def _decimal(text: str) -> Decimal | None:
    try:
        number = NUMBERS.create_decimal(text)
    except DecimalException:
        return None
    return number if number.is_finite() else None


@builtin("date(from: any)")
def _date(value: object) -> Date | None:
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, DateTime):
        return value.date
    return value if isinstance(value, Date) else None


@builtin("date(year: number, month: number, day: number)")
def _date_of(year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    return valid_date(truncated(year), truncated(month), truncated(day))


@builtin("time(from: any)")
def _time(value: object) -> Time | None:
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, DateTime):
        return value.time
    if isinstance(value, Date):
        return Time(0, 0)
    return value if isinstance(value, Time) else None


@builtin("time(hour: number, minute: number, second: number, offset: days and time duration? =)")
def _time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None) -> Time | None:
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    zone: Zone = None if offset is None else int(offset.nanos / NANOS)
    if isinstance(zone, int) and abs(zone) > MAX_OFFSET:
        return None
    return Time((int(hour) * 3600 + int(minute) * 60) * NANOS + int(second * NANOS), zone)


@builtin("date and time(from: any)")
def _date_time(value: object) -> DateTime | None:
    if isinstance(value, str):
        return parse_date_time(value)
    if isinstance(value, Date):
        return DateTime(value, Time(0, 0))
    return value if isinstance(value, DateTime) else None


@builtin("date and time(date: any, time: time)")
def _date_time_of(date: object, time: Time) -> DateTime | None:
    day = date.date if isinstance(date, DateTime) else date
    return DateTime(day, time) if isinstance(day, Date) else None


@builtin("date and time(date: date and time, timezone: string)")
def _date_time_in(moment: DateTime, timezone: str) -> DateTime | None:
    """The same instant as the clocks of another zone show it."""
    zone = known_zone(timezone)
    if zone is None or moment.zone is None:
        return None
    return DateTime.from_utc_nanos(moment.utc_nanos, timezone)


@builtin("duration(from: any)")
def _duration(value: object) -> DaysDuration | MonthsDuration | None:
    if isinstance(value, DaysDuration | MonthsDuration):
        return value
    return parse_duration(value) if isinstance(value, str) else None


@builtin("years and months duration(from: any, to: any)")
def _years_and_months(first: object, last: object) -> MonthsDuration | None:
    """Whole months from one date to another, negative if it lies before."""
    start = first.date if isinstance(first, DateTime) else first
    end = last.date if isinstance(last, DateTime) else last
    if not isinstance(start, Date) or not isinstance(end, Date):
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return MonthsDuration(months)
