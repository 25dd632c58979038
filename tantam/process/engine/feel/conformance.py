"""Whether a value is of a type, and the implicit conversions of the standard (DMN 1.5, 10.3.2.9.4)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from .limits import Run, charge
from .types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    FUNCTION,
    MONTHS,
    NULL,
    NUMBER,
    STRING,
    TIME,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Reference,
    Restricted,
    Simple,
    Type,
)
from .values.durations import DaysDuration, MonthsDuration
from .values.functions import Function
from .values.ranges import Range
from .values.temporal import Date, DateTime, Time

_CLASSES: Final[Mapping[Type, type]] = {
    NUMBER: Decimal,
    STRING: str,
    BOOLEAN: bool,
    DATE: Date,
    TIME: Time,
    DATE_TIME: DateTime,
    DAYS: DaysDuration,
    MONTHS: MonthsDuration,
}
TYPE_OF_CLASS: Final = {cls: kind for kind, cls in _CLASSES.items()}


def is_instance(value: object, kind: Type, run: Run | None) -> bool:
    """The operator `instance of`: null is an instance of Null only."""
    if value is None:
        return kind == NULL
    return conforms(value, kind, run)


def conforms(value: object, kind: Type, run: Run | None) -> bool:
    """Whether the value may stand where the type is asked for; null may stand anywhere. Every item looked at counts."""
    if value is None or kind is ANY:
        return True
    return _CHECKS[type(kind)](value, kind, run)


def _is_simple(value: object, kind: Type, _: Run | None) -> bool:
    if kind == FUNCTION:
        return isinstance(value, Function)
    return kind == ANY or type(value) is _CLASSES.get(kind)


def _is_list(value: object, kind: ListOf, run: Run | None) -> bool:
    if type(value) is not list or kind.item is ANY:
        return type(value) is list
    charge(run, len(value))
    return all(conforms(item, kind.item, run) for item in value)


def _is_range(value: object, kind: RangeOf, run: Run | None) -> bool:
    return type(value) is Range and conforms(value.low, kind.item, run) and conforms(value.high, kind.item, run)


def _is_context(value: object, kind: ContextOf, run: Run | None) -> bool:
    if type(value) is not dict:
        return False
    charge(run, len(kind.fields))
    return all(name in value and conforms(value[name], field, run) for name, field in kind.fields)


def _is_function(value: object, kind: FunctionOf, _: Run | None) -> bool:
    if not isinstance(value, Function) or len(value.parameters) != len(kind.parameters):
        return False
    fits = all(is_subtype(given, own) for given, own in zip(kind.parameters, value.types, strict=True))
    return fits and (value.result == ANY or is_subtype(value.result, kind.result))


def _is_restricted(value: object, kind: Restricted, run: Run | None) -> bool:
    return conforms(value, kind.base, run) and kind.allows(value, run)


def _is_referred(value: object, kind: Reference, run: Run | None) -> bool:
    return kind.target is None or conforms(value, kind.target, run)


_CHECKS: Final[Mapping[type[Type], Callable[[object, Any, Run | None], bool]]] = {
    Simple: _is_simple,
    ListOf: _is_list,
    RangeOf: _is_range,
    ContextOf: _is_context,
    FunctionOf: _is_function,
    Restricted: _is_restricted,
    Reference: _is_referred,
}


def is_subtype(kind: Type, of: Type) -> bool:
    """Whether every value of `kind` is one of `of`."""
    if isinstance(of, Reference):
        return of.target is None or is_subtype(kind, of.target)
    if isinstance(kind, Reference):
        return kind.target is None or is_subtype(kind.target, of)
    if of == ANY or kind in (of, NULL):
        return True
    if isinstance(kind, Restricted):
        return is_subtype(kind.base, of)
    return _is_structural_subtype(kind, of)


def _is_structural_subtype(kind: Type, of: Type) -> bool:
    if isinstance(kind, ListOf) and isinstance(of, ListOf):
        return is_subtype(kind.item, of.item)
    if isinstance(kind, RangeOf) and isinstance(of, RangeOf):
        return is_subtype(kind.item, of.item)
    if isinstance(kind, ContextOf) and isinstance(of, ContextOf):
        fields = dict(kind.fields)
        return all(name in fields and is_subtype(fields[name], field) for name, field in of.fields)
    return isinstance(kind, FunctionOf | Simple) and isinstance(of, FunctionOf | Simple) and _is_callable(kind, of)


def _is_callable(kind: Type, of: Type) -> bool:
    if not isinstance(kind, FunctionOf):
        return False
    if not isinstance(of, FunctionOf):
        return of == FUNCTION
    return (
        len(kind.parameters) == len(of.parameters)
        and all(is_subtype(wide, own) for own, wide in zip(kind.parameters, of.parameters, strict=True))
        and is_subtype(kind.result, of.result)
    )


def coerce(value: object, kind: Type, run: Run | None) -> object:
    """The value as one of `kind`: itself, unpacked or packed as a list of one, a date at midnight UTC; else None."""
    if conforms(value, kind, run):
        return value
    base = _resolve(kind)
    if isinstance(base, ListOf):
        packed = [value]
        return packed if type(value) is not list and conforms(packed, kind, run) else None
    if type(value) is list and len(value) == 1 and conforms(value[0], kind, run):
        return value[0]
    if base == DATE_TIME and type(value) is Date:
        return DateTime(value, Time(0, 0))
    return None


def _resolve(kind: Type) -> Type:
    while isinstance(kind, Restricted | Reference):
        inner = kind.base if isinstance(kind, Restricted) else kind.target
        if inner is None:
            return ANY
        kind = inner
    return kind
