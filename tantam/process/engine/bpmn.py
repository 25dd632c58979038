"""BPMN 2.0 XML → Diagram: any vendor's prefixes, our extensions, layout, line numbers; nothing is judged here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from tantam.process.engine.diagram import (
    Artifact,
    Diagram,
    Flow,
    Lane,
    Node,
    Pool,
    Process,
)
from tantam.process.engine.events import EventReader
from tantam.process.engine.extensions import labels, read_care, read_process_care, read_role
from tantam.process.engine.kinds import (
    ARTIFACTS,
    BPMN,
    EVENTS,
    FLOWS,
    GLOBAL_TASKS,
    KNOWN_CHILDREN,
    NODES,
    SUBPROCESSES,
)
from tantam.process.engine.layout import BPMNDI, read_layout
from tantam.process.engine.loops import expression, read_loop
from tantam.process.engine.problem import Problem, Unreadable, problem
from tantam.process.engine.xml import DEFAULT_LIMITS, Element, Limits, parse


def read(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Diagram:
    """The diagram in `data`; raises Unreadable where the file is not BPMN, broken, hostile or above `limits`."""
    root = parse(data, limits=limits)
    if root.name != "definitions" or root.namespace != BPMN:
        raise Unreadable(problem("file_not_bpmn", line=root.line, root=root.name[:80]))
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.by_id: dict[str, Element] = {}
        self.processes: list[Process] = []
        self.pools: list[Pool] = []
        self.lanes: list[Lane] = []
        self.nodes: list[tuple[Element, str, str]] = []  # element, id, parent
        self.flows: list[Flow] = []
        self.artifacts: list[Artifact] = []
        self.global_tasks: list[Node] = []
        self.ids: dict[int, str] = {}

    def read(self) -> Diagram:
        self.register_ids()
        self.events = EventReader(self.by_id, resolve=self.resolve)
        for element in self.root.children:
            if element.namespace != BPMN:
                continue
            if element.name == "process":
                self.read_process(element)
            elif element.name in ("collaboration", "choreography"):
                self.read_collaboration(element)
            elif element.name in GLOBAL_TASKS:
                self.global_tasks.append(self.node(element, kind=GLOBAL_TASKS[element.name]))
        layout = read_layout(self.root, resolve=self.resolve, report=self.problems.append)
        return Diagram(
            id=self.root.get("id"),
            name=self.root.get("name"),
            processes=tuple(self.processes),
            pools=tuple(self.pools),
            lanes=tuple(self.lanes),
            nodes=self.finished_nodes(),
            flows=tuple(self.flows),
            artifacts=tuple(self.artifacts),
            global_tasks=tuple(self.global_tasks),
            shapes=tuple(layout.shapes),
            edges=tuple(layout.edges),
            problems=tuple(self.problems),
        )

    def register_ids(self) -> None:
        """Every id of the file once; a second use is a finding (in the layout part only a warning)."""
        drawn: set[str] = set()
        for element in self.root.walk():
            if element.namespace not in (BPMN, BPMNDI) or not (name := element.get("id")):
                continue
            if element.namespace == BPMN and name not in self.by_id:
                self.by_id[name] = element
            elif element.namespace == BPMN:
                first = self.by_id[name].line
                self.problems.append(problem("duplicate_id", element=name, line=element.line, first=first))
            elif name in drawn:
                self.problems.append(
                    problem("duplicate_layout_id", element=name, line=element.line, severity="warning")
                )
            else:
                drawn.add(name)

    def resolve(self, reference: str) -> str:
        """A written reference, possibly with a namespace prefix, as an id of this file."""
        reference = reference.strip()
        if reference in self.by_id or ":" not in reference:
            return reference
        return reference.rpartition(":")[2]

    def id_of(self, element: Element) -> str:
        """The element's id; BPMN allows none, so one is made from its place among those without, the same at every
        reading however the file is broken into lines."""
        if known := element.get("id") or self.ids.get(id(element)):
            return known
        number = len(self.ids) + 1
        while (name := f"{element.name}_{number}") in self.by_id:
            number += 1
        self.by_id[name] = element
        self.ids[id(element)] = name
        return name

    def read_process(self, element: Element) -> None:
        mark = element.get("isExecutable")
        name = self.id_of(element)
        self.processes.append(
            Process(
                id=name,
                name=element.get("name"),
                labels=labels(element),
                documentation=_documentation(element),
                has_executable_mark=mark in ("true", "1") if mark else None,
                care=read_process_care(element),
                line=element.line,
            )
        )
        waiting = deque([(element, name)])
        while waiting:
            container, parent = waiting.popleft()
            for child in container.children:
                if child.namespace == BPMN:
                    self.read_flow_element(child, parent=parent)
                    if child.name in SUBPROCESSES:
                        waiting.append((child, self.id_of(child)))
                    elif child.name == "laneSet":
                        self.read_lanes(child, process=name)

    def read_flow_element(self, element: Element, *, parent: str) -> None:
        if element.name in NODES:
            self.nodes.append((element, self.id_of(element), parent))
            self.read_data_lines(element, parent=parent)
        elif element.name in FLOWS:
            self.flows.append(self.flow(element, parent=parent))
        elif element.name in ARTIFACTS:
            self.artifacts.append(self.artifact(element, parent=parent))
        elif element.name not in KNOWN_CHILDREN:
            self.problems.append(
                problem("unknown_element", element=self.id_of(element), line=element.line, kind=element.name[:80])
            )

    def read_data_lines(self, element: Element, *, parent: str) -> None:
        """Data associations stand inside an activity or event and are drawn as lines from or to it."""
        for child in element.children:
            if child.name in ("dataInputAssociation", "dataOutputAssociation"):
                source, target = _child_text(child, "sourceRef"), _child_text(child, "targetRef")
                ends = (source, self.id_of(element)) if child.name.startswith("dataInput") else (
                    self.id_of(element), target
                )  # fmt: skip
                self.flows.append(
                    Flow(
                        id=self.id_of(child),
                        kind=child.name,
                        source=self.resolve(ends[0]),
                        target=self.resolve(ends[1]),
                        parent=parent,
                        line=child.line,
                    )
                )

    def flow(self, element: Element, *, parent: str) -> Flow:
        return Flow(
            id=self.id_of(element),
            kind=element.name,
            source=self.resolve(element.get("sourceRef") or _child_text(element, "sourceRef")),
            target=self.resolve(element.get("targetRef") or _child_text(element, "targetRef")),
            name=element.get("name"),
            labels=labels(element),
            condition=expression(element, "conditionExpression"),
            parent=parent,
            line=element.line,
        )

    def artifact(self, element: Element, *, parent: str) -> Artifact:
        category = self.by_id.get(self.resolve(element.get("categoryValueRef")))
        text = _child_text(element, "text") or element.get("name") or (category.get("value") if category else "")
        return Artifact(
            id=self.id_of(element),
            kind=element.name,
            text=text,
            refers=self.resolve(element.get("dataObjectRef")),
            labels=labels(element),
            parent=parent,
            line=element.line,
        )

    def read_lanes(self, lane_set: Element, *, process: str) -> None:
        waiting = deque((lane, "") for lane in lane_set.children if lane.name == "lane")
        while waiting:
            lane, parent = waiting.popleft()
            name = self.id_of(lane)
            self.lanes.append(
                Lane(
                    id=name,
                    name=lane.get("name"),
                    labels=labels(lane),
                    process=process,
                    parent=parent,
                    nodes=tuple(self.resolve(ref.text) for ref in lane.children if ref.name == "flowNodeRef"),
                    role=read_role(lane),
                    line=lane.line,
                )
            )
            inner = (child for child in lane.children if child.name == "childLaneSet")
            waiting.extend((child, name) for found in inner for child in found.children if child.name == "lane")

    def read_collaboration(self, element: Element) -> None:
        for child in element.children:
            if child.name == "participant":
                self.pools.append(
                    Pool(
                        id=self.id_of(child),
                        name=child.get("name"),
                        labels=labels(child),
                        process=self.resolve(child.get("processRef")),
                        line=child.line,
                    )
                )
            elif child.name in ("messageFlow", "association"):
                self.flows.append(self.flow(child, parent=self.id_of(element)))
            elif child.name in ARTIFACTS:
                self.artifacts.append(self.artifact(child, parent=self.id_of(element)))

    def finished_nodes(self) -> tuple[Node, ...]:
        """Nodes are made last, when every flow and lane is known."""
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for flow in self.flows:
            if flow.kind == "sequenceFlow":
                outgoing.setdefault(flow.source, []).append(flow.id)
                incoming.setdefault(flow.target, []).append(flow.id)
        lanes = self.lanes_of_nodes()
        return tuple(
            self.node(
                element,
                parent=parent,
                lane=lanes.get(name, ""),
                incoming=tuple(incoming.get(name, ())),
                outgoing=tuple(outgoing.get(name, ())),
            )
            for element, name, parent in self.nodes
        )

    def lanes_of_nodes(self) -> dict[str, str]:
        """The innermost lane of every node; what stands in a sub-process stands in its lane."""
        lanes = {node: lane.id for lane in self.lanes for node in lane.nodes}
        for _, name, parent in self.nodes:  # parents come before what they hold
            if name not in lanes and parent in lanes:
                lanes[name] = lanes[parent]
        return lanes

    def node(
        self,
        element: Element,
        *,
        kind: str = "",
        parent: str = "",
        lane: str = "",
        incoming: tuple[str, ...] = (),
        outgoing: tuple[str, ...] = (),
    ) -> Node:
        name = self.id_of(element)
        interrupting = element.get("cancelActivity") or element.get("isInterrupting") or "true"
        return Node(
            id=name,
            kind=kind or element.name,
            name=element.get("name"),
            labels=labels(element),
            documentation=_documentation(element),
            parent=parent,
            lane=lane,
            line=element.line,
            incoming=incoming,
            outgoing=outgoing,
            default=self.resolve(element.get("default")),
            events=self.events.definitions(element) if element.name in EVENTS else (),
            is_parallel_multiple=_flag(element, "parallelMultiple"),
            attached_to=self.resolve(element.get("attachedToRef")),
            is_interrupting=interrupting in ("true", "1"),
            loop=read_loop(element, events=self.events, by_id=self.by_id, resolve=self.resolve),
            message=self.events.message_name(element),
            is_instantiating=_flag(element, "instantiate"),
            is_event_triggered=_flag(element, "triggeredByEvent"),
            is_for_compensation=_flag(element, "isForCompensation"),
            gateway_type=element.get("eventGatewayType", "Exclusive"),
            start_quantity=element.get("startQuantity", "1"),
            completion_quantity=element.get("completionQuantity", "1"),
            called=self.resolve(element.get("calledElement")),
            activation=expression(element, "activationCondition"),
            completion=expression(element, "completionCondition"),
            ordering=element.get("ordering"),
            cancels_rest=element.get("cancelRemainingInstances", "true") in ("true", "1"),
            script=_child_text(element, "script"),
            script_format=element.get("scriptFormat"),
            care=read_care(element, element_id=name, report=self.problems.append),
        )


def _flag(element: Element, name: str) -> bool:
    return element.get(name) in ("true", "1")


def _documentation(element: Element) -> str:
    return "\n\n".join(_all_texts(element, "documentation"))


def _child_text(element: Element, name: str) -> str:
    return next(_all_texts(element, name), "")


def _all_texts(element: Element, name: str) -> Iterator[str]:
    for child in element.children:
        if child.name == name and (text := child.text.strip()):
            yield text
