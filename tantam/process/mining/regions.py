"""Which split an inclusive join belongs to: then it is known how many tokens it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tantam.process.engine.graph import Arc, Graph, GraphNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A split and its join with the branches between them; `flows` pairs each flow out of the split with the flow into
    the join that all of it comes to."""

    split: str
    join: str
    kind: Literal["all", "first", "conditional"]
    flows: tuple[tuple[str, str], ...]


def regions_of(graph: Graph) -> dict[str, Region]:
    """By the id of the join: inclusive joins of which it can be told."""
    found = {}
    sources = _sources(graph)
    for join in graph.nodes:
        if join.behaviour == "merge":
            candidates = (node for node in graph.nodes if len(_arcs(node)) == len(join.joins))
            regions = (_region(graph, split, join, sources) for split in candidates if _is_beside(split, join))
            region = next((one for one in regions if one is not None), None)
            if region is not None:
                found[join.id] = region
    return found


def _arcs(node: GraphNode) -> list[Arc]:
    return [*node.outgoing, *([node.default] if node.default is not None else [])]


def _is_beside(split: GraphNode, join: GraphNode) -> bool:
    return split.parent == join.parent and split.process == join.process and split.id != join.id


def _sources(graph: Graph) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for node in graph.nodes:
        for target in _ways(node):
            found.setdefault(target, set()).add(node.index)
    return found


def _ways(node: GraphNode) -> Iterable[int]:
    return (*(arc.target for arc in _arcs(node)), *node.boundaries, *node.catches)


def _region(graph: Graph, split: GraphNode, join: GraphNode, sources: dict[int, set[int]]) -> Region | None:
    if split.split not in ("all", "first", "conditional") or split.behaviour in ("choose", "complex"):
        return None
    flows: list[tuple[str, str]] = []
    seen: set[int] = set()
    for arc in _arcs(split):
        branch = _branch(graph, arc, split, join, sources)
        if branch is None or seen & branch[0]:
            return None
        seen |= branch[0]
        flows.append((arc.id, branch[1]))
    if {flow for _, flow in flows} != set(join.joins) or len(flows) != len(join.joins):
        return None
    return Region(split=split.id, join=join.id, kind=split.split, flows=tuple(flows))


def _branch(
    graph: Graph, arc: Arc, split: GraphNode, join: GraphNode, sources: dict[int, set[int]]
) -> tuple[set[int], str] | None:
    """The nodes of a branch and the one flow it comes to the join by; None where anything else leads in or out, or
    where it holds more than one token."""
    if arc.target == join.index:
        return set(), arc.id
    nodes: set[int] = set()
    arrives: set[str] = set()
    waiting = [arc.target]
    while waiting:
        here = waiting.pop()
        if here in nodes:
            continue
        nodes.add(here)
        node = graph.nodes[here]
        if here == split.index or not _holds_one(graph, node):
            return None
        arrives |= {way.id for way in _arcs(node) if way.target == join.index}
        waiting += [target for target in _ways(node) if target != join.index]
    into = {source for node in nodes for source in sources.get(node, ())} - nodes - {split.index}
    comes_in = {way.target for way in _arcs(split)} & nodes
    if into or comes_in != {arc.target} or len(arrives) != 1:
        return None
    return nodes, arrives.pop()


def _holds_one(graph: Graph, node: GraphNode) -> bool:
    """Whether a token that comes to a node goes on as one."""
    if node.split == "none" or (len(_arcs(node)) > 1 and node.split != "first" and node.behaviour != "choose"):
        return False
    if node.start_quantity > 1 or node.completion_quantity > 1 or node.behaviour in ("join", "merge", "complex"):
        return False
    return all(graph.nodes[index].is_interrupting for index in (*node.boundaries, *node.catches))
