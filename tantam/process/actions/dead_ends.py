"""Paths that stop where nobody drew an end: allowed by the standard, and hardly ever meant."""

from __future__ import annotations

from collections.abc import Iterator

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.problem import Problem, problem

_ENDS_BY_ITSELF = ("endEvent", "boundaryEvent")


def dead_ends(diagram: Diagram) -> Iterator[Problem]:
    """Warnings about events at the edge of a step that lead nowhere, and about steps that nothing leads away from."""
    drawn = {node.parent for node in diagram.nodes if node.kind == "endEvent"}
    for node in diagram.nodes:
        if node.outgoing or node.is_for_compensation or node.is_event_triggered:
            continue
        if node.kind == "boundaryEvent":
            yield from _edge(diagram, node)
        elif node.kind not in _ENDS_BY_ITSELF and node.parent in drawn and not _is_link(node):
            yield _warning("path_stops", node)


def _edge(diagram: Diagram, node: Node) -> Iterator[Problem]:
    host = diagram.nodes_by_id.get(node.attached_to)
    if host is None or any(event.kind == "compensate" for event in node.events):
        return
    yield _warning("edge_stops" if node.is_interrupting else "edge_for_nothing", node, host=host.name or host.id)


def _is_link(node: Node) -> bool:
    return any(event.kind == "link" for event in node.events)


def _warning(code: str, node: Node, **params: str) -> Problem:
    return problem(code, element=node.id, line=node.line, severity="warning", name=node.name or node.id, **params)
