"""What each step and event must say to run: messages, timers, actions, tables, roles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from tantam.process.engine.carrying import carry_problems
from tantam.process.engine.diagram import Node
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.selecting import Part
from tantam.process.engine.wiring import ACTIVITIES

_ACTING: Final = ("serviceTask", "sendTask", "intermediateThrowEvent", "endEvent")
_CATCHING: Final = ("startEvent", "intermediateCatchEvent", "boundaryEvent")


def content_problems(part: Part, *, actions: Collection[str] | None) -> Iterator[Problem]:
    """Findings on single nodes; `actions` are the known names of the catalogue (None: any name will do)."""
    for node in part.nodes:
        yield from _event_problems(node)
        yield from carry_problems(node)
        yield from _action_problems(node, actions)
        yield from _task_problems(part, node)
        if node.kind == "boundaryEvent":
            yield from _boundary_problems(part, node)


def _event_problems(node: Node) -> Iterator[Problem]:
    if node.kind == "intermediateCatchEvent" and not node.events:
        yield problem("catch_without_event", element=node.id, line=node.line, name=_name(node))
    for event in node.events:
        if event.kind == "timer" and event.expression is None and not (event.at or event.on):
            yield problem("timer_empty", element=node.id, line=node.line, name=_name(node))
        if event.kind == "message" and not event.name and not (node.kind not in _CATCHING and node.care.action):
            yield problem("message_empty", element=node.id, line=node.line, name=_name(node))
        if event.kind == "signal" and not event.name:
            yield problem("signal_empty", element=node.id, line=node.line, name=_name(node))
        if event.kind == "conditional" and event.expression is None:
            yield problem("condition_empty", element=node.id, line=node.line, name=_name(node))
    if node.care.correlation is not None and not _is_about_message(node):
        line = node.care.correlation.line
        yield problem("correlation_ignored", element=node.id, line=line, severity="warning", name=_name(node))
    if node.kind == "receiveTask" and not node.message:
        yield problem("message_empty", element=node.id, line=node.line, name=_name(node))
    if node.kind == "receiveTask" and node.is_instantiating and node.incoming:
        yield problem("instantiating_with_incoming", element=node.id, line=node.line, name=_name(node))


def _is_about_message(node: Node) -> bool:
    """Whether a key means anything there: it waits for a message, or sends one itself (not by an action)."""
    if node.kind not in _CATCHING and node.care.action is not None:
        return False
    return node.kind in ("receiveTask", "sendTask") or any(event.kind == "message" for event in node.events)


def _action_problems(node: Node, actions: Collection[str] | None) -> Iterator[Problem]:
    action = node.care.action
    if action is None:
        if node.kind == "serviceTask" or (node.kind == "sendTask" and not node.message):
            yield problem("no_action", element=node.id, line=node.line, name=_name(node))
        return
    if node.kind not in _ACTING:
        yield problem(
            "action_ignored",
            element=node.id,
            line=action.line,
            severity="warning",
            name=_name(node),
            action=action.name,
        )
    elif not action.name:
        yield problem("no_action", element=node.id, line=action.line, name=_name(node))
    elif actions is not None and action.name not in actions:
        yield problem("unknown_action", element=node.id, line=action.line, name=_name(node), action=action.name[:80])


def _task_problems(part: Part, node: Node) -> Iterator[Problem]:
    decision = node.care.decision
    if node.kind == "businessRuleTask" and (decision is None or not decision.xml):
        yield problem("no_table", element=node.id, line=node.line, name=_name(node))
    elif decision is not None and not decision.result:
        yield problem("table_without_result", element=node.id, line=decision.line, name=_name(node))
    if node.kind == "userTask" and part.diagram.role_of(node) is None:
        yield problem("no_role", element=node.id, line=node.line, severity="warning", name=_name(node))
    yield from _role_problems(part, node)
    if node.kind == "task":
        yield problem("plain_task", element=node.id, line=node.line, severity="warning", name=_name(node))


def _role_problems(part: Part, node: Node) -> Iterator[Problem]:
    """A step that says who does it, and stands in another lane than theirs: it runs, but the picture misleads."""
    own = node.care.role
    if own is None or own == part.diagram.role_of_lane(node.lane):
        return
    fitting = part.lane_by_role.get(own)
    if fitting is not None and node.lane:
        yield problem(
            "role_of_another_lane", element=node.id, line=node.line, severity="warning", name=_name(node),
            lane=fitting.name or fitting.id,
        )  # fmt: skip


def _boundary_problems(part: Part, node: Node) -> Iterator[Problem]:
    host = part.by_id.get(node.attached_to)
    if host is None or host.kind not in ACTIVITIES or host.parent != node.parent:
        yield problem("boundary_without_host", element=node.id, line=node.line, name=_name(node))
    elif host.kind in ("task", "businessRuleTask") and host.loop is None and not _is_undone(node):
        yield problem("boundary_never_fires", element=node.id, line=node.line, severity="warning", name=_name(host))


def _is_undone(event: Node) -> bool:
    return any(definition.kind == "compensate" for definition in event.events)


def _name(node: Node) -> str:
    return node.name or node.id
