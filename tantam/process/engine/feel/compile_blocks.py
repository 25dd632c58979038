"""Lists, contexts, filters, loops, quantified expressions and functions."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from .access import as_list, item_at, iterable, span
from .arithmetic import negate
from .compile_names import local_partial
from .compiler import RUN, Closure, Compiler, Frame, compiles
from .conformance import coerce
from .limits import Run, check_size
from .nodes import (
    Between,
    Comparison,
    Constant,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    In,
    InstanceOf,
    Iterator,
    ListLiteral,
    Logic,
    Negation,
    Node,
    Quantified,
)
from .types import ANY
from .values.functions import Function, Signature


@compiles(ListLiteral)
def _list(compiler: Compiler, node: ListLiteral) -> Closure:
    items = compiler.compile_all(node.items)
    return lambda frame: [item(frame) for item in items]


@compiles(ContextLiteral)
def _context(compiler: Compiler, node: ContextLiteral) -> Closure:
    """Each entry sees those before it; a function sees itself too. Two entries of one name make it null."""
    if len({key for key, _ in node.entries}) < len(node.entries):
        return lambda _: None
    entries: list[tuple[str, int, Closure, bool]] = []
    known: dict[str, int] = {}
    with compiler.inside(known):
        for key, value in node.entries:
            slot = compiler.slot()
            is_function = isinstance(value, FunctionLiteral)
            if is_function:
                known[key] = slot
            entries.append((key, slot, compiler.compile(value), is_function))
            known[key] = slot

    def build(frame: Frame) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, slot, closure, is_function in entries:
            value = frame[slot] = found[key] = closure(frame)
            if is_function:
                value.frame[slot] = value
        return found

    return build


_ALWAYS_TRUTH = (Comparison, Logic, Between, In, InstanceOf, Quantified)


@compiles(Filter)
def _filter(compiler: Compiler, node: Filter) -> Closure:
    base = local_partial(compiler, node.base) or compiler.compile(node.base)
    position = _fixed_position(node.condition)
    if position is not None:
        return lambda frame: _item_of(base(frame), position)
    compiler.needs_run = True
    slot = compiler.slot()
    with compiler.inside({}, item=slot):
        condition, weight = compiler.weigh(node.condition)
    if isinstance(node.condition, _ALWAYS_TRUTH):
        return lambda frame: _selected(as_filtered(base(frame)), condition, weight, slot, frame)

    def select(frame: Frame) -> object:
        values = as_filtered(base(frame))
        frame[slot] = values[0] if values else None
        first = condition(frame)
        if type(first) is Decimal:
            return item_at(values, first)
        return _selected(values, condition, weight, slot, frame)

    return select


def as_filtered(value: object) -> list[Any]:
    """What a filter looks at: a list, or one value as a list of one; of null, nothing."""
    return [] if value is None else as_list(value)


def _fixed_position(condition: Node) -> Decimal | None:
    if isinstance(condition, Negation) and isinstance(condition.operand, Constant):
        value = negate(condition.operand.value)
    else:
        value = condition.value if isinstance(condition, Constant) else None
    return value if type(value) is Decimal else None


def _item_of(value: object, position: Decimal) -> object:
    return item_at(as_filtered(value), position)


def _selected(values: list[Any], condition: Closure, weight: int, slot: int, frame: Frame) -> list[object]:
    run: Run = frame[RUN]
    found = []
    for item in values:
        run.charge(weight)
        frame[slot] = item
        if condition(frame) is True:
            found.append(item)
    return found


Source = tuple[int, Closure, Closure | None]


def _sources(compiler: Compiler, iterators: tuple[Iterator, ...], known: dict[str, int]) -> tuple[Source, ...]:
    """Slot and bounds of each iterator; each sees those before it."""
    sources: list[Source] = []
    for iterator in iterators:
        source = compiler.compile(iterator.source)
        until = None if iterator.until is None else compiler.compile(iterator.until)
        slot = known[iterator.name] = compiler.slot()
        sources.append((slot, source, until))
    return tuple(sources)


def _values(source: Closure, until: Closure | None, frame: Frame) -> Iterable[object] | None:
    return iterable(source(frame)) if until is None else span(source(frame), until(frame))


class _Unknown(Exception):
    """An iterator runs over something that is no list and no range."""


def _rounds(sources: tuple[Source, ...], weight: int, frame: Frame, at: int = 0) -> Iterable[None]:
    """Sets the variables of the iterators, one round after the other, the last one turning fastest."""
    slot, source, until = sources[at]
    values = _values(source, until, frame)
    if values is None:
        raise _Unknown
    run: Run = frame[RUN]
    is_last = at == len(sources) - 1
    for value in values:
        run.charge(weight)
        frame[slot] = value
        if is_last:
            yield
        else:
            yield from _rounds(sources, weight, frame, at + 1)


@compiles(For)
def _for(compiler: Compiler, node: For) -> Closure:
    """`partial` is the list of the results so far."""
    compiler.needs_run = True
    partial = compiler.slot()
    known: dict[str, int] = {}
    with compiler.inside(known):
        sources = _sources(compiler, node.iterators, known)
        with compiler.inside({"partial": partial}):
            body, weight = compiler.weigh(node.body)

    def collect(frame: Frame) -> list[object] | None:
        results: list[object] = []
        try:
            for _ in _rounds(sources, weight, frame):
                frame[partial] = results
                results.append(body(frame))
        except _Unknown:
            return None
        check_size(len(results))
        return results

    return collect


@compiles(Quantified)
def _quantified(compiler: Compiler, node: Quantified) -> Closure:
    """some: one is enough; every: one against it is enough; unknown if only an unknown stands in the way."""
    compiler.needs_run = True
    known: dict[str, int] = {}
    with compiler.inside(known):
        sources = _sources(compiler, node.iterators, known)
        condition, weight = compiler.weigh(node.condition)
    decisive = node.kind == "some"

    def decide(frame: Frame) -> bool | None:
        result: bool | None = not decisive
        try:
            for _ in _rounds(sources, weight, frame):
                value = condition(frame)
                if value is decisive:
                    return decisive
                if type(value) is not bool:
                    result = None
        except _Unknown:
            return None
        return result

    return decide


@compiles(FunctionLiteral)
def _function(compiler: Compiler, node: FunctionLiteral) -> Closure:
    """A function takes a copy of all variables with it when it is made."""
    compiler.needs_run = True
    slots = {name: compiler.slot() for name, _ in node.parameters}
    with compiler.inside(slots):
        body, weight = compiler.weigh(node.body)
    places = tuple(slots[name] for name, _ in node.parameters)
    names = tuple(name for name, _ in node.parameters)
    types = tuple(kind or ANY for _, kind in node.parameters)

    def make(frame: Frame) -> Function:
        frame[RUN].charge(1 + (len(frame) >> 3))
        kept = frame.copy()

        def invoke(run: Run, arguments: list[object]) -> object:
            inner = kept.copy()
            inner[RUN] = run
            for place, argument in zip(places, arguments, strict=True):
                inner[place] = argument
            run.charge(weight + (len(inner) >> 3))
            run.enter()
            try:
                return body(inner)
            finally:
                run.leave()

        return Function("", (Signature(names, types, len(names), invoke),), bind_written, frame=kept)

    return make


def bind_written(_: Run, signature: Signature, arguments: list[object]) -> list[object] | None:
    """Arguments of a function written in FEEL: what is not of its type becomes null."""
    return [coerce(value, kind) for value, kind in zip(arguments, signature.types, strict=True)]
