"""What is answered on a trial: as the past did, else as a person said, else by a guess that can be told.

An answer of the past is known by its value, or only by the ways its case took then. Where only the ways are known, a
value is looked for that leads the same ways on the drawing that is tried, so that as many cases take each way as did.
Answers that were given together stay together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from tantam.process.engine.choosing import Stuck, choose
from tantam.process.engine.feel import FeelError, from_python, to_json
from tantam.process.engine.graph import Context, Graph
from tantam.process.engine.seen import Seen
from tantam.process.rehearsal.deciding import Question

#: As many cases of the past make a share that is worth keeping to.
ENOUGH: Final = 10
#: How often an approval says yes, and anything else, where nobody knows.
_MOSTLY, _EVENLY = 0.9, 0.5
_DAYS: Final = (1.0, 3.0)
_TRIES: Final = 24
_SWEEPS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One time that something was answered: the values known of it, the ways that its case took afterwards (gateway →
    arrows), and the day."""

    values: Mapping[str, object] = field(default_factory=dict)
    ways: Mapping[str, frozenset[str]] = field(default_factory=dict)
    on: date | None = None

    def tells(self, question: Question) -> bool:
        """Whether it says anything about a question."""
        return question.name in self.values or any(gate in self.ways for gate in question.gates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What is drawn where the past says nothing: one of several by its share, or a number (a day so far ahead) between
    two. Neither: it stays empty."""

    kind: str
    shares: tuple[tuple[object, float], ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be drawn."""
        return not any(weight > 0 for _, weight in self.shares) and (self.low is None or self.high is None)

    def draw(self, random: Random, *, today: date) -> object:
        """A value by chance; None where it stays empty."""
        if any(weight > 0 for _, weight in self.shares):
            values, weights = zip(*self.shares, strict=True)
            return random.choices(values, weights)[0]
        if self.low is None or self.high is None:
            return None
        low, high = sorted((self.low, self.high))
        if self.kind == "date":
            return (today + timedelta(days=random.randint(round(low), round(high)))).isoformat()
        if low != int(low) or high != int(high):
            return round(random.uniform(low, high), 2)
        step = 1_000 if self.kind == "money" and high - low >= 100_000 else 1
        return min(int(high), int(low) + step * random.randint(0, int(high - low) // step))


def usual(question: Question) -> Chance:
    """The guess where neither the past nor a person says anything."""
    if question.kind == "boolean":
        yes = _MOSTLY if question.is_approval else _EVENLY
        return Chance(kind="boolean", shares=((True, yes), (False, 1 - yes)))
    if question.kind in ("number", "money"):
        low, high = _range(question.numbers)
        return Chance(kind=question.kind, low=low, high=high)
    if question.kind == "date":
        return Chance(kind="date", low=_DAYS[0], high=_DAYS[1])
    return Chance(kind=question.kind, shares=tuple((one, 1.0) for one in options_of(question)))


def options_of(question: Question) -> tuple[object, ...]:
    """What may be answered to a choice; None where something else may be, of which the drawing does not speak."""
    if question.kind == "boolean":
        return (True, False)
    said: list[object] = [[one] if question.kind == "list" else one for one in question.options]
    return (*said, None) if said and not question.is_listed else tuple(said)


def _range(numbers: Sequence[float]) -> tuple[float, float]:
    """Around the numbers that something is compared with: scores from one below to one above, sums from 0 to twice."""
    if not numbers:
        return 0, 100
    low, high = min(numbers), max(numbers)
    return (max(0, low - 1), high + 1) if high <= 10 else (0, 2 * high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what the answers to a question rest: how many cases of the past are known by their values, how many only by
    their ways; what is drawn instead, and whether a person `said` so."""

    question: Question
    values: int = 0
    ways: int = 0
    chance: Chance | None = None
    is_said: bool = False


class Answers:
    """What the cases of a trial are answered: `runs` are what each case of the past got, by node, in order; `said` what
    a person said, by the key of the question."""

    def __init__(
        self,
        graph: Graph,
        asked: Sequence[Question],
        *,
        runs: Sequence[Mapping[str, Sequence[Observation]]] = (),
        said: Mapping[str, Chance] | None = None,
    ) -> None:
        self.graph = graph
        self.runs = runs
        self.said = said or {}
        self.asked: dict[str, list[Question]] = {}
        for one in asked:
            self.asked.setdefault(one.node, []).append(one)
        self.telling = {one.key: self._telling(one) for one in asked}
        self.known = {
            one.key: [seen.values[one.name] for seen in self.telling[one.key] if one.name in seen.values]
            for one in asked
        }
        self.pools = {node: self._pool(node) for node in self.asked}

    def basis(self) -> list[Basis]:
        """On what each answer rests, in the order of the drawing."""
        return [self._basis(one) for several in self.asked.values() for one in several]

    def of(
        self, node: str, *, run: int | None, times: int, context: Context, now: datetime, random: Random
    ) -> dict[str, object]:
        """What is answered at a node that a case comes to for the so-manieth time (from 0); `run` is the case of the
        past that it is like."""
        asked = self.asked.get(node)
        if not asked:
            return {}
        drawn = self._observed(node, run=run, times=times, random=random)
        given: dict[str, object] = {}
        ways: dict[str, frozenset[str]] = {}
        unsettled: list[Question] = []
        for one in asked:
            if self._is_assumed(one):
                given[one.name] = self._chance(one).draw(random, today=now.date())
                continue
            found = drawn if drawn is not None and drawn.tells(one) else random.choice(self.telling[one.key])
            if one.name in found.values:
                given[one.name] = _moved(found.values[one.name], one, found.on, now)
            else:
                ways |= {gate: found.ways[gate] for gate in one.gates if gate in found.ways}
                unsettled.append(one)
        given |= self._narrowed(unsettled, ways, given, context, now, random)
        return {name: value for name, value in given.items() if value is not None}

    def _observed(self, node: str, *, run: int | None, times: int, random: Random) -> Observation | None:
        own = self.runs[run].get(node, ()) if run is not None and run < len(self.runs) else ()
        pool = self.pools[node]
        if times < len(own):
            return own[times]
        return random.choice(pool) if pool else None

    def _narrowed(
        self,
        unsettled: Sequence[Question],
        ways: Mapping[str, frozenset[str]],
        given: Mapping[str, object],
        context: Context,
        now: datetime,
        random: Random,
    ) -> dict[str, object]:
        """Values that lead the ways; where none does, those that lead most of them."""
        candidates = {one.name: self._candidates(one, random) for one in unsettled}
        found = {name: values[0] for name, values in candidates.items() if values}
        for _ in range(_SWEEPS if len(unsettled) > 1 else 1):
            for one in unsettled:
                best = -1
                for value in candidates[one.name]:
                    tried = {**found, one.name: value}
                    hits = self._hits(one, ways, Seen({**given, **tried}, context), now)
                    if hits > best:
                        best, found = hits, tried
                    if hits == sum(gate in ways for gate in one.gates):
                        break
        return found

    def _candidates(self, question: Question, random: Random) -> list[object]:
        """Values to try, those of the past first."""
        known = self.known[question.key]
        past = random.sample(known, min(len(known), _TRIES))
        if question.kind in ("number", "money"):
            around = {step for one in question.numbers for step in (one - 1, one, one + 1, one / 2, one * 1.5)}
            listed: list[object] = [int(one) if one == int(one) else one for one in sorted(around) if one >= 0]
        else:
            listed = list(options_of(question))
        random.shuffle(listed)
        return [*past, *listed]

    def _hits(self, question: Question, ways: Mapping[str, frozenset[str]], seen: Context, now: datetime) -> int:
        """At how many gateways these answers lead the ways that the case took."""
        hits = 0
        for reader in question.readers:
            node = self.graph.by_id[reader]
            try:
                if node.decision is not None:
                    rule = node.decision
                    value, _rules = rule.decisions.decide_with_rules(rule.name, seen, now=now)
                    seen = Seen({rule.variable: to_json(from_python(value))}, seen)
                elif reader in ways:
                    hits += frozenset(arc.id for arc in choose(node, seen, now=now)) == ways[reader]
            except (Stuck, FeelError):
                continue
        return hits

    def _telling(self, question: Question) -> list[Observation]:
        return [one for run in self.runs for one in run.get(question.node, ()) if one.tells(question)]

    def _pool(self, node: str) -> list[Observation]:
        """What may be drawn for a case without a past of its own: what tells of a question that is not assumed."""
        open_ones = [one for one in self.asked[node] if not self._is_assumed(one)]
        every = [one for run in self.runs for one in run.get(node, ())]
        return [one for one in every if any(one.tells(question) for question in open_ones)]

    def _is_assumed(self, question: Question) -> bool:
        return question.key in self.said or not self.telling[question.key]

    def _chance(self, question: Question) -> Chance:
        return self.said.get(question.key) or usual(question)

    def _basis(self, question: Question) -> Basis:
        values, ways = cases_telling(self.runs, question)
        if self._is_assumed(question):
            chance, is_said = self._chance(question), question.key in self.said
            return Basis(question=question, values=values, ways=ways, chance=chance, is_said=is_said)
        return Basis(question=question, values=values, ways=ways)


def cases_telling(runs: Sequence[Mapping[str, Sequence[Observation]]], question: Question) -> tuple[int, int]:
    """How many cases tell of a question by a value, and how many only by their ways."""
    values = ways = 0
    for run in runs:
        telling = [one for one in run.get(question.node, ()) if one.tells(question)]
        if any(question.name in one.values for one in telling):
            values += 1
        elif telling:
            ways += 1
    return values, ways


def _moved(value: object, question: Question, on: date | None, now: datetime) -> object:
    """A day of the past lies as far ahead of its answer today as it did then."""
    if question.kind != "date" or on is None or not isinstance(value, str):
        return value
    try:
        return (now.date() + (date.fromisoformat(value[:10]) - on)).isoformat()
    except ValueError:
        return value
