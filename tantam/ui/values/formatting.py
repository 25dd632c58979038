"""How money, times, lengths of time, phones and numbers are shown in Vietnamese and English.

Pure and fast: lists call these once per row. `language` is "vi" or "en" (anything else counts as English);
`zone` is the zone in which days are cut. Spaces inside a value are no-break spaces, so that it never wraps.
"""

from datetime import date, datetime, tzinfo

from tantam.core.values.shares import percentage

NBSP = "\u00a0"
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_UNITS = {
    "vi": (("ngày", "ngày"), ("giờ", "giờ"), ("phút", "phút"), ("giây", "giây")),
    "en": (("day", "days"), ("h", "h"), ("min", "min"), ("s", "s")),
}
_SECONDS = (86_400, 3_600, 60, 1)
_SHORT_VND = {"vi": ((10**9, "tỷ"), (10**6, "tr"), (10**3, "ng")), "en": ((10**9, "bn"), (10**6, "m"), (10**3, "k"))}


def _tongue(language: str) -> str:
    return "vi" if language.startswith("vi") else "en"


def number(value: int | float, *, language: str = "vi", places: int = 0) -> str:
    """A number with its language's separators: 14.250,5 or 14,250.5."""
    text = f"{value:,.{places}f}"
    return text.translate({44: ".", 46: ","}) if _tongue(language) == "vi" else text


def percent(share: float | None, *, language: str = "vi", places: int = 0) -> str:
    """A share of 1 as a percentage; nothing known is a dash, and what is not quite all or none never reads as it."""
    if share is None:
        return "–"
    if not 0 < share < 1:
        return f"{number(share * 100, language=language, places=places)}%"
    said = percentage(share, places=places)
    return f"{said.replace('.', ',') if _tongue(language) == 'vi' else said}%"


def money(amount_vnd: int | None, *, language: str = "vi") -> str:
    """Whole đồng: 1.290.000 ₫."""
    return "–" if amount_vnd is None else f"{number(amount_vnd, language=language)}{NBSP}₫"


def money_short(amount_vnd: int | None, *, language: str = "vi") -> str:
    """Đồng for tiles and charts: 14,2 tr."""
    if amount_vnd is None:
        return "–"
    tongue = _tongue(language)
    for size, unit in _SHORT_VND[tongue]:
        if abs(amount_vnd) >= size:
            scaled = round(amount_vnd / size, 1)
            text = number(scaled, language=tongue, places=0 if scaled == int(scaled) else 1)
            return f"{text}{NBSP}{unit}"
    return number(amount_vnd, language=tongue)


def day(value: date | datetime, *, language: str = "vi", zone: tzinfo | None = None) -> str:
    """A date: 22/11/2026, in English 22 Nov 2026."""
    local = value.astimezone(zone) if isinstance(value, datetime) and zone else value
    if _tongue(language) == "vi":
        return f"{local.day:02d}/{local.month:02d}/{local.year}"
    return f"{local.day}{NBSP}{_MONTHS_EN[local.month - 1]}{NBSP}{local.year}"


def short_day(value: date, *, language: str = "vi") -> str:
    """A date without its year: 22/11, in English 22 Nov."""
    if _tongue(language) == "vi":
        return f"{value.day:02d}/{value.month:02d}"
    return f"{value.day}{NBSP}{_MONTHS_EN[value.month - 1]}"


def weekday(value: date, *, language: str = "vi") -> str:
    """The short name of a day of the week: T2 … CN, Mon … Sun."""
    return _WEEKDAYS[_tongue(language)][value.weekday()]


def clock_time(value: datetime, *, zone: tzinfo | None = None) -> str:
    """The time of day: 09:12."""
    local = value.astimezone(zone) if zone else value
    return f"{local.hour:02d}:{local.minute:02d}"


