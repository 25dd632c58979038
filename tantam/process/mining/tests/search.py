"""What the cheapest alignment costs, found without any library: by trying everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import heappop, heappush

from tantam.process.mining.net import Net, Transition

MOST_STATES = 3_000
MOST_TOKENS = 7
Marking = tuple[int, ...]


class TooMany(Exception):
    """More states than are worth trying."""


def fire(marking: Marking, transition: Transition) -> Marking | None:
    """The marking after a transition, None where it may not fire."""
    tokens = Counter(marking)
    for place in transition.takes:
        if not tokens[place]:
            return None
        tokens[place] -= 1
    return tuple(sorted([*tokens.elements(), *transition.gives]))


def cheapest(net: Net, sequence: Sequence[str]) -> int | None:
    """The cost of an optimal alignment; None where no run ends. Raises TooMany."""
    start: Marking = tuple(sorted(net.initial))
    end: Marking = tuple(sorted(net.final))
    best: dict[tuple[Marking, int], int] = {(start, 0): 0}
    waiting = [(0, start, 0)]
    while waiting:
        cost, marking, place = heappop(waiting)
        if marking == end and place == len(sequence):
            return cost
        if best[marking, place] < cost:
            continue
        if len(best) > MOST_STATES or len(marking) > MOST_TOKENS:
            raise TooMany
        steps = [(cost + 1, marking, place + 1)] if place < len(sequence) else []
        for transition in net.transitions:
            after = fire(marking, transition)
            if after is not None:
                steps.append((cost + bool(transition.label), after, place))
                if place < len(sequence) and transition.label == sequence[place]:
                    steps.append((cost, after, place + 1))
        for step in steps:
            if step[0] < best.get(step[1:], step[0] + 1):
                best[step[1:]] = step[0]
                heappush(waiting, step)
    return None


def words(net: Net, *, most: int = 400) -> set[tuple[str, ...]]:
    """Everything the net can say, of a net without loops; raises TooMany."""
    found: set[tuple[str, ...]] = set()
    end: Marking = tuple(sorted(net.final))
    seen: set[tuple[Marking, tuple[str, ...]]] = set()
    waiting: list[tuple[Marking, tuple[str, ...]]] = [(tuple(sorted(net.initial)), ())]
    while waiting:
        marking, word = waiting.pop()
        if (marking, word) in seen:
            continue
        seen.add((marking, word))
        if len(seen) > 2 * MOST_STATES or len(found) > most:
            raise TooMany
        if marking == end:
            found.add(word)
        for transition in net.transitions:
            after = fire(marking, transition)
            if after is not None:
                waiting.append((after, (*word, transition.label) if transition.label else word))
    return found


def apart(one: Sequence[str], other: Sequence[str]) -> int:
    """The fewest insertions and deletions that make one sequence of another."""
    row = list(range(len(other) + 1))
    for number, step in enumerate(one, start=1):
        before, row = row, [number]
        for place, name in enumerate(other):
            row.append(before[place] if step == name else 1 + min(before[place + 1], row[place]))
    return row[-1]
