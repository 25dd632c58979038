"""The heat map of a version: where cases stand now, how long they stayed, which ways they took, where it is slow.

A handful of questions to the database whatever the number of steps: what stands now see `places`, lengths of stay see
`stays`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tantam.core.values.business_time import Calendar
from tantam.organisation import queries as organisation
from tantam.process.engine.diagram import Diagram, Node, Role
from tantam.process.queries.compiling import compiled
from tantam.process.queries.dividing import Counted, Ways
from tantam.process.queries.filtering import Filters
from tantam.process.queries.places import Places, came_to, places
from tantam.process.queries.stays import Stay, between, past_of, stays, stays_between
from tantam.process.queries.warming import warm
from tantam.process.values.buckets import Lengths
from tantam.process.values.periods import Period, today_of
from tantam.process.values.promises import Promises, together

PEOPLE = frozenset({"userTask", "manualTask"})


@dataclass(slots=True, kw_only=True)
class StepFigures:
    """The figures of one node.

    How long cases stayed are seconds of plain time, nights and holidays included; `target` and `promises` are working
    time. `late_since` is the due time of what has stood late for the longest.
    """

    node: Node
    standing: int = 0
    overdue: int = 0
    incidents: int = 0
    oldest_at: datetime | None = None
    late_since: datetime | None = None
    lengths: Lengths = field(default_factory=Lengths)
    promises: Promises = field(default_factory=Promises)
    median: float | None = None
    p90: float | None = None
    heat: float | None = None

    @property
    def target(self) -> int | None:
        """What was promised: in which time the step is to be done."""
        times = self.node.care.times
        return times.promised if times else None

    @property
    def is_work(self) -> bool:
        """Whether a person works here; waiting for a timer is meant to take long."""
        return self.node.kind in PEOPLE

    @property
    def keeps_promise(self) -> bool:
        """Nine in ten were done in the promised time, as far as is known, and nothing stands late."""
        return self.target is not None and not self.overdue and self.promises.are_kept

    @property
    def has_promises(self) -> bool:
        """Whether it can be said how the promise was kept: a person's work with a promise, and somebody passed."""
        return bool(self.promises.known or self.promises.unknown)

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.standing or self.incidents or self.lengths.count)


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """Everything the picture and its table show; `steps` in the order of the drawing."""

    steps: dict[str, StepFigures]
    ways: Ways
    worst: StepFigures | None

    @property
    def shares(self) -> Mapping[str, float]:
        """Of each place where one way is chosen, the part of those that came there that went each."""
        return self.ways.shares

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

    @property
    def promises(self) -> Promises:
        """How all steps together kept what was promised."""
        return together(step.promises for step in self.steps.values())

    @property
    def failed(self) -> list[StepFigures]:
        """The nodes where something has failed and waits, most first."""
        return sorted((step for step in self.steps.values() if step.incidents), key=lambda step: -step.incidents)


def heat_map(version_id: int, *, filters: Filters, now: datetime) -> HeatMap:
    """All figures of a published or retired version."""
    diagram = compiled(version_id).diagram
    steps = {node.id: StepFigures(node=node) for node in diagram.nodes}
    past, own = past_of(version_id), _over(filters, now=now)
    came = past.came(own or filters.period(now), is_over=own is not None)
    counted = Counted(diagram)
    found = places(
        version_id, dimensions=filters.dimensions, now=now, at=counted.places, since=came.since, until=came.until
    )
    for place in found:
        counted.add(place.node, place.flow, place.came, is_waiting=True)
        _place(steps, place)
    if own is not None:
        left = stays_between(version_id, filters=filters, period=own, now=now, past=past)
    else:
        left = stays(version_id, filters=filters, now=now, past=past)
    _add_stays(steps, counted, left)
    return HeatMap(steps=steps, ways=counted.ways(), worst=warm(steps, late=_late(steps, diagram, now=now), now=now))


def passed(version_id: int, *, filters: Filters, period: Period, now: datetime) -> HeatMap:
    """The same without what stands now: what passed in a stretch of days, to be compared with another. Of what came
    then it says which way it went since, too."""
    diagram = compiled(version_id).diagram
    steps = {node.id: StepFigures(node=node) for node in diagram.nodes}
    counted = Counted(diagram)
    if period.last < today_of(now):
        left, standing = between(version_id, filters=filters, period=period, now=now, at=counted.places)
    else:
        past = past_of(version_id)
        came = past.came(period, is_over=False)
        left = stays(version_id, filters=filters, now=now, past=past)
        standing = came_to(
            version_id, counted.places, dimensions=filters.dimensions, since=came.since, until=period.until
        )
    for arrived in standing:
        counted.add(*arrived, is_waiting=True)
    _add_stays(steps, counted, left)
    return HeatMap(steps=steps, ways=counted.ways(), worst=None)


def _over(filters: Filters, *, now: datetime) -> Period | None:
    """The period that is looked at where it is over."""
    own = filters.own
    return own if own is not None and own.last < today_of(now) else None


def _add_stays(steps: dict[str, StepFigures], counted: Counted, found: list[Stay]) -> None:
    for node, via, bucket, count, seconds, judged, late, late_seconds, came in found:
        counted.add(node, via, came)
        if node in steps and count:
            step = steps[node]
            step.lengths.add(bucket, count=count, seconds=float(seconds))
            if step.is_work and step.target is not None:
                step.promises.add(
                    bucket, count=count, judged=judged, late=late, seconds=late_seconds, promised=step.target
                )
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
    step.late_since = min(filter(None, (step.late_since, place.late_since)), default=None)


def _late(steps: Mapping[str, StepFigures], diagram: Diagram, *, now: datetime) -> dict[str, float]:
    """Of each node where something stands late now, for how much working time the longest has."""
    late = [step for step in steps.values() if step.late_since is not None and step.late_since < now]
    return {
        step.node.id: late_for(step.late_since or now, calendar_of(diagram.role_of(step.node)), now=now)
        for step in late
    }


def calendar_of(role: Role | None) -> Calendar | None:
    """The hours by which a role's promises run: those of its team, else of intake; None where nobody has set any."""
    calendar = organisation.calendar_of_team(role.ref) if role and role.kind == "team" else None
    intake = organisation.intake_calendar_id() if calendar is None else None
    return organisation.calendar(intake) if intake is not None else calendar


def late_for(since: datetime, calendar: Calendar | None, *, now: datetime) -> float:
    """For how many seconds of working time something has been late; of plain time without a calendar."""
    return float(calendar.seconds_between(since, now) if calendar else (now - since).total_seconds())
