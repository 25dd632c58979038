"""From where a token may come to a gateway: which nodes lead to each of its incoming flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tantam.process.engine.diagram import Node
from tantam.process.engine.selecting import Part

#: A drawing whose loops stand in each other deeper than this is searched gateway by gateway.
MOST_PASSES = 64


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
        self._all = closure([self._before.get(number, []) for number in range(len(part.nodes))])

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
        if self._all is not None and last != gateway and not self._all[last] >> gateway & 1:
            return self._all[last] | 1 << last  # no way to it passes the gateway
        before, no, yes = self._before, *b"01"
        seen = bytearray([no]) * len(before)
        seen[gateway] = yes
        waiting = [last]
        while waiting:
            here = waiting.pop()
            if seen[here] == no:
                seen[here] = yes
                waiting += before[here]
        seen[gateway] = no
        return int(seen[::-1], 2)


def closure(before: Sequence[Sequence[int]], *, passes: int = MOST_PASSES) -> list[int] | None:
    """For each node all that lead to it, as bits of one number; None where so many passes do not suffice (as many as
    there are nodes, and one more, always do)."""
    found = [0] * len(before)
    order = _in_order(before)
    for _ in range(passes):
        is_settled = True
        for here in order:
            bits = found[here]
            for source in before[here]:
                bits |= found[source] | 1 << source
            if bits != found[here]:
                found[here] = bits
                is_settled = False
        if is_settled:
            return found
    return None


def _in_order(before: Sequence[Sequence[int]]) -> list[int]:
    """The nodes so that most come after what leads to them: deepest first, without recursion."""
    seen = bytearray(len(before))
    order: list[int] = []
    for root in range(len(before)):
        waiting = [(root, 0)]
        while waiting:
            here, number = waiting.pop()
            if number == 0:
                if seen[here]:
                    continue
                seen[here] = 1
            if number < len(before[here]):
                waiting.append((here, number + 1))
                waiting.append((before[here][number], 0))
            else:
                order.append(here)
    return order
