"""What a log says in numbers: variants, what follows what and how long after, rework, hand-overs between people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from tantam.process.mining.handing import hand_overs
from tantam.process.mining.log import Case, Key, Log, Step, by_node, steps_of
from tantam.process.values.buckets import Lengths, bucket_of

Sequence_ = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A distinct sequence of steps, and how many cases took it; `example` is the id of the first of them."""

    steps: Sequence_
    count: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """One step directly after another: how often, in how many cases, and the seconds between them.

    `waits` run from the end of the first to the beginning of the second (to its end, where beginnings are unknown);
    they are exact to less than 4.5 % in percentiles (`values.buckets`), their sum is exact.
    """

    source: str
    target: str
    count: int
    cases: int
    waits: Lengths

    @property
    def mean_seconds(self) -> float | None:
        """Seconds on average; None where the log has no times."""
        return self.waits.seconds / self.waits.count if self.waits.count else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One step over all cases: how often it was done, in how many cases, and how long it took (seconds)."""

    key: str
    name: str
    count: int
    cases: int
    lengths: Lengths

    @property
    def repeats(self) -> int:
        """How often it was done again within a case."""
        return self.count - self.cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """A step that was done more than once: in how many cases, how many times too often in all, at most in one."""

    key: str
    name: str
    cases: int
    repeats: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Work going from one person to another between two directly following steps."""

    source: str
    target: str
    count: int
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Everything counted over one log; lists have the most frequent first."""

    cases: int
    events: int
    steps: int
    variants: tuple[Variant, ...]
    activities: tuple[Activity, ...]
    follows: tuple[Follows, ...]
    starts: tuple[tuple[str, int], ...]
    ends: tuple[tuple[str, int], ...]
    rework: tuple[Rework, ...]
    hand_overs: tuple[HandOver, ...]
    reworked_cases: int
    handed_over_cases: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(slots=True)
class _Counted:
    count: int = 0
    cases: int = 0
    again: int = 0
    most: int = 0
    lengths: Lengths = field(default_factory=Lengths)


class Counting:
    """Counts case by case, holding as much as there are variants, pairs and people, never the log.

    `key` tells the steps apart. Cases without a completed step count as cases and have the empty variant.
    """

    def __init__(self, *, key: Key = by_node) -> None:
        self._key = key
        self._cases = self._events = self._steps = self._reworked = self._handed_over = 0
        self._variants: dict[Sequence_, list[int | str]] = {}
        self._names: dict[str, str] = {}
        self._activities: dict[str, _Counted] = {}
        self._follows: dict[tuple[str, str], _Counted] = {}
        self._people: dict[tuple[str, str], _Counted] = {}
        self._starts: Counter[str] = Counter()
        self._ends: Counter[str] = Counter()
        self._first: datetime | None = None
        self._last: datetime | None = None

    def add(self, case: Case) -> Sequence_:
        """Count one case; returns its sequence."""
        steps = steps_of(case)
        keys = tuple(map(self._key, steps))
        self._cases += 1
        self._events += len(case.events)
        self._steps += len(steps)
        known = self._variants.setdefault(keys, [0, case.id])
        known[0] = int(known[0]) + 1
        self._add_times(case)
        if steps:
            self._starts[keys[0]] += 1
            self._ends[keys[-1]] += 1
            self._add_activities(steps, keys)
            self._add_follows(steps, keys)
            self._add_people(steps)
        return keys

    def _add_times(self, case: Case) -> None:
        for event in case.events:
            if event.at is not None:
                self._first = event.at if self._first is None else min(self._first, event.at)
                self._last = event.at if self._last is None else max(self._last, event.at)

    def _add_activities(self, steps: Sequence[Step], keys: Sequence_) -> None:
        own = Counter(keys)
        for step, key in zip(steps, keys, strict=True):
            self._names.setdefault(key, step.activity)
            _add_length(self._activities.setdefault(key, _Counted()), step.began_at, step.ended_at)
        for key, times in own.items():
            counted = self._activities[key]
            counted.count += times
            counted.cases += 1
            counted.again += times > 1
            counted.most = max(counted.most, times)
        self._reworked += any(times > 1 for times in own.values())

    def _add_follows(self, steps: Sequence[Step], keys: Sequence_) -> None:
        own: set[tuple[str, str]] = set()
        for (before, after), pair in zip(pairwise(steps), pairwise(keys), strict=True):
            counted = self._follows.setdefault(pair, _Counted())
            _add_length(counted, before.ended_at, after.began_at)
            counted.count += 1
            counted.cases += pair not in own
            own.add(pair)

    def _add_people(self, steps: Sequence[Step]) -> None:
        own = hand_overs(step.resource for step in steps)
        for pair, times in own.items():
            counted = self._people.setdefault(pair, _Counted())
            counted.count += times
            counted.cases += 1
        self._handed_over += bool(own)

    def measures(self) -> Measures:
        """What has been counted so far."""
        return Measures(
            cases=self._cases,
            events=self._events,
            steps=self._steps,
            variants=self._all_variants(),
            activities=self._all_activities(),
            follows=self._all_follows(),
            starts=tuple(self._starts.most_common()),
            ends=tuple(self._ends.most_common()),
            rework=self._all_rework(),
            hand_overs=self._all_hand_overs(),
            reworked_cases=self._reworked,
            handed_over_cases=self._handed_over,
            first_at=self._first,
            last_at=self._last,
        )

    def _all_variants(self) -> tuple[Variant, ...]:
        found = [
            Variant(steps=steps, count=int(count), example=str(example))
            for steps, (count, example) in self._variants.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, one.steps)))

    def _all_activities(self) -> tuple[Activity, ...]:
        found = [
            Activity(key=key, name=self._names[key], count=one.count, cases=one.cases, lengths=one.lengths)
            for key, one in self._activities.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, one.key)))

    def _all_follows(self) -> tuple[Follows, ...]:
        found = [
            Follows(source=source, target=target, count=one.count, cases=one.cases, waits=one.lengths)
            for (source, target), one in self._follows.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, one.source, one.target)))

    def _all_rework(self) -> tuple[Rework, ...]:
        found = [
            Rework(key=key, name=self._names[key], cases=one.again, repeats=one.count - one.cases, most=one.most)
            for key, one in self._activities.items()
            if one.again
        ]
        return tuple(sorted(found, key=lambda one: (-one.repeats, one.key)))

    def _all_hand_overs(self) -> tuple[HandOver, ...]:
        found = [
            HandOver(source=source, target=target, count=one.count, cases=one.cases)
            for (source, target), one in self._people.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, one.source, one.target)))


def count(log: Log, *, key: Key = by_node) -> Measures:
    """Count a whole log, case by case."""
    counting = Counting(key=key)
    for case in log:
        counting.add(case)
    return counting.measures()


def _add_length(counted: _Counted, since: datetime | None, until: datetime | None) -> None:
    if since is not None and until is not None:
        seconds = max(0.0, (until - since).total_seconds())  # branches in parallel overlap: nobody waited
        counted.lengths.add(bucket_of(seconds), count=1, seconds=seconds)
