"""Diagram → Graph, once per version."""

from __future__ import annotations

from typing import Final

from tantam.process.engine.check import Examination, examine
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.formulas import FEEL, Language
from tantam.process.engine.graph import Arc, Behaviour, Graph, GraphNode, Split, Start
from tantam.process.engine.problem import Problem
from tantam.process.engine.selecting import Part
from tantam.process.engine.supported import event_kind
from tantam.process.engine.wiring import beginnings

_BEHAVIOURS: Final[dict[str, Behaviour]] = {
    "userTask": "work",
    "manualTask": "work",
    "receiveTask": "message",
    "businessRuleTask": "decide",
    "subProcess": "inside",
    "eventBasedGateway": "choose",
}
_ACTING: Final = ("serviceTask", "sendTask", "intermediateThrowEvent", "endEvent")


class NotRunnable(Exception):
    """The drawing has errors; `problems` holds all findings, warnings too."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = [found for found in problems if found.severity == "error"]
        super().__init__("; ".join(found.message_en for found in errors[:5]))
        self.problems = problems


def compile_graph(diagram: Diagram, *, language: Language = FEEL) -> Graph:
    """The graph of the process that runs; raises NotRunnable. Names of actions are not checked here."""
    examination = examine(diagram, language=language)
    if examination.part is None or not examination.is_runnable:
        raise NotRunnable(examination.problems)
    return _Compiler(examination.part, examination).graph()


class _Compiler:
    def __init__(self, part: Part, examination: Examination) -> None:
        self.part = part
        self.formulas = examination.formulas
        self.index = {node.id: index for index, node in enumerate(part.nodes)}

    def graph(self) -> Graph:
        nodes = tuple(self.node(node) for node in self.part.nodes)
        return Graph(
            process=self.part.process.id,
            key=self.part.process.care.key,
            nodes=nodes,
            by_id={node.id: node for node in nodes},
            starts=self.starts(nodes),
            messages=frozenset(node.message for node in nodes if node.message and node.behaviour != "throw"),
            unmatched=self.part.process.care.unmatched,
        )

    def node(self, node: Node) -> GraphNode:
        arcs = {flow: self.arc(flow) for flow in node.outgoing}
        times = node.care.times
        action = node.care.action if node.kind in _ACTING else None
        return GraphNode(
            index=self.index[node.id],
            id=node.id,
            kind=node.kind,
            name=node.name,
            behaviour=_behaviour(node),
            split=(split := _split(node, arcs)),
            outgoing=tuple(arc for flow, arc in arcs.items() if flow != node.default or split in ("straight", "all")),
            default=arcs.get(node.default) if split in ("first", "conditional") else None,
            parent=self.index.get(node.parent, -1),
            host=self.index.get(node.attached_to, -1),
            boundaries=tuple(self.index[event.id] for event in self.part.boundaries.get(node.id, ())),
            inner=tuple(self.index[inner.id] for inner in beginnings(self.part.inside.get(node.id, ()))),
            joins=node.incoming if _is_join(node) else (),
            is_interrupting=node.is_interrupting,
            timer=self.formulas.timers.get(node.id),
            message=_message(node),
            lane=node.lane,
            stage=node.care.stage,
            done=node.care.done,
            response=times.response if times is not None else None,
            resolution=times.resolution if times is not None else None,
            action=action.name if action is not None else "",
            settings=action.settings if action is not None else (),
            decision=self.formulas.decisions.get(node.id),
        )

    def arc(self, flow_id: str) -> Arc:
        flow = self.part.flow_by_id[flow_id]
        return Arc(id=flow.id, target=self.index[flow.target], condition=self.formulas.conditions.get(flow.id))

    def starts(self, nodes: tuple[GraphNode, ...]) -> tuple[Start, ...]:
        found = []
        for node in self.part.inside.get(self.part.process.id, ()):
            if node.kind == "startEvent":
                compiled = nodes[self.index[node.id]]
                kind = event_kind(node)
                found.append(
                    Start(
                        node=compiled.index,
                        kind="timer" if kind == "timer" else "message" if kind == "message" else "none",
                        message=compiled.message,
                        timer=compiled.timer,
                    )
                )
        return tuple(found)


def _behaviour(node: Node) -> Behaviour:
    if node.kind in _BEHAVIOURS:
        return _BEHAVIOURS[node.kind]
    if _is_join(node):
        return "join"
    if node.kind in _ACTING and node.care.action is not None:
        return "action"
    kind = event_kind(node)
    if node.kind == "intermediateCatchEvent":
        return "timer" if kind == "timer" else "message"
    if node.kind == "sendTask" or (node.kind in ("intermediateThrowEvent", "endEvent") and kind == "message"):
        return "throw"
    return "terminate" if kind == "terminate" else "pass"


def _is_join(node: Node) -> bool:
    return node.kind == "parallelGateway" and len(node.incoming) > 1


def _split(node: Node, arcs: dict[str, Arc]) -> Split:
    """Conditions count on exclusive gateways and on activities and events; parallel gateways take every flow."""
    if not arcs:
        return "none"
    if node.kind in ("parallelGateway", "eventBasedGateway"):
        return "all"
    has_conditions = any(arc.condition is not None for arc in arcs.values())
    if node.kind == "exclusiveGateway":
        return "first" if len(arcs) > 1 or has_conditions else "straight"
    if has_conditions:
        return "conditional"
    return "straight" if len(arcs) == 1 else "all"


def _message(node: Node) -> str:
    kind = event_kind(node)
    return node.message or (node.events[0].name if kind == "message" else "")
