"""Which element of the new version each element of the old one becomes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeAlias

from tantam.process.engine.changeover.objections import Objection
from tantam.process.engine.changeover.scoping import way_of
from tantam.process.engine.graph import Graph, GraphNode, LoopRule

#: Ids of the old version's elements → ids of the new one's. What is not in it has no counterpart.
NodeMap: TypeAlias = Mapping[str, str]

_AWAITED: Final = ("timer", "message", "signal", "conditional")


def propose(old: Graph, new: Graph, *, chosen: NodeMap | None = None, left_out: Collection[str] = ()) -> dict[str, str]:
    """Every element that is still there under its id and runs alike becomes itself; nothing else is guessed.

    `chosen` stands as it was chosen, right or wrong; `left_out` become nothing.
    """
    chosen = {node: target for node, target in (chosen or {}).items() if node not in left_out}
    found = {
        node.id: node.id
        for node in old.nodes
        if node.id in new.by_id and node.id not in left_out and fits(node, new.by_id[node.id])
    }
    found |= chosen
    while wrong := {objection.node for objection in check_map(old, new, found)} - set(chosen):
        found = {key: target for key, target in found.items() if key not in wrong}
    return found


def receivers(old: Graph, new: Graph, node: str) -> list[str]:
    """The elements of the new version that run as `node` does: those with the same name first."""
    before = old.by_id[node]
    found = [other for other in new.nodes if fits(before, other)]
    return [other.id for other in sorted(found, key=lambda other: (other.name != before.name, other.index))]


def fits(before: GraphNode, after: GraphNode) -> bool:
    """Whether what stands at `before` can stand at `after`: it waits for the same kind of thing in the same manner.

    A receive task and a message event wait alike, a user task and a manual task too; an approval is no other work, a
    repeated activity no single one, and a call is of one process.
    """
    return _nature(before) == _nature(after) and _inside(before) == _inside(after)


def _nature(node: GraphNode) -> tuple[object, ...]:
    is_plain = node.behaviour in ("pass", "throw")
    return (
        node.behaviour,
        node.kind if is_plain else "",
        node.host >= 0,
        node.is_aside,
        node.start_quantity,
        _loop(node.loop),
        node.calls,
        node.done == "approval",
        tuple(sorted(trigger.kind for trigger in node.triggers)) if is_plain or node.behaviour == "events" else (),
        node.needs_all,
    )


def _loop(rule: LoopRule | None) -> tuple[object, ...]:
    return (rule.kind, bool(rule.collection), bool(rule.results)) if rule is not None else ()


def _inside(node: GraphNode) -> str:
    """What kind of inside it has: a transaction or an ad-hoc sub-process is no other one."""
    if not node.body:
        return ""
    return node.kind if node.kind in ("transaction", "adHocSubProcess") else "body"


def holds(graph: Graph, node: GraphNode) -> bool:
    """Whether something stands or waits here in the ordinary course: a gateway that only chooses holds nobody."""
    if node.host >= 0 or any(start == node.index for body in graph.bodies.values() for _, start in body.handlers):
        return any(trigger.kind in _AWAITED for trigger in node.triggers)
    return node.entry in ("loop", "gather") or node.behaviour not in ("pass", "throw", "decide", "action")


def check_map(old: Graph, new: Graph, node_map: NodeMap) -> list[Objection]:
    """What is wrong with a map whoever stands where: unknown elements, those that run otherwise or elsewhere."""
    taken = frozenset(node_map.values())
    return [
        objection
        for node, target in node_map.items()
        for objection in _objections(old, new, node_map, node, target, taken=taken)
    ]


def _objections(
    old: Graph, new: Graph, node_map: NodeMap, node: str, target: str, *, taken: Collection[str]
) -> Iterator[Objection]:
    before, after = old.by_id.get(node), new.by_id.get(target)
    if before is None or after is None:
        yield Objection(code="unknown_element", node=node, target=target)
    elif not fits(before, after):
        yield Objection(code="other_kind", node=node, target=target)
    elif way_of(old, new, node_map, before, after, taken=taken) is None:
        yield Objection(code="other_scope", node=node, target=target)
    elif before.host >= 0 and node_map.get(old.nodes[before.host].id) != new.nodes[after.host].id:
        yield Objection(code="other_host", node=node, target=target)
