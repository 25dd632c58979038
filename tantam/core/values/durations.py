"""Lengths of time in seconds: as ISO 8601 text (BPMN timers, service levels) and as words for people."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

Language = Literal["vi", "en"]

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800

# Each part is bounded in length, so nothing here can run away; months have no fixed length and no fractions.
_ISO = re.compile(
    r"(?P<sign>[+-])?P(?!$)(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>N)W)?(?:(?P<days>N)D)?"
    r"(?:T(?=\d)(?:(?P<hours>N)H)?(?:(?P<minutes>N)M)?(?:(?P<seconds>N)S)?)?".replace("N", r"\d{1,9}(?:[.,]\d{1,9})?"),
    re.ASCII,
)
_SIZES = {"weeks": WEEK, "days": DAY, "hours": HOUR, "minutes": MINUTE, "seconds": 1}
_LONG = {"vi": ("ngày", "giờ", "phút", "giây"), "en": ("d", "h", "min", "s")}
_COMPACT = {"vi": ("n", "g", "p", "s"), "en": ("d", "h", "m", "s")}


class NotADuration(ValueError):
    """The text is no ISO 8601 duration of a fixed length."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months and seconds: months have no fixed length, so they are added to a date apart."""

    months: int = 0
    seconds: int = 0

    def after(self, start: datetime) -> datetime:
        """The instant this long after `start`, in plain time; a day that the month lacks becomes its last.

        Raises OverflowError or ValueError beyond the year 9999.
        """
        month = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(month, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + timedelta(seconds=self.seconds)


def parse_duration(text: str) -> Duration | None:
    """The duration written in ISO 8601 ("PT30M", "P1DT2H", "P2W", "P1M", "PT0.5H"), cut to the second; None if `text`
    is none, or has a sign: what is waited for lies ahead."""
    match = _ISO.fullmatch(text.strip())
    return None if match is None or match["sign"] else _read(match)


def parse_seconds(text: str) -> int | None:
    """The seconds of a duration without years and months, or None."""
    duration = parse_duration(text)
    return duration.seconds if duration is not None and not duration.months else None


def parse_iso(text: str) -> int:
    """Seconds of an ISO 8601 duration that may have a sign, as `to_iso` writes it.

    Raises `NotADuration`; also for years and months, whose length is not fixed.
    """
    match = _ISO.fullmatch(text.strip())
    duration = _read(match) if match else None
    if match is None or duration is None or duration.months:
        raise NotADuration(text)
    return -duration.seconds if match["sign"] == "-" else duration.seconds


def _read(match: re.Match[str]) -> Duration:
    sizes = {name: match[name] for name in _SIZES if match[name]}
    seconds = sum((Decimal(number.replace(",", ".")) * _SIZES[name] for name, number in sizes.items()), Decimal(0))
    return Duration(months=int(match["years"] or 0) * 12 + int(match["months"] or 0), seconds=int(seconds))


def to_iso(seconds: int) -> str:
    """A number of seconds as an ISO 8601 duration: `PT2H10M`, `P1DT30M`, `PT0S`."""
    days, hours, minutes, rest = _split(abs(seconds))
    date = f"{days}D" if days else ""
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if number)
    body = date + (f"T{time}" if time else "") or "T0S"
    return f"{'-' if seconds < 0 else ''}P{body}"


def _split(seconds: int) -> tuple[int, int, int, int]:
    minutes, rest = divmod(seconds, MINUTE)
    hours, minutes = divmod(minutes, HOUR // MINUTE)
    days, hours = divmod(hours, DAY // HOUR)
    return days, hours, minutes, rest


def human(seconds: int, *, language: Language = "vi") -> str:
    """The length in words, its two largest units, cut not rounded: `2 giờ 10 phút`, `2 h 10 min`. Sign is not shown."""
    return " ".join(f"{number} {_LONG[language][unit]}" for number, unit in _largest(abs(seconds)))


def compact(seconds: int, *, language: Language = "vi") -> str:
    """The length in as few characters as can be: `3g10`, `25p`, `2n4g`; in English `3h10`, `25m`, `2d4h`."""
    parts = _largest(abs(seconds))
    marks = _COMPACT[language]
    if [unit for _, unit in parts] == [1, 2]:
        return f"{parts[0][0]}{marks[1]}{parts[1][0]:02}"
    return "".join(f"{number}{marks[unit]}" for number, unit in parts)


def _largest(seconds: int) -> list[tuple[int, int]]:
    """The two largest neighbouring units as (number, 0 days … 3 seconds); seconds only below a minute."""
    parts = _split(seconds)
    first = next((unit for unit, number in enumerate(parts) if number), 2)
    shown = range(first, min(first + 2, 3)) if first < 3 else range(3, 4)
    return [(parts[unit], unit) for unit in shown if parts[unit] or unit == first]
