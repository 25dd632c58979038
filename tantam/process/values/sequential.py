"""Two versions compared by what their customers got, at any moment and as often as one likes.

A customer is the unit: who gets which version is drawn by customer, and tickets of one customer are like each other.
So each customer is a cluster with its number of tickets and the sum of their values; a version's mean is the ratio of
both sums, its variance that of a ratio (linearised: W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 9A).

The intervals hold at all moments together, so that looking every day finds no difference where there is none more
often than `alpha`: asymptotic confidence sequences with the normal mixture's boundary, I. Waudby-Smith, D. Arbour,
R. Sinha, E. H. Kennedy and A. Ramdas, Time-uniform central limit theory and asymptotic confidence sequences, Annals of
Statistics 52(6), 2024, theorem 2.2; for a difference of two means the same boundary as that of R. Johari, P. Koomen,
L. Pekelis and D. Walsh, Always valid inference, Operations Research 70(3), 2022, section 5 (mSPRT), in the time of
information. They need a few dozen customers on each side before they hold (`LEAST`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log, log1p, sqrt
from typing import Final, Literal

Kind = Literal["mean", "share", "count"]
State = Literal["few", "open", "above", "below"]

#: Customers on each side below which nothing is concluded, and below which a stretch of one share is left out.
LEAST: Final = 40
LEAST_IN_STRETCH: Final = 10
#: The boundary is tightest around this many pairs of customers; it loses little within a tenth and ten times of it.
PLANNED: Final = 150
#: How unlikely a split of customers must be by chance before it is called wrong.
UNEVEN_BELOW: Final = 0.001
#: How firmly the test of the split looks near the meant share (the weight of its beta prior, in customers).
_FIRMNESS: Final = 100
#: The standard normal quantile that a finding in eight of ten trials asks for.
_EIGHT_OF_TEN: Final = 0.8416


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Of the customers of one version: how many, and the sums of their tickets n, values x, n², x² and nx."""

    people: int = 0
    cases: float = 0.0
    total: float = 0.0
    squared_cases: float = 0.0
    squared_total: float = 0.0
    product: float = 0.0

    def with_person(self, value: float) -> Sums:
        """One more customer, with one ticket of this value."""
        return Sums(
            people=self.people + 1,
            cases=self.cases + 1,
            total=self.total + value,
            squared_cases=self.squared_cases + 1,
            squared_total=self.squared_total + value * value,
            product=self.product + value,
        )

    @property
    def mean(self) -> float:
        """Of the tickets; 0 where there are none."""
        return self.total / self.cases if self.cases else 0.0

    @property
    def spread(self) -> float:
        """The variance that one customer brings into the mean: divided by `people` it is that of the mean."""
        if self.people < 2 or not self.cases:
            return 0.0
        mean, people = self.mean, self.people
        left = self.squared_total - 2 * mean * self.product + mean * mean * self.squared_cases
        return max(left, 0.0) / (people - 1) * (people / self.cases) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is known of a difference (tried minus published).

    `low` and `high` hold it with the certainty asked for; `seen_from` is the difference that would be found in eight of
    ten trials with as many customers as there are.
    """

    state: State
    published: float
    tried: float
    people: tuple[int, int]
    estimate: float = 0.0
    low: float = -inf
    high: float = inf
    seen_from: float = inf


def compare(stretches: Iterable[tuple[Sums, Sums]], *, kind: Kind, alpha: float = 0.05) -> Compared:
    """Compare (published, tried) within each stretch of time in which the share stayed, then all together.

    Within a stretch chance alone decides who is where; taken together without regard to them, a busy week at a small
    share would count for the one version more than for the other.
    """
    known = list(stretches)
    people = (sum(one.people for one, _ in known), sum(one.people for _, one in known))
    used = [pair for pair in known if min(pair[0].people, pair[1].people) >= LEAST_IN_STRETCH]
    if not used or min(people) < LEAST:
        first, second = _together(one for one, _ in known), _together(one for _, one in known)
        return Compared(state="few", published=first.mean, tried=second.mean, people=people)
    return _compared(used, people, kind, alpha)


def _compared(used: Sequence[tuple[Sums, Sums]], people: tuple[int, int], kind: Kind, alpha: float) -> Compared:
    pairs = [old.people * new.people / (old.people + new.people) for old, new in used]
    weights = [one / sum(pairs) for one in pairs]
    published = sum(weight * old.mean for weight, (old, _) in zip(weights, used, strict=True))
    tried = sum(weight * new.mean for weight, (_, new) in zip(weights, used, strict=True))
    eased = [(_eased(old, kind), _eased(new, kind)) for old, new in used]
    estimate = sum(weight * (new.mean - old.mean) for weight, (old, new) in zip(weights, eased, strict=True))
    spreads = [_spreads(old, new) for old, new in eased]
    variance = sum(
        weight**2 * (first / old.people + second / new.people)
        for weight, (old, new), (first, second) in zip(weights, eased, spreads, strict=True)
    )
    if not variance:
        return Compared(state="open", published=published, tried=tried, people=people, estimate=estimate)
    one_spread = sum(weight * (first + second) / 2 for weight, (first, second) in zip(weights, spreads, strict=True))
    error = sqrt(variance)
    radius = error * boundary(one_spread / variance, alpha=alpha)
    low, high = estimate - radius, estimate + radius
    return Compared(
        state="above" if low > 0 else "below" if high < 0 else "open",
        published=published,
        tried=tried,
        people=people,
        estimate=estimate,
        low=low,
        high=high,
        seen_from=radius + _EIGHT_OF_TEN * error,
    )


def boundary(pairs: float, *, alpha: float) -> float:
    """How many standard errors wide an interval is on each side, with the information of so many pairs of customers.

    The normal mixture's boundary: sqrt((1 + 1/u) · (ln(1 + u) + 2 ln(1/α))), where u grows with the information and is
    chosen so that it is tightest near `PLANNED` (the paper's equation 24 for ρ).
    """
    best = -2 * log(alpha) + log1p(-2 * log(alpha))
    grown = best * pairs / PLANNED
    return sqrt((1 + 1 / grown) * (log1p(grown) - 2 * log(alpha)))


def seen_later(now: Compared, *, times: float) -> float:
    """The difference that would be found in eight of ten trials with `times` as many customers (at least as many)."""
    return now.seen_from / sqrt(max(times, 1.0))


def _spreads(old: Sums, new: Sums) -> tuple[float, float]:
    """Of both, neither taken for less than of all together: where the rare large values have not come yet, a small
    group looks more alike than it is."""
    both = (old.people * old.spread + new.people * new.spread) / (old.people + new.people)
    return max(old.spread, both), max(new.spread, both)


def _eased(sums: Sums, kind: Kind) -> Sums:
    """Shares and counts of rare things with made-up customers, so that none of forty is not taken for never.

    A share gets one that has it and one that has not (A. Agresti and B. Caffo, The American Statistician 54(4), 2000),
    a count one that has one.
    """
    if kind == "mean":
        return sums
    return sums.with_person(1.0).with_person(0.0) if kind == "share" else sums.with_person(1.0)


def _together(parts: Iterable[Sums]) -> Sums:
    found = list(parts)
    return Sums(
        people=sum(one.people for one in found),
        cases=sum(one.cases for one in found),
        total=sum(one.total for one in found),
    )


def chance_of_split(stretches: Iterable[tuple[int, int, int]]) -> float:
    """How likely a split of customers as uneven as this one is at any moment by chance alone, at most (1: not odd).

    Each stretch of one share is (percent meant for the tried version, customers there, customers on the published
    one). One over the largest ratio of a beta mixture's likelihood to that of the meant share, which chance takes over
    1/p with a probability of p at most, however often one looks: M. Lindon and A. Malek, Anytime-valid inference for
    multinomial count data, NeurIPS 2022.
    """
    odds = 0.0
    for percent, tried, published in stretches:
        share = percent / 100
        first, second = _FIRMNESS * share, _FIRMNESS * (1 - share)
        odds += _log_beta(first + tried, second + published) - _log_beta(first, second)
        odds -= tried * log(share) + published * log(1 - share)
    return min(1.0, exp(-odds)) if odds > -700 else 1.0


def _log_beta(first: float, second: float) -> float:
    return lgamma(first) + lgamma(second) - lgamma(first + second)
