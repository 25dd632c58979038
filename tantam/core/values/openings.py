"""Opening hours of a day as people write them: 8:00–12:00, 13:30–17:30."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from tantam.core.values.days import NotATime, parse_minute

#: Minutes after midnight, the end not included.
Opening = tuple[int, int]
MINUTES_A_DAY = 24 * 60
_BETWEEN = re.compile(r"\s*(?:–|—|-|đến|to)\s*")
_APART = re.compile(r"\s*(?:[,;·]|\bvà\b|\band\b)\s*")


class NotOpenings(ValueError):
    """What was written are no opening hours: unreadable, ending before they begin, or overlapping."""


def parse_openings(text: str) -> list[Opening]:
    """The openings that were written, in order; nothing (or a dash) is closed.

    Understood are 8:00–12:00, 13:30-17:30; 8h đến 12h; 0–24. Raises NotOpenings.
    """
    found = parse_shifts(text)
    if any(opens >= closes for opens, closes in found):
        raise NotOpenings(text)
    return found


def parse_shifts(text: str) -> list[Opening]:
    """The same, where one may end on the next day: 22:00–6:00 ends at 6 in the morning. Raises NotOpenings."""
    flat = text.strip()
    if flat in {"", "–", "-", "—"}:
        return []
    found = sorted(_opening(part) for part in _APART.split(flat) if part)
    over_midnight = [closes for opens, closes in found if closes <= opens]
    if len(over_midnight) > 1 or (over_midnight and found[-1][1] > found[-1][0]):
        raise NotOpenings(text)  # only the last one of a day has the night before it
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise NotOpenings(text)
    return found


def _opening(text: str) -> Opening:
    parts = _BETWEEN.split(text.strip())
    if len(parts) != 2:
        raise NotOpenings(text)
    try:
        opens, closes = (parse_minute(part) for part in parts)
    except NotATime:
        raise NotOpenings(text) from None
    if opens == closes or opens >= MINUTES_A_DAY:
        raise NotOpenings(text)
    return opens, closes


def write_openings(openings: Iterable[Opening]) -> str:
    """Openings as people read them, read again by `parse_openings`."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in openings)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
