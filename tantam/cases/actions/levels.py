"""Lay down service levels: each change is an edition, and what was promised before keeps the level that promised it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from tantam.cases.facts import LevelsChanged
from tantam.cases.models import EscalationStep, LevelEdition, ServiceLevel
from tantam.cases.queries.levels import levels_that_hold
from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.customers.models import Segment
from tantam.organisation.models import Agent

MOST_LEVELS = 500


class LevelIsGone(Exception):
    """Somebody else has changed or ended it meanwhile."""


@dataclass(frozen=True, kw_only=True)
class LevelWords:
    """What a level says: for whom, how many minutes of working time, which level it stands before (None: the last)."""

    first_response_minutes: int
    next_response_minutes: int | None = None
    resolution_minutes: int | None = None
    segment: Segment | None = None
    kind: str = ""
    urgency: str = ""
    channel_kind: str = ""
    before_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of the levels: `words` in place of the level `of` (None: a new one), or none where it ends."""

    words: LevelWords | None
    of: int | None = None
    reason: str = ""
    reckons_open: bool = False


def proposed(change: Change) -> list[ServiceLevel]:
    """The levels as they would be, in their order; what is new is not stored. Raises LevelIsGone."""
    levels = levels_that_hold()
    return _arranged(levels, change)


@unit()
def change_levels(change: Change, *, by: Agent, now: datetime) -> LevelEdition:
    """Lay the change down as an edition. Raises LevelIsGone where the level is not the one that was looked at."""
    with connection.cursor() as cursor:  # one after the other: editions are numbered, ranks are a row
        cursor.execute("LOCK TABLE cases_leveledition IN SHARE ROW EXCLUSIVE MODE")
    held = levels_that_hold()
    arranged = _arranged(held, change)
    last = LevelEdition.objects.order_by("-number").first()
    edition = LevelEdition.objects.create(
        number=last.number + 1 if last else 1, at=now, by=by, reason=change.reason, reckons_open=change.reckons_open
    )
    _store(held, arranged, edition)
    fact = LevelsChanged(edition=edition.number)
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
    return edition


def _arranged(levels: Sequence[ServiceLevel], change: Change) -> list[ServiceLevel]:
    held = next((level for level in levels if level.pk == change.of), None) if change.of else None
    if change.of and held is None:
        raise LevelIsGone
    rest = [level for level in levels if level.pk != change.of]
    if change.words is None:
        return rest
    words, place = change.words, len(rest)
    for number, level in enumerate(rest):
        if level.pk == words.before_id:
            place = number
    made = held if held is not None and says(held) == replace(words, before_id=None) else _made(words)
    return [*rest[:place], made, *rest[place:]]


def says(level: ServiceLevel) -> LevelWords:
    """What a level says, but for its place."""
    return LevelWords(
        first_response_minutes=level.first_response_minutes,
        next_response_minutes=level.next_response_minutes,
        resolution_minutes=level.resolution_minutes,
        segment=level.segment,
        kind=level.kind,
        urgency=level.urgency,
        channel_kind=level.channel_kind,
    )


def _made(words: LevelWords) -> ServiceLevel:
    return ServiceLevel(
        segment=words.segment,
        kind=words.kind,
        urgency=words.urgency,
        channel_kind=words.channel_kind,
        first_response_minutes=words.first_response_minutes,
        next_response_minutes=words.next_response_minutes,
        resolution_minutes=words.resolution_minutes,
    )


def _store(held: Sequence[ServiceLevel], arranged: Sequence[ServiceLevel], edition: LevelEdition) -> None:
    """What is left out ends, what is new begins, and all stand in their order."""
    kept = {level.pk for level in arranged if level.pk is not None}
    ServiceLevel.objects.filter(pk__in=[level.pk for level in held if level.pk not in kept]).update(ended=edition)
    for place, level in enumerate(arranged, start=1):
        level.rank = place * 10
        if level._state.adding:
            level.begun = edition
            level.save()
    ServiceLevel.objects.bulk_update([level for level in arranged if level.pk in kept], ["rank"])


@unit()
def set_steps_up(minutes: Sequence[int], *, by: Agent, now: datetime) -> None:
    """From now on a missed promise goes up the line after these minutes, each after the step before."""
    EscalationStep.objects.all().delete()
    EscalationStep.objects.bulk_create(
        EscalationStep(number=number, after_minutes=after) for number, after in enumerate(minutes, start=1)
    )
    record(LevelsChanged(edition=0), by=Actor.agent(by.pk), at=now, subject="business:1")
