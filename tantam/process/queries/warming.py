"""What hurts on the heat map: how warm each step is, and which one is the bottleneck.

A head of care looks for where customers lose time that was promised to them, not for the step with the largest share of
little. So a step burns only where it **matters** (an absolute bar) **and** stands out (relative to the others):

- A step with a promise is measured by its total tardiness, the sum of what each stay took beyond its due time (ΣTⱼ with
  Tⱼ = max(0, Cⱼ − dⱼ), as in the theory of scheduling: Pinedo, *Scheduling*, ch. 2), in working time as the promise is:
  a night costs nothing. What kept its promise weighs nothing however long it took, and one hour late weighs as much as
  four quarters. It matters where more than one in ten broke the promise or something stands late now, and where it is
  `MATTERS` or more altogether. Stays that ended before lateness was kept weigh nothing: nobody guesses.
- A step without a promise is never the worst while one with a promise hurts, and never red. It matters where one in
  ten stays, or what stands there now, took `MATTERS` or longer; then its time is compared with that of the others.
- What does not matter stays cool: four seconds are no bottleneck, though they be most of all the time there was.

`MATTERS` is our choice: ten minutes, the shortest time that the ready-made processes promise to anybody who is not on
the phone or at the counter. Of what stands late now the longest is measured from its own due time, the others count
half of that: the exact sum would ask the calendar once for every ticket.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tantam.process.queries.heat import StepFigures

#: Seconds.
MATTERS: Final = 600.0
#: What costs nobody promised time has the first colour, whatever stands there: what is overdue has a mark of its own.
COOL: Final = 0.19
NO_PROMISE: Final = 0.55


def warm(steps: Mapping[str, StepFigures], *, late: Mapping[str, float], now: datetime) -> StepFigures | None:
    """Set the heat (0 to 1) of each step where people work, and return the bottleneck; None where nothing hurts.

    `late` is of each node where something stands late how long the longest has, in seconds of working time.
    """
    working = [step for step in steps.values() if step.is_work and step.has_figures]
    lost = {step.node.id: _lost(step, late=late.get(step.node.id, 0.0), now=now) for step in working}
    hurts = {
        step.node.id: lost[step.node.id] if _matters(step, lost[step.node.id], now=now) else 0.0 for step in working
    }
    spent = {step.node.id: _spent(step, now=now) for step in working}
    most = _most(hurts, [step for step in working if step.target is not None]) or _most(hurts, working)
    longest = max(spent.values(), default=0.0)
    for step in working:
        hurt = hurts[step.node.id]
        if hurt:
            heat = min(1.0, sqrt(hurt / most), 1.0 if step.target is not None else NO_PROMISE)
        else:
            heat = min(sqrt(spent[step.node.id] / longest), COOL) if longest else 0.0
        step.heat = heat
    hot = [step for step in working if hurts[step.node.id] or step.overdue]
    return max(hot, key=lambda one: (one.target is not None, hurts[one.node.id], one.heat or 0), default=None)


def _most(hurts: Mapping[str, float], steps: list[StepFigures]) -> float:
    return max((hurts[step.node.id] for step in steps), default=0.0)


def _matters(step: StepFigures, lost: float, *, now: datetime) -> bool:
    if step.target is None:
        return max(step.p90 or 0.0, _oldest(step, now=now)) >= MATTERS
    return not step.keeps_promise and lost >= MATTERS


def _lost(step: StepFigures, *, late: float, now: datetime) -> float:
    """Seconds beyond the promise, of all stays together and of what stands late now; all seconds without a promise."""
    if step.target is None:
        return _spent(step, now=now)
    return step.promises.seconds + late * (step.overdue + 1) / 2


def _spent(step: StepFigures, *, now: datetime) -> float:
    """Seconds spent at the step in the period; of what stands there only the oldest is known, the rest counts half."""
    return step.lengths.seconds + _oldest(step, now=now) * (step.standing + 1) / 2


def _oldest(step: StepFigures, *, now: datetime) -> float:
    """How long the oldest has stood there. Another machine's clock may be ahead of ours: what came in a moment from now
    has waited no time."""
    return max((now - step.oldest_at).total_seconds(), 0.0) if step.oldest_at else 0.0
