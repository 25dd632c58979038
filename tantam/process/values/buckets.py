"""Lengths of stay kept in logarithmic buckets, and percentiles read from them.

Bucket n ≥ 0 holds lengths from 2^(n/16) up to 2^((n+1)/16) seconds, bucket -1 those under a second. Each keeps how many
there are and their sum, so that the mean inside a bucket stands for all of it: exact where all are alike (a timer of
24 hours), and off by less than 4.5 % always, since that is how wide a bucket is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, log2

PER_DOUBLING = 16
AT_ONCE = -1


def bucket_of(seconds: float) -> int:
    """The bucket of a length of stay in seconds."""
    return floor(PER_DOUBLING * log2(seconds)) if seconds >= 1 else AT_ONCE


@dataclass(slots=True)
class Lengths:
    """Lengths of stay at one node: bucket → [count, sum of seconds]; `count` is how many there are in all."""

    buckets: dict[int, list[float]] = field(default_factory=dict)
    count: int = 0

    def add(self, bucket: int, *, count: int, seconds: float) -> None:
        """Add `count` lengths of together `seconds` to a bucket."""
        if not count:
            return
        kept = self.buckets.setdefault(bucket, [0, 0.0])
        kept[0] += count
        kept[1] += seconds
        self.count += count

    @property
    def seconds(self) -> float:
        """All of them together."""
        return sum(seconds for _, seconds in self.buckets.values())

    def percentile(self, share: float) -> float | None:
        """The length that at least `share` (0 to 1) of all do not exceed, in seconds; None where there are none."""
        rank = max(1, ceil(share * self.count))
        passed = 0.0
        for bucket in sorted(self.buckets):
            count, seconds = self.buckets[bucket]
            passed += count
            if passed >= rank:
                return seconds / count if bucket != AT_ONCE else 0.0
        return None


def lengths_of(seconds: Iterable[float]) -> Lengths:
    """Put single lengths into buckets."""
    found = Lengths()
    for one in seconds:
        found.add(bucket_of(one), count=1, seconds=one)
    return found


def shares(taken: Mapping[str, int]) -> dict[str, float]:
    """The part of the whole that each way took; nothing where nobody went."""
    whole = sum(taken.values())
    return {way: count / whole for way, count in taken.items()} if whole else {}
