"""What service levels change of tickets that are open: the worker goes through them, case by case, and goes on where
it stopped. A promise that is missed stays missed, what the customer was told never goes farther, none is late by it."""

from __future__ import annotations

from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.at_hand import at_hand
from tantam.cases.actions.clocks import is_missed, nearest_due, reckon_anew, standing_clock
from tantam.cases.actions.first_response import first_answer, reckon_first_response
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, Clock, Entry, LevelEdition, ServiceLevel
from tantam.cases.queries.levels import FIRST, NEXT, RESOLUTION, seconds_of
from tantam.cases.values.due import due
from tantam.cases.values.levels import promised_anew
from tantam.core.actions.rows import insert_late, update
from tantam.core.actions.unit import unit
from tantam.organisation import queries as organisation

BATCH = 100


def reckon_open_cases(*, now: datetime, limit: int = BATCH) -> int:
    """Go on with the first edition that open tickets are to follow; return how many were looked at."""
    edition = LevelEdition.objects.filter(reckons_open=True, reckoned_at=None).order_by("number").first()
    if edition is None:
        return 0
    waiting = (
        Case.objects.open()
        .filter(merged_into=None)
        .filter(pk__gt=edition.reckoned_to, opened_at__lte=edition.at)
        .order_by("pk")
    )
    keys = list(waiting.values_list("pk", flat=True)[:limit])
    changed = sum(_reckon(key, edition, now=now) for key in keys)
    LevelEdition.objects.filter(pk=edition.pk).update(
        reckoned_to=keys[-1] if keys else edition.reckoned_to,
        changed=edition.changed + changed,
        reckoned_at=None if keys else now,
    )
    return len(keys)


@unit()
def _reckon(case_id: int, edition: LevelEdition, *, now: datetime) -> bool:
    """One case; whether anything of it changed. Twice changes nothing more."""
    case = at_hand(case_id)
    level = queries.level_of(case)
    changed = [kind for kind in (FIRST, NEXT, RESOLUTION) if _reckon_kind(case, kind, level, now=now)]
    if not changed:
        return False
    case.due_at = nearest_due(case)
    update(case, "due_at")
    said = {"what": "levels-changed", "by": "system", "edition": edition.number}
    insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, data=said))
    announce_case(case)
    return True


def _reckon_kind(case: Case, kind: Clock.Kind, level: ServiceLevel | None, *, now: datetime) -> bool:
    clock = standing_clock(case, kind)
    if clock is None or is_missed(clock, now=now):
        return False
    was = seconds_of(clock.level, kind) if clock.level_id else None
    seconds = promised_anew(
        clock.promised_seconds, was=was, holds=seconds_of(level, kind), is_told=clock.told_due_at is not None
    )
    if seconds is None or _would_be_late(case, clock, seconds, now=now):
        return False
    if kind == FIRST and clock.paused_at is None:
        reckon_first_response(case, now=now, seconds=seconds, level=level)
    else:
        reckon_anew(clock, seconds=seconds, calendar_id=clock.calendar_id, level=level)
    return True


def _would_be_late(case: Case, clock: Clock, seconds: int, *, now: datetime) -> bool:
    if clock.remaining_seconds is not None:
        return clock.remaining_seconds + seconds - clock.promised_seconds <= 0
    if clock.kind == FIRST:
        return first_answer(case, seconds=seconds, start=clock.started_at).due_at <= now
    calendar = organisation.calendar(clock.calendar_id)
    return due(calendar, clock.started_at, seconds + clock.paused_seconds) <= now
