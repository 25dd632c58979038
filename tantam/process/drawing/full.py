"""The whole drawing, as the studio shows it, with marks on it: the map of a process, the path of a case."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from tantam.process.drawing.badges import drawn as drawn_badges
from tantam.process.drawing.badges import pills, row_box
from tantam.process.drawing.colours import colours_on
from tantam.process.drawing.elements import node_element, svg_element
from tantam.process.drawing.frames import draw_frames
from tantam.process.drawing.geometry import Box, around, union
from tantam.process.drawing.labels import Label, beside_line, beside_node, settle
from tantam.process.drawing.lines import draw_flow
from tantam.process.drawing.mark import NO_MARK, Link, Mark, Marks
from tantam.process.drawing.markup import rectangle, written
from tantam.process.drawing.page import Page, extent, read_page
from tantam.process.drawing.signs import draw_sign
from tantam.process.drawing.text import block
from tantam.process.drawing.wording import described, kind_name, say, share_text
from tantam.process.engine.diagram import Diagram, Flow, Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS, TASKS

#: Pixels per unit at which the smallest letters (10 units) are 11 pixels high.
READABLE: Final = 1.1
_MARGIN = 10.0
_FIXED_SPACE = "\u00a0"
_NO_MARKS: Mapping[str, Mark] = {}


def draw(
    diagram: Diagram,
    *,
    language: str,
    marks: Marks = _NO_MARKS,
    focus: str | None = None,
    size: tuple[float, float] | None = None,
    scale: float | None = None,
    link: Link | None = None,
) -> str:
    """The whole diagram as one `<svg>`.

    `marks` by element id (steps, events, flows); `focus` is the id of the element to point out; `size` in pixels or
    `scale` in pixels per unit, without both the picture takes the width it is given; `link` gives the address of a
    node, or None.
    """
    return Picture(diagram, language=language, marks=marks, focus=focus, link=link).svg(size, scale=scale)


class Picture:
    """One drawing being laid out; `texts` are the rectangles of all labels, badges and shares."""

    def __init__(
        self, diagram: Diagram, *, language: str, marks: Marks, focus: str | None = None, link: Link | None = None
    ) -> None:
        self.page: Page = read_page(diagram)
        self.language = language
        self.marks = marks
        self.focus = focus
        self.link = link
        self.colours = colours_on(self.page, marks)
        self.labels: dict[str, Label] = {}
        self.badges: dict[str, Box] = {}
        self.shares: dict[str, Box] = {}
        self.nodes = self.page.nodes()
        self.flows = [flow for flow in diagram.flows if flow.id in self.page.edges]
        self._place_labels()
        self._place_badges()
        self._place_shares()

    @property
    def texts(self) -> list[Box]:
        """Every rectangle that holds a text outside a step."""
        return [*(label.box for label in self.labels.values()), *self.badges.values(), *self.shares.values()]

    def svg(self, size: tuple[float, float] | None, *, scale: float | None = None) -> str:
        """The finished markup."""
        view = (union([extent(self.page), *self.texts]) or Box(0, 0, 1, 1)).grown(_MARGIN)
        if scale:
            size = (view.width * scale, view.height * scale)
        name = self._title()
        parts = draw_frames(self.page, language=self.language, colours=self.colours)
        expanded = [node for node in self.nodes if self.page.is_expanded(node)]
        parts.extend(self._node(node) for node in expanded)
        parts.extend(self._flow(flow) for flow in sorted(self.flows, key=self._rank))
        parts.extend(self._node(node) for node in self.nodes[len(expanded) :])
        return svg_element("".join(parts), view=view, size=size, name=name, kind="full", is_image=not self.link)

    def _title(self) -> str:
        diagram = self.page.diagram
        process = diagram.processes[0] if diagram.processes else None
        name = process.label(self.language) if process else ""
        return say("diagram", self.language, name=name or say("unnamed", self.language)).strip()

    def _mark(self, name: str) -> Mark:
        return self.marks.get(name, NO_MARK)

    def _rank(self, flow: Flow) -> int:
        return 1 if self._mark(flow.id).state in ("done", "current") else 0

    def _place_labels(self) -> None:
        pieces = [piece for found in self.page.pieces.values() for piece in found]
        taken = [self._solid(node) for node in self.nodes if not self.page.is_expanded(node)]
        for node in self.nodes:
            text = node.label(self.language)
            if text and node.kind in EVENTS | GATEWAYS:
                wanted = beside_node(text, self.page.boxes[node.id], self.page.shapes[node.id].label)
                self._settle(node.id, wanted, taken=taken, pieces=pieces)
        for flow in self.flows:
            text = self._flow_text(flow)
            if text:
                wanted = beside_line(text, self.page.pieces[flow.id], self.page.edges[flow.id].label)
                self._settle(flow.id, wanted, taken=taken, pieces=pieces)

    def _solid(self, node: Node) -> Box:
        """What a label must keep off: the corners of a gateway's rectangle are free."""
        box = self.page.boxes[node.id]
        return box.grown(-box.width * 0.22) if node.kind in GATEWAYS else box

    def _flow_text(self, flow: Flow) -> str:
        """The name of a flow, with its share where it has both."""
        name, mark = flow.label(self.language), self._mark(flow.id)
        if not name or mark.share is None:
            return name
        return f"{name} · {share_text(mark, language=self.language).replace(' ', _FIXED_SPACE)}"

    def _settle(self, name: str, label: Label, *, taken: list[Box], pieces: list[Box]) -> None:
        settled = settle(label, taken=taken, pieces=pieces)
        taken.append(settled.box)
        self.labels[name] = settled

    def _place_badges(self) -> None:
        labels = [label.box for label in self.labels.values()]
        for node in self.nodes:
            found = pills(self._mark(node.id)) if _has_badges(node, self._mark(node.id)) else []
            if found:
                taken = [*labels, *self.page.guests.get(node.id, ()), *self.badges.values()]
                host, near = self.page.boxes[node.id], self.page.near.get(node.id, [])
                self.badges[node.id] = row_box(found, host=host, pieces=near, taken=taken)

    def _place_shares(self) -> None:
        taken = [self.page.boxes[node.id] for node in self.nodes if not self.page.is_expanded(node)]
        taken.extend(self.texts)
        for flow in self.flows:
            mark = self._mark(flow.id)
            if mark.share is not None and flow.id not in self.labels:
                box = _on_line(share_text(mark, language=self.language), self.page.pieces[flow.id], taken)
                taken.append(box)
                self.shares[flow.id] = box

    def _flow(self, flow: Flow) -> str:
        mark = self._mark(flow.id)
        source = self.page.diagram.nodes_by_id.get(flow.source)
        parts = [
            draw_flow(
                flow,
                self.page.edges[flow.id].waypoints,
                mark=mark,
                colour=self.colours.get(flow.id, ""),
                is_default=source is not None and source.default == flow.id,
                is_conditional=flow.condition is not None and source is not None and source.kind in TASKS,
            )
        ]
        title = described(flow.label(self.language), mark, language=self.language)
        if flow.id in self.labels:
            parts.append(self.labels[flow.id].markup())
        if flow.id in self.shares:
            parts.append(_share(share_text(mark, language=self.language), self.shares[flow.id]))
        heading = f"<title>{escape(title)}</title>" if title else ""
        return f'<g data-flow="{escape(flow.id)}">{heading}{"".join(parts)}</g>'

    def _node(self, node: Node) -> str:
        mark = self._mark(node.id)
        box = self.page.boxes[node.id]
        name = node.label(self.language)
        parts = draw_sign(
            node,
            box,
            name=name,
            mark=mark,
            is_expanded=self.page.is_expanded(node),
            is_marked=self.page.shapes[node.id].is_marker_visible,
            guests=self.page.guests.get(node.id, ()),
        )
        if node.id in self.labels:
            parts.append(self.labels[node.id].markup())
        if node.id in self.badges:
            parts.extend(drawn_badges(pills(mark), self.badges[node.id]))
        title = described(name or kind_name(node.kind, self.language), mark, language=self.language)
        return node_element(
            node,
            "".join(parts),
            title=title,
            mark=mark,
            is_focus=node.id == self.focus,
            link=self.link,
            colour=self.colours.get(node.id, ""),
        )


def _has_badges(node: Node, mark: Mark) -> bool:
    """Events and gateways say only numbers; the tick is for steps."""
    return node.kind not in EVENTS | GATEWAYS or bool(mark.count or mark.overdue or mark.incidents)


def _on_line(text: str, pieces: list[Box], taken: list[Box]) -> Box:
    """The middle of the longest piece where the share hides nothing."""
    words = block((text,), size=10.0)
    width, height = words.width + 8, 15.0
    by_length = sorted(pieces, key=lambda box: -(box.width + box.height))
    places = [(piece, part) for part in (0.5, 0.35, 0.65, 0.2, 0.8) for piece in by_length]
    boxes = [
        around(piece.left + piece.width * part, piece.top + piece.height * part, width=width, height=height)
        for piece, part in places
    ]
    return next((box for box in boxes if not any(box.overlaps(other) for other in taken)), boxes[0])


def _share(text: str, box: Box) -> str:
    words = block((text,), size=10.0)
    pill = rectangle(box, classes="dg-share", radius=7, paint=' fill="#fff"')
    return pill + written(words, x=box.x, top=box.y - words.height / 2, classes="dg-share-text")
