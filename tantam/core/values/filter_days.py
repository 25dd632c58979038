"""Instants in filters: days, words such as “today”, and times reckoned from now, as they are typed and what they mean.

A moment is kept as a token: `2026-11-24`, `today`, `last-week`, `now`, `+30m`, `-7d`, `none`, `any`. What is reckoned
from now stays so in a stored filter: a view of what is due today is one of today's, every day.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from tantam.core.values.days import NotADay, parse_day, write_day
from tantam.core.values.filters import Test
from tantam.core.values.text import fold

#: token → how it is written (Vietnamese, English) and otherwise called, folded and without hyphens.
TOKENS: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "now": ("bây-giờ", "now", ("luc nay", "gio")),
    "today": ("hôm-nay", "today", ("nay",)),
    "yesterday": ("hôm-qua", "yesterday", ()),
    "tomorrow": ("ngày-mai", "tomorrow", ("mai",)),
    "this-week": ("tuần-này", "this-week", ()),
    "last-week": ("tuần-trước", "last-week", ()),
    "next-week": ("tuần-sau", "next-week", ("tuan toi",)),
    "this-month": ("tháng-này", "this-month", ()),
    "last-month": ("tháng-trước", "last-month", ()),
    "none": ("không", "none", ("khong co", "chua co", "no")),
    "any": ("có", "any", ("co", "yes")),
}
_UNITS: Final[dict[str, tuple[str, str, frozenset[str]]]] = {
    "m": ("phút", "m", frozenset({"m", "min", "minute", "minutes", "p", "ph", "phut"})),
    "h": ("giờ", "h", frozenset({"h", "hour", "hours", "g", "gio"})),
    "d": ("ngày", "d", frozenset({"d", "day", "days", "n", "ng", "ngay"})),
    "w": ("tuần", "w", frozenset({"w", "week", "weeks", "t", "tuan"})),
}
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_OFFSET = re.compile(r"([+-]?)(\d{1,4})-?([a-z]+)")
_STORED = re.compile(r"([+-])(\d{1,4})([mhdw])")
Bounds = tuple[datetime | None, datetime | None]


def read_moment(typed: str, *, today: date, is_ahead: bool) -> str:
    """The token that was typed. Raises NotADay."""
    flat = fold(typed.strip())
    if found := _OFFSET.fullmatch(flat.replace(" ", "")):
        unit = next((unit for unit, (_vi, _en, names) in _UNITS.items() if found[3] in names), "")
        if unit:
            return f"{found[1] or ('+' if is_ahead else '-')}{int(found[2])}{unit}"
    words = flat.replace("-", " ").replace("_", " ")
    for token, (vi, en, others) in TOKENS.items():
        if words in {fold(vi).replace("-", " "), en.replace("-", " "), *others}:
            return token
    return parse_day(typed, today=today).isoformat()


def write_token(token: str, *, language: str) -> str:
    """The token as it is typed in a language."""
    if token in TOKENS:
        vi, en, _others = TOKENS[token]
        return vi if language == "vi" else en
    if found := _STORED.fullmatch(token):
        by_vi, by_en, _names = _UNITS[found[3]]
        return f"{found[1]}{found[2]}{by_vi if language == 'vi' else by_en}"
    try:
        return write_day(date.fromisoformat(token))
    except ValueError:
        return token


def bounds_of(test: Test, *, now: datetime) -> Bounds:
    """From when (included) until when (not included) a test of an instant holds, on the clock of `now`.

    Raises NotADay for a token that is none; `none` and `any` have no bounds and are asked by `is_empty`.
    """
    start, end = _stretch(test.values[0], now)
    if test.op == "<":
        return None, start
    if test.op == "<=":
        return None, end
    if test.op == ">":
        return end, None
    if test.op == ">=":
        return start, None
    if test.op == "between":
        return start, _stretch(test.values[-1], now)[1]
    return (min(now, start), max(now, end)) if _STORED.fullmatch(test.values[0]) else (start, end)


def is_empty(test: Test) -> bool | None:
    """Whether the test asks for what has no such instant (True) or has one (False); None where it asks for a time."""
    return {"none": True, "any": False}.get(test.values[0]) if test.values else None


def _stretch(token: str, now: datetime) -> tuple[datetime, datetime]:
    if token == "now":  # noqa: S105 - a word, no secret
        return now, now
    if found := _STORED.fullmatch(token):
        at = now + timedelta(seconds=int(f"{found[1]}{found[2]}") * _SECONDS[found[3]])
        return at, at
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    days = {
        "today": (today, today + timedelta(1)),
        "yesterday": (today - timedelta(1), today),
        "tomorrow": (today + timedelta(1), today + timedelta(2)),
        "this-week": (monday, monday + timedelta(7)),
        "last-week": (monday - timedelta(7), monday),
        "next-week": (monday + timedelta(7), monday + timedelta(14)),
        "this-month": (first, (first + timedelta(32)).replace(day=1)),
        "last-month": ((first - timedelta(1)).replace(day=1), first),
    }
    if token in days:
        from_day, to_day = days[token]
    else:
        from_day = _day(token)
        to_day = from_day + timedelta(1)
    return _midnight(from_day, now), _midnight(to_day, now)


def _day(token: str) -> date:
    try:
        return date.fromisoformat(token)
    except ValueError:
        raise NotADay(token) from None


def _midnight(day: date, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
