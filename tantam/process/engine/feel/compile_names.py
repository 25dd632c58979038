"""Constants, names and paths."""

from typing import Final

from .access import entry
from .compiler import ROOTS, RUN, Closure, Compiler, Frame, Resolved, Scope, compiles
from .conformance import coerce
from .convert import PLAIN, from_python
from .limits import charge
from .nodes import Coerced, Constant, Embedded, Name, Node, Path
from .values.functions import Function

_MISSING: Final = object()


@compiles(Constant)
def _constant(_: Compiler, node: Constant) -> Closure:
    value = node.value
    return lambda _: value


@compiles(Embedded)
def _embedded(compiler: Compiler, node: Embedded) -> Closure:
    return node.build(compiler)


@compiles(Coerced)
def _coerced(compiler: Compiler, node: Coerced) -> Closure:
    value, kind = compiler.compile(node.value), node.type
    return lambda frame: coerce(value(frame), kind, frame[RUN])


@compiles(Name)
def _name(compiler: Compiler, node: Name) -> Closure:
    """A variable; inside filters, first of all an entry of the item looked at."""
    name = node.name
    if name == "?":
        compiler.questions += 1
    items, found = _places(compiler.scope, name)
    closure = _root(compiler, name) if found is None else _copied(found) if name == "partial" else _local(found)
    compiler.weight += len(items)
    for slot in reversed(items):
        closure = _of_item(slot, name, closure)
    return closure


def _places(scope: Scope | None, name: str) -> tuple[list[int], int | None]:
    """The items that may have an entry of this name, innermost first, and the variable behind them."""
    items: list[int] = []
    while scope is not None:
        if scope.item is not None:
            items.append(scope.item)
            if name == "item":
                return items, scope.item
        elif name in scope.locals:
            return items, scope.locals[name]
        scope = scope.parent
    return items, None


def is_root(scope: Scope | None, name: str) -> bool:
    """Whether the name can only mean a value of the host."""
    return _places(scope, name) == ([], None)


def _local(slot: int) -> Closure:
    return lambda frame: frame[slot]


def _copied(slot: int) -> Closure:
    """`partial` still grows: what is kept of it must not."""

    def read(frame: Frame) -> object:
        value = frame[slot]
        if type(value) is not list:
            return value
        charge(frame[RUN], len(value) >> 3)
        return value.copy()

    return read


def local_partial(compiler: Compiler, node: Node) -> Closure | None:
    """`partial` where it is only looked at, without a copy; None for any other node."""
    if not isinstance(node, Name) or node.name != "partial":
        return None
    items, found = _places(compiler.scope, node.name)
    return None if items or found is None else _local(found)


def _of_item(slot: int, name: str, otherwise: Closure) -> Closure:
    def read(frame: Frame) -> object:
        item = frame[slot]
        if type(item) is dict and name in item:
            return item[name]
        return otherwise(frame)

    return read


def _root(compiler: Compiler, name: str) -> Closure:
    function = compiler.functions.get(name)
    if function is not None and name not in compiler.names:
        return _root_or_function(name, function)
    compiler.free.add(name)

    def read(frame: Frame) -> object:
        value = frame[ROOTS].get(name)
        return value if type(value) in PLAIN else taken_over(value, name, frame)

    return read


def _root_or_function(name: str, function: Function) -> Closure:
    def read(frame: Frame) -> object:
        value = frame[ROOTS].get(name, _MISSING)
        return function if value is _MISSING else taken_over(value, name, frame)

    return read


def taken_over(value: object, key: object, frame: Frame) -> object:
    """The host's value as a FEEL value, converted once in a run."""
    run = frame[RUN]
    if type(frame[ROOTS]) is Resolved:
        return value
    if run is None:
        return from_python(value)
    found = run.cache.get(key, _MISSING)
    if found is _MISSING:
        found = run.cache[key] = from_python(value)
    return found


@compiles(Path)
def _path(compiler: Compiler, node: Path) -> Closure:
    names = [node.name]
    base: Node = node.base
    while isinstance(base, Path):
        names.append(base.name)
        base = base.base
    names.reverse()
    if isinstance(base, Name) and is_root(compiler.scope, base.name) and base.name not in compiler.functions:
        compiler.free.add(base.name)
        return _root_path(base.name, tuple(names))
    return _value_path(compiler.compile(base), tuple(names))


def _value_path(base: Closure, names: tuple[str, ...]) -> Closure:
    def read(frame: Frame) -> object:
        value = base(frame)
        for name in names:
            value = entry(value, name, frame[RUN])
        return value

    return read


def _root_path(root: str, names: tuple[str, ...]) -> Closure:
    """A path from a value of the host: only what lies at its end is converted."""
    keys = tuple((root, *names[: index + 1]) for index in range(len(names)))

    def read(frame: Frame) -> object:
        value = frame[ROOTS].get(root)
        for index, name in enumerate(names):
            if type(value) is not dict:
                return rest(value, index, frame)
            value = value.get(name)
        return value if type(value) in PLAIN else taken_over(value, keys[-1], frame)

    def rest(value: object, index: int, frame: Frame) -> object:
        value = taken_over(value, keys[index - 1] if index else root, frame)
        for name in names[index:]:
            value = entry(value, name, frame[RUN])
        return value

    return read
