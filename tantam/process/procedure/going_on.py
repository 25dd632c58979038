"""Where it goes on after a step or an event: along the arrows, through gateways, up to the next step or end."""

from __future__ import annotations

from dataclasses import dataclass, field

from tantam.process.engine.diagram import Flow, Node
from tantam.process.engine.kinds import GATEWAYS
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.limits import MOST_WAYS
from tantam.process.procedure.subject import Subject
from tantam.process.procedure.waiting import awaited
from tantam.process.procedure.words import Wording

_DEEPEST = 6
_EVENT, _ELSE = "\0event ", "\0else"  # no name holds these


@dataclass(slots=True)
class Onward:
    """Says what comes after elements; `numbers` are those of the steps."""

    subject: Subject
    word: Wording
    conditions: Conditions
    numbers: dict[str, int]
    steps: dict[str, frozenset[str]] = field(default_factory=dict)

    def after(self, node: Node) -> tuple[str, ...]:
        """The ways on from `node`, a line each."""
        lines: list[str] = []
        self._walk(node, (), lines, seen=frozenset({node.id}))
        if len(lines) > MOST_WAYS:
            rest = len(lines) - MOST_WAYS
            return (*lines[:MOST_WAYS], self.word("more_ways", count=rest))
        return tuple(lines)

    def name(self, node: Node) -> str:
        """What an element is called here."""
        return node.label(self.word.language) or self.word("unnamed")

    def step(self, node: Node) -> str:
        """A step by number and name."""
        return self.word("to_step", number=self.numbers[node.id], name=self.name(node))

    def _walk(self, node: Node, said: tuple[str, ...], lines: list[str], *, seen: frozenset[str]) -> None:
        flows = self._flows(node)
        for flow in flows:
            if len(lines) > MOST_WAYS * 2:
                return
            target = self.subject.diagram.nodes_by_id.get(flow.target)
            if target is not None:
                self._to(target, (*said, *self._condition(node, flow, len(flows))), lines, seen=seen)

    def _flows(self, node: Node) -> list[Flow]:
        """The arrows out of a node."""
        known = self.subject.diagram.flows_by_id
        return [known[one] for one in node.outgoing if one in known]

    def _condition(self, node: Node, flow: Flow, ways: int) -> tuple[str, ...]:
        """What is said of one arrow out of `node`; nothing where it is the only way."""
        label = flow.label(self.word.language)
        if flow.condition is not None:
            words = self.conditions(flow.condition.text)
            return (f"“{label}” ({words})" if label and label.lower() != words.lower() else words,)
        if node.kind in ("exclusiveGateway", "inclusiveGateway") and ways > 1:
            return (f"“{label}”" if label else _ELSE,)
        return (f"“{label}”",) if label else ()

    def _to(self, target: Node, said: tuple[str, ...], lines: list[str], *, seen: frozenset[str]) -> None:
        if target.id in self.numbers:
            lines.append(self._line(said, self.step(target)))
        elif target.kind == "endEvent":
            name = target.label(self.word.language)
            lines.append(self._line(said, self.word("to_end", name=name) if name else self.word("the_end")))
        elif target.id not in seen and len(seen) < _DEEPEST:
            self._walk(target, (*said, *self._event(target)), lines, seen=seen | {target.id})

    def _event(self, node: Node) -> tuple[str, ...]:
        if node.kind in GATEWAYS:
            return ()
        words = awaited(node, subject=self.subject, word=self.word, conditions=self.conditions)
        return (f"{_EVENT}{words or self.name(node)}",)

    def _line(self, said: tuple[str, ...], target: str) -> str:
        words = target
        for one in reversed(said):
            if one.startswith(_EVENT):
                words = self.word("after", event=one.removeprefix(_EVENT), target=_lowered(words))
            elif one == _ELSE:
                words = self.word("else", target=_lowered(words))
            else:
                words = self.word("if", condition=one, target=_lowered(words))
        return words[0].upper() + words[1:]

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


def _lowered(words: str) -> str:
    """The same inside a sentence."""
    return words[0].lower() + words[1:]
