"""Lengths of time in seconds: as ISO 8601 text (BPMN timers, service levels) and as words for people."""

import re
from decimal import Decimal
from typing import Literal

Language = Literal["vi", "en"]

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800

_ISO = re.compile(
    r"([+-])?P(?!$)(?:(?P<weeks>N)W)?(?:(?P<days>N)D)?(?:T(?=\d)(?:(?P<hours>N)H)?(?:(?P<minutes>N)M)?(?:(?P<seconds>N)S)?)?".replace(
        "N", r"\d{1,9}(?:[.,]\d{1,9})?"
    ),
    re.ASCII,
)
_SIZES = {"weeks": WEEK, "days": DAY, "hours": HOUR, "minutes": MINUTE, "seconds": 1}
_LONG = {"vi": ("ngày", "giờ", "phút", "giây"), "en": ("d", "h", "min", "s")}
_COMPACT = {"vi": ("n", "g", "p", "s"), "en": ("d", "h", "m", "s")}


class NotADuration(ValueError):
    """The text is no ISO 8601 duration of a fixed length."""


def parse_iso(text: str) -> int:
    """Seconds of an ISO 8601 duration (`PT2H10M`, `P1D`, `P2W`, `PT0.5H`), rounded to the second.

    Raises `NotADuration`; also for years and months, whose length is not fixed.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        raise NotADuration(text)
    parts = {name: Decimal(number.replace(",", ".")) for name, number in match.groupdict().items() if number}
    seconds = sum((number * _SIZES[name] for name, number in parts.items()), Decimal(0))
    return int(-seconds if match.group(1) == "-" else seconds)


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
