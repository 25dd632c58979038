"""The heat map of a version: where cases stand now, how long they stayed, which ways they took, where it is slow.

Three questions to the database whatever the number of steps. Standing now is counted from tokens; lengths of stay come
from the daily roll-up for days that are over and from the visits themselves for the rest. A view narrowed to a
channel, segment or team is counted from the visits alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, Q, Sum

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.models import Token, VisitRollup
from tantam.process.queries.compiling import compiled
from tantam.process.queries.filtering import HANOI, Filters
from tantam.process.values.buckets import Lengths, shares

PEOPLE = frozenset({"userTask", "manualTask"})
KEPT_PROMISE = 0.3
NO_PROMISE = 0.55


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
    taken: Counter[str] = Counter()
    for row in _standing(version_id, filters=filters, now=now):
        _place(steps, taken, row)
    for node, via, bucket, count, seconds in _stays(version_id, filters=filters, now=now):
        if node in steps:
            steps[node].lengths.add(bucket, count=count, seconds=float(seconds))
            taken[via] += count
    for step in steps.values():
        step.median, step.p90 = step.lengths.percentile(0.5), step.lengths.percentile(0.9)
    return HeatMap(steps=steps, shares=_shares(diagram, taken), worst=_warm(steps, now=now))


def _standing(version_id: int, *, filters: Filters, now: datetime) -> Any:
    labels = {f"instance__labels__{name}": value for name, value in filters.dimensions.items()}
    tokens = Token.objects.positions().filter(version=version_id, **labels).exclude(state=Token.State.INSIDE)
    return tokens.values("node", "flow").annotate(
        standing=Count("id"),
        overdue=Count("id", filter=Q(state=Token.State.WAITING, due_at__lte=now)),
        incidents=Count("id", filter=Q(state=Token.State.INCIDENT)),
        oldest_at=Min("entered_at"),
    )


def _place(steps: dict[str, StepFigures], taken: Counter[str], row: Mapping[str, Any]) -> None:
    taken[row["flow"]] += row["standing"]
    step = steps.get(row["node"])
    if step is None:
        return
    step.standing += row["standing"]
    step.overdue += row["overdue"]
    step.incidents += row["incidents"]
    step.oldest_at = min(filter(None, (step.oldest_at, row["oldest_at"])))


def _stays(version_id: int, *, filters: Filters, now: datetime) -> list[tuple[str, str, int, int, float]]:
    """Rows of (node, way it came by, bucket, count, seconds)."""
    since = filters.since(now)
    if filters.dimensions:
        return _visits(version_id, since=since, filters=filters)
    rolled = VisitRollup.objects.filter(version_id=version_id, on__gte=since.date())
    last = VisitRollup.objects.filter(version_id=version_id).aggregate(last=Max("on"))["last"]
    if last is not None:
        since = max(since, _start(last + timedelta(days=1)))
    known = rolled.values_list("node", "via", "bucket").annotate(Sum("count"), Sum("seconds"))
    return [*known, *_visits(version_id, since=since, filters=filters)]


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)


_VISITS = """
    SELECT node, via, bucket, count(*), sum(seconds) FROM (
        SELECT node, via, seconds,
               CASE WHEN seconds < 1 THEN -1 ELSE floor(16 * ln(seconds) / ln(2))::int END AS bucket
        FROM (
            SELECT node, via, extract(epoch FROM left_at - entered_at)::float8 AS seconds
            FROM process_visit WHERE version_id = %s AND left_at >= %s{narrowed} OFFSET 0
        ) AS stay
    ) AS counted GROUP BY node, via, bucket
"""


def _visits(version_id: int, *, since: datetime, filters: Filters) -> list[tuple[str, str, int, int, float]]:
    narrowed = "".join(f" AND {name} = %s" for name in filters.dimensions)
    with connection.cursor() as cursor:
        cursor.execute(_VISITS.format(narrowed=narrowed), [version_id, since, *filters.dimensions.values()])
        return cursor.fetchall()


def _shares(diagram: Diagram, taken: Counter[str]) -> dict[str, float]:
    """Of each place with several ways on, the part that took each way."""
    ways: dict[str, dict[str, int]] = {}
    for flow in diagram.sequence_flows():
        ways.setdefault(flow.source, {})[flow.id] = taken[flow.id]
    found: dict[str, float] = {}
    for ways_on in ways.values():
        if len(ways_on) > 1:
            found.update(shares(ways_on))
    return found


def _warm(steps: Mapping[str, StepFigures], *, now: datetime) -> StepFigures | None:
    """Colour each step where people work by the time cases spent there, and name the worst.

    Heat is the square root of its part of the most time spent at one step; what keeps its promise stays cool, what
    promised nothing never burns, and what stands late is warm at least.
    """
    working = [step for step in steps.values() if step.is_work and step.has_figures]
    spent = {step.node.id: _spent(step, now=now) for step in working}
    promised = [step for step in working if step.target is not None]
    most = max((spent[step.node.id] for step in promised or working), default=0.0)
    for step in working:
        heat = min(1.0, sqrt(spent[step.node.id] / most)) if most else 0.0
        if step.keeps_promise:
            heat = min(heat, KEPT_PROMISE)
        elif step.target is None:
            heat = min(heat, NO_PROMISE)
        if step.overdue:
            heat = max(heat, 0.5 + 0.5 * step.overdue / step.standing)
        step.heat = heat
    hot = [step for step in working if (step.heat or 0) > KEPT_PROMISE]
    return max(hot, key=lambda step: (spent[step.node.id] if step.target else 0, step.heat or 0), default=None)


def _spent(step: StepFigures, *, now: datetime) -> float:
    """Seconds spent at the step in the period; of what stands there only the oldest is known, the rest counts half."""
    waiting = (now - step.oldest_at).total_seconds() * (step.standing + 1) / 2 if step.oldest_at else 0.0
    return step.lengths.seconds + waiting
