"""Functions that sum up a list of numbers, or pick from comparable values (DMN 1.5, table 76)."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, DecimalException
from functools import reduce
from typing import Any

from tantam.process.engine.feel.arithmetic import NUMBERS, POWER_STEPS, calculate
from tantam.process.engine.feel.compare import order
from tantam.process.engine.feel.limits import Run

from .registry import builtin, builtin_with_run


def _numbers(items: list[Any]) -> list[Decimal] | None:
    """The items if all are numbers."""
    return items if all(type(item) is Decimal for item in items) else None


@builtin("count(list: list)", "count(*c: any)")
def _count(items: list[object]) -> Decimal:
    return Decimal(len(items))


@builtin_with_run("min(list: list)", "min(*c: any)")
def _min(run: Run, items: list[object]) -> object:
    return _extreme(run, items, -1)


@builtin_with_run("max(list: list)", "max(*c: any)")
def _max(run: Run, items: list[object]) -> object:
    return _extreme(run, items, 1)


def _extreme(run: Run, items: list[object], wanted: int) -> object:
    """The first item that nothing goes beyond; None if two items have no order."""
    best = items[0] if items else None
    if best is None or order(best, best, run) is None:
        return None
    for item in items[1:]:
        found = order(item, best, run)
        if found is None:
            return None
        if found == wanted:
            best = item
    return best


@builtin_with_run("sum(list: list)", "sum(*n: any)")
def _sum(run: Run, items: list[object]) -> object:
    """Of numbers, or of durations of one kind."""
    total = items[0] if items else None
    if not isinstance(total, Decimal) and (isinstance(total, str) or calculate("+", total, total, run) is None):
        return None
    for item in items[1:]:
        total = calculate("+", total, item, run) if type(item) is type(total) else None
    return total


@builtin_with_run("product(list: list)", "product(*n: any)")
def _product(run: Run, items: list[object]) -> object:
    numbers = _numbers(items)
    if not numbers:
        return None
    result: object = numbers[0]
    for number in numbers[1:]:
        result = calculate("*", result, number, run)
    return result


@builtin_with_run("mean(list: list)", "mean(*n: any)")
def _mean(run: Run, items: list[object]) -> object:
    return calculate("/", _sum(run, items), Decimal(len(items)), run)


@builtin_with_run("median(list: list)", "median(*n: any)")
def _median(run: Run, items: list[object]) -> object:
    numbers = _numbers(items)
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return calculate("/", calculate("+", ordered[middle - 1], ordered[middle], run), Decimal(2), run)


@builtin_with_run("stddev(list: list)", "stddev(*n: any)")
def _stddev(run: Run, items: list[object]) -> object:
    """The standard deviation of a sample: divided by one less than the number of items."""
    numbers = _numbers(items)
    if numbers is None or len(numbers) < 2:
        return None
    run.charge(POWER_STEPS + len(numbers))
    try:
        mean = NUMBERS.divide(_total(numbers), Decimal(len(numbers)))
        squares = _total(NUMBERS.power(NUMBERS.subtract(number, mean), 2) for number in numbers)
        return NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(numbers) - 1)))
    except DecimalException:
        return None


def _total(numbers: Iterable[Decimal]) -> Decimal:
    """The sum with all 34 digits."""
    return reduce(NUMBERS.add, numbers, Decimal(0))


@builtin("mode(list: list)", "mode(*n: any)")
def _mode(items: list[object]) -> list[Decimal] | None:
    """The commonest numbers, in ascending order."""
    numbers = _numbers(items)
    if numbers is None:
        return None
    counts = Counter(numbers)
    highest = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == highest)


@builtin("all(list: list)", "all(*b: any)")
def _all(items: list[object]) -> bool | None:
    return _decided(items, decisive=False)


@builtin("any(list: list)", "any(*b: any)")
def _any(items: list[object]) -> bool | None:
    return _decided(items, decisive=True)


def _decided(items: list[object], *, decisive: bool) -> bool | None:
    """`decisive` if it is among the items, unknown if something is no truth value, else the opposite."""
    if any(item is decisive for item in items):
        return decisive
    return not decisive if all(type(item) is bool for item in items) else None
