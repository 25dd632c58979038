"""Clocks in business time: start, pause, resume, stop; the case's `due_at` is the nearest running one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from tantam.cases.models import Case, Clock
from tantam.core.actions.rows import insert_all, update
from tantam.core.queries import Kept
from tantam.core.values.memory import recall, remember
from tantam.organisation import queries as organisation

WARN_AT_SHARE = 0.75


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
    insert_all(clocks)
    for clock in clocks:
        remember(_key(case, clock.kind), clock)


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


def recalled_first_response(case: Case) -> Clock | None:
    """The promise of a first answer that was started in this unit of work and still runs."""
    started: Clock | None = recall(_key(case, Clock.Kind.FIRST_RESPONSE))
    return started


def first_response(case: Case) -> Clock | None:
    """The running promise of a first answer."""
    if started := recalled_first_response(case):
        return started
    running = _RUNNING((Clock.Kind.FIRST_RESPONSE,), case=case.pk)
    return running[0] if running else None


_RUNNING = Kept(
    lambda kinds, case: Clock.objects.running().filter(case=case, kind__in=kinds).order_by("id").select_for_update()
)
_PAUSED = Kept(
    lambda kinds, case: (
        Clock.objects.filter(case=case, kind__in=kinds, stopped_at=None, paused_at__isnull=False)
        .order_by("id")
        .select_for_update()
    )
)


def _key(case: Case, kind: str) -> tuple[str, int, str]:
    return ("cases.clock", case.pk, kind)


def stop_clocks(case: Case, *kinds: Clock.Kind, now: datetime, token_id: int | None = None) -> None:
    """Stop the running clocks of these kinds; met or missed is written for good."""
    with connection.cursor() as cursor:
        cursor.execute(_STOP, {"now": now, "case": case.pk, "kinds": list(kinds), "token": token_id})
    for kind in kinds:
        remember(_key(case, kind), None)


# A paused clock was not late if something remained of it when it was paused.
_STOP = """
UPDATE cases_clock AS clock
SET stopped_at = %(now)s, is_met = ended.in_time,
    breached_at = CASE WHEN ended.in_time THEN clock.breached_at ELSE coalesce(clock.breached_at, clock.due_at) END
FROM (
    SELECT id,
        CASE WHEN paused_at IS NULL THEN %(now)s <= due_at ELSE coalesce(remaining_seconds, 0) >= 0 END AS in_time
    FROM cases_clock
    WHERE case_id = %(case)s AND kind = ANY(%(kinds)s) AND stopped_at IS NULL
        AND (%(token)s::bigint IS NULL OR token_id = %(token)s)
    FOR UPDATE
) AS ended
WHERE clock.id = ended.id
"""


def pause_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> None:
    """Hold the running clocks of these kinds while the customer's answer is awaited."""
    for clock in _RUNNING(kinds, case=case.pk):
        clock.remaining_seconds = organisation.calendar(clock.calendar_id).seconds_between(now, clock.due_at)
        clock.paused_at = now
        update(clock, "remaining_seconds", "paused_at")


def resume_clocks(case: Case, *kinds: Clock.Kind, now: datetime) -> None:
    """Let paused clocks run on with what remained of them."""
    for clock in _PAUSED(kinds, case=case.pk):
        remaining = clock.remaining_seconds or 0
        if remaining > 0:
            calendar = organisation.calendar(clock.calendar_id)
            clock.due_at = calendar.due(now, remaining)
            clock.warn_at = calendar.due(now, max(0, remaining - int(clock.promised_seconds * (1 - WARN_AT_SHARE))))
        clock.paused_at = clock.remaining_seconds = None
        update(clock, "due_at", "warn_at", "paused_at", "remaining_seconds")


def nearest_due(case: Case) -> datetime | None:
    """When the first of the running clocks runs out."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [case.pk])
        nearest: datetime | None = cursor.fetchone()[0]
    return nearest


# Asked after every step of a process: spelled out, it costs a fifth of what the ORM needs for it.
_NEAREST = "SELECT min(due_at) FROM cases_clock WHERE case_id = %s AND stopped_at IS NULL AND paused_at IS NULL"
