"""Which way cases went where a drawing divides: counted, never reckoned from what is left over.

Counted are those that came to a division in a period: each arrow by those that came along it to the place behind it,
be it that they have left that place or stand there; at a gateway that waits for the first of several events those that
still wait are undecided, and belong to the whole as well. A wait behind such a gateway begins when it is reached.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from tantam.process.engine.diagram import Diagram

#: Where several ways come together here only the last is kept.
JOINING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
CHOOSING = "eventBasedGateway"


@dataclass(frozen=True, kw_only=True)
class Ways:
    """`taken` is by arrow how many went it, `undecided` by gateway how many wait there, `shares` what part of those
    that came went each arrow."""

    taken: Mapping[str, int] = field(default_factory=dict)
    undecided: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)


class Counted:
    """Counts what came to the places behind each division of a drawing."""

    def __init__(self, diagram: Diagram) -> None:
        self._kind = {node.id: node.kind for node in diagram.nodes}
        self._into: defaultdict[str, list[str]] = defaultdict(list)
        out: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for flow in diagram.sequence_flows():
            self._into[flow.target].append(flow.id)
            out[flow.source][flow.id] = flow.target
        self._out = {source: ways for source, ways in out.items() if self._divides(source, ways)}
        self._gates = {source for source in self._out if self._kind[source] == CHOOSING}
        behind = {target for ways in self._out.values() for target in ways.values()}
        self.places = frozenset(behind | self._gates)
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    def _divides(self, source: str, ways: Mapping[str, str]) -> bool:
        """Whether one of several ways is chosen, and all of them can be counted. Where everybody takes all ways, a part
        of them would say something untrue."""
        if len(ways) < 2 or self._kind.get(source) in (None, "parallelGateway"):
            return False
        return not any(self._kind[target] in JOINING and len(self._into[target]) > 1 for target in ways.values())

    def add(self, node: str, flow: str, count: float, *, is_waiting: bool = False) -> None:
        """Count those that came to a place; what came in from elsewhere does not say by which way, but a place that one
        way alone leads to."""
        if not count or node not in self.places:
            return
        if is_waiting and node in self._gates:
            self._waiting[node] += count  # type: ignore[assignment]  # parts of a day at the edges of a period
        into = self._into[node]
        self._taken[flow or (into[0] if len(into) == 1 else "")] += count  # type: ignore[assignment]

    def ways(self) -> Ways:
        """What was counted, in whole cases."""
        taken, undecided, shares = {}, {}, {}
        for source, ways in self._out.items():
            counts = {flow: round(self._taken[flow]) for flow in ways}
            waiting = round(self._waiting[source])
            whole = sum(counts.values()) + waiting
            if not whole:
                continue
            taken.update(counts)
            shares.update({flow: count / whole for flow, count in counts.items()})
            if source in self._gates:
                undecided[source] = waiting
        return Ways(taken=taken, undecided=undecided, shares=shares)
