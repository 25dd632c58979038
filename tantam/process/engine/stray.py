"""Names that formulas and tables of a drawing ask for and that nothing sets: a slip of the pen is no error in FEEL, it
is null, and the ticket goes another way than was meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from tantam.process.engine.diagram import Diagram, Expression, Flow, Node
from tantam.process.engine.dmn.sheet import Sheet, read_sheet
from tantam.process.engine.examples import sample_of
from tantam.process.engine.feel import FeelError, compile_expression
from tantam.process.engine.formulas import Language, written_at
from tantam.process.engine.seen import HOW_OFTEN

_OF_LOOPS: Final = ("loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances")
_OF_GATEWAYS: Final = ("activationCount", "waitingForStart")
#: How alike a name has to be for it to be offered in the place of another one.
ALIKE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Stray:
    """A name nothing sets: where it stands (`row` of a table, 0 elsewhere), and the one that is probably meant ("" for
    none)."""

    element: Node | Flow
    line: int
    name: str
    alike: str
    row: int = 0


def names_set(diagram: Diagram) -> set[str]:
    """What forms, tables, approvals, loops, events and examples of a drawing give a name to."""
    found = {HOW_OFTEN}
    for node in diagram.nodes:
        found.update(field.key for field in node.care.form)
        found.update(carry.name for carry in node.care.carries)
        if node.care.done == "approval":
            found.update((node.care.result or "dong_y", node.care.amount or "tien_den_bu", "ly_do"))
        if node.care.decision is not None:
            found.add(node.care.decision.result)
        if node.loop is not None:
            found.update((node.loop.item, node.loop.result, node.loop.results, *_OF_LOOPS))
        if node.kind == "complexGateway":
            found.update(_OF_GATEWAYS)
    for process in diagram.processes:
        for example in process.care.examples:
            found.update(sample_of(example.given))
    return found - {""}


def stray_names(
    diagram: Diagram, *, known: Collection[str], is_open: Callable[[Node], bool], language: Language
) -> Iterator[Stray]:
    """Every name of a formula or table that is neither in `known` nor set by the drawing, each once an element.

    `is_open` says of a node that it may bring names of its own from outside (a message with data, a called process):
    where there is one, only slips of the pen are reported, names that are nearly those of others.
    """
    names = names_set(diagram) | set(known)
    may_come = any(is_open(node) for node in diagram.nodes)
    said: set[tuple[str, str]] = set()
    for element, line, asked, row in _asked(diagram, language):
        for name in sorted(asked - names):
            alike = next(iter(get_close_matches(name, sorted(names), n=1, cutoff=ALIKE)), "")
            if (alike or not may_come) and (element.id, name) not in said:
                said.add((element.id, name))
                yield Stray(element, line, name, alike, row)


def _asked(diagram: Diagram, language: Language) -> Iterator[tuple[Node | Flow, int, set[str], int]]:
    for flow in diagram.flows:
        if flow.condition is not None:
            yield flow, flow.condition.line, _free(flow.condition, language), 0
    for node in diagram.nodes:
        if node.care.each is None:  # what members of a list have is another matter
            for _place, expression in written_at(node):
                yield node, expression.line, _free(expression, language), 0
        decision = node.care.decision
        sheet = read_sheet(decision.xml) if decision is not None else None
        if decision is not None and sheet is not None:
            for row, text in _cells(sheet):
                yield node, decision.line, _free(Expression(text=text), language), row


def _cells(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The formulas of a table that are whole ones: what its columns ask (row 0), and its results."""
    yield from ((0, column.name) for column in sheet.inputs)
    for row in sheet.rows:
        yield from ((row.number, text) for text in row.results)


def _free(expression: Expression, language: Language) -> set[str]:
    """The names a formula expects; none of what cannot be read, which is said elsewhere."""
    text = expression.text.removeprefix("=").strip()
    if not language.speaks(expression.language) or text in ("", "-"):
        return set()
    try:
        return set(compile_expression(text, names=language.names, functions=language.functions).free_names)
    except FeelError:
        return set()
