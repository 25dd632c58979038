"""A ticket that ran, as a unit example: what it knew, what was answered at each step, and where it came to.

Of a step that was done several times only the last answer is known: it is given for each of them. Whether the example
then goes the way the ticket went is seen by playing it; where it does not, it is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from tantam.core.values.business_time import Calendar
from tantam.process.engine.called import both_names
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.examples import Expected, Said, differences, why_not_run
from tantam.process.engine.graph import Graph
from tantam.process.engine.plan import BadPlan, read_plan
from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.engine.simulate import simulate
from tantam.process.engine.state import NoSuchStart
from tantam.process.rehearsal.keeping import Kept, as_object, hours_around, json_of
from tantam.process.rehearsal.sending import plain

#: Where somebody or something gives an answer.
_ASKED: Final = frozenset(("userTask", "manualTask", "task"))
_DONE_BY_SYSTEM: Final = frozenset(("serviceTask", "sendTask", "callActivity"))
_WAITING: Final = frozenset(("receiveTask", "intermediateCatchEvent", "boundaryEvent"))
_MOST_STAYS: Final = 300
_MOST_THROUGH: Final = 40


@dataclass(frozen=True, kw_only=True)
class Stay:
    """The token at an element, from and until when (None: it stands there)."""

    node: str
    entered_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A run as it was: its stays in order, the variables it ended with, how it ended ("" while it goes on)."""

    started_at: datetime
    stays: Sequence[Stay]
    variables: Mapping[str, object]
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """The run as an example; `differing` says where it comes out otherwise when it is played, in both languages."""

    kept: Kept
    answers: Sequence[tuple[str, Mapping[str, object]]]
    expected: Expected
    differing: Sequence[Said]

    @property
    def is_alike(self) -> bool:
        """Whether the example goes the way that the ticket went."""
        return not self.differing


class TooMuch(Exception):
    """The run is too long for an example."""


def recalled(
    ran: Ran, *, diagram: Diagram, graph: Graph, case: Mapping[str, object], calendar: Calendar | None, now: datetime
) -> Recalled:
    """The run as an example of the drawing. Raises TooMuch."""
    if len(ran.stays) > _MOST_STAYS:
        raise TooMuch
    own = _own_values(diagram, ran.variables)
    given = json.loads(json.dumps(_given(ran, diagram, own, case, calendar, now), default=plain))
    expected = _expected(ran, graph)
    answers = [(node, own[node]) for node in dict.fromkeys(one.node for one in ran.stays) if own.get(node)]
    return Recalled(
        kept=Kept(given=json_of(given), expected=json_of(as_object(expected))),
        answers=answers,
        expected=expected,
        differing=_differing(expected, graph, given, diagram),
    )


def _own_values(diagram: Diagram, variables: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """By step, what it gave: the fields of its form, the word and the note of an approval."""
    found: dict[str, dict[str, object]] = {}
    for node in diagram.nodes:
        names = [one.key for one in node.care.form]
        if node.care.done == "approval":
            names += [node.care.result, "ly_do"]
        found[node.id] = {name: variables[name] for name in names if name in variables}
    return found


def _given(
    ran: Ran,
    diagram: Diagram,
    own: Mapping[str, Mapping[str, object]],
    case: Mapping[str, object],
    calendar: Calendar | None,
    now: datetime,
) -> dict[str, object]:
    nodes = diagram.nodes_by_id
    began = next((one.node for one in ran.stays if _is_start(nodes.get(one.node))), "")
    messages = _messages(ran, diagram, _left_over(diagram, own, ran.variables))
    end = max((one.left_at or now for one in ran.stays), default=now)
    given: dict[str, object] = {
        "start": ran.started_at.isoformat(),
        "start_event": began,
        "case": dict(case),
        "tasks": _answers(ran, nodes, own, _ASKED),
        "actions": _answers(ran, nodes, own, _DONE_BY_SYSTEM),
        "messages": messages,
        "variables": {} if messages else _left_over(diagram, own, ran.variables),
        "until": end.isoformat(),
    }
    if calendar is not None:
        given["calendar"] = hours_around(calendar, start=ran.started_at, end=end)
    return {key: value for key, value in given.items() if value not in ("", [], {})}


def _is_start(node: Node | None) -> bool:
    return node is not None and node.kind == "startEvent"


def _answers(
    ran: Ran, nodes: Mapping[str, Node], own: Mapping[str, Mapping[str, object]], kinds: frozenset[str]
) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for one in ran.stays:
        node = nodes.get(one.node)
        if node is None or node.kind not in kinds:
            continue
        said: object = None
        if one.left_at is not None:
            seconds = max(0, int((one.left_at - one.entered_at).total_seconds()))
            said = {"after": f"PT{seconds}S", "data": dict(own.get(one.node, {}))}
        found.setdefault(one.node, []).append(said)
    return found


def _messages(ran: Ran, diagram: Diagram, data: Mapping[str, object]) -> list[dict[str, object]]:
    """What came where a message was waited for; what nobody typed came with the last of them."""
    came: list[dict[str, object]] = [
        {"at": one.left_at.isoformat(), "name": name, "data": {}}
        for one in ran.stays
        if one.left_at is not None and (name := _awaited(diagram, one.node))
    ]
    if came and data:
        came[-1]["data"] = dict(data)
    return came


def _awaited(diagram: Diagram, node_id: str) -> str:
    """The name of the message or signal that an element waits for; "" for one that waits for none."""
    node = diagram.nodes_by_id.get(node_id)
    if node is None or node.kind not in _WAITING:
        return ""
    return node.message or next((one.name for one in node.events if one.kind in ("message", "signal")), "")


def _left_over(
    diagram: Diagram, own: Mapping[str, Mapping[str, object]], variables: Mapping[str, object]
) -> dict[str, object]:
    """Variables that no step gave and no table worked out: they came from outside."""
    said = {name for values in own.values() for name in values} | {HOW_OFTEN}
    said |= {node.care.decision.result for node in diagram.nodes if node.care.decision}
    return {name: value for name, value in variables.items() if name not in said}


def _expected(ran: Ran, graph: Graph) -> Expected:
    kinds = {one.id: one.kind for one in graph.nodes}
    standing = tuple(sorted(one.node for one in ran.stays if one.left_at is None))
    waits = [one.node for one in ran.stays if kinds.get(one.node) in _ASKED]
    ends = dict.fromkeys(one.node for one in ran.stays if kinds.get(one.node) == "endEvent")
    return Expected(
        outcome=ran.outcome or "waiting",
        ends=tuple(ends),
        through=tuple(waits[:_MOST_THROUGH]),
        times={node: waits.count(node) for node in waits},
        variables={},
        standing=None if ran.outcome else standing,
    )


def _differing(expected: Expected, graph: Graph, given: object, diagram: Diagram) -> list[Said]:
    try:
        return list(differences(expected, simulate(graph, read_plan(given)), names=partial(both_names, diagram)))
    except (BadPlan, NoSuchStart) as error:
        return [why_not_run(error)]
