"""Who stands before and after a step, looking through gateways: what the small picture shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tantam.process.drawing.mark import NO_MARK, Marks
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.kinds import GATEWAYS


class Around(NamedTuple):
    """A step with its neighbours; the gateways are those met first on the way, if any."""

    before: list[Node]
    step: Node
    after: list[Node]
    gateway: Node | None
    hidden: int  # neighbours after it that found no room


def look_around(diagram: Diagram, *, focus: str, marks: Marks, most_before: int = 2, most_after: int = 3) -> Around:
    """The neighbours of `focus`, each once; KeyError where it is not in the diagram.

    Before it stand the done steps; where none is known to be done, those that do not also follow it (loops).
    """
    step = diagram.node(focus)
    before = _reach(diagram, step, lambda node: _sources(diagram, node))
    done = [node for node in before if marks.get(node.id, NO_MARK).state == "done"]
    after = _reach(diagram, step, lambda node: _targets(diagram, node))
    shown = (done or [node for node in before if node not in after] or before)[:most_before]
    after = [node for node in after if node not in shown]
    first = _targets(diagram, step)
    gateway = first[0] if len(first) == 1 and first[0].kind in GATEWAYS and len(after) > 1 else None
    return Around(
        before=shown,
        step=step,
        after=after[:most_after],
        gateway=gateway,
        hidden=max(0, len(after) - most_after),
    )


def _reach(diagram: Diagram, step: Node, following: Callable[[Node], Iterable[Node]]) -> list[Node]:
    """The nearest nodes that are no gateways, each once, without the step itself."""
    seen, found = {step.id}, []
    waiting = deque(following(step))
    while waiting:
        node = waiting.popleft()
        if node.id in seen:
            continue
        seen.add(node.id)
        if _is_passed(diagram, node):
            waiting.extend(following(node))
        else:
            found.append(node)
    return found


def _is_passed(diagram: Diagram, node: Node) -> bool:
    """Gateways, and where a sub-process begins and ends, are looked through."""
    return node.kind in GATEWAYS or (node.kind in ("startEvent", "endEvent") and node.parent in diagram.nodes_by_id)


def _sources(diagram: Diagram, node: Node) -> list[Node]:
    """What leads here; a boundary event is led to by its step, the start of a sub-process by what leads to that."""
    if node.attached_to in diagram.nodes_by_id:
        return [diagram.node(node.attached_to)]
    if not node.incoming and node.parent in diagram.nodes_by_id:
        return _sources(diagram, diagram.node(node.parent))
    sources = (diagram.flows_by_id[flow].source for flow in node.incoming)
    return [_host(diagram, diagram.nodes_by_id[name]) for name in sources if name in diagram.nodes_by_id]


def _host(diagram: Diagram, node: Node) -> Node:
    return diagram.nodes_by_id.get(node.attached_to, node)


def _targets(diagram: Diagram, node: Node) -> list[Node]:
    """What follows; after the end of a sub-process what follows that."""
    if not node.outgoing and node.parent in diagram.nodes_by_id:
        return _targets(diagram, diagram.node(node.parent))
    targets = (diagram.flows_by_id[flow].target for flow in node.outgoing)
    return [diagram.nodes_by_id[name] for name in targets if name in diagram.nodes_by_id]
