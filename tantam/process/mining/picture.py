"""The map of what people really do as our own SVG, in the manner of `process.drawing` and with its classes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import hypot
from typing import Final

from tantam.process.drawing.elements import svg_element
from tantam.process.drawing.geometry import Box, around, union
from tantam.process.drawing.mark import HEAT_LEVELS, Link
from tantam.process.drawing.markup import circle, number, path, rectangle, written
from tantam.process.drawing.text import block, fit
from tantam.process.engine.diagram import Point
from tantam.process.mining.discovery import BEGIN, END, FollowsMap, MapEdge, MapNode
from tantam.process.mining.layering import lay_out
from tantam.process.values.wording import short_length

_STEP: Final = (132.0, 58.0)
_POINT: Final = (26.0, 26.0)
_SIZES: Final = (12.0, 11.5, 11.0, 10.5, 10.0)
_FIGURES: Final = 10.5
_HEAD: Final = 8.0
_LOOP: Final = 22.0
_MARGIN: Final = 14.0
_PAINT: Final = ' fill="#fff" stroke="currentColor"'
_LINE: Final = ' fill="none" stroke="currentColor"'
_SHARE: Final = 'fill="#fff"'
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "map": ("Sơ đồ thực tế: {name}", "What people really do: {name}"),
    "begin": ("Bắt đầu: {n} phiếu", "Begin: {n} tickets"),
    "end": ("Kết thúc: {n} phiếu", "End: {n} tickets"),
    "node": ("{name}: {n} lần ở {c} phiếu", "{name}: {n} times in {c} tickets"),
    "edge": ("{a} → {b}: {n} lần ở {c} phiếu", "{a} → {b}: {n} times in {c} tickets"),
    "median": ("trung vị {d}", "median {d}"),
    "between": ("chờ trung vị {d}", "median wait {d}"),
}


def draw_map(
    found: FollowsMap,
    *,
    name: str,
    language: str,
    link: Link | None = None,
    size: tuple[float, float] | None = None,
) -> str:
    """The map as one `<svg>`; `name` is that of the process, `link` gives the address for the key of a step, or None.

    The warmer a step, the more cases come to it; the wider a way, the more take it. Every way says how often.
    """
    return _Picture(found, language=language, link=link).svg(name=name, size=size)


@dataclass(frozen=True, slots=True)
class _Way:
    edge: MapEdge
    points: tuple[Point, ...]
    is_loop: bool = False


class _Picture:
    def __init__(self, found: FollowsMap, *, language: str, link: Link | None) -> None:
        self.found = found
        self.language = language
        self.link = link
        self.names = {node.key: node.name for node in found.nodes}
        sizes = {node.key: _POINT if node.key in (BEGIN, END) else _STEP for node in found.nodes}
        order = [node.key for node in found.nodes]
        laid = lay_out(order, [(edge.source, edge.target) for edge in found.edges], sizes=sizes)
        self.boxes = {
            key: around(x, y, width=sizes[key][0], height=sizes[key][1]) for key, (x, y) in laid.centres.items()
        }
        self.ways = self._ways(laid.bends)
        self.most = max((edge.count for edge in found.edges), default=1)
        self.labels = self._labels()

    def svg(self, *, name: str, size: tuple[float, float] | None) -> str:
        drawn = [Box(p.x, p.y, p.x, p.y) for way in self.ways for p in way.points]
        view = (union([*self.boxes.values(), *self.labels, *drawn]) or Box(0, 0, 1, 1)).grown(_MARGIN)
        ways = sorted(zip(self.ways, self.labels, strict=True), key=lambda one: one[0].edge.count)
        parts = [self._way(way, label) for way, label in ways]
        parts += [self._node(node) for node in self.found.nodes]
        title = self._say("map", name=name)
        return svg_element("".join(parts), view=view, size=size, name=title, kind="full", is_image=not self.link)

    def _say(self, key: str, **values: object) -> str:
        return _WORDS[key][0 if self.language == "vi" else 1].format(**values)

    def _called(self, key: str) -> str:
        if key in (BEGIN, END):
            return {"vi": ("Bắt đầu", "Kết thúc")}.get(self.language, ("Begin", "End"))[key == END]
        return self.names[key]

    def _ways(self, bends: list[tuple[tuple[float, float], ...]]) -> list[_Way]:
        """Each way from the side of one box to the side of another; ways at one side stand apart, in the order in which
        they go."""
        ends = self._ports(bends)
        found = []
        for place, edge in enumerate(self.found.edges):
            box = self.boxes[edge.source]
            if edge.source == edge.target:
                found.append(_Way(edge, _loop(box), is_loop=True))
                continue
            points = [ends[place, True], *(Point(x, y) for x, y in bends[place]), ends[place, False]]
            found.append(_Way(edge, tuple(points)))
        return found

    def _ports(self, bends: list[tuple[tuple[float, float], ...]]) -> dict[tuple[int, bool], Point]:
        sides: defaultdict[tuple[str, bool], list[tuple[float, int, bool]]] = defaultdict(list)
        for place, edge in enumerate(self.found.edges):
            if edge.source == edge.target:
                continue
            source, target = self.boxes[edge.source], self.boxes[edge.target]
            goes_right = source.x <= target.x
            is_entered_right = source.x >= target.x  # in one column both ends are on the right
            first = bends[place][0][1] if bends[place] else target.y
            last = bends[place][-1][1] if bends[place] else source.y
            sides[edge.source, goes_right].append((first, place, True))
            sides[edge.target, is_entered_right].append((last, place, False))
        found: dict[tuple[int, bool], Point] = {}
        for (key, is_right), ways in sides.items():
            box = self.boxes[key]
            step = box.height * 0.7 / len(ways)
            for number_, (_, place, is_source) in enumerate(sorted(ways)):
                y = box.y + (number_ - (len(ways) - 1) / 2) * step
                found[place, is_source] = Point(box.right if is_right else box.left, y)
        return found

    def _labels(self) -> list[Box]:
        """Where each way says how often: on it, hiding neither steps nor what others say."""
        taken = list(self.boxes.values())
        found = []
        for way in self.ways:
            words = block((self._count(way.edge),), size=10.0)
            places = [_along(way, part) for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)]
            boxes = [around(at.x, at.y, width=words.width + 8, height=15.0) for at in places]
            free = (box for box in boxes if not any(box.overlaps(other) for other in taken))
            box = next(free, boxes[0])
            taken.append(box)
            found.append(box)
        return found

    def _count(self, edge: MapEdge) -> str:
        return f"{edge.count:,}".replace(",", "." if self.language == "vi" else ",")

    def _way(self, way: _Way, label: Box) -> str:
        edge = way.edge
        level = 1 + min(HEAT_LEVELS - 1, int(HEAT_LEVELS * edge.count / (self.most + 1)))
        tip, before = way.points[-1], _inner(way)[-1]
        head = _head(tip, goes_right=before.x < tip.x, is_down=way.is_loop)
        line = path(_curve(way), classes="dg-line", paint=_LINE)
        words = block((self._count(edge),), size=10.0)
        pill = rectangle(label, classes="dg-share", radius=7, paint=f" {_SHARE}")
        text = written(words, x=label.x, top=label.y - words.height / 2, classes="dg-share-text")
        title = self._say(
            "edge", a=self._called(edge.source), b=self._called(edge.target), n=self._count(edge), c=edge.cases
        )
        if edge.median_seconds is not None:
            title += f", {self._say('between', d=self._lasting(edge.median_seconds))}"
        return (
            f'<g class="dg-flow dg-share-{level}"><title>{escape(title)}</title>{line}{head}</g>'
            f'<g aria-hidden="true">{pill}{text}</g>'
        )

    def _lasting(self, seconds: float) -> str:
        return short_length(seconds, language=self.language)

    def _node(self, node: MapNode) -> str:
        box = self.boxes[node.key]
        if node.key in (BEGIN, END):
            heavy = " dg-heavy" if node.key == END else ""
            title = self._say("end" if node.key == END else "begin", n=node.cases)
            sign = circle(box.x, box.y, box.width / 2, classes=f"dg-shape{heavy}", paint=_PAINT)
            return f'<g class="dg-node dg-event"><title>{escape(title)}</title>{sign}</g>'
        return self._step(node, box)

    def _step(self, node: MapNode, box: Box) -> str:
        figures = f"{node.count:,}".replace(",", "." if self.language == "vi" else ",")
        title = self._say("node", name=node.name, n=node.count, c=node.cases)
        if node.median_seconds is not None:
            lasting = self._lasting(node.median_seconds)
            figures += f" · {lasting}" if node.median_seconds >= 60 else ""
            title += f", {self._say('median', d=lasting)}"
        name = fit(node.name, sizes=_SIZES, width=box.width - 14, height=box.height - 24)
        small = block((figures,), size=_FIGURES)
        top = box.top + (box.height - name.height - small.height - 2) / 2
        heat = 1 + min(HEAT_LEVELS - 1, int(HEAT_LEVELS * node.cases / (self.found.cases + 1)))
        inner = (
            rectangle(box, classes="dg-shape", radius=10, paint=_PAINT)
            + written(name, x=box.x, top=top, classes="dg-name")
            + written(small, x=box.x, top=top + name.height + 2, classes="dg-figure")
        )
        group = (
            f'<g class="dg-node dg-step dg-often-{heat}" data-node="{escape(node.key)}">'
            f"<title>{escape(title)}</title>{inner}</g>"
        )
        address = self.link(node.key) if self.link else None
        if address is None:
            return group
        return f'<a class="dg-link" href="{escape(address)}" aria-label="{escape(title)}">{group}</a>'


def _loop(box: Box) -> tuple[Point, ...]:
    """Out of the top of a step and back into it."""
    return (
        Point(box.x + 20, box.top),
        Point(box.x + 26, box.top - _LOOP),
        Point(box.x - 26, box.top - _LOOP),
        Point(box.x - 20, box.top),
    )


def _inner(way: _Way) -> tuple[Point, ...]:
    """The points without the tip, which the head covers."""
    tip, before = way.points[-1], way.points[-2]
    if way.is_loop:
        return (*way.points[:-1], Point(tip.x, tip.y - _HEAD + 1))
    back = _HEAD - 1 if before.x < tip.x else 1 - _HEAD
    return (*way.points[:-1], Point(tip.x - back, tip.y))


def _curve(way: _Way) -> str:
    points = _inner(way)
    if way.is_loop:
        a, b, c, d = points
        return f"M{_at(a)}C{_at(b)} {_at(c)} {_at(d)}"
    commands = [f"M{_at(points[0])}"]
    for start, end in pairwise(points):
        middle = _middle(start, end)
        commands.append(f"C{number(middle[0])} {number(start.y)} {number(middle[1])} {number(end.y)} {_at(end)}")
    return "".join(commands)


def _middle(start: Point, end: Point) -> tuple[float, float]:
    """How far a curve goes straight on at its two ends; between steps of one column it swings out."""
    if abs(end.x - start.x) < 40:
        return start.x + 40, end.x + 40
    return (start.x + end.x) / 2, (start.x + end.x) / 2


def _along(way: _Way, part: float) -> Point:
    """A point on the curve, at a part of it."""
    if way.is_loop:
        return _bezier(way.points[0], way.points[1], way.points[2], way.points[3], part)
    lengths = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(way.points)]
    wanted = part * sum(lengths)
    for (start, end), length in zip(pairwise(way.points), lengths, strict=True):
        if wanted <= length and length:
            first, second = _middle(start, end)
            return _bezier(start, Point(first, start.y), Point(second, end.y), end, wanted / length)
        wanted -= length
    return way.points[-1]


def _bezier(a: Point, b: Point, c: Point, d: Point, part: float) -> Point:
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    return Point(
        sum(weight * point.x for weight, point in zip(weights, (a, b, c, d), strict=True)),
        sum(weight * point.y for weight, point in zip(weights, (a, b, c, d), strict=True)),
    )


def _at(point: Point) -> str:
    return f"{number(point.x)} {number(point.y)}"


def _head(tip: Point, *, goes_right: bool, is_down: bool) -> str:
    if is_down:
        left, right = Point(tip.x - 4, tip.y - _HEAD), Point(tip.x + 4, tip.y - _HEAD)
    else:
        back = tip.x - _HEAD if goes_right else tip.x + _HEAD
        left, right = Point(back, tip.y - 4), Point(back, tip.y + 4)
    return path(f"M{_at(tip)}L{_at(left)}L{_at(right)}Z", classes="dg-head")
