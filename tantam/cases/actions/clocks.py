"""Clocks in business time: start, pause, resume, stop; the case's `due_at` is the nearest running one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tantam.cases.models import Case, Clock
from tantam.core.actions.rows import insert_late, update
from tantam.core.queries import Kept
from tantam.core.values.memory import remember, remembered
from tantam.organisation import queries as organisation

WARN_AT_SHARE = 0.75
NEXT_RESPONSE_SECONDS = 3600


def wound_up(
    kind: Clock.Kind, *, seconds: int, calendar_id: int, now: datetime, token_id: int | None = None, node: str = ""
) -> Clock:
    """A promise of `seconds` of business time from `now` on, not yet stored."""
    calendar = organisation.calendar(calendar_id)
    return Clock(
        kind=kind,
        calendar_id=calendar_id,
        token_id=token_id,
        node=node,
        promised_seconds=seconds,
        started_at=now,
        due_at=calendar.due(now, seconds),
        warn_at=calendar.due(now, int(seconds * WARN_AT_SHARE)),
    )


def start_clocks(case: Case, clocks: Sequence[Clock]) -> None:
    """Start promises about a case."""
    for clock in clocks:
        clock.case = case
        insert_late(clock)
    _unstopped(case).extend(clocks)


def start_clock(
    case: Case,
    kind: Clock.Kind,
    *,
    seconds: int,
    calendar_id: int,
    now: datetime,
    token_id: int | None = None,
    node: str = "",
) -> Clock:
    """Start a promise of `seconds` of business time and return it."""
    clock = wound_up(kind, seconds=seconds, calendar_id=calendar_id, now=now, token_id=token_id, node=node)
    start_clocks(case, [clock])
    return clock


def owe_a_word(case: Case, *, calendar_id: int, now: datetime) -> None:
    """The customer is to hear from us within an hour of business time."""
    start_clock(case, Clock.Kind.NEXT_RESPONSE, seconds=NEXT_RESPONSE_SECONDS, calendar_id=calendar_id, now=now)


def begin_clocks(case: Case, clocks: Sequence[Clock]) -> None:
    """Start the promises of a case that has just been opened: there are no others."""
    remember(_key(case), [])
    start_clocks(case, clocks)


def running_clock(case: Case, kind: Clock.Kind) -> Clock | None:
    """The running promise of a kind, None where there is none or it is paused."""
    return next((clock for clock in _unstopped(case) if clock.kind == kind and clock.paused_at is None), None)


def has_clock(case: Case, kind: Clock.Kind) -> bool:
    """Whether such a promise holds, paused or not."""
    return any(clock.kind == kind for clock in _unstopped(case))


def step_clocks(case: Case) -> list[Clock]:
    """The running clocks of the steps that somebody works at."""
    return [clock for clock in _unstopped(case) if clock.kind == Clock.Kind.STEP and clock.paused_at is None]


def _unstopped(case: Case) -> list[Clock]:
    """The case's clocks that are not stopped: the case's lock holds them too, so they are read once."""
    return remembered(_key(case), lambda: _UNSTOPPED(case=case.pk))


def _key(case: Case) -> tuple[str, int]:
    return ("cases.clocks", case.pk)


_UNSTOPPED = Kept(lambda case: Clock.objects.filter(case=case, stopped_at=None).order_by("id"))


def stop_clocks(case: Case, *kinds: Clock.Kind, now: datetime, token_id: int | None = None) -> None:
    """Stop the clocks of these kinds, of one step where `token_id` is given; met or missed is written for good."""
    clocks = _unstopped(case)
    for clock in list(clocks):
        if clock.kind in kinds and token_id in {None, clock.token_id}:
            _stop(clock, now=now)
            clocks.remove(clock)


def _stop(clock: Clock, *, now: datetime) -> None:
    """A paused clock was not late if something remained of it when it was paused."""
    is_paused = clock.paused_at is not None
    clock.stopped_at = now
    clock.is_met = (clock.remaining_seconds or 0) >= 0 if is_paused else now <= clock.due_at
    if not clock.is_met:
        clock.breached_at = clock.breached_at or clock.due_at
    update(clock, "stopped_at", "is_met", "breached_at")


def pause_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> None:
    """Hold the running clocks of these kinds while the customer's answer is awaited."""
    for clock in _unstopped(case):
        if clock.kind in kinds and clock.paused_at is None:
            clock.remaining_seconds = organisation.calendar(clock.calendar_id).seconds_between(now, clock.due_at)
            clock.paused_at = now
            update(clock, "remaining_seconds", "paused_at")


def resume_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> None:
    """Let paused clocks run on with what remained of them."""
    for clock in _unstopped(case):
        if clock.kind in kinds and clock.paused_at is not None:
            _resume(clock, now=now)


def _resume(clock: Clock, *, now: datetime) -> None:
    remaining = clock.remaining_seconds or 0
    if remaining > 0:
        calendar = organisation.calendar(clock.calendar_id)
        clock.due_at = calendar.due(now, remaining)
        clock.warn_at = calendar.due(now, max(0, remaining - int(clock.promised_seconds * (1 - WARN_AT_SHARE))))
    clock.paused_at = clock.remaining_seconds = None
    update(clock, "due_at", "warn_at", "paused_at", "remaining_seconds")


def nearest_due(case: Case) -> datetime | None:
    """When the first of the running clocks runs out."""
    return min((clock.due_at for clock in _unstopped(case) if clock.paused_at is None), default=None)
