"""What a step waits for where ways that were gone at once come together again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.kinds import GATEWAYS
from tantam.process.procedure.forks import Said, listed
from tantam.process.procedure.words import Wording

_JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
_MOST = 8  # places one way may come from


@dataclass(frozen=True, slots=True)
class Joins:
    """Says what comes before a join; `places` names steps and events by their id."""

    diagram: Diagram
    word: Wording
    places: dict[str, str]

    def at(self, node: Node) -> tuple[Said, ...]:
        """What has to be done before it goes on behind a gateway; nothing where no ways meet that wait."""
        names = self._names(node, frozenset())
        if len(names) < 2:
            return ()
        return (Said("joined" if node.kind == "parallelGateway" else "joined_some", listed(names, self.word)),)

    def before(self, node: Node) -> tuple[str, ...]:
        """What a step waits for before it begins, a line each; nothing where no way into it waits for others."""
        found = list(dict.fromkeys(self._ways_in(node, frozenset({node.id}))))
        waiting = [one for one in found if isinstance(one, Said)]
        others = [one for one in found if isinstance(one, str)]
        if not waiting:
            return ()
        lines = [self.word(f"{one.key}.alone", words=one.words) for one in waiting]
        beside = [self.word("or_from", names=self.word("or").join(others[:_MOST]))] if others else []
        return (*lines, *beside)

    def _ways_in(self, node: Node, seen: frozenset[str]) -> Iterator[Said | str]:
        for source in self._sources(node):
            if source.id in self.places:
                yield self.places[source.id]
            elif said := self.at(source):
                yield from said
            elif source.id not in seen:
                yield from self._ways_in(source, seen | {source.id})

    def _names(self, join: Node, seen: frozenset[str]) -> list[str]:
        """What each way into a join ends with, once each; of ways that met before, one or the other."""
        if join.kind not in _JOINS or len(join.incoming) < 2:
            return []
        seen |= {join.id}
        ways = [list(dict.fromkeys(self._ends(source, seen)))[:_MOST] for source in self._sources(join)]
        several = len(ways) > 1
        said = (
            self.word("group", words=self.word("or").join(one)) if several and len(one) > 1 else "".join(one)
            for one in ways
            if one
        )
        return list(dict.fromkeys(said))

    def _ends(self, node: Node, seen: frozenset[str]) -> Iterator[str]:
        if node.id in self.places:
            yield self.places[node.id]
        elif node.id not in seen:
            names = self._names(node, seen)
            if len(names) > 1:
                yield self.word("group", words=listed(names, self.word))
            else:
                for source in self._sources(node):
                    yield from self._ends(source, seen | {node.id})

    def _sources(self, node: Node) -> list[Node]:
        known = self.diagram
        flows = (known.flows_by_id[one] for one in node.incoming if one in known.flows_by_id)
        return [known.nodes_by_id[flow.source] for flow in flows if flow.source in known.nodes_by_id]


def is_place(node: Node) -> bool:
    """Whether a way is said to come from here: from all but gateways."""
    return node.kind not in GATEWAYS
