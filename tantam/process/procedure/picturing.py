"""The drawing on pages across: on one sheet of A4, else of A3, where its letters can be read there; else the whole as
an overview and piece by piece on A3."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final, TypeAlias

from tantam.process.engine.diagram import Bounds, Diagram
from tantam.process.engine.kinds import EVENTS, GATEWAYS, SUBPROCESSES
from tantam.process.procedure.document import Paper, Part, Picture
from tantam.process.procedure.limits import MOST_PARTS
from tantam.process.procedure.words import Wording

#: What a sheet across holds, in the drawing's units: names (12 units) are 6.5 points high there.
SHEETS: Final[dict[Paper, tuple[float, float]]] = {"a4": (1_425.0, 810.0), "a3": (2_070.0, 1_265.0)}
_SLACK: Final = 1.0
_OVERLAP: Final = 24.0  # of a piece with the next, so that the eye finds on
_Piece: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
_MARGIN: Final = 10.0
_NEAR: Final = 8.0
_LABEL: Final = 30.0
_BAND: Final = 62.0
_LEAST: Final = 0.68  # of a page's width, before which it is not cut


def pictured(diagram: Diagram, *, svg: str, view: tuple[float, float, float, float], word: Wording) -> Picture:
    """The drawing with the pieces it is shown in; `view` is the viewBox of `svg`."""
    left, top, width, height = view
    paper = paper_for(view) or "a3"
    parts = _pieces(diagram, view=view, word=word)
    caption = word("overview" if parts else "whole" if paper == "a4" else "whole_a3")
    whole = Part(left=left, top=top, width=width, height=height, caption=caption, paper=paper)
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


def paper_for(view: tuple[float, float, float, float]) -> Paper | None:
    """The smallest sheet on which the whole can be read; None where there is none."""
    return next((paper for paper, (wide, high) in SHEETS.items() if view[2] <= wide and view[3] <= high), None)


def _pieces(diagram: Diagram, *, view: tuple[float, float, float, float], word: Wording) -> tuple[Part, ...]:
    left, top, width, height = view
    widest, tallest = SHEETS["a3"]
    if paper_for(view) or (width / widest) * (height / tallest) > MOST_PARTS:
        return ()
    boxes = _boxes(diagram)
    edges = frozenset(shape.bounds.y for shape in diagram.shapes if shape.element in diagram.lanes_by_id)
    rows = _cuts(top, top + height, tallest, [(box.y, box.y + box.height) for box in boxes], liked=edges)
    found = [
        (x, y, _end(boxes, x, y, right, bottom), bottom)
        for y, bottom in rows
        for x, right in _cuts(left, left + width, widest - _BAND, _spans_across(boxes, y, bottom))
        if any(_meets(box, x, y, right, bottom) for box in boxes)
    ]
    if len(found) > MOST_PARTS:
        return ()
    has_lanes = any(lane.label(word.language) for lane in diagram.lanes)
    return tuple(
        Part(
            left=max(left, x - _OVERLAP),
            top=max(top, y - _OVERLAP),
            width=min(left + width, right + _OVERLAP) - max(left, x - _OVERLAP),
            height=min(top + height, bottom + _OVERLAP) - max(top, y - _OVERLAP),
            band=_BAND if has_lanes and x > left else 0,
            caption=word("part", number=number, count=len(found)),
            paper="a3",
            beside=_beside(number - 1, found, word=word),
        )
        for number, (x, y, right, bottom) in enumerate(found, start=1)
    )


def _beside(at: int, pieces: Sequence[_Piece], *, word: Wording) -> tuple[str, str, str, str]:
    """Which parts the drawing goes on in: left, right, above, below."""
    _x, top, _right, bottom = pieces[at]
    row = [number for number, one in enumerate(pieces, start=1) if one[1] == top]
    above = [number for number, one in enumerate(pieces, start=1) if one[3] == top]
    below = [number for number, one in enumerate(pieces, start=1) if one[1] == bottom]
    left, right = ([one for one in row if one == number] for number in (at, at + 2))
    said = [word("parts", numbers="–".join(map(str, dict.fromkeys((one[0], one[-1]))))) if one else ""
            for one in (left, right, above, below)]  # fmt: skip
    return said[0], said[1], said[2], said[3]


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


def _spans_across(boxes: Sequence[Bounds], top: float, bottom: float) -> list[tuple[float, float]]:
    """From where to where each thing of a row reaches: every row is cut where it is free itself."""
    return [(box.x, box.x + box.width) for box in boxes if top <= box.y + box.height / 2 < bottom]


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
        ends = {end for span in spans for end in span}  # a narrow gap begins and ends there
        places += [place for place in liked | ends if at + low <= place <= at + high]
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
