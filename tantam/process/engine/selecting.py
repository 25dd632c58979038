"""The part of a drawing that runs: one process with everything inside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tantam.process.engine.diagram import Diagram, Flow, Lane, Node, Process, Role
from tantam.process.engine.problem import Problem, problem


@dataclass(frozen=True)
class Part:
    """The process that runs, its nodes and its sequence flows, in document order."""

    diagram: Diagram
    process: Process
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def flow_by_id(self) -> Mapping[str, Flow]:
        """The sequence flows by id."""
        return {flow.id: flow for flow in self.flows}

    @cached_property
    def lane_by_id(self) -> Mapping[str, Lane]:
        """The lanes by id."""
        return {lane.id: lane for lane in self.diagram.lanes}

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

    def role(self, node: Node) -> Role | None:
        """The role of the lane a node stands in, or of a lane around it."""
        lane = self.lane_by_id.get(node.lane)
        seen: set[str] = set()
        while lane is not None and lane.role is None and lane.id not in seen:
            seen.add(lane.id)
            lane = self.lane_by_id.get(lane.parent)
        return lane.role if lane is not None else None


def select(diagram: Diagram) -> tuple[Part | None, tuple[Problem, ...]]:
    """The process to run: the one marked executable, or the only one; else findings that say why there is none."""
    marked = [process for process in diagram.processes if process.has_executable_mark]
    if len(marked) > 1:
        return None, tuple(
            problem("several_executable", element=process.id, line=process.line) for process in marked[1:]
        )
    if not marked and len(diagram.processes) > 1:
        return None, (problem("none_executable"),)
    if not diagram.processes:
        return None, (problem("no_process"),)
    return _part(diagram, (marked or list(diagram.processes))[0]), ()


def _part(diagram: Diagram, process: Process) -> Part:
    holders = {process.id}
    nodes = []
    for node in diagram.nodes:  # a sub-process comes before what it holds
        if node.parent in holders:
            nodes.append(node)
            holders.add(node.id)
    flows = tuple(flow for flow in diagram.sequence_flows() if flow.parent in holders)
    return Part(diagram=diagram, process=process, nodes=tuple(nodes), flows=flows)
