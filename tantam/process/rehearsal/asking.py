"""What has to be known of a case to walk it: the names that conditions and tables read and no step of it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.dmn.sheet import read_sheet
from tantam.process.engine.graph import Graph
from tantam.process.engine.seen import HOW_OFTEN

Kind = Literal["text", "number", "boolean", "list"]
_TRUTH: Final = re.compile(r"true|false|not\(\s*(true|false)\s*\)|-?")
_QUOTED: Final = re.compile(r'"([^"]{1,60})"')
_NUMBER: Final = re.compile(r"[\s<>=\[\]().,\d-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One name: of what kind its value is, and the values that the drawing itself mentions."""

    name: str
    kind: Kind = "text"
    mentioned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A field to be filled in on a walk: `kind` as of a step's form, or "list" (several of the options)."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    is_required: bool = False


def asked_of_a_case(diagram: Diagram, graph: Graph) -> list[Asked]:
    """What the drawing reads of its case, in alphabetical order."""
    return [asked_of(name, diagram) for name in sorted(names_read(graph) - answered(diagram) - {HOW_OFTEN})]


def names_read(graph: Graph) -> set[str]:
    """Every name that a condition, a table, a loop or a timer of the graph asks for."""
    formulas: list[object] = []
    for node in graph.nodes:
        formulas += [arc.condition for arc in node.outgoing]
        formulas += [one.condition for one in node.triggers] + [one.correlation for one in node.triggers]
        formulas += [one.timer.formula for one in node.triggers if one.timer]
        formulas += [node.timer.formula if node.timer else None, node.activation]
        if node.decision is not None:
            formulas.append(node.decision.decisions)
        if node.loop is not None:
            formulas += [node.loop.condition, node.loop.number, node.loop.done]
    found: set[str] = set()
    for formula in formulas:
        found |= {*getattr(formula, "free_names", ()), *getattr(formula, "input_names", ())}
    loops = {node.loop.collection for node in graph.nodes if node.loop is not None and node.loop.collection}
    return found | loops


def answered(diagram: Diagram) -> set[str]:
    """The names to which a step of the drawing itself gives values."""
    return {name for node in diagram.nodes for name in _given_by(node)} | {
        one.text for one in diagram.artifacts if one.kind == "dataObject"
    }


def _given_by(node: Node) -> Iterator[str]:
    yield from (one.key for one in node.care.form)
    if node.care.result:
        yield node.care.result
    if node.care.decision is not None:
        yield node.care.decision.result
    if node.loop is not None:
        yield from (node.loop.item, node.loop.result, node.loop.results)


def compared_with(name: str, diagram: Diagram) -> list[str]:
    """What conditions and tables compare a name with, as written, with the sign before it unless it is equality."""
    return [*_compared(name, diagram), *_cells(name, diagram)]


def asked_of(name: str, diagram: Diagram) -> Asked:
    """What the drawing says itself of a name that it reads."""
    cells = list(_cells(name, diagram))
    said = [*_compared(name, diagram), *(cell for cell in cells if "(" not in cell)]
    words = tuple(dict.fromkeys(word for one in said for word in _QUOTED.findall(one)))
    listed = [one for one in (*_formulas(diagram), *cells) if _in_list(name, one, is_cell=one in cells)]
    if listed:
        return Asked(name=name, kind="list", mentioned=tuple(dict.fromkeys(_QUOTED.findall("\n".join(listed)))))
    if words or not said:
        return Asked(name=name, mentioned=words)
    if all(_TRUTH.fullmatch(one.strip()) for one in said):
        return Asked(name=name, kind="boolean")
    if all(_NUMBER.fullmatch(one) for one in said):
        return Asked(name=name, kind="number")
    return Asked(name=name)


def _in_list(name: str, text: str, *, is_cell: bool) -> bool:
    """Whether a formula looks into `name` as into a list; in a table's cell it is called "?"."""
    called = rf"(?:{re.escape(name)}\b|\?)" if is_cell else rf"{re.escape(name)}\b"
    return re.search(rf"(list contains\(|\bin|count\()\s*{called}", text) is not None


def _formulas(diagram: Diagram) -> Iterator[str]:
    for flow in diagram.flows:
        if flow.condition is not None:
            yield flow.condition.text
    for node in diagram.nodes:
        yield from (one.expression.text for one in node.events if one.expression is not None)


def _compared(name: str, diagram: Diagram) -> Iterator[str]:
    """What a name is compared with in formulas; a name that stands alone is a yes or no."""
    for text in _formulas(diagram):
        for sign, value in re.findall(rf'(?<!\w){re.escape(name)}\s*(!=|[<>]?=|[<>])\s*("[^"]*"|[\w.-]+)', text):
            yield value if sign in ("=", "!=") else f"{sign} {value}"
        if text.strip() in (name, f"not({name})"):
            yield "true"


def _cells(name: str, diagram: Diagram) -> Iterator[str]:
    """The cells of decision tables in the columns that ask for this name."""
    for node in diagram.nodes:
        sheet = read_sheet(node.care.decision.xml) if node.care.decision is not None else None
        for place, column in enumerate(sheet.inputs if sheet else ()):
            if sheet is not None and column.name == name:
                yield from (row.conditions[place] for row in sheet.rows if row.conditions[place] not in ("", "-"))
