"""Flows: bent lines with round corners, arrow heads, default and condition signs."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from tantam.process.drawing.mark import HEAT_LEVELS, Mark
from tantam.process.drawing.markup import circle, number, path
from tantam.process.engine.diagram import Flow, Point

_ROUND = 7.0
_HEAD = 9.0
_HALF = 3.8
_NO_FILL = ' fill="none" stroke="currentColor"'
_DOTTED = ("association", "dataInputAssociation", "dataOutputAssociation")


def line(points: Sequence[Point]) -> str:
    """Path commands along the points with round corners."""
    first = points[0]
    commands = [f"M{number(first.x)} {number(first.y)}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _towards(corner, before), _towards(corner, after)
        commands.append(
            f"L{number(enter.x)} {number(enter.y)}"
            f"Q{number(corner.x)} {number(corner.y)} {number(leave.x)} {number(leave.y)}"
        )
    last = points[-1]
    commands.append(f"L{number(last.x)} {number(last.y)}")
    return "".join(commands)


def draw_flow(
    flow: Flow, points: Sequence[Point], *, mark: Mark, is_default: bool, is_conditional: bool, colour: str = ""
) -> str:
    """One flow as a group with its signs; `points` are at least two, `colour` as `colours.COLOURS` names it."""
    tip = points[-1]
    drawn_points = [*points[:-1], _towards(tip, points[-2], by=_HEAD - 2)] if _has_head(flow) else list(points)
    parts = [path(line(drawn_points), classes="dg-line", paint=_NO_FILL)]
    if _has_head(flow):
        parts.append(_head(points[-2], tip, is_open=flow.kind == "messageFlow"))
    if is_default:
        parts.append(_slash(points[0], points[1]))
    elif is_conditional:
        parts.append(_lozenge(points[0], points[1]))
    if flow.kind == "messageFlow":
        parts.append(circle(points[0].x, points[0].y, 3.5, classes="dg-open", paint=' fill="#fff"'))
    own = f" dg-own-{colour}" if colour else ""
    return f'<g class="{_classes(flow, mark)}{own}">{"".join(parts)}</g>'


def draw_arrow(points: Sequence[Point], *, state: str, has_head: bool = True) -> str:
    """A plain line with an arrow head, of no flow in particular."""
    tip = points[-1]
    ends = [*points[:-1], _towards(tip, points[-2], by=_HEAD - 2)] if has_head else points
    head = _head(points[-2], tip, is_open=False) if has_head else ""
    classes = f"dg-flow dg-{state}" if state != "none" else "dg-flow"
    return f'<g class="{classes}">{path(line(ends), classes="dg-line", paint=_NO_FILL)}{head}</g>'


def _classes(flow: Flow, mark: Mark) -> str:
    names = ["dg-flow"]
    if flow.kind == "messageFlow":
        names.append("dg-dashed")
    elif flow.kind in _DOTTED:
        names.append("dg-dotted")
    if mark.state != "none":
        names.append(f"dg-{mark.state}")
    if mark.share is not None:
        names.append(f"dg-share-{1 + min(HEAT_LEVELS - 1, int(max(0.0, mark.share) * HEAT_LEVELS))}")
    return " ".join(names)


def _has_head(flow: Flow) -> bool:
    return flow.kind != "association"


def _towards(start: Point, end: Point, *, by: float = _ROUND) -> Point:
    """The point `by` pixels from start towards end, at most half way."""
    length = hypot(end.x - start.x, end.y - start.y)
    if length == 0:
        return start
    part = min(by, length / 2) / length
    return Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)


def _direction(start: Point, end: Point) -> tuple[float, float]:
    length = hypot(end.x - start.x, end.y - start.y) or 1.0
    return (end.x - start.x) / length, (end.y - start.y) / length


def _head(before: Point, tip: Point, *, is_open: bool) -> str:
    dx, dy = _direction(before, tip)
    back_x, back_y = tip.x - dx * _HEAD, tip.y - dy * _HEAD
    commands = (
        f"M{number(tip.x)} {number(tip.y)}L{number(back_x - dy * _HALF)} {number(back_y + dx * _HALF)}"
        f"L{number(back_x + dy * _HALF)} {number(back_y - dx * _HALF)}Z"
    )
    return path(commands, classes="dg-open" if is_open else "dg-head")


def _slash(start: Point, following: Point) -> str:
    dx, dy = _direction(start, following)
    x, y = start.x + dx * 12, start.y + dy * 12
    a, b = (x - dx * 3 - dy * 5, y - dy * 3 + dx * 5), (x + dx * 3 + dy * 5, y + dy * 3 - dx * 5)
    commands = f"M{number(a[0])} {number(a[1])}L{number(b[0])} {number(b[1])}"
    return path(commands, classes="dg-line dg-slash", paint=_NO_FILL)


def _lozenge(start: Point, following: Point) -> str:
    dx, dy = _direction(start, following)
    points = [(0.0, 0.0), (7.0, 4.0), (14.0, 0.0), (7.0, -4.0)]
    turned = [(start.x + dx * a - dy * b, start.y + dy * a + dx * b) for a, b in points]
    commands = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in turned) + "Z"
    return path(commands, classes="dg-open", paint=' fill="#fff"')
