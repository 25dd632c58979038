"""Message flows between pools that stand below each other: straight up or down, beside what stands in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from tantam.process.engine.diagram import Flow
from tantam.process.mining.banding import Box, Point

_ASIDE: Final = 12.0  # between two that come to one thing
_OUT: Final = 14.0  # from the step before it turns
_GAP: Final = 30.0  # from a step to where its way beside others goes
_MOST: Final = 3


def messages(
    flows: tuple[Flow, ...], *, pools: Mapping[str, Box], steps: Mapping[str, Box]
) -> Iterator[tuple[Flow, list[Point]]]:
    """Each message flow both ends of which are on the page, with its corners."""
    used: defaultdict[str, int] = defaultdict(int)
    for flow in flows:
        ends = [(key, pools.get(key) or steps.get(key)) for key in (flow.source, flow.target)]
        (source, begin), (target, end) = ends
        if flow.kind != "messageFlow" or begin is None or end is None:
            continue
        down = begin[1] < end[1]
        ways = [
            _out(key, box, down=down is (key == source), pools=pools, steps=steps, used=used)
            for key, box in ((source, begin), (target, end))
        ]
        yield flow, _joined(ways[0], ways[1], begin=begin, end=end, down=down)


def _joined(out: list[Point] | None, into: list[Point] | None, *, begin: Box, end: Box, down: bool) -> list[Point]:
    """From one to the other by the room between their pools; a pool is left or met wherever the other end is."""
    leaves, meets = begin[1] + (begin[3] if down else 0), end[1] + (0 if down else end[3])
    if out is None and into is None:
        x = max(begin[0], end[0]) + min(begin[2], end[2]) / 2
        return [(x, leaves), (x, meets)]
    if into is None:
        assert out is not None  # noqa: S101 - one of the two is a step
        return [*out, (out[-1][0], meets)]
    if out is None:
        return [(into[-1][0], leaves), *reversed(into)]
    if out[-1][0] == into[-1][0]:
        return [*out, *reversed(into)]
    middle = (out[-1][1] + into[-1][1]) / 2
    return [*out, (out[-1][0], middle), (into[-1][0], middle), *reversed(into)]


def _out(
    key: str, box: Box, *, down: bool, pools: Mapping[str, Box], steps: Mapping[str, Box], used: defaultdict[str, int]
) -> list[Point] | None:
    """The way from a step to the edge of its pool; None for a pool, which has no place of its own."""
    if key in pools:
        return None
    x, y, width, height = box
    at = used[key] % _MOST
    used[key] += 1
    middle = x + width / 2 + _ASIDE * (0, 1, -1)[at]
    edge = y + height if down else y
    pool = next((one for one in pools.values() if one[1] <= y < one[1] + one[3]), box)
    border = pool[1] + pool[3] if down else pool[1]
    above, below = sorted((edge, border))
    if not any(
        other is not box
        and other[0] < middle < other[0] + other[2]
        and other[1] < below
        and other[1] + other[3] > above
        for other in steps.values()
    ):
        return [(middle, edge), (middle, border)]
    turn = edge + (_OUT if down else -_OUT)
    column = [one for one in steps.values() if one[0] < middle < one[0] + one[2]]
    beside = max(one[0] + one[2] for one in column) + _GAP
    return [(middle, edge), (middle, turn), (beside, turn), (beside, border)]