def moment(value: datetime, *, language: str = "vi", zone: tzinfo | None = None) -> str:
    """Date and time: 22/11/2026 09:12."""
    return f"{day(value, language=language, zone=zone)}{NBSP}{clock_time(value, zone=zone)}"


def list_time(value: datetime, *, now: datetime, language: str = "vi", zone: tzinfo | None = None) -> str:
    """The shortest time that is still clear in a list: 09:12 today, Hôm qua, 18/11 this year, else 18/11/2025."""
    local, today = (value.astimezone(zone), now.astimezone(zone)) if zone else (value, now)
    days = (today.date() - local.date()).days
    vi = _tongue(language) == "vi"
    if days == 0:
        return clock_time(local)
    if days == 1:
        return "Hôm qua" if vi else "Yesterday"
    if local.year != today.year:
        return day(local, language=language)
    return short_day(local, language=language)


def duration(seconds: int | float | None, *, language: str = "vi", parts: int = 2) -> str:
    """A length of time in its two largest units: 2 giờ 10 phút, 2 h 10 min; days are 24 hours.

    Args:
        seconds: the length; None (not known) is a dash, negative lengths are shown by their size.
        parts: how many units at most.
    """
    if seconds is None:
        return "–"
    rest = round(abs(seconds))
    found: list[str] = []
    for size, (one, many) in zip(_SECONDS, _UNITS[_tongue(language)], strict=True):
        count, rest = divmod(rest, size)
        if count:
            found.append(f"{count}{NBSP}{one if count == 1 else many}")
        elif found:
            break
        if len(found) == parts or (found and size == 60):
            break
    return " ".join(found) or f"0{NBSP}{_UNITS[_tongue(language)][3][1]}"


def working_time(seconds: int | float | None, *, language: str = "vi") -> str:
    """A length of working time in hours and minutes: 26 giờ 10 phút, 1.240 giờ; never in days, since no working day has
    24 hours. Args as those of `duration`."""
    hours = 0 if seconds is None else round(abs(seconds)) // 3600
    if seconds is None or hours < 24:
        return duration(seconds, language=language)
    minutes = round(abs(seconds)) % 3600 // 60 if hours < 100 else 0
    units = _UNITS[_tongue(language)]
    said = f"{number(hours, language=language)}{NBSP}{units[1][1]}"
    return f"{said} {minutes}{NBSP}{units[2][0 if minutes == 1 else 1]}" if minutes else said


def relative(value: datetime, *, now: datetime, language: str = "vi") -> str:
    """How long ago, or how soon: 5 phút trước, in 5 min; under a minute is "vừa xong" / "just now"."""
    seconds = (now - value).total_seconds()
    vi = _tongue(language) == "vi"
    if abs(seconds) < 60:
        return "vừa xong" if vi else "just now"
    length = duration(seconds, language=language, parts=1)
    if seconds > 0:
        return f"{length} trước" if vi else f"{length} ago"
    return f"{length} nữa" if vi else f"in {length}"


def phone(e164: str) -> str:
    """A phone stored as E.164, shown the Vietnamese way: 0912 345 678, 024 3825 1234; foreign ones as they are."""
    if not e164.startswith("+84"):
        return e164
    digits = "0" + e164[3:]
    if digits.startswith("02"):
        area = 3 if digits.startswith(("024", "028")) else 4
        rest = digits[area:]
        return NBSP.join((digits[:area], rest[:-4], rest[-4:])) if len(rest) > 4 else digits
    if len(digits) == 10:
        return NBSP.join((digits[:4], digits[4:7], digits[7:]))
    return digits


def file_size(size_bytes: int, *, language: str = "vi") -> str:
    """The size of a file: 812 B, 34 KB, 1,4 MB."""
    if size_bytes < 1_000:
        return f"{size_bytes}{NBSP}B"
    if size_bytes < 1_000_000:
        return f"{number(size_bytes / 1_000, language=language)}{NBSP}KB"
    return f"{number(size_bytes / 1_000_000, language=language, places=1)}{NBSP}MB"
