"""`in`, and the tests of a value it shares with table cells."""

from collections.abc import Callable
from decimal import Decimal

from .compare import compare, equal, satisfies
from .compiler import RUN, Closure, Compiler, Frame, compiles
from .nodes import Constant, HalfLine, In, Node

Test = Callable[[Frame, object], bool | None]


def compile_test(compiler: Compiler, node: Node) -> Test:
    """A test of a value: a comparison, a range, or an expression it must equal or be found in."""
    if isinstance(node, HalfLine):
        operand, operator = compiler.compile(node.operand), node.operator
        return lambda frame, value: compare(operator, value, operand(frame), frame[RUN])
    closure = compiler.compile(node)
    if isinstance(node, Constant):
        return _constant_test(node.value)
    return lambda frame, value: satisfies(value, closure(frame), frame[RUN])


def _constant_test(constant: object) -> Test:
    kind = type(constant)
    if kind not in (str, Decimal, bool):
        return lambda frame, value: equal(value, constant, frame[RUN])

    def test(frame: Frame, value: object) -> bool | None:
        return value == constant if type(value) is kind else equal(value, constant, frame[RUN])

    return test


@compiles(In)
def _in(compiler: Compiler, node: In) -> Closure:
    value = compiler.compile(node.value)
    tests = tuple(compile_test(compiler, test) for test in node.tests)

    def found_in(frame: Frame) -> bool | None:
        found, result = value(frame), False
        unknown = False
        for test in tests:
            passed = test(frame, found)
            if passed is True:
                return True
            unknown = unknown or passed is None
        return None if unknown else result

    return found_in
