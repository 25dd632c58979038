"""The drawing on pages across: the whole, and where that is too small to read, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from tantam.process.engine.diagram import Bounds, Diagram
from tantam.process.engine.kinds import EVENTS, GATEWAYS, SUBPROCESSES
from tantam.process.procedure.document import Part, Picture
from tantam.process.procedure.limits import MOST_PARTS
from tantam.process.procedure.words import Wording

_WIDEST: Final = 1_500.0  # in the drawing's units: names are then 6 points high on A4 across
_TALLEST: Final = 860.0
_SLACK: Final = 1.12  # a little smaller is better than one more page
_MARGIN: Final = 10.0
_NEAR: Final = 8.0
_LABEL: Final = 30.0
_BAND: Final = 62.0
_LEAST: Final = 0.68  # of a page's width, before which it is not cut


def pictured(diagram: Diagram, *, svg: str, view: tuple[float, float, float, float], word: Wording) -> Picture:
    """The drawing with the pieces it is shown in; `view` is the viewBox of `svg`."""
    left, top, width, height = view
    whole = Part(left=left, top=top, width=width, height=height, caption=word("whole"))
    parts = _pieces(diagram, view=view, word=word)
    return Picture(
        heading=word("diagram"),
        svg=svg,
        left=left,
        top=top,
        width=width,
        height=height,
        parts=(whole, *parts),
        alt=_alt(diagram, word=word),
    )


def is_readable(view: tuple[float, float, float, float]) -> bool:
    """Whether the whole is readable on one page."""
    return view[2] <= _WIDEST * _SLACK and view[3] <= _TALLEST * _SLACK


def _pieces(diagram: Diagram, *, view: tuple[float, float, float, float], word: Wording) -> tuple[Part, ...]:
    left, top, width, height = view
    if is_readable(view) or (width / _WIDEST) * (height / _TALLEST) > MOST_PARTS:
        return ()
    boxes = _boxes(diagram)
    columns = _cuts(left, left + width, _WIDEST, [(box.x, box.x + box.width) for box in boxes])
    edges = frozenset(shape.bounds.y for shape in diagram.shapes if shape.element in diagram.lanes_by_id)
    rows = _cuts(top, top + height, _TALLEST, [(box.y, box.y + box.height) for box in boxes], liked=edges)
    found = [
        (x, y, _end(boxes, x, y, right, bottom), bottom)
        for y, bottom in rows
        for x, right in columns
        if any(_meets(box, x, y, right, bottom) for box in boxes)
    ]
    if len(found) > MOST_PARTS:
        return ()
    has_lanes = any(lane.label(word.language) for lane in diagram.lanes)
    return tuple(
        Part(
            left=x,
            top=y,
            width=right - x,
            height=bottom - y,
            band=_BAND if has_lanes and x > left else 0,
            caption=word("part", number=number, count=len(found)),
        )
        for number, (x, y, right, bottom) in enumerate(found, start=1)
    )


def _boxes(diagram: Diagram) -> list[Bounds]:
    """What must not be cut, on the first page: steps, and events and gateways with room for their labels."""
    plane = diagram.shapes[0].plane if diagram.shapes else ""
    found = []
    for shape in diagram.shapes:
        node = diagram.nodes_by_id.get(shape.element) if shape.plane == plane else None
        if node is not None and node.kind not in SUBPROCESSES:
            box, room = shape.bounds, _LABEL if node.kind in EVENTS | GATEWAYS else _NEAR
            found.append(Bounds(box.x - room, box.y - _NEAR, box.width + 2 * room, box.height + room + _NEAR))
    return found


def _meets(box: Bounds, left: float, top: float, right: float, bottom: float) -> bool:
    x, y = box.x + box.width / 2, box.y + box.height / 2
    return left <= x < right and top <= y < bottom


def _end(boxes: Sequence[Bounds], left: float, top: float, right: float, bottom: float) -> float:
    """Where the last thing of a piece ends: empty paper is not printed."""
    return min(right, max(box.x + box.width for box in boxes if _meets(box, left, top, right, bottom)) + 2 * _MARGIN)


def _cuts(
    start: float,
    end: float,
    most: float,
    spans: Sequence[tuple[float, float]],
    *,
    liked: frozenset[float] = frozenset(),
) -> list[tuple[float, float]]:
    """From `start` to `end` in pieces of at most `most`, cut where the fewest things are cut through; where that makes
    no difference at a liked place, else so that the pieces are about as long as each other."""
    found, at = [], start
    while end - at > most * _SLACK:
        even = (end - at) / ceil((end - at) / most)
        low, high = even * _LEAST, min(most * _SLACK, end - at - even * 0.3)
        places = [at + low + step * (high - low) / 40 for step in range(41)]
        places += [place for place in liked if at + low <= place <= at + high]
        middle = at + even
        cut = min(places, key=lambda one: (_through(one, spans), one not in liked, abs(one - middle)))
        found.append((at, cut))
        at = cut
    return [*found, (at, end)]


def _through(place: float, spans: Sequence[tuple[float, float]]) -> int:
    return sum(low < place < high for low, high in spans)


def _alt(diagram: Diagram, *, word: Wording) -> str:
    process = diagram.processes[0] if diagram.processes else None
    name = process.label(word.language) if process else ""
    return f"{word('diagram')}: {name}" if name else word("diagram")
