"""Reaching into values: `value.name`, and what a loop runs through."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from .arithmetic import whole
from .limits import Run, charge
from .values.durations import DaysDuration, MonthsDuration, days_property, months_property
from .values.ranges import Range, range_property
from .values.temporal import Date, DateTime, Time, date_property, date_time_property, time_property

_PROPERTIES: Final[Mapping[type, Callable[[Any, str], object]]] = {
    Date: date_property,
    Time: time_property,
    DateTime: date_time_property,
    DaysDuration: days_property,
    MonthsDuration: months_property,
    Range: range_property,
}


def entry(value: object, name: str, run: Run | None) -> object:
    """`value.name`: an entry of a context, a property of a date and the like, or a list of those of each item."""
    if type(value) is dict:
        return value.get(name)
    if type(value) is list:
        charge(run, len(value))
        return [entry(item, name, run) for item in value]
    read = _PROPERTIES.get(type(value))
    return None if read is None else read(value, name)


def item_at(values: list[Any], position: Decimal) -> object:
    """The item at a position counted from 1, from the end if negative; None if there is none."""
    index = whole(position)
    if index is None or not 1 <= abs(index) <= len(values):
        return None
    return values[index - 1 if index > 0 else index]


def as_list(value: object) -> list[Any]:
    return value if type(value) is list else [value]


def iterable(source: object) -> Iterable[object] | None:
    """What a loop over `source` runs through; None if it cannot."""
    if type(source) is list:
        return source
    if type(source) is Range:
        return _through_range(source)
    return None if source is None else [source]


def _through_range(source: Range) -> Iterable[object] | None:
    if type(source.low) is Date and type(source.high) is Date:
        first = source.low.days + (not source.low_included)
        last = source.high.days - (not source.high_included)
        return map(Date.from_days, range(first, last + 1)) if source.low.days <= source.high.days else None
    low, high = source.low, source.high
    if type(low) is not Decimal or type(high) is not Decimal or source.operator:
        return None
    start, end = whole(low), whole(high)
    if start is None or end is None or end < start:
        return None
    return map(Decimal, range(start + (not source.low_included), end + 1 - (not source.high_included)))


def span(first: object, last: object) -> Iterable[object] | None:
    """first..last in a loop, upwards or downwards, of whole numbers or dates; None for anything else."""
    if type(first) is Date and type(last) is Date:
        return map(Date.from_days, _steps(first.days, last.days))
    if type(first) is not Decimal or type(last) is not Decimal:
        return None
    start, end = whole(first), whole(last)
    return None if start is None or end is None else map(Decimal, _steps(start, end))


def _steps(first: int, last: int) -> range:
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)
