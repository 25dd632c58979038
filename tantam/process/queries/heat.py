"""The heat map of a version: where cases stand now, how long they stayed, which ways they took, where it is slow.

A handful of questions to the database whatever the number of steps: what stands now see `places`, lengths of stay see
`stays`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.queries.compiling import compiled
from tantam.process.queries.filtering import Filters
from tantam.process.queries.places import Places, places
from tantam.process.queries.stays import Stay, stays, stays_between
from tantam.process.queries.warming import warm
from tantam.process.values.buckets import Lengths, shares
from tantam.process.values.periods import today_of

PEOPLE = frozenset({"userTask", "manualTask"})


@dataclass(slots=True, kw_only=True)
class StepFigures:
    """The figures of one node. Times are seconds of plain time, `target` the promised seconds of business time."""

    node: Node
    standing: int = 0
    overdue: int = 0
    incidents: int = 0
    oldest_at: datetime | None = None
    lengths: Lengths = field(default_factory=Lengths)
    median: float | None = None
    p90: float | None = None
    heat: float | None = None

    @property
    def target(self) -> int | None:
        """What was promised: the response time, else the resolution time."""
        times = self.node.care.times
        return (times.response or times.resolution) if times else None

    @property
    def is_work(self) -> bool:
        """Whether a person works here; waiting for a timer is meant to take long."""
        return self.node.kind in PEOPLE

    @property
    def keeps_promise(self) -> bool:
        """Nine in ten were done in the promised time and nothing stands late."""
        return self.target is not None and not self.overdue and (self.p90 or 0) <= self.target

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.standing or self.incidents or self.lengths.count)


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """Everything the picture and its table show; `steps` in the order of the drawing."""

    steps: dict[str, StepFigures]
    shares: Mapping[str, float]
    worst: StepFigures | None

    @property
    def standing(self) -> int:
        """How many places are taken now."""
        return sum(step.standing for step in self.steps.values())

    @property
    def overdue(self) -> int:
        """How many of them are late."""
        return sum(step.overdue for step in self.steps.values())

    @property
    def incidents(self) -> int:
        """How many failed."""
        return sum(step.incidents for step in self.steps.values())


def heat_map(version_id: int, *, filters: Filters, now: datetime) -> HeatMap:
    """All figures of a published or retired version."""
    diagram = compiled(version_id).diagram
    steps = {node.id: StepFigures(node=node) for node in diagram.nodes}
    only_way = _only_ways(diagram)
    taken: Counter[str] = Counter()
    for place in places(version_id, dimensions=filters.dimensions, now=now):
        taken[place.flow or only_way.get(place.node, "")] += place.standing
        _place(steps, place)
    _add_stays(steps, taken, _left(version_id, filters=filters, now=now), only_way)
    return HeatMap(steps=steps, shares=_shares(diagram, steps, taken), worst=warm(steps, now=now))


def passed(version_id: int, *, filters: Filters, now: datetime) -> HeatMap:
    """The same without what stands now: what passed in a stretch of days, to be compared with another."""
    diagram = compiled(version_id).diagram
    steps = {node.id: StepFigures(node=node) for node in diagram.nodes}
    taken: Counter[str] = Counter()
    _add_stays(steps, taken, _left(version_id, filters=filters, now=now), _only_ways(diagram))
    return HeatMap(steps=steps, shares=_shares(diagram, steps, taken), worst=None)


def _left(version_id: int, *, filters: Filters, now: datetime) -> list[Stay]:
    """What left in the period; one that is over is asked with its end."""
    own = filters.own
    if own is not None and own.last < today_of(now):
        return stays_between(version_id, filters=filters, period=own, now=now)
    return stays(version_id, filters=filters, now=now)


def _add_stays(
    steps: dict[str, StepFigures], taken: Counter[str], found: list[Stay], only_way: Mapping[str, str]
) -> None:
    for node, via, bucket, count, seconds in found:
        if node in steps:
            steps[node].lengths.add(bucket, count=count, seconds=float(seconds))
            taken[via or only_way.get(node, "")] += count
    for step in steps.values():
        step.median, step.p90 = step.lengths.percentile(0.5), step.lengths.percentile(0.9)


def _place(steps: dict[str, StepFigures], place: Places) -> None:
    step = steps.get(place.node)
    if step is None:
        return
    step.standing += place.standing
    step.overdue += place.overdue
    step.incidents += place.incidents
    step.oldest_at = min(filter(None, (step.oldest_at, place.oldest_at)), default=None)


def _only_ways(diagram: Diagram) -> dict[str, str]:
    """Nodes that one way alone leads to: what came in from elsewhere does not say by which way."""
    ways: dict[str, list[str]] = {}
    for flow in diagram.sequence_flows():
        ways.setdefault(flow.target, []).append(flow.id)
    return {node: found[0] for node, found in ways.items() if len(found) == 1}


def _shares(diagram: Diagram, steps: Mapping[str, StepFigures], taken: Counter[str]) -> dict[str, float]:
    """Of each gateway where one way is chosen, the part that took each; where one is not known, it is the rest."""
    ways: dict[str, dict[str, int]] = {}
    for flow in diagram.sequence_flows():
        ways.setdefault(flow.source, {})[flow.id] = taken[flow.id]
    found: dict[str, float] = {}
    for source, counts in ways.items():
        if len(counts) < 2 or source not in steps or steps[source].node.kind == "parallelGateway":
            continue  # where everybody takes all ways, a part of them would say something untrue
        unknown = [flow for flow, count in counts.items() if not count]
        passed = steps[source].lengths.count - sum(counts.values())
        if len(unknown) == 1 and passed > 0:
            counts[unknown[0]] = passed
        found.update(shares(counts))
    return found
