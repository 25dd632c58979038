"""Steps, events and gateways as BPMN draws them, without what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tantam.process.drawing.geometry import Box
from tantam.process.drawing.icons import (
    EVENT_GATEWAY,
    FOOT_ICONS,
    GATEWAY_ICONS,
    TASK_ICONS,
    Icon,
    event_icon,
)
from tantam.process.drawing.mark import Mark
from tantam.process.drawing.markup import circle, number, path, rectangle, written
from tantam.process.drawing.text import Block, block, fit, text_width
from tantam.process.engine.diagram import Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS, SUBPROCESSES

_PAINT = ' fill="#fff" stroke="currentColor"'
_OUTLINE = ' fill="none" stroke="currentColor"'
_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0)
_FIRST_SIZE = 13.5
_FIGURE_SIZE = 12.0
_FIGURE_ROW = 17.0
_FIGURE_STEP = 15.5
_READABLE = 11.0


def draw_sign(
    node: Node,
    box: Box,
    *,
    name: str,
    mark: Mark,
    is_expanded: bool = False,
    is_marked: bool = True,
    guests: Sequence[Box] = (),
) -> list[str]:
    """The sign of a node in its box.

    `is_marked` is whether an exclusive gateway shows its cross, `guests` are the events on an activity's edge.
    """
    if node.kind in EVENTS:
        return _event(node, box)
    if node.kind in GATEWAYS:
        return _gateway(node, box, is_marked=is_marked)
    if node.kind in SUBPROCESSES and is_expanded:
        return _expanded(node, box, name=name)
    return _activity(node, box, name=name, mark=mark, guests=guests)


def _event(node: Node, box: Box) -> list[str]:
    radius = min(box.width, box.height) / 2
    is_end = node.kind == "endEvent"
    dashed = "" if node.is_interrupting else " dg-interim"
    parts = [circle(box.x, box.y, radius, classes=f"dg-shape{' dg-heavy' if is_end else ''}{dashed}", paint=_PAINT)]
    if node.kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        parts.append(circle(box.x, box.y, radius - 3, classes=f"dg-inner{dashed}", paint=_OUTLINE))
    if node.events:
        kind = node.events[0].kind
        if len(node.events) > 1:
            kind = "parallelMultiple" if node.is_parallel_multiple else "multiple"
        thrown = is_end or node.kind == "intermediateThrowEvent"
        parts.append(_placed(event_icon(kind, is_thrown=thrown), box, scale=radius / 18, classes="dg-sign"))
    return parts


def _gateway(node: Node, box: Box, *, is_marked: bool) -> list[str]:
    middle_x, middle_y = number(box.x), number(box.y)
    diamond = (
        f"M{middle_x} {number(box.top)}L{number(box.right)} {middle_y}"
        f"L{middle_x} {number(box.bottom)}L{number(box.left)} {middle_y}Z"
    )
    parts = [path(diamond, classes="dg-shape", paint=_PAINT)]
    scale = min(box.width, box.height) / 50
    if node.kind == "eventBasedGateway":
        parts.append(_placed(Icon(EVENT_GATEWAY), box, scale=scale, classes="dg-sign"))
    elif node.kind != "exclusiveGateway" or is_marked:
        parts.append(_placed(Icon(GATEWAY_ICONS.get(node.kind, "")), box, scale=scale, classes="dg-sign dg-bold"))
    return parts


def _placed(icon: Icon, box: Box, *, scale: float, classes: str) -> str:
    turned = f' transform="translate({number(box.x)} {number(box.y)})'
    turned += '"' if abs(scale - 1) < 0.01 else f' scale({scale:.2f})"'
    return _icon(icon, turned, classes=classes)


def _icon(icon: Icon, turned: str, *, classes: str) -> str:
    parts = []
    if icon.outline:
        parts.append(path(icon.outline, classes=classes, paint=turned + _OUTLINE))
    if icon.solid:
        parts.append(path(icon.solid, classes=f"{classes} dg-solid", paint=turned))
    return "".join(parts)


def _activity(node: Node, box: Box, *, name: str, mark: Mark, guests: Sequence[Box]) -> list[str]:
    heavy = " dg-heavy" if node.kind == "callActivity" else ""
    parts = [rectangle(box, classes=f"dg-shape{heavy}", radius=10, paint=_PAINT)]
    if node.kind == "transaction":
        parts.append(rectangle(box.grown(-3), classes="dg-inner", radius=7, paint=_OUTLINE))
    room = box.grown(-3)
    feet = _feet(node)
    for index, sign in enumerate(feet):
        x = box.x + (index - (len(feet) - 1) / 2) * 18
        parts.append(_placed(Icon(sign), Box(x, box.bottom - 20, x, box.bottom), scale=1, classes="dg-sign"))
    if feet:
        room = room._replace(bottom=room.bottom - 18)
    if mark.lines:
        figures, room = _figures(mark.lines, room, guests=guests)
        parts.extend(figures)
    icon = TASK_ICONS.get(node.kind)
    words, place = _name(name, room, has_icon=icon is not None)
    if icon and mark.lines and (words.size < _READABLE or words.is_shortened):
        icon = None  # above figures the name says more than the icon
        words, place = _name(name, room, has_icon=False)
    if icon:
        turned = f' transform="translate({number(box.left + 6)} {number(box.top + 6)})"'
        parts.append(_icon(icon, turned, classes="dg-sign"))
    if name:
        parts.append(_centred(words, place))
    return parts


def _feet(node: Node) -> list[str]:
    feet = [FOOT_ICONS[node.loop.kind]] if node.loop and node.loop.kind in FOOT_ICONS else []
    if node.is_for_compensation:
        feet.append(FOOT_ICONS["compensation"])
    if node.kind in SUBPROCESSES:
        feet.append(FOOT_ICONS["collapsed"])
    if node.kind == "adHocSubProcess":
        feet.append(FOOT_ICONS["adHoc"])
    return feet


def _figures(lines: Sequence[str], room: Box, *, guests: Sequence[Box]) -> tuple[list[str], Box]:
    """The figures of a step at its foot, and the room left: side by side where they fit, else one under the other."""
    left, right = _free_foot(room.grown(-4), guests)
    together = sum(text_width(line, size) for line, size in zip(lines, _figure_sizes(), strict=False)) + 10
    if len(lines) == 2 and together <= right - left:
        top = room.bottom - _FIGURE_ROW
        first, second = (block((line,), size=size) for line, size in zip(lines, _figure_sizes(), strict=True))
        return [
            written(first, x=left, top=top, classes="dg-figure dg-first", anchor="start"),
            written(second, x=right, top=top + 1.5, classes="dg-figure", anchor="end"),
        ], room._replace(bottom=top - 1)
    top = room.bottom - _FIGURE_STEP * len(lines) - 1
    parts = []
    for index, line in enumerate(lines):
        sizes = (_FIRST_SIZE, 12.0, 11.0) if index == 0 else (_FIGURE_SIZE, 11.5, 11.0, 10.5, 10.0)
        words = _whole_figure(line, sizes=sizes, width=right - left)
        classes = "dg-figure dg-first" if index == 0 else "dg-figure"
        parts.append(written(words, x=(left + right) / 2, top=top + index * _FIGURE_STEP, classes=classes))
    return parts, room._replace(bottom=top - 1)


#: Small letters are better than a figure that ends before its unit.
_LAST_SIZES: Final = (9.5, 9.0)


def _whole_figure(line: str, *, sizes: tuple[float, ...], width: float) -> Block:
    """A figure on one line. One that is cut says something else: before that its name ("p90"), which the legend says
    too, is left out."""
    found = fit(line, sizes=sizes, width=width, height=_FIGURE_ROW + 1)
    named, *figure = line.split(maxsplit=1)  # the spaces of a figure never break: split at those, too
    if found.is_shortened and figure and named[0].isalpha():
        return fit(figure[0], sizes=(*sizes, *_LAST_SIZES), width=width, height=_FIGURE_ROW + 1)
    return found


def _figure_sizes() -> tuple[float, float]:
    """The one that matters is larger."""
    return _FIRST_SIZE, _FIGURE_SIZE


def _free_foot(room: Box, guests: Sequence[Box]) -> tuple[float, float]:
    """The widest part of the lower edge that no event covers."""
    covered = sorted((guest.left - 2, guest.right + 2) for guest in guests if guest.bottom > room.bottom > guest.top)
    best, start = (room.left, room.left), room.left
    for left, right in [*covered, (room.right, room.right)]:
        best = max(best, (start, min(left, room.right)), key=lambda gap: gap[1] - gap[0])
        start = max(start, right)
    return best if best[1] - best[0] > 40 else (room.left, room.right)


def _name(name: str, room: Box, *, has_icon: bool) -> tuple[Block, Box]:
    """The name and the room it is centred in; where the icon in the corner would touch it, below it or beside it."""
    words = fit(name, sizes=_SIZES, width=room.width - 4, height=room.height)
    if not has_icon or not _meets_icon(words, room):
        return words, room
    lower = room._replace(top=room.top + 17)
    below = fit(name, sizes=_SIZES, width=room.width - 4, height=lower.height)
    if not below.is_shortened:
        return below, lower
    beside = fit(name, sizes=_SIZES, width=room.width - 42, height=room.height)
    return (below, lower) if beside.is_shortened else (beside, room)


def _meets_icon(words: Block, room: Box) -> bool:
    return room.y - words.height / 2 < room.top + 18 and words.width > room.width - 42


def _centred(words: Block, room: Box) -> str:
    return written(words, x=room.x, top=room.y - words.height / 2, classes="dg-name")


def _expanded(node: Node, box: Box, *, name: str) -> list[str]:
    dotted = " dg-dotted" if node.is_event_triggered else ""
    parts = [rectangle(box, classes=f"dg-shape dg-expanded{dotted}", radius=10, paint=_PAINT)]
    if node.kind == "transaction":
        parts.append(rectangle(box.grown(-3), classes="dg-inner", radius=7, paint=_OUTLINE))
    if name:
        words = fit(name, sizes=(12.0,), width=box.width - 40, height=16)
        parts.append(written(words, x=box.x, top=box.top + 6, classes="dg-name dg-first"))
    return parts
