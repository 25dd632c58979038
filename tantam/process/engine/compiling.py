"""Diagram → Graph, once per version."""

from __future__ import annotations

from typing import Final, TypedDict

from tantam.process.engine.bodies import bodies_of, compensable
from tantam.process.engine.check import Examination, examine
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.formulas import FEEL, Language
from tantam.process.engine.graph import (
    Arc,
    Behaviour,
    DecisionRule,
    Formula,
    Graph,
    GraphNode,
    Split,
    Start,
    TimerRule,
    Trigger,
)
from tantam.process.engine.kinds import SUBPROCESSES, TASKS
from tantam.process.engine.problem import Problem
from tantam.process.engine.reaching import Reach
from tantam.process.engine.selecting import Part
from tantam.process.engine.supported import event_kind
from tantam.process.engine.triggering import WAITED, kinds_of, loop_of, message_of, starts_of, triggers_of

_BEHAVIOURS: Final[dict[str, Behaviour]] = {
    "userTask": "work",
    "manualTask": "work",
    "receiveTask": "message",
    "businessRuleTask": "decide",
    "scriptTask": "action",
    "eventBasedGateway": "choose",
}
_CAUGHT: Final[dict[str, Behaviour]] = {
    "timer": "timer",
    "message": "message",
    "signal": "signal",
    "conditional": "condition",
    "multiple": "events",
    "link": "pass",
}
_ACTING: Final = ("serviceTask", "sendTask", "intermediateThrowEvent", "endEvent")
_JOINING: Final[dict[str, Behaviour]] = {
    "parallelGateway": "join",
    "inclusiveGateway": "merge",
    "complexGateway": "complex",
}
#: What keeps even an outline from being made.
_APART: Final = frozenset(
    ("dangling_flow", "flow_crosses_border", "no_start", "empty_subprocess", "handler_start", "no_plain_start")
)
#: The name under which a host that binds scripts is asked to run one; its settings are the text and its format.
SCRIPT: Final = "script"


