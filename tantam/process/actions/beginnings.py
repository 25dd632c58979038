"""Starts that the engine knows and nothing here ever brings about: said when a drawing is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tantam.process.actions.incidents import in_both_languages
from tantam.process.engine.diagram import Diagram, Node, Process
from tantam.process.engine.problem import Problem, problem
from tantam.process.registry import messages, opens_subjects

#: What no subject comes with.
_NEVER = {"timer": "start_by_time", "conditional": "start_by_condition"}
_THROWING = ("intermediateThrowEvent", "endEvent", "sendTask")


def beginning_problems(diagram: Diagram) -> Iterator[Problem]:
    """A process runs for a subject: a time or a condition brings none; a message of another process begins it only
    where that process runs."""
    for process in diagram.processes:
        starts = [node for node in diagram.children(process.id) if node.kind == "startEvent"]
        for node in starts:
            yield from (_never(node, event.kind) for event in node.events if event.kind in _NEVER)
        yield from _not_by_subject(process, starts)
    yield from (_sends_nothing(node, name) for node in diagram.nodes for name in _incoming_names(node))


def _never(node: Node, kind: str) -> Problem:
    return problem(_NEVER[kind], element=node.id, line=node.line, name=node.name or node.id)


def _not_by_subject(process: Process, starts: list[Node]) -> Iterator[Problem]:
    """Where every start waits for what another process sends, and none for what a subject comes with."""
    heard = [
        (node, event) for node in starts for event in node.events if event.kind in ("message", "signal") and event.name
    ]
    if not heard or any(not node.events for node in starts) or any(opens_subjects(one.name) for _, one in heard):
        return
    node, event = heard[0]
    yield problem(
        "start_not_by_ticket", element=node.id, line=node.line, severity="warning", name=node.name or process.name,
        heard=event.name,
    )  # fmt: skip


def _incoming_names(node: Node) -> Iterator[str]:
    """Messages that come from outside, where a drawing would send them."""
    if node.kind in _THROWING and node.care.action is None:
        thrown = [event.name for event in node.events if event.kind == "message"]
        yield from (name for name in (*thrown, node.message) if name in messages())


def _sends_nothing(node: Node, name: str) -> Problem:
    called = node.name or node.id
    vi, en = (
        problem("sends_what_comes_in", element=node.id, line=node.line, severity="warning", name=called, message=label)
        for label in in_both_languages(messages()[name])
    )
    return replace(vi, message_en=en.message_en)
