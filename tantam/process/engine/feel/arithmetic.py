"""The operators + - * / ** of the standard (DMN 1.5, table 52 to 58); what has no result gives None."""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final

from .limits import Run, charge, check_size
from .values.civil import MAX_YEAR, days_in_month
from .values.durations import DaysDuration, MonthsDuration, days_duration, months_duration
from .values.temporal import DAY_NANOS, Date, DateTime, Time

# decimal128 of IEEE 754-2008, which the standard asks for
NUMBERS: Final = Context(
    prec=34, Emin=-6143, Emax=6144, capitals=1, clamp=0, traps=[DivisionByZero, InvalidOperation, Overflow]
)
WIDE: Final = Context(prec=80, traps=[DivisionByZero, InvalidOperation, Overflow])

POWER_STEPS: Final = 200  # powers, roots and logarithms cost as much as so many sums

Operation = Callable[[Any, Any], object]
_BEYOND: Final = 10**34  # no number has more digits; larger ones would only cost time as Python's integers


def whole(number: Decimal) -> int | None:
    """The number as an integer, None if it is not whole or longer than its 34 digits."""
    if number.adjusted() >= 34:
        return None
    value = int(number)
    return value if value == number else None


def truncated(number: Decimal) -> int:
    """The number without its fraction; what is beyond all measure as the largest or least that is not."""
    if number.adjusted() < 34:
        return int(number)
    return _BEYOND if number > 0 else -_BEYOND


def calculate(operator: str, left: object, right: object, run: Run | None) -> object:
    """The result of `left operator right`, None where the standard gives null."""
    if type(left) is str and type(right) is str and operator == "+":
        return join(left, right, run)
    operation = _OPERATIONS.get((type(left), operator, type(right)))
    if operation is None:
        return None
    if operator == "**":
        charge(run, POWER_STEPS)
    try:
        return operation(left, right)
    except (DecimalException, OverflowError):
        return None


def join(left: str, right: str, run: Run | None) -> str:
    """One text after the other."""
    size = len(left) + len(right)
    if size > 64:
        check_size(size)
        charge(run, size >> 2)
    return left + right


def negate(value: object) -> object:
    """The value with the other sign."""
    if type(value) is Decimal:
        return NUMBERS.minus(value)
    if type(value) is DaysDuration:
        return DaysDuration(-value.nanos)
    return MonthsDuration(-value.months) if type(value) is MonthsDuration else None