class NotRunnable(Exception):
    """The drawing has errors; `problems` holds all findings, warnings too."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = [found for found in problems if found.severity == "error"]
        super().__init__("; ".join(found.message_en for found in errors[:5]))
        self.problems = problems


def compile_graph(diagram: Diagram, *, process: str = "", language: Language = FEEL) -> Graph:
    """The graph of the process that runs (the one with this id, where given); raises NotRunnable. Names of actions
    and of called processes are not checked here."""
    examination = examine(diagram, process=process, language=language)
    if examination.part is None or not examination.is_runnable:
        raise NotRunnable(examination.problems)
    return _Compiler(examination.part, examination).graph()


def compile_outline(diagram: Diagram, *, process: str = "") -> Graph:
    """The graph of a drawing for looking at it, not for running it: drafts and drawings of other tools whose formulas
    or settings are missing or foreign. Raises NotRunnable where it does not hang together."""
    examination = examine(diagram, process=process)
    if examination.part is None or any(found.code in _APART for found in examination.problems):
        raise NotRunnable(examination.problems)
    return _Compiler(examination.part, examination).graph()


class _Edges(TypedDict):
    host: int
    boundaries: tuple[int, ...]
    catches: tuple[int, ...]
    undo: int
    is_compensable: bool
    is_interrupting: bool
    is_aside: bool


class _Joined(TypedDict):
    joins: tuple[str, ...]
    reach: tuple[int, ...]
    activation: Formula | None


class _Events(TypedDict):
    triggers: tuple[Trigger, ...]
    needs_all: bool
    timer: TimerRule | None
    message: str


class _Work(TypedDict):
    done: str
    response: int | None
    resolution: int | None
    action: str
    settings: tuple[tuple[str, str], ...]
    decision: DecisionRule | None
    each: Formula | None


class _Compiler:
    def __init__(self, part: Part, examination: Examination) -> None:
        self.part = part
        self.formulas = examination.formulas
        self.index = {node.id: index for index, node in enumerate(part.nodes)}
        self.reach = Reach(part, self.index)
        self.bodies = bodies_of(part, self.index, self.formulas)
        self.compensable = compensable(part)

    def graph(self) -> Graph:
        nodes = tuple(self.node(node) for node in self.part.nodes)
        waiting = [trigger for node in nodes if node.behaviour != "throw" for trigger in node.triggers]
        named = {node.message for node in nodes if node.message and node.behaviour != "throw"}
        return Graph(
            process=self.part.process.id,
            key=self.part.process.care.key,
            nodes=nodes,
            by_id={node.id: node for node in nodes},
            bodies=self.bodies,
            starts=self.starts(nodes),
            messages=frozenset(named | {trigger.key for trigger in waiting if trigger.kind == "message"}),
            signals=frozenset(trigger.key for trigger in waiting if trigger.kind == "signal"),
            unmatched=self.part.process.care.unmatched,
            together=self.together(),
            has_conditions=any(trigger.kind == "conditional" for trigger in waiting),
            has_adhoc=any(body.is_adhoc for body in self.bodies.values()),
            has_records=any(node.is_compensable for node in nodes),
            has_gates=any(node.behaviour in ("merge", "complex") for node in nodes),
        )

    def node(self, node: Node) -> GraphNode:
        does = self.part.global_tasks.get(node.called, node) if node.kind == "callActivity" else node
        arcs = {arc.id: arc for arc in self.arcs(node)}
        split = _split(node, arcs)
        behaviour = self.behaviour(does)
        return GraphNode(
            index=self.index[node.id],
            id=node.id,
            kind=node.kind,
            name=node.name,
            behaviour=behaviour,
            entry=_entry(node, behaviour),
            split=split,
            outgoing=tuple(arc for flow, arc in arcs.items() if flow != node.default or split in ("straight", "all")),
            default=arcs.get(node.default) if split in ("first", "conditional") else None,
            parent=self.index.get(node.parent, -1),
            process=node.parent if node.parent in self.part.holders else "",
            body=self.body(node),
            calls=node.called if behaviour == "call" else "",
            loop=loop_of(node, self.formulas),
            start_quantity=_quantity(node, node.start_quantity),
            completion_quantity=_quantity(node, node.completion_quantity),
            lane=node.lane,
            role=self.part.diagram.role_of(node),
            stage=node.care.stage,
            **self.edges(node),
            **self.joined(node, behaviour),
            **self.events(node, does),
            **self.work(node, does),
        )

    def edges(self, node: Node) -> _Edges:
        """What stands on the border of an activity."""
        events = self.part.boundaries.get(node.id, ())
        undo = next((self.part.undoers[event.id] for event in events if event.id in self.part.undoers), None)
        return {
            "host": self.index.get(node.attached_to, -1),
            "boundaries": tuple(self.index[event.id] for event in events if kinds_of(event) & WAITED),
            "catches": tuple(self.index[event.id] for event in events if kinds_of(event) - WAITED - {"compensate"}),
            "undo": self.index[undo.id] if undo is not None else -1,
            "is_compensable": node.id in self.compensable,
            "is_interrupting": node.is_interrupting,
            "is_aside": node.is_event_triggered or node.is_for_compensation,
        }

    def joined(self, node: Node, behaviour: Behaviour) -> _Joined:
        """What a gateway that joins waits for."""
        return {
            "joins": node.incoming if behaviour in ("join", "merge", "complex") else (),
            "reach": self.reach.towards(node) if behaviour in ("merge", "complex") else (),
            "activation": self.formulas.parts.get((node.id, "activation")),
        }

    def events(self, node: Node, does: Node) -> _Events:
        """What a node waits for or throws."""
        triggers = triggers_of(node, self.formulas)
        return {
            "triggers": triggers,
            "needs_all": node.is_parallel_multiple and len(triggers) > 1,
            "timer": self.formulas.timers.get((node.id, 0)),
            "message": message_of(does),
        }

    def work(self, node: Node, does: Node) -> _Work:
        """What is done in a task: its own, or that of the task of the file it calls."""
        times = node.care.times or does.care.times
        action, settings = _action(does)
        return {
            "done": node.care.done or does.care.done,
            "response": times.response if times is not None else None,
            "resolution": times.resolution if times is not None else None,
            "action": action,
            "settings": settings,
            "decision": self.formulas.decisions.get(does.id),
            "each": self.formulas.parts.get((node.id, "each")),
        }

    def body(self, node: Node) -> str:
        if node.kind in SUBPROCESSES:
            return node.id
        return node.called if node.kind == "callActivity" and node.called in self.part.holders else ""

    def behaviour(self, node: Node) -> Behaviour:
        if self.body(node):
            return "inside"
        if node.kind == "callActivity":
            return "call"
        if node.kind in _BEHAVIOURS:
            return _BEHAVIOURS[node.kind]
        if node.kind in _JOINING and len(node.incoming) > 1:
            return _JOINING[node.kind]
        if node.kind in _ACTING and node.care.action is not None:
            return "action"
        if node.kind == "intermediateCatchEvent":
            return _CAUGHT[event_kind(node)]
        throws = node.kind in ("intermediateThrowEvent", "endEvent") and node.events and event_kind(node) != "link"
        return "throw" if throws or node.kind == "sendTask" else "pass"

    def arcs(self, node: Node) -> list[Arc]:
        """The flows out of a node; those of a throwing link lead to where it is caught."""
        found = [self.arc(flow) for flow in node.outgoing]
        links = self.part.links.get(node.id, ())
        return [*found, *(Arc(id=node.id, target=self.index[other.id]) for other in links)]

    def arc(self, flow_id: str) -> Arc:
        flow = self.part.flow_by_id[flow_id]
        return Arc(
            id=flow.id,
            target=self.index[flow.target],
            condition=self.formulas.conditions.get(flow.id),
            is_for_reset=flow.condition is not None and "waitingForStart" in flow.condition.text,
        )

    def starts(self, nodes: tuple[GraphNode, ...]) -> tuple[Start, ...]:
        found: list[Start] = []
        for node in self.part.inside.get(self.part.process.id, ()):
            if node.kind == "startEvent" and not node.events:
                found.append(Start(node=self.index[node.id], kind="none"))
            elif node.kind == "startEvent" or (node.is_instantiating and node.kind == "receiveTask"):
                found += starts_of(nodes[self.index[node.id]])
            elif node.is_instantiating:
                targets = (self.part.flow_by_id[flow].target for flow in node.outgoing)
                found += [start for target in targets for start in starts_of(nodes[self.index[target]])]
        return tuple(found)

    def together(self) -> tuple[tuple[int, ...], ...]:
        """The events after each gateway that begins the process with one of them and needs them all."""
        return tuple(
            tuple(self.index[self.part.flow_by_id[flow].target] for flow in node.outgoing)
            for node in self.part.nodes
            if node.kind == "eventBasedGateway" and node.is_instantiating and node.gateway_type == "Parallel"
        )


def _entry(node: Node, behaviour: Behaviour) -> Behaviour:
    if _quantity(node, node.start_quantity) > 1:
        return "gather"
    return "loop" if node.loop is not None else behaviour


def _quantity(node: Node, text: str) -> int:
    return int(text) if node.kind in TASKS | SUBPROCESSES else 1


def _action(node: Node) -> tuple[str, tuple[tuple[str, str], ...]]:
    if node.kind == "scriptTask":
        return SCRIPT, (("script", node.script), ("format", node.script_format))
    action = node.care.action if node.kind in _ACTING else None
    return (action.name, action.settings) if action is not None else ("", ())


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
