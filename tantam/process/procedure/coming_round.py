"""The days and the hour at which something comes round, in words."""

from __future__ import annotations

from typing import Final

from tantam.process.engine.days import LAST, WEEKDAYS, Days, read_days

_DAYS: Final = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "daily": ("mỗi ngày", "every day"),
    "working": ("mỗi ngày làm việc", "every working day"),
    "weekday": ("mỗi {day}", "every {day}"),
    "month": ("ngày {day} mỗi tháng", "day {day} of every month"),
    "last": ("ngày cuối tháng", "the last day of every month"),
    "year": ("ngày {day} mỗi năm", "{day} of every year"),
    "lunar": ("ngày {day} âm lịch mỗi năm", "{day} of every lunar year"),
    "at": ("{days} lúc {clock}", "{days} at {clock}"),
    "and": (" và ", " and "),
}


def in_words(at: str, on: str, *, language: str) -> str:
    """`mỗi ngày làm việc lúc 8:00`; "" where it cannot be meant."""
    days = read_days(at, on)
    if days is None:
        return ""
    said = _said(days, language)
    clock = f"{days.minute // 60}:{days.minute % 60:02}"
    joined = ", ".join(said[:-1]) + _word("and", language) + said[-1] if len(said) > 1 else said[0]
    return _word("at", language).format(days=joined, clock=clock)


def _said(days: Days, language: str) -> list[str]:
    if days.is_every_day:
        return [_word("daily", language)]
    found = [_word("working", language)] if days.is_working else []
    names = _DAYS["vi" if language == "vi" else "en"]
    found += [
        _word("weekday", language).format(day=names[number])
        for number in range(len(WEEKDAYS))
        if number in days.weekdays
    ]
    found += [_word("month", language).format(day=day) for day in sorted(days.month_days) if day != LAST]
    found += [_word("last", language)] if LAST in days.month_days else []
    found += [_word("year", language).format(day=_date(one, language)) for one in sorted(days.dates)]
    found += [_word("lunar", language).format(day=f"{day}/{month}") for month, day in sorted(days.lunar)]
    return found


def _date(one: tuple[int, int], language: str) -> str:
    month, day = one
    return f"{day}/{month}" if language == "vi" else f"{day} {_MONTHS[month - 1]}"


def _word(key: str, language: str) -> str:
    return _WORDS[key][0 if language == "vi" else 1]
