"""The types of FEEL, as names in `instance of`, in parameters and in item definitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


class Type:
    """Any type."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Simple(Type):
    """A type without parts, by its name in the standard."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    item: Type


@dataclass(frozen=True, slots=True)
class RangeOf(Type):
    item: Type


@dataclass(frozen=True, slots=True)
class ContextOf(Type):
    fields: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class FunctionOf(Type):
    parameters: tuple[Type, ...]
    result: Type


@dataclass(frozen=True, slots=True)
class Restricted(Type):
    """A type of which only some values are allowed; `allows` gets the value and the run that pays for the test."""

    base: Type
    allows: Callable[[object, Any], bool]


@dataclass(slots=True, eq=False)
class Reference(Type):
    """A type known by name only while types that may refer to each other are being read."""

    name: str
    target: Type | None = None


ANY: Final = Simple("Any")
NULL: Final = Simple("Null")
NUMBER: Final = Simple("number")
STRING: Final = Simple("string")
BOOLEAN: Final = Simple("boolean")
DATE: Final = Simple("date")
TIME: Final = Simple("time")
DATE_TIME: Final = Simple("date and time")
DAYS: Final = Simple("days and time duration")
MONTHS: Final = Simple("years and months duration")
LIST: Final = ListOf(ANY)
CONTEXT: Final = ContextOf(())
RANGE: Final = RangeOf(ANY)
FUNCTION: Final = Simple("function")

NAMED_TYPES: Final[Mapping[str, Type]] = {
    **{kind.name: kind for kind in (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS, MONTHS, FUNCTION)},
    "any": ANY,
    "dateTime": DATE_TIME,
    "date_time": DATE_TIME,
    "dayTimeDuration": DAYS,
    "day time duration": DAYS,
    "yearMonthDuration": MONTHS,
    "year month duration": MONTHS,
    "list": LIST,
    "context": CONTEXT,
    "range": RANGE,
}
