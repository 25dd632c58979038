"""Rectangles and bent lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from tantam.process.engine.diagram import Bounds, Point


class Box(NamedTuple):
    """A rectangle by its corners."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def x(self) -> float:
        """The middle, across."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle, down."""
        return (self.top + self.bottom) / 2

    def overlaps(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def grown(self, by: float) -> Box:
        """The same with `by` more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, x: float, y: float) -> Box:
        """The same elsewhere."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)


def box_of(bounds: Bounds) -> Box:
    """The rectangle of a shape."""
    return Box(bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height)


def around(x: float, y: float, *, width: float, height: float) -> Box:
    """The rectangle with its middle at x, y."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def union(boxes: Iterable[Box]) -> Box | None:
    """The smallest rectangle around all of them; None for none."""
    found = list(boxes)
    if not found:
        return None
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def segment_boxes(points: Sequence[Point]) -> list[Box]:
    """The straight pieces of a line as rectangles (exact for upright ones, generous for slanted)."""
    return [Box(min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)) for a, b in pairwise(points)]


def touches(box: Box, pieces: Iterable[Box]) -> bool:
    """Whether any piece of a line runs through the rectangle; a piece may have no thickness."""
    left, top, right, bottom = box
    return any(
        piece[0] < right and left < piece[2] + 0.01 and piece[1] < bottom and top < piece[3] + 0.01 for piece in pieces
    )


def within(room: Box, boxes: Iterable[Box]) -> list[Box]:
    """Those that reach into the room; written out, because it runs for every label over every line."""
    left, top, right, bottom = room
    return [box for box in boxes if box[0] < right and left < box[2] and box[1] < bottom and top < box[3]]
