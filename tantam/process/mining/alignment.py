"""Optimal alignments: the cheapest way to explain what was done by what the drawing allows.

Definitions of Adriansyah (Aligning observed and modeled behavior, 2014) with the standard costs: 1 for a step that was
done and not drawn there, 1 for a step that was drawn and not done, nothing for both or for what is silent. The fitness
of a case is 1 − cost / (all its steps as extra ones + the shortest way through the drawing), that of a log
1 − the sum of all costs / the sum of all such worst costs.

The search itself is that of `r4pm` (Dijkstra on the synchronous product, Rust). Within its budget it is exact; beyond,
there is no answer rather than a wrong one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, Literal
from uuid import UUID

from tantam.process.mining.measures import Variant
from tantam.process.mining.net import Net

_COSTS: Final = {"model_move_cost": 1, "log_move_cost": 1, "sync_move_cost": 0, "silent_move_cost": 0}
#: The numbers of transitions stand in ids of this kind above those of places.
_TRANSITIONS: Final = 1 << 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much may be spent: `states` of the search for one sequence (some 300 bytes each), `seconds` for a whole
    log."""

    states: int = 500_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment. `kind`: as drawn (both), done though not drawn there (extra), drawn and not done
    (skipped). `node` is the element ("" for an extra step), `index` the place in the aligned sequence (-1: skipped)."""

    kind: Literal["both", "extra", "skipped"]
    label: str
    node: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """An optimal alignment of one sequence; `worst` is the cost of explaining nothing."""

    cost: int
    worst: int
    steps: tuple[Step, ...]

    @property
    def fitness(self) -> float:
        """1 where all is as drawn, 0 where nothing is."""
        return 1 - self.cost / self.worst if self.worst else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A variant with its alignment; None: not computed within the budget."""

    variant: Variant
    alignment: Alignment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """All variants of a log against one net. Figures are over the cases that were computed, None without any."""

    variants: tuple[Aligned, ...]

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(one.variant.count for one in self.variants)

    @property
    def computed(self) -> int:
        """Cases whose alignment was found within the budget."""
        return sum(count for count, _ in self._known())

    @property
    def fitting(self) -> int:
        """Cases that went exactly as drawn."""
        return sum(count for count, alignment in self._known() if alignment.cost == 0)

    @property
    def average_fitness(self) -> float | None:
        """The mean fitness of the cases."""
        whole = self.computed
        return sum(count * alignment.fitness for count, alignment in self._known()) / whole if whole else None

    @property
    def log_fitness(self) -> float | None:
        """The fitness of the log: long cases weigh more."""
        worst = sum(count * alignment.worst for count, alignment in self._known())
        cost = sum(count * alignment.cost for count, alignment in self._known())
        return (1 - cost / worst if worst else 1.0) if self.computed else None

    def _known(self) -> list[tuple[int, Alignment]]:
        return [(one.variant.count, one.alignment) for one in self.variants if one.alignment is not None]


class Aligner:
    """Aligns sequences with one net, each distinct one once. `clock` gives seconds."""

    def __init__(self, net: Net, *, budget: Budget | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._net = net
        self._budget = budget or Budget()
        self._clock = clock
        self._until = clock() + self._budget.seconds
        self._given = _given(net)
        self._found: dict[tuple[str, ...], Alignment | None] = {}
        self._shortest: int | None = None
        self._is_measured = False

    @property
    def shortest(self) -> int | None:
        """The fewest visible steps of a run; None where none ends, or was found within the budget."""
        if not self._is_measured:
            self._is_measured = True
            found = self._search(())
            self._shortest = found[0] if found is not None else None
        return self._shortest

    def align(self, sequence: Iterable[str]) -> Alignment | None:
        """The optimal alignment of a sequence of labels, without those the net hides; None: not computed."""
        seen = self._net.seen(sequence)
        if seen not in self._found:
            self._found[seen] = self._align(seen)
        return self._found[seen]

    def _align(self, seen: tuple[str, ...]) -> Alignment | None:
        shortest = self.shortest
        if shortest is None or self._clock() >= self._until:
            return None
        found = self._search(seen)
        if found is None:
            return None
        cost, moves = found
        steps = (self._step(move, seen) for move in moves)
        return Alignment(cost=cost, worst=len(seen) + shortest, steps=tuple(one for one in steps if one is not None))

    def _search(self, seen: tuple[str, ...]) -> tuple[int, list[Any]] | None:
        from r4pm.bindings.conformance.case_centric.alignments import align_trace  # ten megabytes few processes need

        options: Any = {"cost_fn": _COSTS, "max_states": self._budget.states}
        try:
            found = align_trace(net=self._given, trace=list(seen), options=options)
        except TypeError as error:
            if "SearchError" in str(error):  # the budget was spent, or no run of the net ever ends
                return None
            raise
        return found["cost"], found["moves"]

    def _step(self, move: dict[str, Any], seen: Sequence[str]) -> Step | None:
        [(kind, found)] = move.items()
        if kind == "LogMove":
            index = int(found["trace_event_index"])
            return Step("extra", seen[index], index=index)
        transition = self._net.transitions[UUID(found["transition"]).int - _TRANSITIONS]
        if kind == "SyncMove":
            return Step("both", transition.label, transition.node, int(found["trace_event_index"]))
        return Step("skipped", transition.label, transition.node) if transition.label else None


def conformance(
    net: Net,
    variants: Iterable[Variant],
    *,
    budget: Budget | None = None,
    clock: Callable[[], float] = monotonic,
) -> Conformance:
    """Align all variants, the most frequent first, until the time is spent."""
    aligner = Aligner(net, budget=budget, clock=clock)
    ordered = sorted(variants, key=lambda one: (-one.count, one.steps))
    return Conformance(variants=tuple(Aligned(variant=one, alignment=aligner.align(one.steps)) for one in ordered))


def _given(net: Net) -> Any:
    """The net as the library takes it: ids are UUIDs."""
    places = [str(UUID(int=number)) for number in range(len(net.places))]
    arcs: list[dict[str, object]] = []
    transitions: dict[str, dict[str, object]] = {}
    for number, one in enumerate(net.transitions):
        own = str(UUID(int=_TRANSITIONS + number))
        transitions[own] = {"id": own, "label": one.label or None}
        for place, weight in Counter(one.takes).items():
            arcs.append({"from_to": {"type": "PlaceTransition", "nodes": [places[place], own]}, "weight": weight})
        for place, weight in Counter(one.gives).items():
            arcs.append({"from_to": {"type": "TransitionPlace", "nodes": [own, places[place]]}, "weight": weight})
    return {
        "places": {own: {"id": own} for own in places},
        "transitions": transitions,
        "arcs": arcs,
        "initial_marking": {places[place]: count for place, count in Counter(net.initial).items()},
        "final_markings": [{places[place]: count for place, count in Counter(net.final).items()}],
    }
