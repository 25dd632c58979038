"""Whether something became faster or slower from one period to another, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["", "better", "worse", "alike", "mixed"]
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


def changed_share(then: float | None, now: float | None, *, counts: tuple[int, int]) -> Verdict:
    """Whether a larger part is late than then; `counts` are of how many it was measured, then and now."""
    if then is None or now is None or min(counts) < FEWEST:
        return ""
    if abs(now - then) <= NOTICED:
        return "alike"
    return "better" if now < then else "worse"


def together(*verdicts: Verdict) -> Verdict:
    """What is said of a step by all that was measured: half of its cases, the slowest tenth, how many were late. Where
    one became better and another worse it is mixed, never better."""
    said = {one for one in verdicts if one not in ("", "alike")}
    if len(said) > 1:
        return "mixed"
    return said.pop() if said else "alike" if "alike" in verdicts else ""
