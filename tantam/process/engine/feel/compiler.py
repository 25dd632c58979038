"""Syntax tree → closures. A closure takes a frame and gives a value.

A frame is a list: the host's values by name, the run with its budget (None where the expression has neither
loops nor calls, so that simple conditions pay nothing), then a place for every variable of the expression.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from .nodes import Node
from .scope import normal
from .values.functions import Function

Frame = list[Any]
Closure = Callable[[Frame], Any]
ROOTS: Final = 0
RUN: Final = 1
FIRST_SLOT: Final = 2


class Resolved:
    """Values by name that are FEEL values already, found when first asked for."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[str, object], object]) -> None:
        self._find = find
        self._found: dict[str, object] = {}

    def get(self, name: str, default: object = None) -> object:
        """The value called `name`, `default` if there is none."""
        try:
            return self._found[name]
        except KeyError:
            value = self._find(name, default)
            if value is not default:
                self._found[name] = value
            return value


@dataclass(frozen=True, slots=True)
class Scope:
    """Variables by slot, or (`item` not None) the item a filter looks at; `parent` is the scope around."""

    locals: Mapping[str, int]
    item: int | None
    parent: "Scope | None"


class Compiler:
    """Turns nodes into closures and keeps account of slots, weight and names."""

    def __init__(self, functions: Mapping[str, Function], names: Collection[str] = ()) -> None:
        self.functions = functions
        self.names = frozenset(map(normal, names))
        self.slots = FIRST_SLOT
        self.weight = 0
        self.needs_run = False
        self.free: set[str] = set()
        self.questions = 0
        self.scope: Scope | None = None

    def compile(self, node: Node) -> Closure:
        """The closure of a node."""
        self.weight += 1
        return COMPILERS[type(node)](self, node)

    def compile_all(self, nodes: Iterable[Node]) -> tuple[Closure, ...]:
        return tuple(self.compile(node) for node in nodes)

    def weigh(self, node: Node) -> tuple[Closure, int]:
        """The closure, and how many nodes one evaluation of it visits at most."""
        before = self.weight
        closure = self.compile(node)
        return closure, self.weight - before

    def slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    @contextmanager
    def inside(self, names: Mapping[str, int], *, item: int | None = None) -> Iterator[None]:
        """Compile within a scope that knows more names."""
        outer = self.scope
        self.scope = Scope(names, item, outer)
        try:
            yield
        finally:
            self.scope = outer


COMPILERS: Final[dict[type[Node], Callable[[Compiler, Any], Closure]]] = {}


def compiles(kind: type[Node]) -> Callable[[Callable[[Compiler, Any], Closure]], Callable[[Compiler, Any], Closure]]:
    """Register how nodes of one kind are compiled."""

    def register(build: Callable[[Compiler, Any], Closure]) -> Callable[[Compiler, Any], Closure]:
        COMPILERS[kind] = build
        return build

    return register
