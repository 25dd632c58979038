"""Tell people of something, and note what they have seen."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import connection

from tantam.core.actions import announce
from tantam.core.actions.unit import unit
from tantam.organisation.models import MutedNotice, Notice

#: So many of the newest are kept for each person, and so long those they have seen.
MOST_KEPT = 1000
KEPT_SEEN_FOR = timedelta(days=90)


@unit(savepoint=False)
def notify(
    agent_ids: Collection[int],
    *,
    kind: str,
    subject: str,
    said: Mapping[str, object],
    now: datetime,
    times: int = 1,
) -> list[int]:
    """Tell these people, in one statement however many; return whom. Who has left, or does not want this kind, is not
    told; what waits unseen about the same is told so many `times` more instead of anew."""
    if not agent_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [kind, subject, json.dumps(said), times, now, sorted(set(agent_ids)), kind])
        told = sorted(row[0] for row in cursor.fetchall())
    if told:
        announce("notice", only=told)
    return told


_TELL = """
INSERT INTO organisation_notice AS kept (agent_id, kind, subject, said, times, at)
SELECT agent.id, %s, %s, %s::jsonb, %s, %s FROM organisation_agent AS agent
WHERE agent.id = ANY(%s) AND agent.is_active AND agent.left_on IS NULL
  AND NOT EXISTS (SELECT FROM organisation_mutednotice AS muted WHERE muted.agent_id = agent.id AND muted.kind = %s)
ORDER BY agent.id
ON CONFLICT (agent_id, kind, subject) WHERE seen_at IS NULL
DO UPDATE SET said = EXCLUDED.said, at = EXCLUDED.at, times = kept.times + EXCLUDED.times
RETURNING agent_id
"""


@unit(savepoint=False)
def see_notices(agent_id: int, *, now: datetime, ids: Collection[int] | None = None, subject: str = "") -> int:
    """They have seen these (None: all), or all about a subject; return how many had not been seen. Their other tabs
    hear of it."""
    unseen = Notice.objects.unseen().filter(agent=agent_id)
    if ids is not None:
        unseen = unseen.filter(pk__in=ids)
    if subject:
        unseen = unseen.filter(subject=subject)
    seen = unseen.update(seen_at=now)
    if seen:
        announce("notice", only=[agent_id])
    return seen


@unit(savepoint=False)
def forget_notices(subject: str, *, of: Collection[int] | None = None, but: Collection[int] = ()) -> int:
    """They may no longer see what they were told of (None: anybody `but` these): it is gone from their lists too."""
    notices = Notice.objects.filter(subject=subject).exclude(agent__in=but)
    if of is not None:
        notices = notices.filter(agent__in=of)
    whose = list(notices.values_list("agent", flat=True).distinct())
    if not whose:
        return 0
    gone, _by_model = notices.delete()
    announce("notice", only=sorted(whose))
    return gone


@unit(savepoint=False)
def choose_notices(agent_id: int, *, muted: Collection[str]) -> None:
    """From now on they are told of everything but these kinds."""
    MutedNotice.objects.filter(agent=agent_id).exclude(kind__in=muted).delete()
    rows = [MutedNotice(agent_id=agent_id, kind=kind) for kind in muted]
    MutedNotice.objects.bulk_create(rows, ignore_conflicts=True)


def tidy_notices(*, now: datetime) -> int:
    """Drop what was seen long ago, and of each person what is behind the newest; return how many went."""
    with connection.cursor() as cursor:
        cursor.execute(_TIDY, [now - KEPT_SEEN_FOR, MOST_KEPT])
        return int(cursor.rowcount)


_TIDY = """
DELETE FROM organisation_notice WHERE seen_at < %s OR id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY agent_id ORDER BY at DESC, id DESC) AS place
        FROM organisation_notice
    ) AS ranked WHERE place > %s
)
"""
