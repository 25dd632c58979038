"""The part of a drawing that runs: one process with everything inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tantam.process.engine.diagram import Diagram, Flow, Lane, Node, Process, Role
from tantam.process.engine.problem import Problem, problem

#: How many processes that do not run are named, and by how many of their steps.
MOST_NAMED, FIRST_STEPS = 50, 3


@dataclass(frozen=True)
class Part:
    """The process that runs and those of the file it calls, their nodes and sequence flows, in document order."""

    diagram: Diagram
    process: Process
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    called: tuple[Process, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def flow_by_id(self) -> Mapping[str, Flow]:
        """The sequence flows by id."""
        return {flow.id: flow for flow in self.flows}

    @cached_property
    def lane_by_role(self) -> Mapping[Role, Lane]:
        """The first lane of each role."""
        lanes = (lane for lane in reversed(self.diagram.lanes) if lane.role is not None)
        return {lane.role: lane for lane in lanes if lane.role is not None and lane.process in self.holders}

    @cached_property
    def inside(self) -> Mapping[str, tuple[Node, ...]]:
        """The nodes directly inside each sub-process and the process."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.parent, []).append(node)
        return {parent: tuple(nodes) for parent, nodes in found.items()}

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[Node, ...]]:
        """The boundary events of each activity."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.kind == "boundaryEvent":
                found.setdefault(node.attached_to, []).append(node)
        return {host: tuple(nodes) for host, nodes in found.items()}

    @cached_property
    def holders(self) -> Mapping[str, Process]:
        """The process and the called ones, by id."""
        return {process.id: process for process in (self.process, *self.called)}

    @cached_property
    def global_tasks(self) -> Mapping[str, Node]:
        """The tasks of the file that can be called, by id."""
        return {task.id: task for task in self.diagram.global_tasks}

    @cached_property
    def undoers(self) -> Mapping[str, Node]:
        """The compensation activity of each boundary compensation event that is tied to one."""
        found: dict[str, Node] = {}
        for tie in self.diagram.flows:
            if tie.kind == "association":
                for event, activity in ((tie.source, tie.target), (tie.target, tie.source)):
                    if event in self.by_id and activity in self.by_id and self.by_id[activity].is_for_compensation:
                        found.setdefault(event, self.by_id[activity])
        return found

    @cached_property
    def links(self) -> Mapping[str, tuple[Node, ...]]:
        """Where each throwing link event goes on: the catching ones of its process or sub-process with its name, or
        those its definition refers to."""
        known: dict[tuple[str, str, str], list[Node]] = {}
        for node in self.nodes:
            for way, by in _link_ways(node):
                known.setdefault((node.parent, way, by), []).append(node)
        throwing = (node for node in self.nodes if _is_link(node, "intermediateThrowEvent"))
        return {node.id: tuple(_linked(node, known)) for node in throwing}


def _is_link(node: Node, kind: str) -> bool:
    return node.kind == kind and len(node.events) == 1 and node.events[0].kind == "link"


def _link_ways(node: Node) -> Iterator[tuple[str, str]]:
    """By what a thrown link finds this catching one: its name, the id it leads to, the ids it comes from."""
    if _is_link(node, "intermediateCatchEvent"):
        caught = node.events[0]
        yield from (("name", name) for name in (caught.name,) if name)
        yield from (("to", key) for key in (caught.id,) if key)
        yield from (("from", link) for link in caught.links)


def _linked(thrower: Node, known: Mapping[tuple[str, str, str], list[Node]]) -> Iterable[Node]:
    thrown = thrower.events[0]
    ways = [("name", thrown.name), ("from", thrown.id), *(("to", link) for link in thrown.links)]
    return {node.id: node for way, by in ways if by for node in known.get((thrower.parent, way, by), ())}.values()


def select(diagram: Diagram, *, process: str = "") -> tuple[Part | None, tuple[Problem, ...]]:
    """The process to run: the one with this id, else the one marked executable that no other calls, or the only one;
    else findings that say why there is none."""
    if process:
        named = [one for one in diagram.processes if one.id == process]
        return (_part(diagram, named[0]), ()) if named else (None, (problem("no_process"),))
    marked = [one for one in diagram.processes if one.has_executable_mark]
    if len(marked) > 1:
        called = {node.called for node in diagram.nodes if node.kind == "callActivity"}
        marked = [one for one in marked if one.id not in called] or marked
    if len(marked) > 1:
        return None, tuple(_also_marked(diagram, one) for one in marked[1:])
    if not marked and len(diagram.processes) > 1:
        return None, (problem("none_executable"), *_not_running(diagram))
    if not diagram.processes:
        return None, (problem("no_process"),)
    return _part(diagram, (marked or list(diagram.processes))[0]), ()


def _also_marked(diagram: Diagram, process: Process) -> Problem:
    """On its pool, by what people call it: its own name, the pool's, else its first steps."""
    pool = next((one for one in diagram.pools if one.process == process.id), None)
    steps = [node.name for node in diagram.nodes if node.parent == process.id and node.name][:FIRST_STEPS]
    return problem(
        "several_executable",
        element=pool.id if pool else process.id,
        line=process.line,
        name=process.name or (pool.name if pool else "") or ", ".join(steps)[:200] or process.id,
    )


def _not_running(diagram: Diagram) -> Iterator[Problem]:
    """Each process of a file that says of none that it runs, on its pool, with its first steps, so that who drew it
    sees which to choose."""
    pools = {pool.process: pool for pool in reversed(diagram.pools)}
    steps: dict[str, list[str]] = {}
    for node in diagram.nodes:
        if node.name:
            steps.setdefault(node.parent, []).append(node.name)
    for one in diagram.processes[:MOST_NAMED]:
        names = steps.get(one.id, [])
        said = ", ".join(names[:FIRST_STEPS]) + ("…" if len(names) > FIRST_STEPS else "")
        pool = pools.get(one.id)
        yield problem(
            "does_not_run",
            element=pool.id if pool else one.id,
            line=one.line,
            severity="warning",
            name=(pool.name if pool else "") or one.name or one.id,
            steps=said[:200] or "–",
        )


def _part(diagram: Diagram, process: Process) -> Part:
    called = _called(diagram, process)
    holders = {process.id, *(one.id for one in called)}
    nodes = []
    for node in diagram.nodes:  # a sub-process comes before what it holds
        if node.parent in holders:
            nodes.append(node)
            holders.add(node.id)
    flows = tuple(flow for flow in diagram.sequence_flows() if flow.parent in holders)
    return Part(diagram=diagram, process=process, nodes=tuple(nodes), flows=flows, called=called)


def _called(diagram: Diagram, process: Process) -> tuple[Process, ...]:
    """The processes of the file that `process` calls, however indirectly, in document order."""
    owner: dict[str, str] = {}
    calls: dict[str, set[str]] = {}
    for node in diagram.nodes:
        owner[node.id] = owner.get(node.parent, node.parent)
        if node.kind == "callActivity":
            calls.setdefault(owner[node.id], set()).add(node.called)
    seen = {process.id}
    waiting = [process.id]
    while waiting:
        for name in calls.get(waiting.pop(), set()) - seen:
            seen.add(name)
            waiting.append(name)
    return tuple(one for one in diagram.processes if one.id in seen and one is not process)
