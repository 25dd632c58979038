"""The map of what people really do: what follows what in the log, as much of it as is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from math import ceil
from typing import Final

from tantam.process.mining.measures import Measures

BEGIN: Final = "\0begin"
END: Final = "\0end"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """A step on the map. `place` is how early it comes on average (0: first); BEGIN and END stand for no step."""

    key: str
    name: str
    cases: int
    count: int
    place: float
    median_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEdge:
    """One step after another: how often, in how many cases; `median_seconds` between them is None where the log has no
    times, or where steps between them are hidden."""

    source: str
    target: str
    count: int
    cases: int
    median_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowsMap:
    """What is shown, of how much: `all_nodes` and `all_edges` are the numbers without any filter."""

    cases: int
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    all_nodes: int
    all_edges: int


def map_of(measures: Measures, *, activities: float = 1.0, paths: float = 1.0) -> FollowsMap:
    """The map with the most frequent part of the steps (`activities`, 0 to 1, at least one) and of the ways between
    them (`paths`). What follows what is counted anew over the steps that are left; each of them stays on a way from
    begin to end, the most travelled one."""
    shown = _frequent(measures, activities)
    counts, cases, places, seen = _counted(measures, shown)
    kept = _kept(counts, paths)
    waits = (
        {(one.source, one.target): one.waits for one in measures.follows}
        if len(shown) == len(measures.activities)
        else {}
    )
    known = {one.key: one for one in measures.activities if one.key in shown}
    nodes = [MapNode(key=BEGIN, name="", cases=seen, count=seen, place=-1.0)]
    nodes += [
        MapNode(
            key=one.key,
            name=one.name,
            cases=one.cases,
            count=one.count,
            place=places[one.key],
            median_seconds=one.lengths.percentile(0.5) if one.lengths.count else None,
        )
        for one in known.values()
    ]
    last = max((node.place for node in nodes), default=0.0) + 1
    nodes.append(MapNode(key=END, name="", cases=seen, count=seen, place=last))
    edges = [
        MapEdge(
            source=source,
            target=target,
            count=counts[source, target],
            cases=cases[source, target],
            median_seconds=waits[source, target].percentile(0.5) if (source, target) in waits else None,
        )
        for source, target in sorted(kept, key=lambda pair: (-counts[pair], pair))
    ]
    return FollowsMap(
        cases=measures.cases,
        nodes=tuple(sorted(nodes, key=lambda node: (node.place, node.key))),
        edges=tuple(edges),
        all_nodes=len(measures.activities),
        all_edges=len(measures.follows),
    )


def _frequent(measures: Measures, share: float) -> set[str]:
    """The steps of the most cases."""
    ordered = sorted(measures.activities, key=lambda one: (-one.cases, -one.count, one.key))
    return {one.key for one in ordered[: max(1, ceil(len(ordered) * min(1.0, max(0.0, share))))]}


def _counted(measures: Measures, shown: set[str]) -> tuple[Counter[Pair], Counter[Pair], dict[str, float], int]:
    """How often and in how many cases each follows each, how early each comes on average, and the cases that have any
    of them."""
    counts: Counter[Pair] = Counter()
    cases: Counter[Pair] = Counter()
    early: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    seen = 0
    for variant in measures.variants:
        steps = [step for step in variant.steps if step in shown]
        if not steps:
            continue
        seen += variant.count
        pairs = Counter(pairwise([BEGIN, *steps, END]))
        for pair, times in pairs.items():
            counts[pair] += times * variant.count
            cases[pair] += variant.count
        for place, step in reversed(list(enumerate(steps))):
            if step not in steps[:place]:
                early[step][0] += place * variant.count
                early[step][1] += variant.count
    return counts, cases, {step: total / weight for step, (total, weight) in early.items()}, seen


def _kept(counts: Counter[Pair], share: float) -> set[Pair]:
    """The most travelled ways to each step and on from it, and of the others the most frequent part."""
    forward: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    backward: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for (source, target), count in sorted(counts.items()):
        forward[source].append((target, count))
        backward[target].append((source, count))
    kept = {(before, step) for step, before in _widest(forward, BEGIN).items()}
    kept |= {(step, after) for step, after in _widest(backward, END).items()}
    others = sorted((pair for pair in counts if pair not in kept), key=lambda pair: (-counts[pair], pair))
    return kept | set(others[: ceil(len(others) * min(1.0, max(0.0, share)))])


def _widest(ways: defaultdict[str, list[tuple[str, int]]], start: str) -> dict[str, str]:
    """For each step the one before it on the way from the start whose narrowest part is widest."""
    before: dict[str, str] = {}
    done: set[str] = set()
    waiting: list[tuple[int, int, str, str]] = [(0, 0, start, "")]
    while waiting:
        width, length, step, came_from = heappop(waiting)
        if step in done:
            continue
        done.add(step)
        if came_from:
            before[step] = came_from
        for other, count in ways[step]:
            if other not in done:
                heappush(waiting, (max(width, -count) if width else -count, length + 1, other, step))
    return before
