"""A length of working time as people type it: "30", "45 phút", "2 giờ 30", "1h30", "8 hours"."""

from __future__ import annotations

import re

from tantam.core.values.text import fold

_HOURS = r"(?P<hours>\d{1,4})\s*(?:gio|tieng|g|h|hours?|hrs?)"
_MINUTES = r"(?P<minutes>\d{1,6})\s*(?:phut|ph|p|m|mins?|minutes?)?"
_TYPED = re.compile(rf"(?:{_HOURS})?\s*(?:{_MINUTES})?", re.ASCII)


def parse_minutes(text: str) -> int | None:
    """Whole minutes, None where the text is no such length."""
    typed = " ".join(fold(text).split())
    match = _TYPED.fullmatch(typed) if typed else None
    if match is None:
        return None
    return int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)
