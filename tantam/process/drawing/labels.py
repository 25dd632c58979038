"""Names beside events, gateways and flows: where the file puts them, turned to what they name, never on each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tantam.process.drawing.geometry import Box, box_of, touches, within
from tantam.process.drawing.markup import Anchor, written
from tantam.process.drawing.text import Block, block, fit, text_width, wrap
from tantam.process.engine.diagram import Bounds

_SIZE: Final = 11.0
_WIDTH: Final = 92.0
_GAP: Final = 5.0
_BULLET: Final = " ·\u00a0"
_NUDGES: Final = (
    (0, 0), (0, 5), (0, -5), (6, 0), (-6, 0), (0, 10), (0, -10), (12, 0), (-12, 0), (10, 10), (-10, 10), (10, -10),
    (-10, -10), (0, 18), (0, -18), (22, 0), (-22, 0), (0, 28), (0, -28), (36, 0), (-36, 0),
)  # fmt: skip
_REACH: Final = 40.0  # as far as a label is moved, and a little


class Label(NamedTuple):
    """A placed label: its lines, its rectangle and how it is aligned in it."""

    words: Block
    box: Box
    anchor: Anchor

    def markup(self, classes: str = "dg-label") -> str:
        """The text element."""
        x = {"start": self.box.left, "middle": self.box.x, "end": self.box.right}[self.anchor]
        return written(self.words, x=x, top=self.box.top, classes=classes, anchor=self.anchor)


def beside_node(text: str, host: Box, drawn: Bounds | None) -> Label:
    """The label of an event or gateway, by default below it."""
    if drawn is None:
        return _aligned(
            wrap(text, size=_SIZE, width=_WIDTH), Box(host.x, host.bottom + _GAP, host.x, host.bottom + 20), "middle", 0
        )
    place = box_of(drawn)
    words = _words(text, place)
    if place.left >= host.x and place.y < host.bottom + 8:
        return _aligned(words, place, "start", _vertical(place, host))
    if place.right <= host.x and place.y < host.bottom + 8:
        return _aligned(words, place, "end", _vertical(place, host))
    return _aligned(words, place, "middle", _vertical(place, host))


def beside_line(text: str, pieces: Sequence[Box], drawn: Bounds | None) -> Label:
    """The label of a flow: above its longest level piece, or right of an upright one."""
    if drawn is None:
        piece = max(pieces, key=lambda box: box.width + box.height)
        words = wrap(text, size=_SIZE, width=max(60.0, min(140.0, piece.width - 20)))
        if piece.width >= piece.height:
            return _aligned(words, Box(piece.x, piece.y - 18, piece.x, piece.y - 4), "middle", 1)
        return _aligned(words, Box(piece.x + _GAP, piece.y - 7, piece.x + _GAP, piece.y + 7), "start", 0.5)
    place = box_of(drawn)
    nearest = min(pieces, key=lambda piece: _distance(piece, place))
    if nearest.height > nearest.width:
        return _aligned(_words(text, place), place, "start" if place.x >= nearest.x else "end", 0.5)
    words = _words(text, place, most=min(220.0, nearest.width - 30))
    return _aligned(words, place, "middle", 1 if place.y < nearest.y else 0)


def settle(label: Label, *, taken: Sequence[Box], pieces: Sequence[Box]) -> Label:
    """The label where it is free of texts and boxes (`taken`) and of lines, moved as little as possible."""
    reach = label.box.grown(_REACH)
    taken, pieces = within(reach, taken), within(reach, pieces)
    best = None
    for x, y in _NUDGES:
        box = label.box.moved(x, y)
        if any(box.overlaps(other) for other in taken):
            continue
        if not touches(box, pieces):
            return label._replace(box=box)
        best = best or box
    return label._replace(box=best or label.box)


def _words(text: str, place: Box, *, most: float = 0) -> Block:
    """At most three lines in a column a little wider than the file's own letters needed, or of the width `most`."""
    widest = max(text_width(word, _SIZE) for word in text.split(" "))
    width = max(place.width * 1.06, most, min(widest, _WIDTH))
    found = wrap(text, size=_SIZE, width=width, most=9)
    if len(found.lines) > 2:
        found = wrap(text, size=_SIZE, width=max(width, _WIDTH), most=9)
    if any(line != line.strip(_BULLET) for line in found.lines):  # where a line ends, a bullet says nothing
        found = block(tuple(line.strip(_BULLET) for line in found.lines), size=found.size)
    return found if len(found.lines) <= 3 else fit(text, sizes=(_SIZE, 10.0), width=_WIDTH, height=42)


def _vertical(place: Box, host: Box) -> float:
    """Above: the foot stays; below: the head stays; beside: the middle stays."""
    if place.bottom <= host.y:
        return 1
    return 0 if place.top >= host.bottom - 2 else 0.5


def _aligned(words: Block, place: Box, anchor: Anchor, kept: float) -> Label:
    """`kept` stays where it was when lines need more room: 0 is the upper edge, 0.5 the middle, 1 the lower edge."""
    left = {"start": place.left, "middle": place.x - words.width / 2, "end": place.right - words.width}[anchor]
    top = place.top + (place.height - words.height) * kept
    return Label(words, Box(left, top, left + words.width, top + words.height), anchor)


def _distance(piece: Box, place: Box) -> float:
    across = max(piece.left - place.right, place.left - piece.right, 0)
    down = max(piece.top - place.bottom, place.top - piece.bottom, 0)
    return across + down
