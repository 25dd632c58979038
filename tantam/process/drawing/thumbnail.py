"""A diagram no larger than a stamp: shapes without words."""

from __future__ import annotations

from collections.abc import Mapping

from tantam.process.drawing.colours import colours_on
from tantam.process.drawing.elements import svg_element
from tantam.process.drawing.geometry import Box
from tantam.process.drawing.mark import NO_MARK, Mark, Marks
from tantam.process.drawing.markup import circle, number, path, rectangle
from tantam.process.drawing.page import Page, extent, read_page
from tantam.process.drawing.wording import say
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS

_OUTLINE = ' fill="none" stroke="currentColor"'
_FILLED = ' fill="#fff" stroke="currentColor"'
_NO_MARKS: Mapping[str, Mark] = {}


def draw_thumbnail(
    diagram: Diagram, *, language: str, marks: Marks = _NO_MARKS, size: tuple[float, float] = (160, 90)
) -> str:
    """The whole diagram as a small `<svg>` of `size` pixels; of the marks only colours show."""
    page = read_page(diagram)
    parts = [
        rectangle(page.boxes[pool.id], classes="dg-pool", paint=_OUTLINE)
        for pool in diagram.pools
        if pool.id in page.boxes
    ]
    lanes = "".join(
        f"M{number(box.left)} {number(box.bottom)}H{number(box.right)}"
        for lane in diagram.lanes
        if (box := page.boxes.get(lane.id))
    )
    if lanes:
        parts.append(path(lanes, classes="dg-lane", paint=_OUTLINE))
    nodes = page.nodes()
    parts.extend(_frame(page, node) for node in nodes if page.is_expanded(node))
    parts.append(path(_lines(page), classes="dg-thumb-line", paint=_OUTLINE))
    colours = colours_on(page, marks)
    parts.extend(
        _sign(node, page.boxes[node.id], marks.get(node.id, NO_MARK), colours.get(node.id, ""))
        for node in nodes
        if not page.is_expanded(node)
    )
    process = diagram.processes[0] if diagram.processes else None
    name = say("diagram", language, name=(process.label(language) if process else "") or say("unnamed", language))
    view = extent(page).grown(8)
    return svg_element("".join(parts), view=view, size=size, name=name, kind="thumb", is_image=True)


def _lines(page: Page) -> str:
    return "".join(
        "M" + "L".join(f"{number(point.x)} {number(point.y)}" for point in edge.waypoints)
        for edge in page.edges.values()
    )


def _frame(page: Page, node: Node) -> str:
    return rectangle(page.boxes[node.id], classes="dg-thumb-turn", radius=12, paint=_OUTLINE)


def _sign(node: Node, box: Box, mark: Mark, colour: str) -> str:
    state = f" dg-{mark.state}" if mark.state != "none" else ""
    heat = f" dg-heat-{mark.heat_level}" if mark.heat_level else ""
    own = f" dg-own-{colour}" if colour else ""
    if node.kind in EVENTS:
        return circle(box.x, box.y, box.width / 2, classes=f"dg-thumb-turn{state}", paint=_FILLED)
    if node.kind in GATEWAYS:
        x, y = number(box.x), number(box.y)
        diamond = f"M{x} {number(box.top)}L{number(box.right)} {y}L{x} {number(box.bottom)}L{number(box.left)} {y}Z"
        return path(diamond, classes="dg-thumb-turn", paint=_FILLED)
    return rectangle(box, classes=f"dg-node dg-thumb-step{state}{heat}{own}", radius=12, paint=_FILLED)
