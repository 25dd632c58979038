"""Any value as text: the built-in function string()."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from .limits import check_size
from .values.durations import DaysDuration, MonthsDuration
from .values.functions import Function
from .values.ranges import Range
from .values.temporal import Date, DateTime, Time
from .values.temporal_text import date_text, date_time_text, days_text, months_text, time_text


def number_text(value: Decimal) -> str:
    """Digits without exponent, without trailing zeros after the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _list_text(value: list[object]) -> str:
    return f"[{_joined(literal_text(item) for item in value)}]"


def _context_text(value: dict[str, object]) -> str:
    return "{" + _joined(f"{_key_text(key)}: {literal_text(item)}" for key, item in value.items()) + "}"


def _joined(parts: Any) -> str:
    found: list[str] = []
    size = 0
    for part in parts:
        size += len(part) + 2
        check_size(size)
        found.append(part)
    return ", ".join(found)


def _key_text(key: str) -> str:
    return key if key.replace("_", "").replace(" ", "").isalnum() else _quoted(key)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _range_text(value: Range) -> str:
    if value.operator:
        end = value.high if value.high is not None else value.low
        return f"({value.operator}{literal_text(end)})"
    left, right = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{left}{literal_text(value.low)}..{literal_text(value.high)}{right}"


def _function_text(value: Function) -> str:
    return f"function({', '.join(value.parameters)})"


_TEXTS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: lambda value: value,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "null",
    Decimal: number_text,
    Date: date_text,
    Time: time_text,
    DateTime: date_time_text,
    DaysDuration: days_text,
    MonthsDuration: months_text,
    list: _list_text,
    dict: _context_text,
    Range: _range_text,
    Function: _function_text,
}


def to_text(value: object) -> str:
    """The text of a value, strings as they are."""
    return _TEXTS[type(value)](value)


def literal_text(value: object) -> str:
    """As `to_text`, strings quoted, as inside lists and contexts."""
    return _quoted(value) if type(value) is str else to_text(value)
