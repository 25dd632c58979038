"""Clocks in business time: start, pause, resume, stop; the case's `due_at` is the nearest running one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from tantam.cases import queries
from tantam.cases.models import Case, Clock, Escalation, ServiceLevel
from tantam.cases.queries.levels import seconds_of
from tantam.cases.values.due import due
from tantam.core.actions.rows import execute_late, insert_late, update
from tantam.core.queries import Kept
from tantam.core.values.memory import remember, remembered
from tantam.organisation import queries as organisation

WARN_AT_SHARE = 0.75


def wound_up(
    kind: Clock.Kind,
    *,
    seconds: int,
    calendar_id: int,
    now: datetime,
    token_id: int | None = None,
    node: str = "",
    level: ServiceLevel | None = None,
    waits_for_customer: bool = False,
) -> Clock:
    """A promise of `seconds` of business time from `now` on, not yet stored."""
    calendar = organisation.calendar(calendar_id)
    return Clock(
        kind=kind,
        calendar_id=calendar_id,
        token_id=token_id,
        node=node,
        level=level,
        waits_for_customer=waits_for_customer,
        promised_seconds=seconds,
        started_at=now,
        due_at=due(calendar, now, seconds),
        warn_at=due(calendar, now, int(seconds * WARN_AT_SHARE)),
    )


def start_clocks(case: Case, clocks: Sequence[Clock]) -> None:
    """Start promises about a case."""
    for clock in clocks:
        clock.case = case
        insert_late(clock)
    _unstopped(case).extend(clocks)


def owe_a_word(case: Case, *, now: datetime) -> None:
    """The customer is to hear from us again, as soon as the case's service level promises."""
    level = queries.level_of(case)
    seconds = seconds_of(level, Clock.Kind.NEXT_RESPONSE) or 0
    calendar_id = queries.calendar_id_for(case.team, case.branch)
    clock = wound_up(Clock.Kind.NEXT_RESPONSE, seconds=seconds, calendar_id=calendar_id, now=now, level=level)
    start_clocks(case, [clock])


def begin_clocks(case: Case, clocks: Sequence[Clock]) -> None:
    """Start the promises of a case that has just been opened: there are no others."""
    remember(_key(case), [])
    start_clocks(case, clocks)


def running_clock(case: Case, kind: Clock.Kind) -> Clock | None:
    """The running promise of a kind, None where there is none or it is paused."""
    return next((clock for clock in _unstopped(case) if clock.kind == kind and clock.paused_at is None), None)


def standing_clock(case: Case, kind: Clock.Kind) -> Clock | None:
    """The promise of a kind that holds, running or paused."""
    return next((clock for clock in _unstopped(case) if clock.kind == kind), None)


def is_missed(clock: Clock, *, now: datetime) -> bool:
    """Whether its time has run out, noticed or not: then nothing that happens to the case renews it."""
    if clock.breached_at is not None:
        return True
    return clock.due_at < now if clock.remaining_seconds is None else clock.remaining_seconds < 0


def has_clock(case: Case, kind: Clock.Kind) -> bool:
    """Whether such a promise holds, paused or not."""
    return any(clock.kind == kind for clock in _unstopped(case))


def step_clocks(case: Case) -> list[Clock]:
    """The running clocks of the steps that somebody works at."""
    return [clock for clock in _unstopped(case) if clock.kind == Clock.Kind.STEP and clock.paused_at is None]


def clocks_of(case: Case) -> list[Clock]:
    """All that hold, running or paused."""
    return list(_unstopped(case))


def hold_read(case: Case, clocks: Sequence[Clock]) -> None:
    """These hold again."""
    remember(_key(case), list(clocks))


def _unstopped(case: Case) -> list[Clock]:
    """The case's clocks that are not stopped: the case's lock holds them too, so they are read once."""
    return remembered(_key(case), lambda: _UNSTOPPED(case=case.pk))


def read_clocks(cases: Sequence[Case]) -> None:
    """Read the clocks of many cases at hand with one question."""
    found: dict[int, list[Clock]] = {case.pk: [] for case in cases}
    for clock in Clock.objects.filter(case__in=list(found), stopped_at=None).order_by("id"):
        found[clock.case_id].append(clock)
    for case in cases:
        remember(_key(case), found[case.pk])


