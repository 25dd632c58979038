"""Ways through a drawing, loops aside: in which order its nodes come, and what lies between two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tantam.process.engine.diagram import Diagram, Node

Ways = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """The nodes looked for that stand between two others; `is_avoidable` where a drawn way leads past all of them."""

    nodes: tuple[Node, ...]
    is_avoidable: bool


def in_order(diagram: Diagram) -> list[Node]:
    """Nodes so that each comes after those that lead to it, loops aside; what nothing leads to comes last."""
    return [diagram.node(node) for node in _ordered(diagram, ways_of(diagram))]


def _ordered(diagram: Diagram, ways: Ways) -> list[str]:
    seen: set[str] = set()
    left: list[str] = []
    starts = [node.id for node in diagram.nodes if node.kind == "startEvent"]
    waiting = [(start, False) for start in [*[node.id for node in diagram.nodes if node.id not in starts], *starts]]
    while waiting:
        node, is_done = waiting.pop()
        if is_done:
            left.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((following, False) for following in ways.get(node, []))
    return left[::-1]


def ways_of(diagram: Diagram) -> dict[str, list[str]]:
    """Where it goes on from each node: along its flows, by what interrupts it, and into what it holds."""
    ways: dict[str, list[str]] = {}
    for flow in diagram.sequence_flows():
        if flow.source in diagram.nodes_by_id and flow.target in diagram.nodes_by_id:
            ways.setdefault(flow.source, []).append(flow.target)
    for node in diagram.nodes:
        if node.attached_to in diagram.nodes_by_id:
            ways.setdefault(node.attached_to, []).append(node.id)
        if node.parent in diagram.nodes_by_id and not node.incoming and not node.attached_to:
            ways.setdefault(node.parent, []).insert(0, node.id)
    return ways


def between(diagram: Diagram, *, source: str, to: str, of: Callable[[Node], bool]) -> Between:
    """What is passed over by who goes from `source` to `to` at once: the nodes that are `of` the kind looked for and
    stand on a way forward from the one to the other, `source` with them and `to` without. Going back passes nothing."""
    forward = _forward(diagram)
    leading = {node.id for node in diagram.nodes if to in _reached(forward, node.id)}
    ahead = _reached(forward, source) & leading
    if source != to and to in _reached(forward, source):
        ahead.add(source)
    passed = tuple(node for node in diagram.nodes if node.id in ahead - {to} and of(node))
    others = {node.id for node in passed}
    return Between(nodes=passed, is_avoidable=source not in others and to in _reached(forward, source, but=others))


def _forward(diagram: Diagram) -> dict[str, list[str]]:
    """The ways without those that lead back, and out of what a sub-process holds to where the sub-process goes on."""
    ways = ways_of(diagram)
    for node in diagram.nodes:
        if not node.outgoing and node.parent in diagram.nodes_by_id:
            ways.setdefault(node.id, []).extend(
                diagram.flows_by_id[flow].target for flow in diagram.node(node.parent).outgoing
            )
    place = {node: at for at, node in enumerate(_ordered(diagram, ways))}
    return {
        source: [target for target in targets if place.get(target, -1) > place[source]]
        for source, targets in ways.items()
    }


def _reached(ways: Ways, start: str, *, but: frozenset[str] | set[str] = frozenset()) -> set[str]:
    """All that can be come to from a node, it left out, without passing any of `but`."""
    seen: set[str] = set()
    waiting = list(ways.get(start, ()))
    while waiting:
        here = waiting.pop()
        if here not in seen and here not in but:
            seen.add(here)
            waiting.extend(ways.get(here, ()))
    return seen
