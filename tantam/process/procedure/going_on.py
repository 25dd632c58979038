"""Where it goes on after a step or an event: along the arrows, through gateways, up to the next step or end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tantam.process.engine.diagram import Flow, Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.forks import Said, Way, forked, in_lines, in_one_line, lowered, parting_of
from tantam.process.procedure.joining import Joins, is_place
from tantam.process.procedure.limits import MOST_WAYS
from tantam.process.procedure.subject import Subject
from tantam.process.procedure.waiting import awaited
from tantam.process.procedure.words import Wording

_DEEPEST = 8


@dataclass
class Onward:
    """Says what comes after elements, and what they wait for; `numbers` are those of the steps."""

    subject: Subject
    word: Wording
    conditions: Conditions
    numbers: dict[str, int]
    steps: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def gaps(self) -> dict[str, str]:
        """What the places of scripts are called: those that fill themselves, and what is filled in or known here."""
        return {**self.conditions.labels, **self.subject.gaps}

    @cached_property
    def joins(self) -> Joins:
        """What steps wait for."""
        nodes = filter(is_place, self.subject.diagram.nodes)
        return Joins(self.subject.diagram, self.word, {node.id: self._place(node) for node in nodes})

    def after(self, node: Node) -> tuple[str, ...]:
        """The ways on from `node`, a line each; where there are several the first line says how they part."""
        way = self._way(node)
        return in_lines(way, self.word) if way else ()

    def after_in_short(self, node: Node) -> str:
        """The same inside a sentence; "" where nothing comes."""
        way = self._way(node)
        return in_one_line(way, self.word) if way else ""

    def before(self, node: Node) -> tuple[str, ...]:
        """What `node` waits for, where ways that were gone at once come together before it."""
        return self.joins.before(node)

    def name(self, node: Node) -> str:
        """What an element is called here; an end or a point on the way without a name by what it is."""
        return node.label(self.word.language) or self._unnamed(node)

    def _unnamed(self, node: Node) -> str:
        if node.kind == "endEvent":
            return self.word("or").join(self._last_before(node)) or self.word("the_whole")
        return self.word("unnamed_event" if node.kind in EVENTS else "unnamed")

    def _last_before(self, node: Node) -> Iterator[str]:
        """What happens last on each way to `node`: a step is done, or an event on the way."""
        diagram, seen, waiting = self.subject.diagram, {node.id}, [node]
        while waiting:
            for flow in (diagram.flows_by_id[one] for one in waiting.pop(0).incoming if one in diagram.flows_by_id):
                source = diagram.nodes_by_id.get(flow.source)
                if source is None or source.id in seen:
                    continue
                seen.add(source.id)
                if source.id in self.numbers:
                    yield self.word("end_after", step=self.step(source))
                elif source.kind in GATEWAYS:
                    waiting.append(source)
                elif source.kind != "startEvent":
                    yield self._happened(source)

    def _happened(self, node: Node) -> str:
        return awaited(node, subject=self.subject, word=self.word, conditions=self.conditions) or self.name(node)

    def step(self, node: Node) -> str:
        """A step by number and name."""
        return self.word("to_step", number=self.numbers[node.id], name=self.name(node))

    def _place(self, node: Node) -> str:
        if node.id in self.numbers:
            return lowered(self.step(node))
        label = node.label(self.word.language)
        return f"“{label}”" if label else self._happened(node)

    def _way(self, node: Node) -> Way | None:
        return self._from(node, seen=frozenset({node.id}), left=[MOST_WAYS * 8])

    def _from(self, node: Node, *, seen: frozenset[str], left: list[int]) -> Way | None:
        """All that comes after `node`; `left` is how many ways may still be walked."""
        flows = self._flows(node)
        ways = []
        for flow in flows:
            target = self.subject.diagram.nodes_by_id.get(flow.target)
            left[0] -= 1
            way = self._to(target, seen=seen, left=left) if target is not None and left[0] > 0 else None
            if way is not None:
                ways.append(way.behind(self._condition(node, flow, len(flows))))
        if len(ways) > 1:
            return forked(ways, parting_of(node, flows))
        return ways[0] if ways else None

    def _to(self, target: Node, *, seen: frozenset[str], left: list[int]) -> Way | None:
        if target.id in self.numbers:
            return Way(self.step(target))
        if target.kind == "endEvent":
            name = target.label(self.word.language)
            return Way(self.word("to_end", name=name) if name else self.word("the_end"))
        if target.id in seen:
            return None
        if len(seen) >= _DEEPEST:
            return Way(self.word("see_diagram"))
        linked = self._linked(target)
        if linked is not None:  # one place drawn twice: nothing happens there
            return self._from(linked, seen=seen | {target.id, linked.id}, left=left)
        way = self._from(target, seen=seen | {target.id}, left=left)
        if way is None and not target.outgoing:
            way = Way(self.word("the_end"))
        return way.behind(self._on_the_way(target)) if way else None

    def _linked(self, node: Node) -> Node | None:
        """Where a link that is thrown comes out again."""
        if node.kind != "intermediateThrowEvent":
            return None
        names = {one.name for one in node.events if one.kind == "link"}
        found = (one for one in self.subject.diagram.nodes if one.kind == "intermediateCatchEvent")
        return next((one for one in found if any(e.kind == "link" and e.name in names for e in one.events)), None)

    def _flows(self, node: Node) -> list[Flow]:
        """The arrows out of a node."""
        known = self.subject.diagram.flows_by_id
        return [known[one] for one in node.outgoing if one in known]

    def _condition(self, node: Node, flow: Flow, ways: int) -> tuple[Said, ...]:
        """What is said of one arrow out of `node`; nothing where it is the only way."""
        label = self._answer(node, flow)
        if flow.condition is not None:
            words = self.conditions.of(flow)
            if not label or label.lower() == words.lower():
                return (Said("if", words),)
            return (Said("if", f"“{label}” ({words})", again=f"“{label}”"),)
        if node.kind in ("exclusiveGateway", "inclusiveGateway") and ways > 1:
            return (Said("if", f"“{label}”") if label else Said("else"),)
        return (Said("if", f"“{label}”"),) if label else ()

    def _answer(self, node: Node, flow: Flow) -> str:
        """What is written at an arrow; behind a gateway that asks, with the question it answers."""
        label, question = flow.label(self.word.language), node.label(self.word.language)
        return f"{question} {label}" if label and node.kind in GATEWAYS and question.endswith("?") else label

    def _on_the_way(self, node: Node) -> Iterator[Said]:
        """What an event waits for, and what a gateway does."""
        if node.kind in GATEWAYS:
            yield from self.joins.at(node)
        else:
            yield Said("after", self._happened(node))

    def reaches(self, node: Node) -> frozenset[str]:
        """The steps that come next after `node`."""
        if node.id not in self.steps:
            self.steps[node.id] = frozenset(self._reached(node))
        return self.steps[node.id]

    def _reached(self, node: Node) -> set[str]:
        diagram, found, seen, waiting = self.subject.diagram, set(), {node.id}, [node]
        while waiting:
            for flow in self._flows(waiting.pop()):
                target = diagram.nodes_by_id.get(flow.target)
                if target is None or target.id in seen:
                    continue
                seen.add(target.id)
                if target.id in self.numbers:
                    found.add(target.id)
                else:
                    waiting.append(target)
        return found
