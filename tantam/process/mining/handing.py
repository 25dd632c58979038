"""Hand-overs within one case: work that goes from one to another between two steps that people did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise


def hand_overs(doers: Iterable[str]) -> Counter[tuple[str, str]]:
    """How often each of those who worked on a case (in order, "" where nobody is known) gave it to each other."""
    known = [doer for doer in doers if doer]
    return Counter(pair for pair in pairwise(known) if pair[0] != pair[1])
