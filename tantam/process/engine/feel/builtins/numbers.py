"""Numeric functions (DMN 1.5, table 77), and the functions of truth and sameness."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import Final

from tantam.process.engine.feel.arithmetic import NUMBERS, POWER_STEPS, WIDE, truncated, whole
from tantam.process.engine.feel.compare import equal
from tantam.process.engine.feel.limits import Run
from tantam.process.engine.feel.values.durations import DaysDuration, MonthsDuration
from tantam.process.engine.feel.values.temporal import DateTime, Time

from .registry import builtin, builtin_with_run

_SCALES: Final = range(-6111, 6177)


def rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal | None:
    """The number with at most `scale` digits after the point; None if the scale is out of bounds."""
    places = truncated(scale)
    if places not in _SCALES:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return number
    result = number.quantize(Decimal(1).scaleb(-places, WIDE), mode, WIDE)
    return abs(result) if result == 0 else result


@builtin("decimal(n: number, scale: number)")
def _decimal(number: Decimal, scale: Decimal) -> Decimal | None:
    return rounded(number, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale: number =)")
def _floor(number: Decimal, scale: Decimal = Decimal(0)) -> Decimal | None:
    return rounded(number, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale: number =)")
def _ceiling(number: Decimal, scale: Decimal = Decimal(0)) -> Decimal | None:
    return rounded(number, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def _round_up(number: Decimal, scale: Decimal) -> Decimal | None:
    return rounded(number, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def _round_down(number: Decimal, scale: Decimal) -> Decimal | None:
    return rounded(number, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def _round_half_up(number: Decimal, scale: Decimal) -> Decimal | None:
    return rounded(number, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def _round_half_down(number: Decimal, scale: Decimal) -> Decimal | None:
    return rounded(number, scale, ROUND_HALF_DOWN)


@builtin("abs(n: any)")
def _abs(value: object) -> object:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Decimal):
        return NUMBERS.abs(value)
    if isinstance(value, DaysDuration):
        return DaysDuration(abs(value.nanos))
    return MonthsDuration(abs(value.months)) if isinstance(value, MonthsDuration) else None


@builtin("modulo(dividend: number, divisor: number)")
def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """dividend - divisor * floor(dividend / divisor)."""
    if divisor == 0:
        return None
    try:
        rest = WIDE.remainder(dividend, divisor)
    except DecimalException:
        return None
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) is not (divisor < 0) else NUMBERS.plus(rest)


@builtin_with_run("sqrt(number: number)")
def _sqrt(run: Run, number: Decimal) -> Decimal | None:
    run.charge(POWER_STEPS)
    return NUMBERS.sqrt(number) if number >= 0 else None


@builtin_with_run("log(number: number)")
def _log(run: Run, number: Decimal) -> Decimal | None:
    run.charge(POWER_STEPS)
    return NUMBERS.ln(number) if number > 0 else None


@builtin_with_run("exp(number: number)")
def _exp(run: Run, number: Decimal) -> Decimal | None:
    run.charge(POWER_STEPS)
    try:
        return NUMBERS.exp(number)
    except DecimalException:
        return None


@builtin("odd(number: number)")
def _odd(number: Decimal) -> bool | None:
    return _parity(number, 1)


@builtin("even(number: number)")
def _even(number: Decimal) -> bool | None:
    return _parity(number, 0)


def _parity(number: Decimal, wanted: int) -> bool | None:
    """Whether a whole number leaves that rest by two; one longer than its digits ends in zeros."""
    value = whole(number)
    if value is None:
        return wanted == 0 if number.adjusted() >= 34 else None
    return value % 2 == wanted


@builtin("not(negand: any)")
def _not(negand: object) -> bool | None:
    return not negand if isinstance(negand, bool) else None


@builtin_with_run("is(value1: any, value2: any)")
def _is(run: Run, left: object, right: object) -> bool:
    """Of one kind and equal, times also in how their zone is written."""
    if type(left) is not type(right):
        return False
    if isinstance(left, Time | DateTime):
        return left == right
    return equal(left, right, run) is True
