"""A layered layout from left to right (Sugiyama, Tagawa, Toda 1981): for graphs that nobody has drawn.

Backward edges are those against the given order; long edges pass through places of their own in the layers between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_SWEEPS = 8
Cell = tuple[str, int]  # a node (its key, -1), or a place of an edge (its number as text, layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Pixels: between layers, between neighbours in a layer, and the room that a passing edge takes."""

    across: float = 70.0
    down: float = 34.0
    passing: float = 14.0


@dataclass(slots=True)
class Laid:
    """`centres` of the nodes; `bends` the points each edge passes, from its source to its target, ends left out."""

    centres: dict[str, tuple[float, float]] = field(default_factory=dict)
    bends: list[tuple[tuple[float, float], ...]] = field(default_factory=list)


def lay_out(
    nodes: Sequence[str],
    edges: Sequence[tuple[str, str]],
    *,
    sizes: Mapping[str, tuple[float, float]],
    spacing: Spacing | None = None,
) -> Laid:
    """Lay out nodes, given in the order in which they come, and edges between them (loops to themselves get no bends).
    `sizes` are widths and heights in pixels."""
    return _Layout(nodes, edges, sizes=sizes, spacing=spacing or Spacing()).laid()


class _Layout:
    def __init__(
        self,
        nodes: Sequence[str],
        edges: Sequence[tuple[str, str]],
        *,
        sizes: Mapping[str, tuple[float, float]],
        spacing: Spacing,
    ) -> None:
        self.order = {key: number for number, key in enumerate(nodes)}
        self.edges = edges
        self.sizes = sizes
        self.spacing = spacing
        self.layer = self._layers()
        self.chains: dict[int, list[Cell]] = {}
        self.columns: list[list[Cell]] = [[] for _ in range(max(self.layer.values(), default=0) + 1)]
        self.before: defaultdict[Cell, list[Cell]] = defaultdict(list)
        self.after: defaultdict[Cell, list[Cell]] = defaultdict(list)

    def laid(self) -> Laid:
        for key in self.order:
            self.columns[self.layer[key]].append((key, -1))
        for number in range(len(self.edges)):
            self._chain(number)
        for sweep in range(_SWEEPS):
            self._sort(sweep)
        heights = self._heights()
        spans = self._spans()
        middles = [(left + right) / 2 for left, right in spans]
        found = Laid(centres={key: (middles[self.layer[key]], heights[key, -1]) for key in self.order})
        for number, (source, target) in enumerate(self.edges):
            bends = [(x, heights[cell]) for cell in self.chains.get(number, ()) for x in spans[cell[1]]]
            is_back = self.layer[source] > self.layer[target]
            found.bends.append(tuple(reversed(bends) if is_back else bends))
        return found

    def _layers(self) -> dict[str, int]:
        """Each as far left as what comes before it allows; the last one last."""
        layer = dict.fromkeys(self.order, 0)
        into: defaultdict[str, list[str]] = defaultdict(list)
        for source, target in self.edges:
            if self.order[source] < self.order[target]:
                into[target].append(source)
        for key in self.order:
            layer[key] = max((layer[source] + 1 for source in into[key]), default=0)
        last = next(reversed(self.order), None)
        if last is not None and not any(source == last for source, _ in self.edges):
            layer[last] = max(layer[key] + 1 for key in self.order if key != last) if len(layer) > 1 else 0
        return layer

    def _chain(self, number: int) -> None:
        source, target = self.edges[number]
        if source == target:
            return
        left, right = sorted((source, target), key=lambda key: self.layer[key])
        cells: list[Cell] = [(f"\0{number}", layer) for layer in range(self.layer[left] + 1, self.layer[right])]
        for cell in cells:
            self.columns[cell[1]].append(cell)
        self.chains[number] = cells
        whole: list[Cell] = [(left, -1), *cells, (right, -1)]
        for one, other in pairwise(whole):
            self.after[one].append(other)
            self.before[other].append(one)

    def _sort(self, sweep: int) -> None:
        """Order each column by the middle of its neighbours in the last one, to and fro."""
        places = {cell: place for column in self.columns for place, cell in enumerate(column)}
        to_right = sweep % 2 == 0
        near = self.before if to_right else self.after
        for column in self.columns if to_right else reversed(self.columns):
            middles = {cell: _mean([places[other] for other in near[cell]], places[cell]) for cell in column}
            column.sort(key=lambda cell: (middles[cell], places[cell]))
            for place, cell in enumerate(column):
                places[cell] = place

    def _heights(self) -> dict[Cell, float]:
        """Each as near as possible to the middle of its neighbours, in order and without touching."""
        heights: dict[Cell, float] = {}
        for column in self.columns:
            _spread(column, dict.fromkeys(column, 0.0), heights, self._room)
        for sweep in range(_SWEEPS * 2):
            to_right = sweep % 2 == 0
            for column in self.columns if to_right else reversed(self.columns):
                wanted = {}
                for cell in column:
                    near = [*self.before[cell], *self.after[cell]]
                    wanted[cell] = _mean([heights[other] for other in near], heights[cell])
                _spread(column, wanted, heights, self._room)
        return heights

    def _room(self, cell: Cell) -> float:
        return self.sizes[cell[0]][1] + self.spacing.down if cell[1] < 0 else self.spacing.passing

    def _spans(self) -> list[tuple[float, float]]:
        """From where to where each column goes: a passing edge keeps straight as long."""
        found: list[tuple[float, float]] = []
        at = 0.0
        for column in self.columns:
            width = max((self.sizes[cell[0]][0] for cell in column if cell[1] < 0), default=0.0)
            found.append((at, at + width))
            at += width + self.spacing.across
        return found


def _mean(values: list[float] | list[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _spread(
    column: list[Cell], wanted: Mapping[Cell, float], heights: dict[Cell, float], room: Callable[[Cell], float]
) -> None:
    """The least squares from the wanted heights that keep the order and the room (pool adjacent violators)."""
    offsets: list[float] = []
    at = 0.0
    for number, cell in enumerate(column):
        at += room(cell) / 2 + (room(column[number - 1]) / 2 if number else 0.0)
        offsets.append(at)
    pools: list[list[float]] = []  # [sum, count]
    for cell, offset in zip(column, offsets, strict=True):
        pools.append([wanted[cell] - offset, 1.0])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    free = [total / count for total, count in pools for _ in range(int(count))]
    for cell, offset, base in zip(column, offsets, free, strict=True):
        heights[cell] = base + offset
