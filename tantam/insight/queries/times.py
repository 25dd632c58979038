"""Times as they are counted and shown: whole seconds under a minute, whole minutes under a day, whole hours above.

Each is one number of two bytes, its *place*, so that a day's times can be kept and put together with those of other
days: a median or percentile of any period is then exactly that of its tickets, counted like this.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from math import floor

MINUTE, HOUR, DAY = 60, 3_600, 86_400
#: Places of a minute and of a day; what lasts longer than the last place (three and a half years) counts as that.
FIRST_MINUTE, FIRST_HOUR, LAST = 60, 1_499, 32_767


def place_sql(seconds: str) -> str:
    """The place of a time as SQL, null for null; `seconds` is an expression of double precision."""
    return (
        f"CASE WHEN {seconds} IS NULL THEN NULL WHEN {seconds} < {MINUTE} THEN greatest(floor({seconds}), 0)"
        f" WHEN {seconds} < {DAY} THEN {FIRST_MINUTE - 1} + floor({seconds} / {MINUTE})"
        f" ELSE least({FIRST_HOUR - 24} + floor({seconds} / {HOUR}), {LAST}) END::int2"
    )


def seconds_of(place: int) -> int:
    """The time that a place stands for."""
    if place < FIRST_MINUTE:
        return place
    if place < FIRST_HOUR:
        return (place - FIRST_MINUTE + 1) * MINUTE
    return (place - FIRST_HOUR + 24) * HOUR


def counted(places: bytes) -> Counter[int]:
    """How often each place stands there: two bytes each, the greater first, in any order."""
    found = array("h", places)
    if sys.byteorder == "little":
        found.byteswap()
    return Counter(found)


def percentiles(parts: Iterable[Counter[int]], shares: Iterable[float]) -> list[float | None]:
    """The times at these shares of all, between two of them in proportion (as PostgreSQL's `percentile_cont`).

    Args:
        parts: the places of all, in any parts.
        shares: 0.5 is the median.
    """
    together: Counter[int] = Counter()
    for part in parts:
        together.update(part)
    if not together:
        return [None for _ in shares]
    in_order = sorted(together.items())
    upto = list(accumulate(count for _place, count in in_order))
    return [_at(share * (upto[-1] - 1), in_order, upto) for share in shares]


def _at(rank: float, in_order: list[tuple[int, int]], upto: list[int]) -> float:
    low = floor(rank)
    first, second = (_ranked(place, in_order, upto) for place in (low, min(low + 1, upto[-1] - 1)))
    return first + (second - first) * (rank - low)


def _ranked(rank: int, in_order: list[tuple[int, int]], upto: list[int]) -> int:
    """The time of this rank, from 0."""
    return seconds_of(in_order[bisect_right(upto, rank)][0])
