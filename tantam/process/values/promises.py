"""How stays at a step kept what was promised there: how many were late, and by how much working time together.

How late a stay was is written when it ends (`actions.lateness`), against the due time of its own token. Stays that
ended before that was kept say nothing of it; of these only what is certain counts: who stayed no longer in plain time
than was promised in working time has kept the promise, since working time never runs faster. The others are `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tantam.process.values.buckets import PER_DOUBLING

#: The promise is kept where no more than one in so many breaks it.
ONE_IN = 10


@dataclass(slots=True)
class Promises:
    """Of the stays at a step that has a promise: `measured` were measured against their due time, of these `late` were
    late, by `seconds` of working time all together; `certain` kept it as far as their length says, `unknown` are the
    others."""

    measured: int = 0
    late: int = 0
    seconds: int = 0
    certain: int = 0
    unknown: int = 0

    def add(self, bucket: int, *, count: int, judged: int, late: int, seconds: int, promised: int) -> None:
        """Add `count` stays whose length falls into a bucket, of which `judged` were measured against their due time;
        `promised` is in seconds."""
        rest = count - judged
        is_kept = most_of(bucket) <= promised
        self.measured += judged
        self.certain += rest if is_kept else 0
        self.unknown += 0 if is_kept else rest
        self.late += late
        self.seconds += seconds

    @property
    def count(self) -> int:
        """All of them."""
        return self.known + self.unknown

    @property
    def known(self) -> int:
        """Of how many it is known whether they were late."""
        return self.measured + self.certain

    @property
    def share_late(self) -> float | None:
        """The part (0 to 1) that was late, at least so much where some are unknown; None where it is known of none."""
        return self.late / self.count if self.known else None

    @property
    def most_late(self) -> float | None:
        """The part (0 to 1) that was late if all were that are unknown; None where none is unknown."""
        return (self.late + self.unknown) / self.count if self.unknown else None

    @property
    def are_kept(self) -> bool:
        """Nine in ten kept the promise. Where some are unknown, of those that were measured: those that are certain are
        so because they were short, and say nothing of the rest."""
        return self.late * ONE_IN <= (self.measured if self.unknown else self.known)


def most_of(bucket: int) -> float:
    """The length in seconds that everything in a bucket of `values.buckets` stays below."""
    return float(2 ** ((bucket + 1) / PER_DOUBLING))


def together(parts: Iterable[Promises]) -> Promises:
    """Several steps as one."""
    found = Promises()
    for part in parts:
        found.measured += part.measured
        found.certain += part.certain
        found.late += part.late
        found.seconds += part.seconds
        found.unknown += part.unknown
    return found
