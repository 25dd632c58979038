"""Which answers decide the way of a case: the names that steps, messages and the case itself give, and what reads them.

An answer that nothing reads changes no figure of a trial, so nobody needs to know it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from tantam.process.engine.diagram import Diagram, FormField
from tantam.process.engine.graph import Arc, Graph, GraphNode
from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.rehearsal.asking import answered, asked_of, compared_with, names_read

#: Stands for a step where the case itself brings an answer along.
START: Final = ""
_FIGURES: Final = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A name that a node gives a value (`START`: the case brings it), and what reads it until it is given anew.

    `kind` is that of a form's field, or "list"; `options` what may be answered, `numbers` what it is compared with.
    Nothing but the options may be answered where it `is_listed`.
    `readers` are ids in the order in which a case comes by: tables, gateways (`gates`: where ways part), timers, loops.
    """

    node: str
    name: str
    kind: str
    options: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    readers: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    is_approval: bool = False
    is_listed: bool = False

    @property
    def key(self) -> str:
        """One text for node and name."""
        return f"{self.node}|{self.name}"


def questions(diagram: Diagram, graph: Graph, *, known: Collection[str]) -> list[Question]:
    """What decides ways and is not among what is `known` of a case anyway, in the order of the drawing."""
    found = []
    givers = givers_of(diagram, graph, known=known)
    places = {START: -1} | {node.id: place for place, node in enumerate(diagram.nodes)}
    for name, nodes in givers.items():
        for node in nodes:
            readers, gates = _readers(graph, name, node, stops=nodes - {START})
            if readers:
                found.append(_question(diagram, name, node, readers, gates))
    return sorted(found, key=lambda one: (places.get(one.node, 0), one.name))


def givers_of(diagram: Diagram, graph: Graph, *, known: Collection[str]) -> dict[str, set[str]]:
    """By name, the nodes that give it a value: a step by its form or as its word; what nobody is asked for comes with a
    message, or the case brings it along."""
    read = names_read(graph) - {HOW_OFTEN}
    found: dict[str, set[str]] = {}
    for node in diagram.nodes:
        for name in [*(one.key for one in node.care.form), *([node.care.result] if node.care.result else [])]:
            found.setdefault(name, set()).add(node.id)
    outside = {START, *(node.id for node in graph.nodes if awaits_message(node))}
    for name in read - answered(diagram) - set(known):
        found[name] = set(outside)
    return found


def awaits_message(node: GraphNode) -> bool:
    """Whether a case waits here for a message; what it begins by is no waiting."""
    if node.kind == "startEvent" and node.parent < 0:
        return False
    return bool(node.message) or any(one.kind == "message" for one in node.triggers)


def ways_of(node: GraphNode) -> tuple[Arc, ...]:
    """The arrows out of a node, the default one too."""
    if node.default is None or node.default in node.outgoing:
        return node.outgoing
    return (*node.outgoing, node.default)


def _question(diagram: Diagram, name: str, node: str, readers: list[str], gates: list[str]) -> Question:
    drawn = diagram.nodes_by_id.get(node)
    field = next((one for one in drawn.care.form if one.key == name), None) if drawn is not None else None
    is_approval = drawn is not None and drawn.care.result == name
    kind, options = ("boolean", ()) if is_approval else _kind(diagram, name, field)
    return Question(
        node=node,
        name=name,
        kind=kind,
        options=options,
        numbers=numbers_of(diagram, name),
        readers=tuple(readers),
        gates=tuple(gates),
        is_approval=is_approval,
        is_listed=field is not None and bool(field.options),
    )


def _kind(diagram: Diagram, name: str, field: FormField | None) -> tuple[str, tuple[str, ...]]:
    asked = asked_of(name, diagram)
    kind: str = asked.kind if field is None else field.kind
    options = asked.mentioned if field is None or kind in ("text", "choice") else ()
    if field is not None and field.options:
        options = field.options
    return ("choice", options) if kind in ("text", "phone") and options else (kind, options)


def numbers_of(diagram: Diagram, name: str) -> tuple[float, ...]:
    """The numbers that conditions and tables compare a name with, the smallest first."""
    said = [one for one in compared_with(name, diagram) if '"' not in one]
    return tuple(sorted({float(figure) for one in said for figure in _FIGURES.findall(one)}))


def _readers(graph: Graph, name: str, origin: str, *, stops: Collection[str]) -> tuple[list[str], list[str]]:
    """What reads the name after `origin` until another node gives it anew, tables that pass it on included."""
    reached = list(_reached(graph, origin, stops))
    names, before = {name}, 0
    readers: list[str] = []
    gates: list[str] = []
    while before != len(names):  # a table may stand behind what reads its result: look again
        before = len(names)
        readers, gates = [], []
        for node in reached:
            if node.decision is not None and _names(node.decision.decisions) & names:
                names.add(node.decision.variable)
                readers.append(node.id)
            if len(ways_of(node)) > 1 and any(_names(arc.condition) & names for arc in node.outgoing):
                gates.append(node.id)
                readers.append(node.id)
            elif any(_names(one) & names for one in _waited_by(node)) or _loops_over(node) & names:
                readers.append(node.id)
    return readers, gates


def _reached(graph: Graph, origin: str, stops: Collection[str]) -> Iterator[GraphNode]:
    """Where a case may come after `origin`, the nearest first, up to the nodes in `stops` (these not, nor beyond)."""
    seen: set[int] = set()
    if origin == START:
        begins = [one.node for one in graph.starts] + list(graph.bodies[graph.process].begin)
        waiting = list(dict.fromkeys(begins))
    else:
        own = graph.by_id[origin]
        if len(ways_of(own)) > 1:
            yield own
        waiting = _after(graph, own)
    while waiting:
        index = waiting.pop(0)
        if index in seen:
            continue
        seen.add(index)
        node = graph.nodes[index]
        if node.id in stops:
            continue
        yield node
        inside = list(graph.bodies[node.body].begin) if node.body in graph.bodies else []
        waiting += [*(inside or _after(graph, node)), *node.boundaries, *node.catches]


def _after(graph: Graph, node: GraphNode) -> list[int]:
    """Where it goes on: out of a sub-process where nothing follows inside."""
    while not ways_of(node) and node.parent >= 0:
        node = graph.nodes[node.parent]
    return [arc.target for arc in ways_of(node)]


def _waited_by(node: GraphNode) -> Iterator[object]:
    """The formulas of a node that say when or how often."""
    for one in node.triggers:
        yield from (one.condition, one.correlation, one.timer.formula if one.timer else None)
    yield from (node.timer.formula if node.timer else None, node.activation)
    if node.loop is not None:
        yield from (node.loop.condition, node.loop.number, node.loop.done)


def _loops_over(node: GraphNode) -> set[str]:
    return {node.loop.collection} if node.loop is not None and node.loop.collection else set()


def _names(formula: object) -> set[str]:
    return {*getattr(formula, "free_names", ()), *getattr(formula, "input_names", ())}
