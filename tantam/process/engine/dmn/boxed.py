"""Boxed expressions → syntax trees of FEEL (DMN 1.5, 7.3 and 10.2.1)."""

from collections.abc import Callable
from typing import Final

from tantam.process.engine.feel.compiler import Closure, Compiler, Frame
from tantam.process.engine.feel.nodes import (
    Call,
    Constant,
    ContextLiteral,
    Embedded,
    Filter,
    For,
    FunctionLiteral,
    Iterator,
    ListLiteral,
    Node,
    Path,
)
from tantam.process.engine.feel.scope import normal
from tantam.process.engine.feel.types import ANY

from .builder import Builder
from .document import LOGIC
from .table import build_table
from .xml import Element

_RESULT: Final = "\0result"  # a name no expression can say


def build(builder: Builder, element: Element | None) -> Node:
    """The tree of a boxed expression, held to its own type."""
    if element is None:
        return Constant(None)
    node = _KINDS[element.tag](builder, element)
    if element.tag in ("functionDefinition", "decisionTable"):
        return node
    return builder.typed(node, element)


def inner(builder: Builder, element: Element | None) -> Node:
    """The tree of the boxed expression inside an element."""
    return build(builder, element.first(*LOGIC) if element is not None else None)


def _literal(builder: Builder, element: Element) -> Node:
    language = element.get("expressionLanguage")
    if language and "FEEL" not in language.upper():
        builder.add_problem("unsupported", element, found=language)
        return Constant(None)
    return builder.parse(element)


def _context(builder: Builder, element: Element) -> Node:
    """A context; an entry without a name is the result of the whole."""
    entries: list[tuple[str, Node]] = []
    has_result = False
    with builder.inside() as names:
        for child in element.all("contextEntry"):
            variable = child.first("variable")
            node = inner(builder, child)
            if variable is None:
                has_result = True
                entries.append((_RESULT, node))
                continue
            name = normal(variable.get("name"))
            is_function = isinstance(node, FunctionLiteral)
            entries.append((name, node if is_function else builder.typed(node, variable)))
            names.add(name)
            builder.members.add(name)
    context = ContextLiteral(tuple(entries))
    return Path(context, _RESULT) if has_result else context


def _invocation(builder: Builder, element: Element) -> Node:
    callee = inner(builder, element)
    names: list[str] = []
    arguments: list[Node] = []
    for binding in element.all("binding"):
        parameter = binding.first("parameter")
        names.append(normal(parameter.get("name")) if parameter else "")
        arguments.append(builder.typed(inner(builder, binding), parameter))
    return Call(callee, tuple(arguments), tuple(names) if names else None)


def _list(builder: Builder, element: Element) -> Node:
    return ListLiteral(tuple(build(builder, child) for child in element.all(*LOGIC)))


def _relation(builder: Builder, element: Element) -> Node:
    """A list of contexts; unlike in a context, a cell does not see the cells before it."""
    columns = element.all("column")
    names = [normal(column.get("name")) for column in columns]
    for name in names:
        builder.members.add(name)
    rows: list[Node] = []
    for row in element.all("row"):
        cells = [
            builder.typed(build(builder, cell), column) for cell, column in zip(row.all(*LOGIC), columns, strict=False)
        ]
        rows.append(_row(names, cells))
    return ListLiteral(tuple(rows))


def _row(names: list[str], cells: list[Node]) -> Node:
    def compile_row(compiler: Compiler) -> Closure:
        closures = [(name, compiler.compile(cell)) for name, cell in zip(names, cells, strict=False)]
        return lambda frame: {name: closure(frame) for name, closure in closures}

    return Embedded(compile_row)


def function_literal(builder: Builder, element: Element) -> Node:
    """A function definition; only those written in FEEL can be run."""
    if element.get("kind", "FEEL").upper() not in ("FEEL", "F"):
        builder.add_problem("unsupported", element, found=element.get("kind"))
        return Constant(None)
    parameters = element.all("formalParameter")
    names = [normal(parameter.get("name")) for parameter in parameters]
    with builder.inside(*names):
        body = inner(builder, element)
    kinds = [builder.types.of(parameter) for parameter in parameters]
    typed = tuple((name, None if kind is ANY else kind) for name, kind in zip(names, kinds, strict=True))
    return FunctionLiteral(typed, builder.typed(body, element))


def _conditional(builder: Builder, element: Element) -> Node:
    """Unlike `if` in a text, a condition that is no truth value makes the whole null."""
    parts = [inner(builder, element.first(tag)) for tag in ("if", "then", "else")]

    def compile_conditional(compiler: Compiler) -> Closure:
        condition, then, otherwise = compiler.compile_all(parts)

        def choose(frame: Frame) -> object:
            holds = condition(frame)
            if holds is True:
                return then(frame)
            return otherwise(frame) if holds is False or holds is None else None

        return choose

    return Embedded(compile_conditional)


def _filter(builder: Builder, element: Element) -> Node:
    base = inner(builder, element.first("in"))
    outer = builder.names
    with builder.inside("item"):
        builder.names.parents = (outer, builder.members)
        condition = inner(builder, element.first("match"))
    return Filter(base, condition)


def _for(builder: Builder, element: Element) -> Node:
    iterators, name = _iterators(builder, element)
    with builder.inside(name, "partial"):
        return For(iterators, inner(builder, element.first("return")))


def _quantified(builder: Builder, element: Element) -> Node:
    """Unlike in a text, one condition that is neither a truth value nor null makes the whole null."""
    iterators, name = _iterators(builder, element)
    with builder.inside(name):
        rounds = For(iterators, inner(builder, element.first("satisfies")))
    decisive = element.tag == "some"

    def compile_quantified(compiler: Compiler) -> Closure:
        closure = compiler.compile(rounds)
        return lambda frame: _decided(closure(frame), decisive=decisive)

    return Embedded(compile_quantified)


def _decided(values: list[object] | None, *, decisive: bool) -> bool | None:
    if values is None or any(type(value) is not bool and value is not None for value in values):
        return None
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _iterators(builder: Builder, element: Element) -> tuple[tuple[Iterator, ...], str]:
    name = normal(element.get("iteratorVariable"))
    source = inner(builder, element.first("in"))
    return (Iterator(name, source, None),), name


_KINDS: Final[dict[str, Callable[[Builder, Element], Node]]] = {
    "literalExpression": _literal,
    "decisionTable": build_table,
    "invocation": _invocation,
    "context": _context,
    "relation": _relation,
    "functionDefinition": function_literal,
    "list": _list,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
