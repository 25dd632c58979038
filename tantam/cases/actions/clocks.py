"""Clocks in business time: start, pause, resume, stop; the case's `due_at` is the nearest running one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from tantam.cases.models import Case, Clock
from tantam.organisation import queries as organisation

WARN_AT_SHARE = 0.75


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
    calendar = organisation.calendar(calendar_id)
    return Clock.objects.create(
        case=case,
        kind=kind,
        calendar_id=calendar_id,
        token_id=token_id,
        node=node,
        promised_seconds=seconds,
        started_at=now,
        due_at=calendar.due(now, seconds),
        warn_at=calendar.due(now, int(seconds * WARN_AT_SHARE)),
    )


def stop_clocks(case: Case, *kinds: Clock.Kind, now: datetime, token_id: int | None = None) -> None:
    """Stop the running clocks of these kinds; met or missed is written for good."""
    running = Clock.objects.filter(case=case, kind__in=kinds, stopped_at=None)
    if token_id is not None:
        running = running.filter(token_id=token_id)
    for clock in running.select_for_update():
        _stop(clock, now=now)


def _stop(clock: Clock, *, now: datetime) -> None:
    clock.stopped_at = now
    clock.is_met = now <= _due_at(clock, now=now)
    if not clock.is_met and clock.breached_at is None:
        clock.breached_at = clock.due_at
    clock.save(update_fields=["stopped_at", "is_met", "breached_at"])


def _due_at(clock: Clock, *, now: datetime) -> datetime:
    """A paused clock was not late if something remained of it when it was paused."""
    if clock.paused_at is None:
        return clock.due_at
    return now + timedelta(seconds=clock.remaining_seconds or 0)


def pause_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> None:
    """Hold the running clocks of these kinds while the customer's answer is awaited."""
    for clock in Clock.objects.running().filter(case=case, kind__in=kinds).select_for_update():
        clock.remaining_seconds = organisation.calendar(clock.calendar_id).seconds_between(now, clock.due_at)
        clock.paused_at = now
        clock.save(update_fields=["remaining_seconds", "paused_at"])


def resume_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> None:
    """Let paused clocks run on with what remained of them."""
    paused = Clock.objects.filter(case=case, kind__in=kinds, stopped_at=None).exclude(paused_at=None)
    for clock in paused.select_for_update():
        remaining = clock.remaining_seconds or 0
        if remaining > 0:
            calendar = organisation.calendar(clock.calendar_id)
            clock.due_at = calendar.due(now, remaining)
            clock.warn_at = calendar.due(now, max(0, remaining - int(clock.promised_seconds * (1 - WARN_AT_SHARE))))
        clock.paused_at = clock.remaining_seconds = None
        clock.save(update_fields=["due_at", "warn_at", "paused_at", "remaining_seconds"])


def nearest_due(case: Case) -> datetime | None:
    """When the first of the running clocks runs out."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [case.pk])
        nearest: datetime | None = cursor.fetchone()[0]
    return nearest


# Asked after every step of a process: spelled out, it costs a fifth of what the ORM needs for it.
_NEAREST = "SELECT min(due_at) FROM cases_clock WHERE case_id = %s AND stopped_at IS NULL AND paused_at IS NULL"
