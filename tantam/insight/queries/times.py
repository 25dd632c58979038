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


def percentiles(parts: Iterable[bytes], shares: Iterable[float]) -> list[float | None]:
    """The times at these shares of all, between two of them in proportion (as PostgreSQL's `percentile_cont`).

    Args:
        parts: places, each two bytes, the greater first; in any order.
        shares: 0.5 is the median.
    """
    places = array("h", b"".join(parts))
    if sys.byteorder == "little":
        places.byteswap()
    counted = sorted(Counter(places).items())
    upto = list(accumulate(count for _place, count in counted))
    return [_at(share * (len(places) - 1), counted, upto) if places else None for share in shares]


def _at(rank: float, counted: list[tuple[int, int]], upto: list[int]) -> float:
    low = floor(rank)
    first, second = (_ranked(place, counted, upto) for place in (low, min(low + 1, upto[-1] - 1)))
    return first + (second - first) * (rank - low)


def _ranked(rank: int, counted: list[tuple[int, int]], upto: list[int]) -> int:
    """The time of this rank, from 0."""
    return seconds_of(counted[bisect_right(upto, rank)][0])
