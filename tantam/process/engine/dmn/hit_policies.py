"""What a decision table answers when several rules match (DMN 1.5, 8.2.10 and 8.2.11)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tantam.process.engine.feel.builtins import BUILTINS
from tantam.process.engine.feel.compare import equal
from tantam.process.engine.feel.compiler import RUN, Closure, Frame
from tantam.process.engine.feel.types import Type

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of a table; `values` are closures of the output values, highest priority first."""

    names: tuple[str, ...]
    types: tuple[Type, ...]
    values: tuple[tuple[Closure, ...], ...]
    defaults: tuple[Closure | None, ...]

    def value(self, row: Row) -> object:
        """One output stands for itself, several make a context."""
        return row[0] if len(row) == 1 else dict(zip(self.names, row, strict=False))


Choose = Callable[[list[Row], Outputs, Frame], object]


@dataclass(frozen=True, slots=True)
class HitPolicy:
    """`choose` makes the result of the rows that matched, `empty` that of none."""

    choose: Choose
    empty: Callable[[], object] = lambda: None
    is_first: bool = False
    needs_priorities: bool = False


def _unique(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
    """Two matches break the promise of the table: null."""
    return outputs.value(rows[0]) if len(rows) == 1 else None


def _any(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
    first = list(rows[0])
    return outputs.value(rows[0]) if all(equal(first, list(row), frame[RUN]) is True for row in rows) else None


def _first(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
    return outputs.value(rows[0])


def _all(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
    return [outputs.value(row) for row in rows]


def _by_priority(rows: list[Row], outputs: Outputs, frame: Frame) -> list[Row]:
    orders = [[closure(frame) for closure in closures] for closures in outputs.values]

    def places(row: Row) -> list[int]:
        return [_place(value, order, frame) for value, order in zip(row, orders, strict=False)]

    return sorted(rows, key=places)


def _place(value: object, order: list[object], frame: Frame) -> int:
    for place, wanted in enumerate(order):
        if equal(value, wanted, frame[RUN]) is True:
            return place
    return len(order)


def _priority(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
    return outputs.value(_by_priority(rows, outputs, frame)[0])


def _output_order(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
    return _all(_by_priority(rows, outputs, frame), outputs, frame)


def _aggregate(function: str) -> Choose:
    def choose(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
        columns: list[Any] = [list(column) for column in zip(*rows, strict=False)]
        return outputs.value(tuple(BUILTINS[function].call(frame[RUN], [column]) for column in columns))

    return choose


def _count(rows: list[Row], outputs: Outputs, frame: Frame) -> object:
    return Decimal(len(rows))


POLICIES: Final[Mapping[tuple[str, str], HitPolicy]] = {
    ("UNIQUE", ""): HitPolicy(_unique),
    ("ANY", ""): HitPolicy(_any),
    ("FIRST", ""): HitPolicy(_first, is_first=True),
    ("PRIORITY", ""): HitPolicy(_priority, needs_priorities=True),
    ("RULE ORDER", ""): HitPolicy(_all, list),
    ("OUTPUT ORDER", ""): HitPolicy(_output_order, list, needs_priorities=True),
    ("COLLECT", ""): HitPolicy(_all, list),
    ("COLLECT", "SUM"): HitPolicy(_aggregate("sum")),
    ("COLLECT", "MIN"): HitPolicy(_aggregate("min")),
    ("COLLECT", "MAX"): HitPolicy(_aggregate("max")),
    ("COLLECT", "COUNT"): HitPolicy(_count, lambda: Decimal(0)),
}
