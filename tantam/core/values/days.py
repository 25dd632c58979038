"""Days and moments as people type them: day before month, whatever language the browser speaks."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s]+(\d{1,2})(?:[/.\-\s]+(\d{4}|\d{2}))?")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})(?:\s*(?:[:.]|h|giờ|g)\s*(\d{2})?(?:\s*(?:phút|p))?)?")
_YEARS = range(1900, 2100)
#: A year of two digits lies at most this many years ahead; beyond that it is of the century before.
_AHEAD = 20


class NotADay(ValueError):
    """What was typed names no day."""


class NotATime(ValueError):
    """What was typed names no time of day."""


def parse_day(text: str, *, today: date) -> date:
    """The day that was typed: 22/11/2026, 22.11.26, 22-11, 22112026 or 2026-11-22.

    Args:
        text: what was typed; without a year it is a day of today's.
        today: gives the year that was left out and the century of a short one.

    Raises NotADay.
    """
    flat = text.strip()
    if found := _ISO.fullmatch(flat):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(flat) or _RUN_TOGETHER.fullmatch(flat):
        day, month = int(found[1]), int(found[2])
        year = _year(found[3], today=today)
    else:
        raise NotADay(text)
    try:
        parsed = date(year, month, day)
    except ValueError:
        raise NotADay(text) from None
    if parsed.year not in _YEARS:
        raise NotADay(text)
    return parsed


def _year(typed: str | None, *, today: date) -> int:
    if typed is None:
        return today.year
    if len(typed) == 4:
        return int(typed)
    year = today.year - today.year % 100 + int(typed)
    return year - 100 if year > today.year + _AHEAD else year


def parse_minute(text: str) -> int:
    """The time of day in minutes after midnight: 8, 8h, 8:30, 8h30, 24:00. Raises NotATime."""
    found = _TIME.fullmatch(text.strip().lower())
    if not found:
        raise NotATime(text)
    minute = int(found[1]) * 60 + int(found[2] or 0)
    if minute > 24 * 60 or int(found[2] or 0) > 59:
        raise NotATime(text)
    return minute


def parse_moment(text: str, *, now: datetime) -> datetime:
    """A day with a time of day, or a time of today: 22/11/2026 16:00, 22/11 16h, 16:30.

    Args:
        text: what was typed; ISO 8601 without an offset is understood as well.
        now: gives the day that was left out, and the zone.

    Raises NotADay, NotATime.
    """
    flat = " ".join(text.replace("T", " ").split())
    day, _space, time = flat.rpartition(" ")
    if not day and not re.search(r"[:h]|giờ", time.lower()):
        raise NotATime(text)
    minute = parse_minute(time)
    on = parse_day(day, today=now.date()) if day else now.date()
    return datetime(on.year, on.month, on.day, tzinfo=now.tzinfo) + timedelta(minutes=minute)


def write_day(day: date) -> str:
    """A day as a field shows it: 22/11/2026, in every language."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def write_moment(at: datetime) -> str:
    """A moment as a field shows it: 22/11/2026 16:00, in its own zone."""
    return f"{write_day(at)} {at.hour:02d}:{at.minute:02d}"
