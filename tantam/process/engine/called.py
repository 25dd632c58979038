"""What an element is called when the drawing gives it no name: what it is and where it stands.

Parallel gateways and ends are nearly never named in BPMN, so whoever reads a list of elements meets them; an id
("Gateway_1h5039z") says nothing to people. The words stand in `called.json`, which the studio reads as well
(`frontend/src/studio/called.js` follows the same rules; `tests/called_cases.json` holds both to them).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tantam.process.engine.diagram import Diagram, Flow, Node
from tantam.process.engine.kinds import GATEWAYS

_WORDS: Final[Mapping[str, Any]] = json.loads(Path(__file__).with_name("called.json").read_text(encoding="utf-8"))
#: As many neighbours are told; more of them say less.
_MOST_NEIGHBOURS: Final = 2
_INNER: Final = {"boundaryEvent": "caught", "intermediateCatchEvent": "caught", "intermediateThrowEvent": "thrown"}


def names_of(diagram: Diagram, *, language: str) -> Mapping[str, str]:
    """The name of every node in `language` ("vi" or "en"), by id; made up ones are unique within the drawing.

    Kept with the drawing, which never changes.
    """
    if language not in diagram.names_kept:
        diagram.names_kept[language] = _Naming(diagram, language).names()
    return diagram.names_kept[language]


def name_in(diagram: Diagram, element: str, *, language: str) -> str:
    """What a node, an arrow or a lane of the drawing is called; an id that is not there is said to be gone."""
    if (known := names_of(diagram, language=language).get(element)) is not None:
        return known
    if (flow := diagram.flows_by_id.get(element)) is not None:
        return flow.label(language).strip() or way_in(diagram, flow, language=language)
    lane = diagram.lanes_by_id.get(element)
    return (lane.label(language).strip() if lane is not None else "") or _say(_WORDS["gone"], language)


def way_in(diagram: Diagram, flow: Flow, *, language: str) -> str:
    """From where to where an arrow leads, by name."""
    names = names_of(diagram, language=language)
    return " → ".join(names.get(end, "?") for end in (flow.source, flow.target))


def both_names(diagram: Diagram, element: str) -> tuple[str, str]:
    """What an element is called in Vietnamese and in English."""
    return name_in(diagram, element, language="vi"), name_in(diagram, element, language="en")


def _say(pair: list[str], language: str) -> str:
    return pair[1 if language == "en" else 0]


class _Naming:
    """Names all nodes of one drawing."""

    def __init__(self, diagram: Diagram, language: str) -> None:
        self.diagram, self.language = diagram, language
        self.own = {node.id: node.label(language).strip() for node in diagram.nodes}
        self.starts = sum(node.kind == "startEvent" and not self.own[node.id] for node in diagram.nodes)

    def names(self) -> dict[str, str]:
        found = {node.id: self.own[node.id] or self._made(node) for node in self.diagram.nodes}
        many, given = Counter(found.values()), Counter[str]()
        for node, name in found.items():
            if many[name] > 1 and not self.own[node]:
                given[name] += 1
                found[node] = f"{name} ({given[name]})"
        return found

    def _made(self, node: Node) -> str:
        place, where = self._place(node)
        what = self._what(node, is_joining=place.startswith("joins"))
        form = _say(_WORDS["places"][place], self.language) if where else "{what}"
        return form.format(what=what, where=where)

    def _what(self, node: Node, *, is_joining: bool) -> str:
        kinds = _WORDS["kinds"]
        pair = kinds.get(node.kind, kinds["step"])
        if node.kind in _INNER and len(node.events) == 1:
            pair = _WORDS[_INNER[node.kind]].get(node.events[0].kind, pair)
        if is_joining:
            pair = _WORDS["joining"].get(node.kind, pair)
        return _say(pair, self.language)

    def _place(self, node: Node) -> tuple[str, str]:
        """How it stands to its neighbours, and their names."""
        if node.kind == "startEvent":
            return self._place_of_start(node)
        if node.attached_to:
            return "at", self._quoted(self._named(node.attached_to))
        if node.kind in GATEWAYS and len(node.incoming) > 1 and len(node.outgoing) < 2:
            if after := self._listed(self._near(node, is_back=False)):
                return "joins_before", after
            return "joins_after", self._listed(self._near(node, is_back=True))
        return "after", self._listed(self._near(node, is_back=True)) or self._after_begin(node)

    def _place_of_start(self, node: Node) -> tuple[str, str]:
        if parent := self.own.get(node.parent):
            return "inside", self._quoted(parent)
        return "before", self._listed(self._near(node, is_back=False)) if self.starts > 1 else ""

    def _after_begin(self, node: Node) -> str:
        return _say(_WORDS["begin"], self.language) if node.incoming else ""

    def _named(self, node_id: str) -> str:
        """The own name of a node; of one without, what is before it."""
        node = self.diagram.nodes_by_id.get(node_id)
        if node is None:
            return ""
        return self.own[node_id] or next(self._near(node, is_back=True), "")

    def _near(self, node: Node, *, is_back: bool) -> Iterator[str]:
        """The nearest that have names, against or along the arrows, past all that have none. Of a gateway behind, the
        branch that leads here is told."""
        seen, waiting = {node.id}, [(node, "")]
        while waiting:
            one, branch = waiting.pop(0)
            for flow, end in self._ways(one, is_back=is_back):
                if end in seen or (other := self.diagram.nodes_by_id.get(end)) is None:
                    continue
                seen.add(end)
                told = branch or (self._branch(flow, other) if is_back and flow is not None else "")
                if own := self.own[end]:
                    yield f"{own}: {told}" if told else own
                else:
                    waiting.append((other, told))

    def _ways(self, node: Node, *, is_back: bool) -> Iterator[tuple[Flow | None, str]]:
        if is_back and node.attached_to:
            yield None, node.attached_to
        for one in node.incoming if is_back else node.outgoing:
            if (flow := self.diagram.flows_by_id.get(one)) is not None:
                yield flow, flow.source if is_back else flow.target

    def _branch(self, flow: Flow, source: Node) -> str:
        return flow.label(self.language).strip() if source.kind in GATEWAYS else ""

    def _listed(self, names: Iterator[str]) -> str:
        told = list(dict.fromkeys(names))
        rest = ", …" if len(told) > _MOST_NEIGHBOURS else ""
        return ", ".join(map(self._quoted, told[:_MOST_NEIGHBOURS])) + rest

    def _quoted(self, name: str) -> str:
        """Single marks: sentences put what an element is called into double ones."""
        return f"‘{name}’" if name else ""
