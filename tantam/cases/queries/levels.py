"""Service levels as their page shows them, and what a change of them would mean for the tickets that are open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tantam.cases.models import Clock, LevelEdition, ServiceLevel
from tantam.cases.values.levels import About, first_that_fits, promised_anew
from tantam.core.queries import ask

#: Where no level says how soon an answer comes.
FIRST_RESPONSE_MINUTES, NEXT_RESPONSE_MINUTES = 30, 60
FIRST, NEXT, RESOLUTION = Clock.Kind.FIRST_RESPONSE, Clock.Kind.NEXT_RESPONSE, Clock.Kind.RESOLUTION
KINDS = (FIRST, NEXT, RESOLUTION)
EDITIONS_SHOWN = 20


def levels_that_hold() -> list[ServiceLevel]:
    """All that hold now, in the order in which they are asked."""
    return list(ServiceLevel.objects.holding().select_related("segment"))


def editions() -> QuerySet[LevelEdition]:
    """What was changed lately, with what began and ended by it."""
    found = LevelEdition.objects.select_related("by").prefetch_related("begun__segment", "ended__segment")
    return found.order_by("-number")[:EDITIONS_SHOWN]


def seconds_of(level: ServiceLevel | None, kind: str) -> int | None:
    """How long the promise of a kind is by a level, or where there is none."""
    minutes = {
        FIRST: level.first_response_minutes if level else FIRST_RESPONSE_MINUTES,
        NEXT: (level and level.next_response_minutes) or NEXT_RESPONSE_MINUTES,
        RESOLUTION: level.resolution_minutes if level else None,
    }[Clock.Kind(kind)]
    return minutes * 60 if minutes else None


@dataclass(frozen=True, kw_only=True)
class WouldChange:
    """How many open tickets a change would reach, and how many promises of each kind come nearer or go farther."""

    tickets: int
    nearer: Mapping[Clock.Kind, int]
    farther: Mapping[Clock.Kind, int]

    @property
    def rows(self) -> list[tuple[str, int, int]]:
        """Each kind of promise that changes, with how many come nearer and go farther."""
        kinds = [kind for kind in KINDS if self.nearer[kind] or self.farther[kind]]
        return [(str(kind.label), self.nearer[kind], self.farther[kind]) for kind in kinds]


def would_change(levels: Sequence[ServiceLevel], *, now: datetime) -> WouldChange:
    """What these levels would change of the promises that run in open tickets and are not missed. Tickets alike are
    looked at once, so that it costs one statement however many are open."""
    old = {level.pk: level for level in ServiceLevel.objects.all()}
    tickets, nearer, farther = 0, dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
    for kind, urgency, channel, segment_ids, promises, count in ask(_ALIKE, [now]):
        about = About(kind=kind, urgency=urgency, channel=channel, segment_ids=frozenset(segment_ids))
        level, is_changed = first_that_fits(levels, about), False
        for promise in json.loads(promises):
            clock_kind, seconds = Clock.Kind(promise["kind"]), promise["seconds"]
            was = seconds_of(old[promise["level"]], clock_kind) if promise["level"] else None
            anew = promised_anew(seconds, was=was, holds=seconds_of(level, clock_kind), is_told=promise["told"])
            if anew is not None:
                (nearer if anew < seconds else farther)[clock_kind] += count
                is_changed = True
        tickets += count if is_changed else 0
    return WouldChange(tickets=tickets, nearer=nearer, farther=farther)


_ALIKE = """
SELECT kind, urgency, channel_kind, segments, promises, count(*) FROM (
    SELECT c.kind, c.urgency, c.channel_kind,
           array(SELECT m.segment_id FROM customers_segmentmembership AS m
                 WHERE m.customer_id = c.customer_id ORDER BY 1) AS segments,
           jsonb_agg(jsonb_build_object('kind', k.kind, 'seconds', k.promised_seconds, 'level', k.level_id,
                                        'told', k.told_due_at IS NOT NULL) ORDER BY k.kind) AS promises
    FROM cases_clock AS k JOIN cases_case AS c ON c.id = k.case_id
    WHERE k.stopped_at IS NULL AND k.breached_at IS NULL AND (k.paused_at IS NOT NULL OR k.due_at > %s)
      AND k.kind IN ('first-response', 'next-response', 'resolution')
      AND c.state IN ('open', 'waiting') AND c.merged_into_id IS NULL
    GROUP BY c.id
) AS one GROUP BY kind, urgency, channel_kind, segments, promises
"""
