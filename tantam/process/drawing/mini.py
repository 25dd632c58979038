"""The piece around one step, for a card: what was done, what is to do now, what comes next.

It keeps the signs of the diagram but not its places: at this size the real distances would leave one box in view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tantam.process.drawing.badges import drawn as drawn_badges
from tantam.process.drawing.badges import pills, row_box
from tantam.process.drawing.elements import node_element, svg_element
from tantam.process.drawing.geometry import Box, around
from tantam.process.drawing.lines import draw_arrow
from tantam.process.drawing.mark import NO_MARK, Link, Mark, Marks
from tantam.process.drawing.markup import Anchor, rectangle, written
from tantam.process.drawing.neighbours import Around, look_around
from tantam.process.drawing.signs import draw_sign
from tantam.process.drawing.text import block, fit, wrap
from tantam.process.drawing.wording import described, kind_name, say
from tantam.process.engine.diagram import Diagram, Node, Point
from tantam.process.engine.kinds import EVENTS, GATEWAYS

_PAD = 10.0
_GAP_BEFORE = 0.08  # of the width, left of the step
_GAP_AFTER = 0.12  # of the width, right of it, where a gateway may stand
_BESIDE = 0.225  # of the width, the columns beside the middle one
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0)
_GAP, _LEAST, _TALLEST, _MOST_LINES = 9.0, 28.0, 56.0, 5
_NO_MARKS: Mapping[str, Mark] = {}


def draw_mini(
    diagram: Diagram,
    *,
    language: str,
    focus: str,
    marks: Marks = _NO_MARKS,
    size: tuple[float, float] = (300, 150),
    link: Link | None = None,
) -> str:
    """What is around `focus` as one `<svg>` of `size` pixels; KeyError where it is not in the diagram."""
    found = look_around(diagram, focus=focus, marks=marks)
    return Mini(found, language=language, marks=marks, size=size, link=link).svg()


class Mini:
    """The small picture being laid out in three columns; `boxes` are where the nodes stand."""

    def __init__(
        self, found: Around, *, language: str, marks: Marks, size: tuple[float, float], link: Link | None
    ) -> None:
        self.found = found
        self.language = language
        self.marks = marks
        self.link = link
        width, height = size
        beside = width * _BESIDE
        before_needs, after_needs = (self._needs(nodes, width=beside) for nodes in (found.before, found.after))
        height = max(height, *(_total(needs) + 2 * _PAD for needs in (before_needs, after_needs)))
        self.size = (width, height)
        before = beside + width * _GAP_BEFORE if found.before else 0
        after = beside + width * _GAP_AFTER if found.after else 0
        self.now = Box(_PAD + before, 0, width - _PAD - after, height)
        left = Box(_PAD, _PAD, _PAD + beside, height - _PAD)
        right = Box(width - _PAD - beside, _PAD, width - _PAD, height - _PAD)
        self.boxes = _column(found.before, left, needs=before_needs)
        self.boxes |= _column(found.after, right, needs=after_needs)
        self.boxes[found.step.id] = _sign_box(
            found.step, around(self.now.x, height / 2, width=min(self.now.width, 130), height=92)
        )

    def svg(self) -> str:
        """The finished markup."""
        parts = self._arrows()
        for node in [*self.found.before, *self.found.after]:
            parts.append(self._node(node))
        parts.append(self._node(self.found.step))
        if self.found.hidden:
            more = block((f"+{self.found.hidden}",), size=9.5)
            parts.append(written(more, x=self.size[0] - 4, top=self.size[1] - 13, classes="dg-label", anchor="end"))
        name = say("around", self.language, name=self._name(self.found.step))
        view = Box(0, 0, *self.size)
        return svg_element("".join(parts), view=view, size=self.size, name=name, kind="mini", is_image=not self.link)

    def _needs(self, nodes: Sequence[Node], *, width: float) -> list[float]:
        """How tall each box of a column has to be so that its name stands whole in the smallest letters."""
        return [self._need(node, width=width) for node in nodes]

    def _need(self, node: Node, *, width: float) -> float:
        if node.kind in EVENTS | GATEWAYS:
            return _LEAST
        words = wrap(self._name(node), size=_SIZES[-1], width=width - 8, most=_MOST_LINES)
        return max(_LEAST, words.height + 7)

    def _name(self, node: Node) -> str:
        return node.label(self.language) or kind_name(node.kind, self.language)

    def _mark(self, node: Node) -> Mark:
        return self.marks.get(node.id, NO_MARK)

    def _arrows(self) -> list[str]:
        step = self.boxes[self.found.step.id]
        parts = []
        for node in self.found.before:
            done = self._mark(node).state == "done"
            parts.append(_arrow(self.boxes[node.id], step, bend=0.5, state="done" if done else "none"))
        start = step
        if self.found.gateway is not None:
            turn = around(step.right + self.size[0] * _GAP_AFTER * 0.3, step.y, width=16, height=16)
            parts.append(self._turn(self.found.gateway, turn))
            start = turn
        for node in self.found.after:
            parts.append(_arrow(start, self.boxes[node.id], bend=0.3, state="none"))
        return parts

    def _turn(self, gateway: Node, box: Box) -> str:
        title = self._name(gateway)
        sign = "".join(draw_sign(gateway, box, name="", mark=NO_MARK))
        element = node_element(gateway, sign, title=title, mark=NO_MARK, is_focus=False, link=None)
        step = self.boxes[self.found.step.id]
        stub = draw_arrow([Point(step.right, step.y), Point(box.left, box.y)], state="none", has_head=False)
        return stub + element

    def _node(self, node: Node) -> str:
        box, mark, name = self.boxes[node.id], self._mark(node), self._name(node)
        is_step = node.id == self.found.step.id
        parts = self._sign(node, box, name=name, mark=mark)
        found = pills(mark) if node.kind not in EVENTS | GATEWAYS else []
        if found:
            room = row_box(found, host=box, pieces=(), taken=())
            parts.extend(drawn_badges(found, room.moved(min(0, self.size[0] - 1 - room.right), 0)))
        title = described(name, mark, language=self.language)
        return node_element(node, "".join(parts), title=title, mark=mark, is_focus=is_step, link=self.link)

    def _sign(self, node: Node, box: Box, *, name: str, mark: Mark) -> list[str]:
        if node.kind in EVENTS | GATEWAYS:
            parts = draw_sign(node, box, name="", mark=mark)
            parts.append(self._beside(node, box, name=name))
            return parts
        if node.id == self.found.step.id:
            return draw_sign(node, box, name=name, mark=mark)
        words = fit(name, sizes=_SIZES, width=box.width - 8, height=box.height - 6)
        return [
            rectangle(box, classes="dg-shape", radius=8, paint=' fill="#fff" stroke="currentColor"'),
            written(words, x=box.x, top=box.y - words.height / 2, classes="dg-name"),
        ]

    def _beside(self, node: Node, box: Box, *, name: str) -> str:
        """The name of an event: below it in the middle, else beside it where its column has room."""
        if node.id == self.found.step.id:
            words = fit(name, sizes=_SIZES, width=self.now.width + 12, height=(self.size[1] - box.bottom) - 6)
            return written(words, x=box.x, top=box.bottom + 4, classes="dg-name")
        is_after = box.x > self.now.x
        anchor: Anchor = "start" if is_after else "end"
        room = self.size[0] - box.right - 6 if is_after else box.left - 6
        words = fit(name, sizes=(10.0, 9.5, 9.0, 8.5, 8.0), width=room, height=42)
        x = box.right + 4 if is_after else box.left - 4
        return written(words, x=x, top=box.y - words.height / 2, classes="dg-label", anchor=anchor)


def _total(heights: Sequence[float]) -> float:
    return sum(heights) + _GAP * (len(heights) - 1) if heights else 0.0


def _column(nodes: Sequence[Node], room: Box, *, needs: Sequence[float]) -> dict[str, Box]:
    """The nodes one under the other in the middle of the column, equally tall unless a long name needs more."""
    if not nodes:
        return {}
    heights = _heights(needs, room=room.height - _GAP * (len(nodes) - 1))
    top = room.y - _total(heights) / 2
    boxes = {}
    for node, height in zip(nodes, heights, strict=True):
        place = Box(room.left, top, room.right, top + height)
        boxes[node.id] = _edge_box(node, place, is_after=room.left > 100)
        top += height + _GAP
    return boxes


def _heights(needs: Sequence[float], *, room: float) -> list[float]:
    share = min(_TALLEST, room / len(needs))
    if max(needs) <= share:
        return [share] * len(needs)
    spare = max(0.0, room - sum(needs)) / len(needs)
    return [min(max(_TALLEST, need), need + spare) for need in needs]


def _edge_box(node: Node, place: Box, *, is_after: bool) -> Box:
    """An event stands at the side of its column that its line comes from, leaving the rest to its name."""
    if node.kind not in EVENTS:
        return place
    side = min(26.0, place.height)
    x = place.left + side / 2 if is_after else place.right - side / 2
    return around(x, place.y, width=side, height=side)


def _sign_box(node: Node, place: Box) -> Box:
    if node.kind in EVENTS:
        return around(place.x, place.y - 14, width=40, height=40)
    if node.kind in GATEWAYS:
        return around(place.x, place.y - 14, width=48, height=48)
    return place


def _arrow(start: Box, end: Box, *, bend: float, state: str) -> str:
    """A line from the right of one to the left of the other, with one step up or down between."""
    x = start.right + (end.left - start.right) * bend
    points = [Point(start.right, start.y), Point(x, start.y), Point(x, end.y), Point(end.left, end.y)]
    if abs(start.y - end.y) < 1:
        points = [points[0], Point(end.left, start.y)]
    return draw_arrow(points, state=state)
