"""Calls of functions: built in, of the host, or values."""

from collections.abc import Callable
from typing import Final

from .builtins import BUILTINS
from .compiler import RUN, Closure, Compiler, Frame, Scope, compiles
from .limits import Run
from .nodes import Call, Constant, Name, Node
from .values.functions import Function

_LITERALS: Final = frozenset(("date", "time", "date and time", "duration", "number", "range"))


@compiles(Call)
def _call(compiler: Compiler, node: Call) -> Closure:
    compiler.needs_run = True
    arguments = compiler.compile_all(node.arguments)
    function = _known_function(compiler, node.callee)
    if function is not None and not _may_be_variable(compiler, node.callee):
        return _literal(function, node) or _direct(function, arguments, node.names)
    callee = compiler.compile(node.callee)
    return _through_value(_or_known(callee, function), arguments, node.names)


def _literal(function: Function, node: Call) -> Closure | None:
    """date("2026-11-22") and its like are worked out once; None for a call that is no literal."""
    if node.names is not None or function is not BUILTINS.get(function.name) or function.name not in _LITERALS:
        return None
    given = [argument.value for argument in node.arguments if isinstance(argument, Constant)]
    if len(given) < len(node.arguments):
        return None
    value = function.call(Run(), given)
    return lambda _: value


def _known_function(compiler: Compiler, callee: Node) -> Function | None:
    return compiler.functions.get(callee.name) if isinstance(callee, Name) else None


def _may_be_variable(compiler: Compiler, callee: Node) -> bool:
    """Whether a variable of the same name may stand before the function."""
    if not isinstance(callee, Name) or callee.name in compiler.names:
        return True
    scope: Scope | None = compiler.scope
    while scope is not None:
        if callee.name in scope.locals:
            return True
        scope = scope.parent
    return False


def _or_known(callee: Closure, function: Function | None) -> Closure:
    """A field called `date` does not hide the function date()."""
    if function is None:
        return callee

    def find(frame: Frame) -> object:
        value = callee(frame)
        return value if isinstance(value, Function) else function

    return find


def _direct(function: Function, arguments: tuple[Closure, ...], names: tuple[str, ...] | None) -> Closure:
    call: Callable[..., object] = function.call
    if names is not None:
        return lambda frame: function.call_named(frame[RUN], names, [argument(frame) for argument in arguments])
    if len(arguments) == 1:
        only = arguments[0]
        return lambda frame: call(frame[RUN], [only(frame)])
    return lambda frame: call(frame[RUN], [argument(frame) for argument in arguments])


def _through_value(callee: Closure, arguments: tuple[Closure, ...], names: tuple[str, ...] | None) -> Closure:
    def call(frame: Frame) -> object:
        function = callee(frame)
        if not isinstance(function, Function):
            return None
        values = [argument(frame) for argument in arguments]
        if names is not None:
            return function.call_named(frame[RUN], names, values)
        return function.call(frame[RUN], values)

    return call
