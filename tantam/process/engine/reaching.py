"""From where a token may come to a gateway: which nodes lead to each of its incoming flows."""

from __future__ import annotations

from collections.abc import Mapping

from tantam.process.engine.diagram import Node
from tantam.process.engine.selecting import Part


class Reach:
    """Answers for one part, by index of its nodes, as bits of one number."""

    def __init__(self, part: Part, index: Mapping[str, int]) -> None:
        self._index = index
        self._flows = part.flow_by_id
        self._before: dict[int, list[int]] = {}
        for node in part.nodes:
            self._before.setdefault(index[node.id], []).extend(self._sources(part, node))
        for thrower, catchers in part.links.items():
            for catcher in catchers:
                self._before[index[catcher.id]].append(index[thrower])

    def _sources(self, part: Part, node: Node) -> list[int]:
        found = [self._index[part.flow_by_id[flow].source] for flow in node.incoming if flow in part.flow_by_id]
        if node.kind == "boundaryEvent" and node.attached_to in self._index:
            found.append(self._index[node.attached_to])
        return found

    def towards(self, gateway: Node) -> tuple[int, ...]:
        """For each incoming flow of `gateway`: the nodes from which a token may come by it without passing the
        gateway."""
        own = self._index[gateway.id]
        return tuple(self._leading(self._index[self._flows[flow].source], own) for flow in gateway.incoming)

    def _leading(self, last: int, gateway: int) -> int:
        seen = 0
        waiting = [last]
        while waiting:
            here = waiting.pop()
            if here == gateway or seen >> here & 1:
                continue
            seen |= 1 << here
            waiting.extend(self._before.get(here, ()))
        return seen
