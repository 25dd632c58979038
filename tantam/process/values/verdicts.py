"""Whether something became faster or slower from one period to another, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["", "better", "worse", "alike"]
#: Lengths of stay are known to 4.5 % (`values.buckets`): what differs by less is not known to differ.
NOTICED: Final = 0.05
#: Of fewer stays a median says nothing about the next one.
FEWEST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A length of stay in seconds, then and now; `verdict` is "" where it cannot be said."""

    then: float | None
    now: float | None
    verdict: Verdict = ""

    @property
    def part(self) -> float | None:
        """By which part of what it was it changed: -0.3 is 30 % faster; None where that is not known."""
        if not self.then or self.now is None:
            return None
        return self.now / self.then - 1


def changed(then: float | None, now: float | None, *, counts: tuple[int, int]) -> Change:
    """Compare two lengths of stay; `counts` are the stays they were read from, then and now."""
    if then is None or now is None or min(counts) < FEWEST:
        return Change(then=then, now=now)
    if abs(now - then) <= NOTICED * max(then, now) or max(then, now) < 1:
        return Change(then=then, now=now, verdict="alike")
    return Change(then=then, now=now, verdict="better" if now < then else "worse")


def together(median: Change, p90: Change) -> Verdict:
    """What is said of a step: how half of its cases fared, and where they fared alike, the slowest tenth."""
    return p90.verdict if median.verdict == "alike" and p90.verdict else median.verdict
