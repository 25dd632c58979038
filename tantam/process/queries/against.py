"""Two stretches of days, or two versions, step by step: then and now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from tantam.process.models import Version
from tantam.process.queries.dividing import Ways
from tantam.process.queries.filtering import Filters
from tantam.process.queries.heat import HeatMap, StepFigures, passed
from tantam.process.values.periods import Period, today_of
from tantam.process.values.promises import Promises, together
from tantam.process.values.verdicts import Change, Verdict, changed, changed_share
from tantam.process.values.verdicts import together as said_together


@dataclass(frozen=True, kw_only=True)
class Side:
    """What is compared with: which version, in which days."""

    version: Version
    period: Period


@dataclass(frozen=True, kw_only=True)
class StepChange:
    """A step then and now; `then` is None where the other version has no such step, `now` where this one has none."""

    then: StepFigures | None
    now: StepFigures | None
    median: Change = field(default_factory=lambda: Change(then=None, now=None))
    p90: Change = field(default_factory=lambda: Change(then=None, now=None))

    @property
    def verdict(self) -> Verdict:
        """Faster, slower, about the same, or mixed where the measures disagree; "" where too few passed, or where
        nobody works: waiting is meant to be."""
        if self.now is None or not self.now.is_work:
            return ""
        return said_together(self.median.verdict, self.p90.verdict, self._late) if self.median.verdict else ""

    @property
    def _late(self) -> Verdict:
        """Whether a larger part is late than then; "" where it is not known of all."""
        sides = [side.promises for side in (self.then, self.now) if side is not None]
        if len(sides) < 2 or any(side.unknown for side in sides):
            return ""
        then, now = sides
        return changed_share(then.share_late, now.share_late, counts=(then.known, now.known))

    @property
    def counts(self) -> tuple[int, int]:
        """How many passed, then and now."""
        return self.then.lengths.count if self.then else 0, self.now.lengths.count if self.now else 0


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All steps of the version that is shown, then those that only the other one has, and the ways then."""

    side: Side
    steps: dict[str, StepChange]
    ways: Ways

    @property
    def shares(self) -> Mapping[str, float]:
        """Which part went each way then."""
        return self.ways.shares

    def having(self, verdict: Verdict) -> list[StepChange]:
        """The steps of which this is said."""
        return [step for step in self.steps.values() if step.verdict == verdict]

    @property
    def promises_then(self) -> Promises:
        """How all steps together kept then what was promised."""
        return together(step.then.promises for step in self.steps.values() if step.then)

    @property
    def slower_most(self) -> StepChange | None:
        """The step where those who passed lost the most time together: half of them by the median, or a tenth by the
        90th percentile, whichever is more."""
        told = (*self.having("worse"), *self.having("mixed"))
        slower = [one for one in told if one.now is not None and one.median.now and one.median.then]
        return max((one for one in slower if _lost(one) > 0), key=_lost, default=None)


def compare_with(found: HeatMap, side: Side, *, filters: Filters, now: datetime) -> Comparison:
    """Compare what is shown with another stretch of days or version, narrowed alike."""
    then = passed(side.version.pk, filters=replace(filters, own=side.period), period=side.period, now=now)
    steps = {node: _change(then.steps.get(node), step) for node, step in found.steps.items()}
    steps |= {node: StepChange(then=step, now=None) for node, step in then.steps.items() if node not in found.steps}
    return Comparison(side=side, steps=steps, ways=then.ways)


def side_of_version(other: Version, *, period: Period, now: datetime) -> Side:
    """Another version in the same days; one that had been retired before them, in as many days up to its end."""
    ended = other.retired_at
    if ended is not None and ended < period.since:
        last = today_of(ended)
        return Side(version=other, period=Period(first=last - (period.last - period.first), last=last))
    return Side(version=other, period=period)


def _change(then: StepFigures | None, now: StepFigures) -> StepChange:
    if then is None:
        alone = (Change(then=None, now=one) for one in (now.median, now.p90))
        return StepChange(then=None, now=now, median=next(alone), p90=next(alone))
    counts = then.lengths.count, now.lengths.count
    return StepChange(
        then=then,
        now=now,
        median=changed(then.median, now.median, counts=counts),
        p90=changed(then.p90, now.p90, counts=counts),
    )


def _lost(step: StepChange) -> float:
    parts = ((step.median, 0.5), (step.p90, 0.1))
    return max(((one.now or 0) - (one.then or 0)) * part for one, part in parts) * step.counts[1]
