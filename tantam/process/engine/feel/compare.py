"""Equality and order of FEEL values (DMN 1.5, 10.3.2.7 and table 53); what cannot be compared gives None."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from .limits import Run, charge
from .values.durations import DaysDuration, MonthsDuration
from .values.functions import Function
from .values.ranges import Range
from .values.temporal import NANOS, Date, DateTime, Time

_LONG: Final = 256  # characters compared for nothing


def equal(left: object, right: object, run: Run | None) -> bool | None:
    """Whether two values are equal; None if they are of different kinds and neither is null."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return _equal_across(left, right, run)
    test = _EQUAL.get(kind)
    if test is None:
        return left == right
    return test(left, right, run)


def _equal_across(left: object, right: object, run: Run | None) -> bool | None:
    """Different kinds: a list of one equals its item; functions may be of several classes."""
    if type(left) is list and len(left) == 1 and type(right) is not list:
        return equal(left[0], right, run)
    if type(right) is list and len(right) == 1 and type(left) is not list:
        return equal(left, right[0], run)
    pair = _as_date_times(left, right)
    return None if pair is None else _instant(pair[0]) == _instant(pair[1])


def _as_date_times(left: object, right: object) -> tuple[DateTime, DateTime] | None:
    """A date beside a date and time stands for its midnight UTC."""
    if type(left) is Date and type(right) is DateTime:
        return DateTime(left, Time(0, 0)), right
    if type(left) is DateTime and type(right) is Date:
        return left, DateTime(right, Time(0, 0))
    return None


def _equal_texts(left: str, right: str, run: Run | None) -> bool:
    _charge_texts(left, right, run)
    return left == right


def _charge_texts(left: str, right: str, run: Run | None) -> None:
    if len(left) > _LONG and len(right) > _LONG:
        charge(run, min(len(left), len(right)) >> 6)


def _equal_lists(left: list[object], right: list[object], run: Run | None) -> bool:
    charge(run, len(left))
    return len(left) == len(right) and all(equal(a, b, run) is True for a, b in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, object], right: dict[str, object], run: Run | None) -> bool:
    charge(run, len(left))
    return left.keys() == right.keys() and all(equal(value, right[key], run) is True for key, value in left.items())


def _equal_ranges(left: Range, right: Range, run: Run | None) -> bool:
    return (
        (left.operator, left.low_included, left.high_included)
        == (right.operator, right.low_included, right.high_included)
        and equal(left.low, right.low, run) is True
        and equal(left.high, right.high, run) is True
    )


def _same_zone_kind(left: Time | DateTime, right: Time | DateTime) -> bool:
    return (left.zone is None) is (right.zone is None)


def _equal_times(left: Any, right: Any, run: Run | None) -> bool:
    return _same_zone_kind(left, right) and _instant(left) == _instant(right)


def _instant(value: Time | DateTime) -> int:
    """The standard compares times by their whole seconds."""
    return value.utc_nanos // NANOS


_EQUAL: Final[Mapping[type, Callable[[Any, Any, Run | None], bool]]] = {
    str: _equal_texts,
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    Time: _equal_times,
    DateTime: _equal_times,
    Function: lambda left, right, run: left is right,
}


def order(left: object, right: object, run: Run | None) -> int | None:
    """-1, 0 or 1 as left comes before, with or after right; None where they have no order."""
    kind = type(left)
    if type(left) is str and type(right) is str:
        _charge_texts(left, right, run)
    if kind is not type(right):
        pair = _as_date_times(left, right)
        return None if pair is None else _sign(_instant(pair[0]), _instant(pair[1]))
    key = _KEYS.get(kind)
    if key is None or (kind in (Time, DateTime) and not _same_zone_kind(left, right)):  # type: ignore[arg-type]
        return None
    return _sign(key(left), key(right))


def _sign(left: Any, right: Any) -> int:
    return -1 if left < right else int(left > right)


_KEYS: Final[Mapping[type, Callable[[Any], Any]]] = {
    Decimal: lambda value: value,
    str: lambda value: value,
    Date: Date.key,
    Time: _instant,
    DateTime: _instant,
    DaysDuration: lambda value: value.nanos,
    MonthsDuration: lambda value: value.months,
}

_ORDERS: Final[Mapping[str, frozenset[int]]] = {
    "<": frozenset((-1,)),
    "<=": frozenset((-1, 0)),
    ">": frozenset((1,)),
    ">=": frozenset((1, 0)),
}


def compare(operator: str, left: object, right: object, run: Run | None) -> bool | None:
    """The result of `left operator right` for any of = != < <= > >=."""
    if operator == "=":
        return equal(left, right, run)
    if operator == "!=":
        same = equal(left, right, run)
        return None if same is None else not same
    found = order(left, right, run)
    return None if found is None else found in _ORDERS[operator]


def in_range(value: object, interval: Range, run: Run | None) -> bool | None:
    """Whether the value lies in the range; None where it cannot be compared with an end."""
    if interval.operator:
        end = interval.high if interval.high is not None else interval.low
        return compare(interval.operator, value, end, run)
    above = compare(">=" if interval.low_included else ">", value, interval.low, run)
    below = compare("<=" if interval.high_included else "<", value, interval.high, run)
    return None if above is None or below is None else above and below


def satisfies(value: object, test: object, run: Run | None) -> bool | None:
    """Whether the value passes a test given as a value: equal to it, within its range, or among its items."""
    if type(test) is Range and type(value) is not Range:
        return in_range(value, test, run)
    if type(test) is list:
        charge(run, len(test))
        if type(value) is list and equal(value, test, run) is True:
            return True
        return any(satisfies_item(value, item, run) is True for item in test)
    return equal(value, test, run)


def satisfies_item(value: object, item: object, run: Run | None) -> bool | None:
    """Whether the value equals an item of a list, or lies in it if it is a range."""
    if type(item) is Range and type(value) is not Range:
        return in_range(value, item, run)
    return equal(value, item, run)
