"""Arithmetic, comparison, logic, ranges and tests."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any, Final

from .arithmetic import NUMBERS, calculate, negate
from .compare import compare, equal
from .compiler import RUN, Closure, Compiler, Frame, compiles
from .conformance import is_instance
from .nodes import (
    Arithmetic,
    Between,
    Comparison,
    Constant,
    HalfLine,
    If,
    InstanceOf,
    Interval,
    Logic,
    Negation,
)
from .values.ranges import Range

_DECIMAL_OPERATIONS: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
}
_DECIMAL_ORDERS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
}


@compiles(Arithmetic)
def _arithmetic(compiler: Compiler, node: Arithmetic) -> Closure:
    first = compiler.compile(node.first)
    rest = tuple((operator, compiler.compile(operand)) for operator, operand in node.rest)
    compiler.needs_run = compiler.needs_run or any(operator == "**" for operator, _ in rest)
    if len(rest) == 1:
        return _one_operation(first, *rest[0])

    def chain(frame: Frame) -> object:
        value = first(frame)
        for operator, operand in rest:
            value = calculate(operator, value, operand(frame), frame[RUN])
        return value

    return chain


def _one_operation(left: Closure, operator: str, right: Closure) -> Closure:
    operation = _DECIMAL_OPERATIONS.get(operator)

    def apply(frame: Frame) -> object:
        a, b = left(frame), right(frame)
        if operation is not None and type(a) is Decimal and type(b) is Decimal:
            try:
                return operation(a, b)
            except DecimalException:
                return None
        return calculate(operator, a, b, frame[RUN])

    return apply


@compiles(Negation)
def _negation(compiler: Compiler, node: Negation) -> Closure:
    operand = compiler.compile(node.operand)
    if isinstance(node.operand, Constant):
        value = negate(node.operand.value)
        return lambda _: value
    return lambda frame: negate(operand(frame))


@compiles(Comparison)
def _comparison(compiler: Compiler, node: Comparison) -> Closure:
    left, right, operator = compiler.compile(node.left), compiler.compile(node.right), node.operator
    if isinstance(node.right, Constant):
        fast = _with_constant(operator, left, node.right.value)
        if fast is not None:
            return fast
    if operator == "=":
        return lambda frame: equal(left(frame), right(frame), frame[RUN])
    test = _DECIMAL_ORDERS.get(operator)

    def compared(frame: Frame) -> bool | None:
        a, b = left(frame), right(frame)
        if test is not None and type(a) is Decimal and type(b) is Decimal:
            return test(a, b)
        return compare(operator, a, b, frame[RUN])

    return compared


def _with_constant(operator: str, left: Closure, constant: object) -> Closure | None:
    """The commonest conditions: a field beside a text, number or truth value of its own kind."""
    kind = type(constant)
    if kind not in (str, Decimal, bool):
        return None
    test: Callable[[Any, Any], bool] | None = _DECIMAL_ORDERS.get(operator) if kind is Decimal else None
    if operator == "=":
        test = kind.__eq__
    elif operator == "!=":
        test = kind.__ne__
    return None if test is None else _against(test, operator, left, constant)


def _against(test: Callable[[Any, Any], bool], operator: str, left: Closure, constant: object) -> Closure:
    kind = type(constant)

    def compared(frame: Frame) -> bool | None:
        value = left(frame)
        if type(value) is kind:
            return test(value, constant)
        return compare(operator, value, constant, frame[RUN])

    return compared


@compiles(Logic)
def _logic(compiler: Compiler, node: Logic) -> Closure:
    """Three-valued: `decisive` settles the matter, anything that is no truth value makes it unknown."""
    operands = compiler.compile_all(node.operands)
    decisive = node.operator == "or"

    def decide(frame: Frame) -> bool | None:
        result: bool | None = not decisive
        for operand in operands:
            value: object = operand(frame)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                result = None
        return result

    return decide


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued `and`."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


@compiles(Between)
def _between(compiler: Compiler, node: Between) -> Closure:
    value, low, high = compiler.compile_all((node.value, node.low, node.high))

    def between(frame: Frame) -> bool | None:
        found, run = value(frame), frame[RUN]
        return both(compare(">=", found, low(frame), run), compare("<=", found, high(frame), run))

    return between


@compiles(InstanceOf)
def _instance_of(compiler: Compiler, node: InstanceOf) -> Closure:
    value, kind = compiler.compile(node.value), node.type
    return lambda frame: is_instance(value(frame), kind, frame[RUN])


@compiles(If)
def _if(compiler: Compiler, node: If) -> Closure:
    branches = tuple((compiler.compile(condition), compiler.compile(value)) for condition, value in node.branches)
    otherwise = compiler.compile(node.otherwise)

    def choose(frame: Frame) -> object:
        for condition, value in branches:
            if condition(frame) is True:
                return value(frame)
        return otherwise(frame)

    return choose


@compiles(Interval)
def _interval(compiler: Compiler, node: Interval) -> Closure:
    low, high = compiler.compile(node.low), compiler.compile(node.high)
    low_included, high_included = node.low_included, node.high_included
    return lambda frame: make_range(low(frame), high(frame), low_included, high_included)


def make_range(low: object, high: object, low_included: bool, high_included: bool) -> Range | None:
    """The range between two ends of one kind; None if they are of different kinds or both null."""
    if low is None and high is None:
        return None
    if low is not None and high is not None and (type(low) is not type(high) or type(low) in (list, dict, bool)):
        return None
    return Range(low, high, low_included=low_included, high_included=high_included)


@compiles(HalfLine)
def _half_line(compiler: Compiler, node: HalfLine) -> Closure:
    operand, operator = compiler.compile(node.operand), node.operator
    return lambda frame: Range.of_test(operator, operand(frame))
