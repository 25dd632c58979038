"""Any value as text: the built-in function string()."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from .limits import Run, charge, check_size
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


def _list_text(value: list[object], run: Run | None) -> str:
    return f"[{_joined((literal_text(item, run) for item in value), run)}]"


def _context_text(value: dict[str, object], run: Run | None) -> str:
    return "{" + _joined((f"{_key_text(key)}: {literal_text(item, run)}" for key, item in value.items()), run) + "}"


def _joined(parts: Iterable[str], run: Run | None) -> str:
    found: list[str] = []
    size = 0
    for part in parts:
        size += len(part) + 2
        check_size(size)
        charge(run, 1 + (len(part) >> 3))
        found.append(part)
    return ", ".join(found)


def _key_text(key: str) -> str:
    return key if key.replace("_", "").replace(" ", "").isalnum() else _quoted(key)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _range_text(value: Range, run: Run | None) -> str:
    if value.operator:
        end = value.high if value.high is not None else value.low
        return f"({value.operator}{literal_text(end, run)})"
    left, right = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{left}{literal_text(value.low, run)}..{literal_text(value.high, run)}{right}"


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
    Function: _function_text,
}
_TEXTS_OF_PARTS: Final[Mapping[type, Callable[[Any, Run | None], str]]] = {
    list: _list_text,
    dict: _context_text,
    Range: _range_text,
}


def to_text(value: object, run: Run | None = None) -> str:
    """The text of a value, strings as they are; every part of a list or context is paid for by the run."""
    parted = _TEXTS_OF_PARTS.get(type(value))
    return parted(value, run) if parted else _TEXTS[type(value)](value)


def literal_text(value: object, run: Run | None = None) -> str:
    """As `to_text`, strings quoted, as inside lists and contexts."""
    return _quoted(value) if type(value) is str else to_text(value, run)
