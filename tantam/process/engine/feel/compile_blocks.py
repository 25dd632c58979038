"""Lists, contexts, filters, loops, quantified expressions and functions."""

from decimal import Decimal
from typing import Any

from .access import as_list, item_at
from .arithmetic import negate
from .compile_names import local_partial
from .compiler import RUN, Closure, Compiler, Frame, compiles
from .conformance import coerce
from .limits import Run
from .nodes import (
    Between,
    Coerced,
    Comparison,
    Constant,
    ContextLiteral,
    Filter,
    FunctionLiteral,
    In,
    InstanceOf,
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
    compiler.needs_run = True  # a name may stand for the same list many times over
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


def _selected(values: list[Any], condition: Closure, weight: int, slot: int, frame: Frame) -> list[object] | None:
    """The items for which the condition holds; null if it gives anything but a truth value or null."""
    run: Run = frame[RUN]
    found = []
    for item in values:
        run.charge(weight)
        frame[slot] = item
        passed = condition(frame)
        if passed is True:
            found.append(item)
        elif passed is not False and passed is not None:
            return None
    return found


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
    result = node.body.type if isinstance(node.body, Coerced) else ANY

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

        return Function("", (Signature(names, types, len(names), invoke, result),), bind_written, frame=kept)

    return make


def bind_written(run: Run, signature: Signature, arguments: list[object]) -> list[object] | None:
    """Arguments of a function written in FEEL: what is not of its type becomes null."""
    return [coerce(value, kind, run) for value, kind in zip(arguments, signature.types, strict=True)]
