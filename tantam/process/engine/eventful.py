"""What errors, escalations, cancellations, compensations and links need to run."""

from __future__ import annotations

from collections.abc import Iterator

from tantam.process.engine.bodies import handler_start
from tantam.process.engine.diagram import EventDefinition, Node
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.selecting import Part


def event_problems(part: Part) -> Iterator[Problem]:
    """Findings on thrown events and what catches them."""
    for node in part.nodes:
        for event in node.events:
            yield from _definition_problems(part, node, event)
        if node.is_for_compensation and not node.is_event_triggered and (node.incoming or node.outgoing):
            yield problem("compensation_in_flow", element=node.id, line=node.line, name=_name(node))


def _definition_problems(part: Part, node: Node, event: EventDefinition) -> Iterator[Problem]:
    if event.kind == "error" and node.kind == "boundaryEvent" and not node.is_interrupting:
        yield problem("error_beside", element=node.id, line=node.line, name=_name(node))
    if event.kind in ("error", "escalation") and node.kind in ("endEvent", "intermediateThrowEvent"):
        if not (event.code or event.ref):
            yield problem("code_empty", element=node.id, line=node.line, name=_name(node))
    elif event.kind == "cancel":
        yield from _cancel_problems(part, node)
    elif event.kind == "compensate":
        yield from _compensation_problems(part, node, event)
    elif event.kind == "link":
        yield from _link_problems(part, node)


def _cancel_problems(part: Part, node: Node) -> Iterator[Problem]:
    if node.kind == "boundaryEvent":
        host = part.by_id.get(node.attached_to)
        if host is not None and host.kind != "transaction":
            yield problem("cancel_not_on_transaction", element=node.id, line=node.line, name=_name(node))
        return
    holder = part.by_id.get(node.parent)
    while holder is not None and holder.kind != "transaction":
        holder = part.by_id.get(holder.parent)
    if holder is None:
        yield problem("cancel_outside", element=node.id, line=node.line, name=_name(node))
    elif not any(event.kind == "cancel" for other in part.boundaries.get(holder.id, ()) for event in other.events):
        yield problem("cancel_uncaught", element=node.id, line=node.line, severity="warning", name=_name(holder))


def _compensation_problems(part: Part, node: Node, event: EventDefinition) -> Iterator[Problem]:
    if node.kind == "boundaryEvent":
        if node.id not in part.undoers:
            yield problem("compensation_without_activity", element=node.id, line=node.line, name=_name(node))
        if node.outgoing:
            yield problem("compensation_in_flow", element=node.id, line=node.line, name=_name(node))
    elif node.kind != "startEvent" and event.activity and event.activity not in part.by_id:
        yield problem(
            "compensation_unknown", element=node.id, line=node.line, name=_name(node), activity=event.activity
        )
    elif node.kind == "startEvent":
        holder = part.by_id.get(node.parent)
        if holder is not None and holder.parent not in part.by_id and handler_start(part, holder) is node:
            yield problem("compensation_of_process", element=node.id, line=node.line, name=_name(node))


def _link_problems(part: Part, node: Node) -> Iterator[Problem]:
    if len(node.events) > 1:
        yield problem("link_among_others", element=node.id, line=node.line, name=_name(node))
    elif node.kind == "intermediateThrowEvent":
        found = len(part.links.get(node.id, ()))
        if found != 1:
            code = "link_without_target" if not found else "link_with_several_targets"
            yield problem(code, element=node.id, line=node.line, name=_name(node))
        if node.outgoing:
            yield problem("link_in_flow", element=node.id, line=node.line, name=_name(node))
    elif node.incoming:
        yield problem("link_in_flow", element=node.id, line=node.line, name=_name(node))


def _name(node: Node) -> str:
    return node.name or node.id
