"""Measures from variants alone: what is known where the log itself was read before and is not held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Final

from tantam.process.mining.measures import Activity, Follows, Measures, Rework, Variant
from tantam.process.values.buckets import Lengths

_NO_LENGTHS: Final[Mapping[str, Lengths]] = {}


def measures_of(
    variants: Collection[Variant], *, names: Mapping[str, str], lengths: Mapping[str, Lengths] = _NO_LENGTHS
) -> Measures:
    """What can be said of the variants: steps, ways between them, rework. Without times between steps and without
    people; `names` of the steps by key (the key where one has none), `lengths` how long each took, where known."""
    counted = _Counted(variants)
    activities = [
        Activity(
            key=key,
            name=names.get(key, key),
            count=counted.times[key],
            cases=cases,
            lengths=lengths.get(key) or Lengths(),
        )
        for key, cases in counted.cases.items()
    ]
    follows = [
        Follows(source=source, target=target, count=times, cases=counted.pair_cases[source, target], waits=Lengths())
        for (source, target), times in counted.pairs.items()
    ]
    return Measures(
        cases=sum(one.count for one in variants),
        events=sum(counted.times.values()),
        steps=sum(counted.times.values()),
        variants=tuple(sorted(variants, key=lambda one: (-one.count, one.steps))),
        activities=tuple(sorted(activities, key=lambda one: (-one.count, one.key))),
        follows=tuple(sorted(follows, key=lambda one: (-one.count, one.source, one.target))),
        starts=tuple(counted.starts.most_common()),
        ends=tuple(counted.ends.most_common()),
        rework=counted.rework(names),
        hand_overs=(),
        reworked_cases=counted.reworked,
        handed_over_cases=0,
        first_at=None,
        last_at=None,
    )


class _Counted:
    def __init__(self, variants: Collection[Variant]) -> None:
        self.times: Counter[str] = Counter()
        self.cases: Counter[str] = Counter()
        self.again: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.pair_cases: Counter[tuple[str, str]] = Counter()
        self.starts: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self.reworked = 0
        for variant in variants:
            if variant.steps:
                self._add(variant)

    def _add(self, variant: Variant) -> None:
        own = Counter(variant.steps)
        for key, times in own.items():
            self.times[key] += times * variant.count
            self.cases[key] += variant.count
            self.again[key] += variant.count if times > 1 else 0
            self.most[key] = max(self.most[key], times)
        for pair, times in Counter(pairwise(variant.steps)).items():
            self.pairs[pair] += times * variant.count
            self.pair_cases[pair] += variant.count
        self.starts[variant.steps[0]] += variant.count
        self.ends[variant.steps[-1]] += variant.count
        self.reworked += variant.count if max(own.values()) > 1 else 0

    def rework(self, names: Mapping[str, str]) -> tuple[Rework, ...]:
        found = [
            Rework(
                key=key,
                name=names.get(key, key),
                cases=cases,
                repeats=self.times[key] - self.cases[key],
                most=self.most[key],
            )
            for key, cases in self.again.items()
            if cases
        ]
        return tuple(sorted(found, key=lambda one: (-one.repeats, one.key)))
