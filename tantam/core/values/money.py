"""Money: whole Vietnamese đồng as `int`, written and read the way people do (`1.290.000 ₫`, `1tr290`, `500k`)."""

import re
from fractions import Fraction
from typing import Literal

from tantam.core.values.text import fold

_UNITS = {
    **dict.fromkeys(("k", "nghin", "ngan", "ng"), 1_000),
    **dict.fromkeys(("tr", "trieu", "cu", "m"), 1_000_000),
    **dict.fromkeys(("ty", "ti", "b"), 1_000_000_000),
}
_UNIT_NAMES = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(rf"\s*(\d[\d.,]*)\s*({_UNIT_NAMES})?(?![a-z])(\s*ruoi\b)?")
_CURRENCY = re.compile(r"^(?:₫|d|vnd)\s*|\s*(?:₫|d|dong|vnd)\.?$")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d{1,15}(?:[.,]\d{1,9})?")

MAX_VND = 10**15
"""Largest amount read from text, in đồng."""


class NotMoney(ValueError):
    """The text is no amount in đồng."""


def format_vnd(amount: int, *, language: Literal["vi", "en"] = "vi") -> str:
    """An amount of đồng for people: `1.290.000 ₫`, in English `₫1,290,000`."""
    grouped = f"{abs(amount):,}"
    sign = "-" if amount < 0 else ""
    return f"{sign}₫{grouped}" if language == "en" else f"{sign}{grouped.replace(',', '.')} ₫"


def short_vnd(amount: int, *, language: Literal["vi", "en"] = "vi") -> str:
    """An amount for tight places, rounded to three digits: `12,9 tr`, `500 k`, `1,25 tỷ`; in English `₫12.9M`."""
    size = abs(float(f"{amount:.3g}"))
    for unit, vi, en in ((10**9, "tỷ", "B"), (10**6, "tr", "M"), (10**3, "k", "k")):
        if size >= unit:
            number = f"{float(f'{amount / unit:.3g}'):.15g}"
            return f"{number.replace('.', ',')} {vi}" if language == "vi" else f"₫{number}{en}"
    return format_vnd(amount, language=language)


def parse_vnd(typed: str) -> int:
    """The amount in đồng meant by what was typed; raises `NotMoney`.

    Reads `1.290.000đ`, `₫1,290,000`, `1290000`, `500k`, `1tr290`, `12,9 triệu`, `1 triệu rưỡi`, `2 tỷ 3`.
    """
    folded = fold(typed.strip()[:60])
    sign, unsigned = (-1, folded[1:]) if folded.startswith("-") else (1, folded)
    text = _CURRENCY.sub("", _CURRENCY.sub("", unsigned)).strip()
    total, position, last_unit = Fraction(0), 0, 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            raise NotMoney(typed)
        total += _part_value(part, last_unit=last_unit, typed=typed)
        last_unit = _UNITS.get(part.group(2), 1)
        position = part.end()
    if not position or total.denominator != 1 or total > MAX_VND:
        raise NotMoney(typed)
    return sign * int(total)


def _part_value(part: re.Match[str], *, last_unit: int, typed: str) -> Fraction:
    """The value of one number with its unit; after a larger unit a bare number is its fraction (`1tr290`)."""
    digits, unit_name, half = part.groups()
    unit = _UNITS.get(unit_name, 1)
    if last_unit and unit >= last_unit:
        raise NotMoney(typed)
    if last_unit and unit_name is None and digits.isdigit() and len(digits) <= 3:
        return Fraction(int(digits) * last_unit, 10 ** len(digits))
    return _number(digits, unit=unit, typed=typed) * unit + (Fraction(unit, 2) if half else 0)


def _number(digits: str, *, unit: int, typed: str) -> Fraction:
    if unit <= 1_000 and _GROUPED.fullmatch(digits):
        return Fraction(re.sub("[.,]", "", digits))
    if _DECIMAL.fullmatch(digits) and (unit > 1 or digits.isdigit()):
        return Fraction(digits.replace(",", "."))
    raise NotMoney(typed)
