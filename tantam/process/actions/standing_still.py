"""Work that stands still while the customer is waited for: due never then, and afterwards as much later.

The events attached to a step run on: a reminder is for just that time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tantam.core.values.business_time import Calendar
from tantam.organisation import queries as organisation
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.lateness import calendar_of_role
from tantam.process.models import Instance, Token
from tantam.process.queries import compiled


def stand_still(subject: str, token_ids: Collection[int], *, now: datetime) -> bool:
    """Let work of a subject stand still; return whether other work of it goes on. Twice changes nothing more.

    The subject must be locked, as for a step.
    """
    work = Token.objects.filter(instance__subject=subject, instance__state=Instance.State.RUNNING)
    running = set(work.filter(state=Token.State.WAITING, paused_at=None).values_list("pk", flat=True))
    still = running.intersection(token_ids)
    Token.objects.filter(pk__in=still).update(paused_at=now, due_at=None)
    return running != still


def run_on(subject: str, token_ids: Collection[int], *, now: datetime) -> None:
    """Let work that stands still run on with the business time that remained of it; what was late before is late
    again at once. Twice changes nothing more."""
    still = list(Token.objects.filter(pk__in=token_ids, paused_at__isnull=False))
    for token in still:
        calendar = _calendar_of(token, subject=subject, now=now)
        token.response_due_at = _later(token.response_due_at, token.paused_at, now, calendar)
        token.resolution_due_at = _later(token.resolution_due_at, token.paused_at, now, calendar)
        token.due_at, token.paused_at = token.resolution_due_at or token.response_due_at, None
    Token.objects.bulk_update(still, ["response_due_at", "resolution_due_at", "due_at", "paused_at"])


def _calendar_of(token: Token, *, subject: str, now: datetime) -> Calendar | None:
    of_role = calendar_of_role(compiled(token.version_id).graph.node(token.node).role)
    calendar_id = StoredHost(now=now, subject=subject).calendar_id()
    return of_role or (organisation.calendar(calendar_id) if calendar_id is not None else None)


def _later(
    due_at: datetime | None, paused_at: datetime | None, now: datetime, calendar: Calendar | None
) -> datetime | None:
    """A due time as much later as it stood still; one that had passed stays."""
    if due_at is None or paused_at is None or due_at <= paused_at:
        return due_at
    if calendar is None:
        return due_at + (now - paused_at)
    return calendar.due(now, calendar.seconds_between(paused_at, due_at))
