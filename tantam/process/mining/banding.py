"""Lanes below each other in the order of the file: every step in the lane that lists it, columns as they were laid out.

A lane is as high as the most steps that stand in one of its columns. Between the rows of steps a strip stays free, in
which an arrow goes that would otherwise run through steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tantam.process.engine.diagram import Flow, Lane

_ROW: Final = 160.0  # a step is half as high: a name below a gateway and a strip for arrows have room
_STRIP: Final = 66.0  # from the middle of a row
_BESIDE: Final = 20.0  # from the edge of a column
_STEP_ASIDE: Final = 5.0
_MOST_ASIDE: Final = 3
HEAD: Final = 30.0  # the name of a lane, written upwards at its left
Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where a lane lies: `top` and `height` in pixels, `depth` in how many others it stands."""

    lane: str
    top: float
    height: float
    depth: int


def in_order(lanes: Sequence[Lane]) -> list[tuple[Lane, int]]:
    """Lanes of one process, each before those in it, with their depth; lanes that stand in each other are left out."""
    inside: defaultdict[str, list[Lane]] = defaultdict(list)
    for lane in lanes:
        inside[lane.parent].append(lane)
    found: list[tuple[Lane, int]] = []
    waiting = [(lane, 0) for lane in reversed(inside[""])]
    while waiting:
        lane, depth = waiting.pop()
        found.append((lane, depth))
        waiting += [(one, depth + 1) for one in reversed(inside[lane.id])]
    return found


def banded(boxes: Mapping[str, Box], lanes: Sequence[Lane]) -> tuple[dict[str, Box], list[Band]]:
    """The steps' `boxes` moved up or down into their lanes, from 0 downwards, and the lanes. What stands in no lane
    comes below them."""
    ordered = in_order(lanes)
    holder = {node: lane.id for lane, _depth in ordered for node in lane.nodes}
    rows = _rows(boxes, holder)
    moved: dict[str, Box] = {}
    bands: list[Band] = []
    top = 0.0
    parents = {lane.parent for lane, _depth in ordered}
    for lane_id, depth in [*((lane.id, depth) for lane, depth in ordered), ("", -1)]:
        own = rows.get(lane_id, {})
        count = max(own.values(), default=-1) + 1
        height = _ROW * (max(count, 1) if lane_id not in parents else count)
        for key, row in own.items():
            x, _y, width, tall = boxes[key]
            moved[key] = (x, top + _ROW * (row + 0.5) - tall / 2, width, tall)
        if lane_id:
            bands.append(Band(lane=lane_id, top=top, height=height, depth=depth))
            top += height
    return moved, _around(bands)


def _around(bands: Sequence[Band]) -> list[Band]:
    """Lanes that hold others reach to the end of the last of them."""
    found = []
    for at, band in enumerate(bands):
        end = band.top + band.height
        for later in bands[at + 1 :]:
            if later.depth <= band.depth:
                break
            end = later.top + later.height
        found.append(Band(lane=band.lane, top=band.top, height=end - band.top, depth=band.depth))
    return found


def _rows(boxes: Mapping[str, Box], holder: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """In each lane the row of each step: its number among those of its column, from above."""
    rows: defaultdict[str, dict[str, int]] = defaultdict(dict)
    taken: defaultdict[tuple[str, float], int] = defaultdict(int)
    for key, box in sorted(boxes.items(), key=lambda item: (item[1][0], _middle(item[1])[1])):
        lane = holder.get(key, "")
        column = _middle(box)[0]
        rows[lane][key] = taken[lane, column]
        taken[lane, column] += 1
    return rows


def _middle(box: Box) -> Point:
    return round(box[0] + box[2] / 2, 2), round(box[1] + box[3] / 2, 2)  # what stands in one column says so


class Ways:
    """How arrows go between steps in lanes: straight, with one bend, or along the strip below or above a row."""

    def __init__(self, boxes: Mapping[str, Box], *, own: Mapping[str, Box]) -> None:
        """`boxes` are all places, `own` those that stand by themselves: an event at an edge does not."""
        self._boxes = boxes
        self._own = own
        self._left: dict[float, float] = {}
        self._right: dict[float, float] = {}
        for box in own.values():
            column = _middle(box)[0]
            self._left[column] = min(self._left.get(column, box[0]), box[0])
            self._right[column] = max(self._right.get(column, 0.0), box[0] + box[2])
        self._used: defaultdict[float, int] = defaultdict(int)

    def of(self, flow: Flow, host: str) -> list[Point]:
        """The corners of an arrow; `host` is the step at whose edge it begins, or its source."""
        source, target = self._boxes[flow.source], self._boxes[flow.target]
        at, to = _middle(self._own[host]), _middle(target)
        after = self._right[at[0]] + _BESIDE
        before = self._left.get(to[0], target[0]) - _BESIDE
        end = (target[0], to[1])
        if host != flow.source:
            middle = _middle(source)[0]
            strip = self._strip(at[1], below=True)
            return _plain([(middle, source[1] + source[3]), (middle, strip), (before, strip), (before, to[1]), end])
        begin = (source[0] + source[2], at[1])
        for bend in [after, before] if to[0] > at[0] else []:
            points = _plain([begin, (bend, at[1]), (bend, to[1]), end])
            if not self._hits(points, {flow.source, flow.target}):
                return points
        strip = self._strip(at[1], below=to[1] >= at[1])
        return _plain([begin, (after, at[1]), (after, strip), (before, strip), (before, to[1]), end])

    def _strip(self, row: float, *, below: bool) -> float:
        place = row + (_STRIP if below else -_STRIP)
        aside = self._used[place] % _MOST_ASIDE * _STEP_ASIDE
        self._used[place] += 1
        return place + (aside if below else -aside)

    def _hits(self, points: Sequence[Point], but: set[str]) -> bool:
        return any(_crosses(one, other, box) for one, other in pairwise(points) for box in self._others(but))

    def _others(self, but: set[str]) -> Iterator[Box]:
        return (box for key, box in self._own.items() if key not in but)


def _crosses(one: Point, other: Point, box: Box) -> bool:
    x, y, width, height = box
    return (
        min(one[0], other[0]) < x + width
        and max(one[0], other[0]) > x
        and min(one[1], other[1]) < y + height
        and max(one[1], other[1]) > y
    )


def _plain(points: Sequence[Point]) -> list[Point]:
    """Without corners at which nothing turns."""
    kept = [points[0]]
    for at, point in enumerate(points[1:], start=1):
        following = points[at + 1] if at + 1 < len(points) else None
        if point == kept[-1]:
            continue
        if following and any(kept[-1][axis] == point[axis] == following[axis] for axis in (0, 1)):
            continue
        kept.append(point)
    return kept
