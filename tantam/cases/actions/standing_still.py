"""While the customer thinks: steps that say so stand still from our answer until the customer speaks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tantam.cases.actions.clocks import pause, pause_clocks, resume_clocks, step_clocks
from tantam.cases.models import Case, Clock
from tantam.process import actions as process


def stand_still(case: Case, *, asked: Collection[int | None], now: datetime) -> None:
    """An answer has left. The ticket waits for the customer where no other step of it is to be done meanwhile.

    `asked` are the steps it was given at: one that began with it has asked the customer nothing yet. What changes of
    the case itself is left to the caller to write.
    """
    still = [clock for clock in step_clocks(case) if clock.waits_for_customer and clock.token_id in asked]
    if not still or not case.is_open:
        return
    for clock in still:
        pause(clock, now=now)
    tokens = [clock.token_id for clock in still if clock.token_id is not None]
    if not process.stand_still(case.fact_subject, tokens, now=now):
        wait_for_customer(case, now=now)


def wait_for_customer(case: Case, *, now: datetime) -> None:
    """Nothing is to be done until the customer speaks: the promise of a resolution stands still too."""
    if case.state == Case.State.OPEN:
        case.state = Case.State.WAITING
    pause_clocks(case, Clock.Kind.RESOLUTION, now=now)


def take_up_work(case: Case, *, now: datetime) -> None:
    """Something is to be done again, whether the customer has spoken or not."""
    if case.state == Case.State.WAITING:
        case.state = Case.State.OPEN
        resume_clocks(case, Clock.Kind.RESOLUTION, now=now)


def run_on(case: Case, *, now: datetime) -> None:
    """The customer has spoken: what stood still runs on with what remained of it."""
    resumed = resume_clocks(case, Clock.Kind.RESOLUTION, Clock.Kind.STEP, now=now)
    tokens = [clock.token_id for clock in resumed if clock.token_id is not None]
    if tokens:
        process.run_on(case.fact_subject, tokens, now=now)