def add_months(value: Date, months: int) -> Date | None:
    """The same day so many months later, or the last day of that month if it is shorter."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if abs(year) > MAX_YEAR:
        return None
    return Date(year, month + 1, min(value.day, days_in_month(year, month + 1)))


def _add_date_nanos(value: Date, nanos: int) -> Date | None:
    days = value.days + nanos // DAY_NANOS
    return _checked(Date.from_days(days))


def _checked(value: Date) -> Date | None:
    return value if abs(value.year) <= MAX_YEAR else None


def _add_date_time_months(value: DateTime, months: int) -> DateTime | None:
    date = add_months(value.date, months)
    return None if date is None else DateTime(date, value.time)


def _add_date_time_nanos(value: DateTime, nanos: int) -> DateTime | None:
    """What passes, passes on the line of instants: over a clock change an hour later the clock shows two hours more."""
    moved = DateTime.from_utc_nanos(value.utc_nanos + nanos, value.zone)
    return moved if _checked(moved.date) else None


def _add_time_nanos(value: Time, nanos: int) -> Time:
    return Time((value.nanos + nanos) % DAY_NANOS, value.zone)


def _between(left: DateTime, right: DateTime) -> DaysDuration | None:
    if (left.zone is None) is not (right.zone is None):
        return None
    return days_duration(left.utc_nanos - right.utc_nanos)


def _between_times(left: Time, right: Time) -> DaysDuration | None:
    if (left.zone is None) is not (right.zone is None):
        return None
    return DaysDuration(left.utc_nanos - right.utc_nanos)


def _midnight(value: Date) -> DateTime:
    return DateTime(value, Time(0, 0))


def _scaled(value: int, factor: Decimal) -> int:
    return truncated(WIDE.multiply(Decimal(value), factor))


def _divided(value: int, divisor: Decimal) -> int:
    return truncated(WIDE.divide(Decimal(value), divisor))


def _ratio(left: int, right: int) -> Decimal:
    return NUMBERS.divide(Decimal(left), Decimal(right))


def _power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """Anything to the power of zero is one; zero to a negative power is nothing."""
    if not base and exponent < 0:
        return None
    return NUMBERS.power(base, exponent) if exponent else Decimal(1)


_OPERATIONS: Final[Mapping[tuple[type, str, type], Operation]] = {
    (Decimal, "+", Decimal): NUMBERS.add,
    (Decimal, "-", Decimal): NUMBERS.subtract,
    (Decimal, "*", Decimal): NUMBERS.multiply,
    (Decimal, "/", Decimal): NUMBERS.divide,
    (Decimal, "**", Decimal): _power,
    (DaysDuration, "+", DaysDuration): lambda a, b: days_duration(a.nanos + b.nanos),
    (DaysDuration, "-", DaysDuration): lambda a, b: days_duration(a.nanos - b.nanos),
    (MonthsDuration, "+", MonthsDuration): lambda a, b: months_duration(a.months + b.months),
    (MonthsDuration, "-", MonthsDuration): lambda a, b: months_duration(a.months - b.months),
    (DaysDuration, "*", Decimal): lambda a, b: days_duration(_scaled(a.nanos, b)),
    (Decimal, "*", DaysDuration): lambda a, b: days_duration(_scaled(b.nanos, a)),
    (MonthsDuration, "*", Decimal): lambda a, b: months_duration(_scaled(a.months, b)),
    (Decimal, "*", MonthsDuration): lambda a, b: months_duration(_scaled(b.months, a)),
    (DaysDuration, "/", Decimal): lambda a, b: days_duration(_divided(a.nanos, b)),
    (MonthsDuration, "/", Decimal): lambda a, b: months_duration(_divided(a.months, b)),
    (DaysDuration, "/", DaysDuration): lambda a, b: _ratio(a.nanos, b.nanos),
    (MonthsDuration, "/", MonthsDuration): lambda a, b: _ratio(a.months, b.months),
    (Date, "+", DaysDuration): lambda a, b: _add_date_nanos(a, b.nanos),
    (DaysDuration, "+", Date): lambda a, b: _add_date_nanos(b, a.nanos),
    (Date, "-", DaysDuration): lambda a, b: _add_date_nanos(a, -b.nanos),
    (Date, "+", MonthsDuration): lambda a, b: add_months(a, b.months),
    (MonthsDuration, "+", Date): lambda a, b: add_months(b, a.months),
    (Date, "-", MonthsDuration): lambda a, b: add_months(a, -b.months),
    (DateTime, "+", DaysDuration): lambda a, b: _add_date_time_nanos(a, b.nanos),
    (DaysDuration, "+", DateTime): lambda a, b: _add_date_time_nanos(b, a.nanos),
    (DateTime, "-", DaysDuration): lambda a, b: _add_date_time_nanos(a, -b.nanos),
    (DateTime, "+", MonthsDuration): lambda a, b: _add_date_time_months(a, b.months),
    (MonthsDuration, "+", DateTime): lambda a, b: _add_date_time_months(b, a.months),
    (DateTime, "-", MonthsDuration): lambda a, b: _add_date_time_months(a, -b.months),
    (Time, "+", DaysDuration): lambda a, b: _add_time_nanos(a, b.nanos),
    (DaysDuration, "+", Time): lambda a, b: _add_time_nanos(b, a.nanos),
    (Time, "-", DaysDuration): lambda a, b: _add_time_nanos(a, -b.nanos),
    (DateTime, "-", DateTime): _between,
    (Date, "-", Date): lambda a, b: DaysDuration((a.days - b.days) * DAY_NANOS),
    (DateTime, "-", Date): lambda a, b: _between(a, _midnight(b)),
    (Date, "-", DateTime): lambda a, b: _between(_midnight(a), b),
    (Time, "-", Time): _between_times,
}
