"""The door of the room: compile a text once, then evaluate it as often as needed."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final

from . import compile_blocks, compile_calls, compile_loops, compile_names, compile_operators, compile_tests  # noqa: F401
from .builtins import BUILTINS
from .compiler import FIRST_SLOT, Closure, Compiler
from .errors import FeelError
from .host import host_function
from .limits import Run, check_result
from .parser import parse_expression, parse_unary_tests
from .scope import Names, normal
from .types import Type
from .unary import compile_unary
from .values.functions import Function

HostFunctions = Mapping[str, Callable[..., object]]
_NO_NAMES: Final[tuple[str, ...]] = ()
_BUILTIN_NAMES: Final = Names(BUILTINS)


class Expression:
    """A compiled expression. `free_names` are the names it expects of the host."""

    __slots__ = ("_closure", "_locals", "_needs_run", "free_names", "text")

    def __init__(self, text: str, closure: Closure, compiler: Compiler) -> None:
        self.text = text
        self.free_names = frozenset(compiler.free)
        self._closure = closure
        self._needs_run = compiler.needs_run
        self._locals = [None] * (compiler.slots - FIRST_SLOT)

    def __call__(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        """The value, as a FEEL value; null (None) for whatever the standard gives no other result.

        `now` is what now() and today() say; without it they are null. Raises FeelError where the budget is spent,
        or the context holds an object of a kind FEEL does not know.
        """
        return self.within(context, Run(now) if self._needs_run else None)

    def within(self, context: Mapping[str, object], run: Run | None) -> object:
        """As calling it, paid from the budget of `run`; FeelError as there."""
        try:
            value = self._closure([context, run, *self._locals])
        except RecursionError:
            raise FeelError("too_deep") from None
        if type(value) in (list, dict):
            check_result(value)
        return value

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests:
    """The compiled contents of a table cell."""

    __slots__ = ("_closure", "_locals", "_needs_run", "free_names", "text")

    def __init__(self, text: str, closure: Closure, compiler: Compiler) -> None:
        self.text = text
        self.free_names = frozenset(compiler.free)
        self._closure = closure
        self._needs_run = compiler.needs_run
        self._locals = [None] * (compiler.slots - FIRST_SLOT - 1)

    def __call__(self, value: object, context: Mapping[str, object], *, now: datetime | None = None) -> bool | None:
        """Whether the value, already a FEEL value, passes; None where that cannot be said."""
        return self.within(value, context, Run(now) if self._needs_run else None)

    def within(self, value: object, context: Mapping[str, object], run: Run | None) -> bool | None:
        """As calling it, paid from the budget of `run`, which it must have if it needs one."""
        if run is None and self._needs_run:
            run = Run()
        try:
            found = self._closure([context, run, value, *self._locals])
        except RecursionError:
            raise FeelError("too_deep") from None
        return found if type(found) is bool else None

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def with_builtins(functions: HostFunctions) -> Mapping[str, Function]:
    """The built-in functions and the host's; the host's go before."""
    if not functions:
        return BUILTINS
    return {**BUILTINS, **{normal(name): host_function(name, function) for name, function in functions.items()}}


def known_names(names: Collection[str], functions: HostFunctions) -> Names:
    """What a parser must know: the host's names before those of functions."""
    return Names((*names, *functions), _BUILTIN_NAMES)


def compile_expression(
    text: str,
    *,
    names: Collection[str] = _NO_NAMES,
    functions: HostFunctions = {},  # noqa: B006 - never changed
    types: Mapping[str, Type] = {},
) -> Expression:
    """Compile an expression.

    `names` are the names of the host's values: needed for those that hold operators or keywords ("a-b",
    "terms and conditions"), and to put a value before a function of the same name. `functions` may be called with
    positional arguments and get plain Python values. `types` are extra names for `instance of`.
    Raises FeelError with line and column.
    """
    all_functions = with_builtins(functions)
    try:
        tree = parse_expression(text, names=known_names(names, functions), members=Names(names), types=types)
        compiler = Compiler(all_functions, names)
        return Expression(text, compiler.compile(tree), compiler)
    except RecursionError:
        raise FeelError("too_deep") from None


def compile_unary_tests(
    text: str,
    *,
    names: Collection[str] = _NO_NAMES,
    functions: HostFunctions = {},  # noqa: B006
    types: Mapping[str, Type] = {},
) -> UnaryTests:
    """Compile the contents of a table cell such as `<= 5`, `"a", "b"`, `not(null)`, `-` or `? > limit`."""
    all_functions = with_builtins(functions)
    try:
        tree = parse_unary_tests(text, names=known_names(names, functions), members=Names(names), types=types)
        compiler = Compiler(all_functions, names)
        return UnaryTests(text, compile_unary(compiler, tree, compiler.slot()), compiler)
    except RecursionError:
        raise FeelError("too_deep") from None
