"""The tests of a table cell, on the value called `?` (DMN 1.5, 7.3.3 and 10.3.2.8)."""

from typing import Final

from .compare import satisfies
from .compile_tests import Test, compile_test
from .compiler import RUN, Closure, Compiler, Frame
from .nodes import Constant, HalfLine, Interval, Node, UnaryTests

QUESTION: Final = "?"


def compile_unary(compiler: Compiler, tests: UnaryTests, slot: int) -> Closure:
    """A closure giving True, False or None for the value the frame holds at `slot`."""
    with compiler.inside({QUESTION: slot}):
        parts = tuple(_cell_test(compiler, test) for test in tests.tests)
    if not parts:
        return lambda _: True
    if tests.negated:
        return lambda frame: _not(_any(parts, frame, frame[slot]))
    if len(parts) == 1:
        only = parts[0]
        return lambda frame: only(frame, frame[slot])
    return lambda frame: _any(parts, frame, frame[slot])


def _any(parts: tuple[Test, ...], frame: Frame, value: object) -> bool | None:
    result: bool | None = False
    for part in parts:
        passed = part(frame, value)
        if passed is True:
            return True
        if passed is None:
            result = None
    return result


def _not(passed: bool | None) -> bool | None:
    return None if passed is None else not passed


def _cell_test(compiler: Compiler, node: Node) -> Test:
    """An expression that asks about `?` decides itself; any other gives what `?` must equal or be found in."""
    if isinstance(node, Constant | HalfLine | Interval):
        return compile_test(compiler, node)
    before = compiler.questions
    closure = compiler.compile(node)
    asks = compiler.questions > before

    def test(frame: Frame, value: object) -> bool | None:
        found = closure(frame)
        if type(found) is bool and (asks or (found and type(value) is not bool)):
            return found
        return satisfies(value, found, frame[RUN])

    return test