def _key(case: Case) -> tuple[str, int]:
    return ("cases.clocks", case.pk)


_UNSTOPPED = Kept(lambda case: Clock.objects.filter(case=case, stopped_at=None).order_by("id"))


def stop_clocks(case: Case, *kinds: Clock.Kind, now: datetime, token_id: int | None = None) -> None:
    """Stop the clocks of these kinds, of one step where `token_id` is given; met or missed is written for good.

    Who was told of a missed one need look after it no longer, unless another is missed still."""
    clocks, was_missed = _unstopped(case), False
    for clock in list(clocks):
        if clock.kind in kinds and token_id in {None, clock.token_id}:
            was_missed = was_missed or clock.breached_at is not None
            _stop(clock, now=now)
            clocks.remove(clock)
    if was_missed and not any(clock.breached_at for clock in clocks):
        execute_late(Escalation, _SETTLE, [now, case.pk])


_SETTLE = "UPDATE cases_escalation SET settled_at = %s WHERE case_id = %s AND settled_at IS NULL AND step > 0"


def clocks_running(case: Case) -> list[int]:
    """The keys of the clocks that run now."""
    return [clock.pk for clock in _unstopped(case) if clock.paused_at is None]


def let_run_on(case: Case, clock_ids: Collection[int], *, now: datetime) -> None:
    """Let these of the case's clocks run on with what remained of them, where they stand still yet."""
    for clock in _unstopped(case):
        if clock.pk in clock_ids and clock.paused_at is not None:
            _resume(clock, now=now)


def hold_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> None:
    """The case is closed and these are not kept: one that is late is missed for good, any other stands still until the
    case is opened again."""
    for clock in _unstopped(case):
        if clock.kind in kinds and clock.breached_at is None and is_missed(clock, now=now):
            clock.breached_at = clock.due_at
            update(clock, "breached_at")
    pause_clocks(case, *kinds, now=now)


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
            pause(clock, now=now)


def pause(clock: Clock, *, now: datetime) -> None:
    """Hold a running clock."""
    clock.remaining_seconds = organisation.calendar(clock.calendar_id).seconds_between(now, clock.due_at)
    clock.paused_at = now
    update(clock, "remaining_seconds", "paused_at")


def resume_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> list[Clock]:
    """Let paused clocks run on with what remained of them; return these."""
    paused = [clock for clock in _unstopped(case) if clock.kind in kinds and clock.paused_at is not None]
    for clock in paused:
        _resume(clock, now=now)
    return paused


def _resume(clock: Clock, *, now: datetime) -> None:
    remaining = clock.remaining_seconds or 0
    if clock.paused_at is not None:
        clock.paused_seconds += organisation.calendar(clock.calendar_id).seconds_between(clock.paused_at, now)
    if remaining > 0:
        calendar = organisation.calendar(clock.calendar_id)
        clock.due_at = due(calendar, now, remaining)
        clock.warn_at = due(calendar, now, max(0, remaining - int(clock.promised_seconds * (1 - WARN_AT_SHARE))))
    clock.paused_at = clock.remaining_seconds = None
    update(clock, "due_at", "warn_at", "paused_at", "remaining_seconds", "paused_seconds")


def reckon_anew(clock: Clock, *, seconds: int, calendar_id: int, level: ServiceLevel | None) -> None:
    """Make a promise one of `seconds` from its beginning on, by `level`. What it stood still stays added; one that
    stands still now has as much more or less left."""
    calendar = organisation.calendar(calendar_id)
    if clock.remaining_seconds is not None:
        clock.remaining_seconds += seconds - clock.promised_seconds
    clock.level, clock.promised_seconds, clock.calendar_id = level, seconds, calendar_id
    clock.due_at = due(calendar, clock.started_at, seconds + clock.paused_seconds)
    clock.warn_at = due(calendar, clock.started_at, int(seconds * WARN_AT_SHARE) + clock.paused_seconds)
    update(clock, "level", "calendar", "promised_seconds", "due_at", "warn_at", "remaining_seconds")


def nearest_due(case: Case) -> datetime | None:
    """When the first of the running clocks runs out."""
    return min((clock.due_at for clock in _unstopped(case) if clock.paused_at is None), default=None)
