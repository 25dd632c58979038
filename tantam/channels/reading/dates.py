"""The Date header: RFC 5322, its obsolete forms, and what else is met in mails."""

import re
from datetime import UTC, datetime, timedelta, timezone

MONTHS = {name: number for number, name in enumerate(str.split("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}
ZONES = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6}
ZONES |= {"pst": -8, "pdt": -7, "cet": 1, "cest": 2, "ict": 7, "jst": 9}
COMMENT = re.compile(r"\([^()]*\)|\b(?:GMT|UTC)(?=[+-]\d)")
TIME = r"(\d{1,2})\s*:\s*(\d{1,2})(?:\s*:\s*(\d{1,2}))?(?:[.,]\d+)?\s*(am|pm|sa|ch)?"
ZONE = r"\s*([+-]\s*\d{2}:?\d{2}|[a-z]{1,5})?"
DAY_FIRST = re.compile(rf"(\d{{1,2}})[\s.-]+([a-z]{{3}})[a-z]*[\s.,-]+(\d{{2,4}})[\s,]+{TIME}{ZONE}", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"([a-z]{{3}})[a-z]*\s+(\d{{1,2}}),?\s+{TIME}{ZONE}\s+(\d{{4}})", re.IGNORECASE)
ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})[t\s]+{TIME}{ZONE}", re.IGNORECASE)


def read_date(value: str) -> datetime | None:
    """The instant with its offset (UTC where none is stated), or None where no date can be made out."""
    text = COMMENT.sub(" ", value[:300])
    for pattern, reader in ((DAY_FIRST, _day_first), (MONTH_FIRST, _month_first), (ISO, _iso)):
        match = pattern.search(text)
        if match:
            try:
                return reader(match.groups())
            except (ValueError, KeyError, OverflowError):
                continue
    return None


def _day_first(parts: tuple[str, ...]) -> datetime:
    day, month, year, *rest = parts
    return _moment(_year(year), MONTHS[month.lower()], int(day), *rest)


def _month_first(parts: tuple[str, ...]) -> datetime:
    month, day, *rest, year = parts
    return _moment(int(year), MONTHS[month.lower()], int(day), *rest)


def _iso(parts: tuple[str, ...]) -> datetime:
    year, month, day, *rest = parts
    return _moment(int(year), int(month), int(day), *rest)


def _year(digits: str) -> int:
    """RFC 5322, 4.3: two digits below 50 are 20xx, other two and three digits are counted from 1900."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(digits) == 3 else year


def _moment(year: int, month: int, day: int, *rest: str) -> datetime:
    hour, minute, second, half, zone = rest
    clock = int(hour) % 12 + 12 if (half or "").lower() in ("pm", "ch") else int(hour)
    return datetime(year, month, day, clock, int(minute), min(int(second or 0), 59), tzinfo=_zone(zone))


def _zone(zone: str | None) -> timezone:
    text = "".join((zone or "").split()).replace(":", "").lower()
    if text[:1] in ("+", "-") and text[1:].isdecimal():
        minutes = int(text[1:3]) * 60 + int(text[3:5])
        offset = timedelta(minutes=minutes if text[0] == "+" else -minutes)
        return timezone(offset) if abs(offset) < timedelta(hours=24) else UTC
    return timezone(timedelta(hours=ZONES.get(text, 0)))
