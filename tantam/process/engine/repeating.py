"""What repeated activities, quantities of tokens and complex gateways must say to run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tantam.process.engine.diagram import Loop, Node
from tantam.process.engine.kinds import SUBPROCESSES, TASKS
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.selecting import Part

_WHOLE: Final = re.compile(r"\s*[+-]?\d{1,9}\s*")
_NUMBER: Final = re.compile(r"\s*[+-]?\d+(\.\d+)?\s*")
_BEHAVIORS: Final = ("None", "One", "All", "Complex")
_THROWN: Final = ("signal", "escalation")


def repeat_problems(part: Part) -> Iterator[Problem]:
    """Findings on loops, instances and quantities."""
    for node in part.nodes:
        if node.kind in TASKS | SUBPROCESSES:
            yield from _quantity_problems(node)
        if node.loop is not None:
            yield from _loop_problems(node, node.loop)


def _quantity_problems(node: Node) -> Iterator[Problem]:
    for text in (node.start_quantity, node.completion_quantity):
        if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= 1000:
            yield problem("bad_quantity", element=node.id, line=node.line, name=_name(node), text=text[:40])


def _loop_problems(node: Node, loop: Loop) -> Iterator[Problem]:
    if node.is_event_triggered:
        return  # named by what an event sub-process must not have
    if loop.kind == "standard":
        yield from _standard_problems(node, loop)
        return
    if loop.cardinality is None and not loop.collection:
        yield problem("instances_without_number", element=node.id, line=loop.line, name=_name(node))
    if loop.cardinality is not None and _NUMBER.fullmatch(loop.cardinality.text):
        yield from _number_problems(node, loop.cardinality.text, line=loop.cardinality.line)
    yield from _behavior_problems(node, loop)


def _standard_problems(node: Node, loop: Loop) -> Iterator[Problem]:
    if loop.maximum and (not _WHOLE.fullmatch(loop.maximum) or int(loop.maximum) < 1):
        yield problem("bad_maximum", element=node.id, line=loop.line, name=_name(node), text=loop.maximum[:40])
    if loop.condition is None and not loop.maximum:
        yield problem("loop_without_end", element=node.id, line=loop.line, name=_name(node))


def _behavior_problems(node: Node, loop: Loop) -> Iterator[Problem]:
    if loop.behavior not in _BEHAVIORS:
        yield problem("bad_behavior", element=node.id, line=loop.line, name=_name(node), text=loop.behavior[:40])
    for told in loop.told:
        if loop.behavior == "Complex" and told.condition is None:
            yield problem("behavior_without_condition", element=node.id, line=told.line, name=_name(node))
        if told.event is not None and told.event.kind not in _THROWN:
            yield problem("bad_behavior", element=node.id, line=told.line, name=_name(node), text=told.event.kind)


def _number_problems(node: Node, text: str, *, line: int) -> Iterator[Problem]:
    if not _WHOLE.fullmatch(text) or not 0 <= int(text) <= 10_000:
        yield problem("bad_number", element=node.id, line=line, name=_name(node), text=text[:40])


def _name(node: Node) -> str:
    return node.name or node.id
