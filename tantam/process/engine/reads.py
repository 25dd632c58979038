"""Which names a step asks for: those in its formulas, its table and the conditions on its ways out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.formulas import written_at
from tantam.process.engine.problem import Unreadable
from tantam.process.engine.xml import parse

_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*"|@"[^"]*"|/\*.*?\*/|//[^\n]*', re.DOTALL)
#: A name that is no member of another one and no function.
_NAME: Final = re.compile(r"(?<![\w.])[^\W\d]\w*(?!\w|\s*\()")
_WORDS: Final = frozenset(
    ["and", "between", "context", "else", "every", "external", "false", "for", "function", "if", "in", "instance",
     "item", "list", "not", "null", "of", "or", "partial", "range", "return", "satisfies", "some", "then", "true"]
)  # fmt: skip


def names_in(formulas: Iterable[str]) -> list[str]:
    """The names that formulas ask for, in order, each once."""
    found = (name for text in formulas for name in _NAME.findall(_TEXT.sub(" ", text)))
    return list(dict.fromkeys(name for name in found if name not in _WORDS))


def formulas_at(diagram: Diagram, node: Node) -> Iterator[str]:
    """All formulas that decide whether a token gets into, through and out of `node`; those of its action are not among
    them."""
    yield from _own(node)
    flows = [diagram.flows_by_id[flow] for flow in node.outgoing if flow in diagram.flows_by_id]
    yield from (flow.condition.text for flow in flows if flow.condition is not None)
    beside = [event for event in diagram.nodes if event.attached_to == node.id]
    if node.kind == "eventBasedGateway":
        beside += [diagram.nodes_by_id[flow.target] for flow in flows if flow.target in diagram.nodes_by_id]
    for event in beside:
        yield from _own(event)


def _own(node: Node) -> Iterator[str]:
    yield from (expression.text for _, expression in written_at(node))
    yield from (event.expression.text for event in node.events if event.kind == "timer" and event.expression)
    if node.loop is not None and node.loop.collection:
        yield node.loop.collection
    if node.care.decision is not None:
        yield from _asked(node.care.decision.xml)


def _asked(xml: str) -> Iterator[str]:
    try:
        root = parse(xml.encode())
    except Unreadable:
        return
    for element in root.walk():
        if element.name == "inputExpression":
            yield from (child.text for child in element.children if child.name == "text")
