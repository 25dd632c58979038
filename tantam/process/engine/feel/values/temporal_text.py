"""Dates, times and durations as text, in the forms of XML Schema with `@Zone/Name` added."""

import re
from typing import Final

from .civil import MAX_YEAR, days_in_month
from .durations import DaysDuration, MonthsDuration, days_duration, months_duration
from .temporal import NANOS, Date, DateTime, Time
from .zones import MAX_OFFSET, Zone, known_zone

_DATE: Final = re.compile(r"(-?)([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,64}))?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z][A-Za-z0-9_+/-]{0,63})?"
)
_DAYS: Final = re.compile(
    r"(-?)P(?:([0-9]{1,30})D)?(?:(T)(?:([0-9]{1,30})H)?(?:([0-9]{1,30})M)?(?:([0-9]{1,30})(?:\.([0-9]{0,64}))?S)?)?"
)
_MONTHS: Final = re.compile(r"(-?)P(?:([0-9]{1,15})Y)?(?:([0-9]{1,15})M)?")


def valid_date(year: int, month: int, day: int) -> Date | None:
    """The date of these numbers, None if there is none."""
    if abs(year) <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month):
        return Date(year, month, day)
    return None


def parse_date(text: str) -> Date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    sign, year, month, day = match.groups()
    return valid_date(-int(year) if sign else int(year), int(month), int(day))


def parse_time(text: str) -> Time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(part) for part in match.groups()[:3])
    fraction = int((match[4] or "0")[:9].ljust(9, "0"))
    if hour == 24 and minute == second == fraction == 0:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone, is_valid = _parse_zone(match[5])
    return Time((hour * 3600 + minute * 60 + second) * NANOS + fraction, zone) if is_valid else None


def _parse_zone(text: str | None) -> tuple[Zone, bool]:
    """The zone, and whether it is one."""
    if text is None:
        return None, True
    if text == "Z":
        return 0, True
    if text[0] == "@":
        return text[1:], known_zone(text[1:]) is not None
    parts = [int(part) for part in text[1:].split(":")]
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    is_valid = parts[1] < 60 and parts[-1] < 60 and seconds <= MAX_OFFSET
    return (-seconds if text[0] == "-" else seconds), is_valid


def parse_date_time(text: str) -> DateTime | None:
    """A date and time; a bare date means its midnight."""
    day_text, mark, time_text = text.partition("T")
    day = parse_date(day_text)
    time = parse_time(time_text) if mark else Time(0)
    if day is None or time is None:
        return None
    if time_text.startswith("24:"):
        day = Date.from_days(day.days + 1)
    return DateTime(day, time)


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    return _parse_days(text) or _parse_months(text)


def _parse_days(text: str) -> DaysDuration | None:
    match = _DAYS.fullmatch(text)
    if match is None or not (match[2] or match[3]) or (match[3] and not any(match.group(4, 5, 6))):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.group(2, 4, 5, 6))
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    nanos = whole * NANOS + int((match[7] or "0")[:9].ljust(9, "0"))
    return days_duration(-nanos if match[1] else nanos)


def _parse_months(text: str) -> MonthsDuration | None:
    match = _MONTHS.fullmatch(text)
    if match is None or not any(match.group(2, 3)):
        return None
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return months_duration(-months if match[1] else months)


def parse_temporal(text: str) -> object:
    """What `@"…"` stands for: date, date and time, time or duration; None if none of them."""
    if "P" in text[:2]:
        return parse_duration(text)
    if "T" in text.split("@")[0]:
        return parse_date_time(text)
    return parse_date(text) or parse_time(text)


def date_text(value: Date) -> str:
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def time_text(value: Time) -> str:
    seconds, nanos = divmod(value.nanos, NANOS)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{_fraction(nanos)}"
    return text + _zone_text(value.zone)


def date_time_text(value: DateTime) -> str:
    return f"{date_text(value.date)}T{time_text(value.time)}"


def _fraction(nanos: int) -> str:
    return "." + f"{nanos:09}".rstrip("0") if nanos else ""


def _zone_text(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return "@" + zone
    if zone == 0:
        return "Z"
    seconds = abs(zone)
    tail = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{'-' if zone < 0 else '+'}{seconds // 3600:02}:{seconds // 60 % 60:02}{tail}"


def days_text(value: DaysDuration) -> str:
    days, hours, minutes, seconds, nanos = value.parts()
    second_text = f"{seconds}{_fraction(nanos)}S" if seconds or nanos else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + second_text
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if value.nanos < 0 else "") + "P" + (text or "T0S")


def months_text(value: MonthsDuration) -> str:
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if value.months < 0 else "") + "P" + (text or "0M")
