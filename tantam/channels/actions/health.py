"""How each channel fares: when it last received and sent, since when it fails and with which words."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from tantam.channels.models import Channel

# In a storm of mail the row is touched at most once a second by each process, so that it stays no bottleneck.
_RARELY = timedelta(seconds=1)
_noted: dict[tuple[str, int], datetime] = {}
_guard = threading.Lock()


def note_received(channel_ids: Iterable[int], *, now: datetime) -> None:
    """Something came in through these channels."""
    _note("last_received_at", channel_ids, now=now)


def note_sent(channel_id: int, *, now: datetime) -> None:
    """Something left through this channel: it works."""
    _note("last_sent_at", [channel_id], now=now)


def note_working(channel_id: int, *, part: str, now: datetime) -> None:
    """A provider's server was reached (`imap`, `smtp`): a failure of this part that was told before is over."""
    channel = Channel.objects.filter(pk=channel_id)
    channel.update(last_checked_at=now)
    channel.filter(last_error__startswith=f"{part}: ").update(failing_since=None, last_error="")


def note_failure(channel_id: int, *, part: str, words: str, now: datetime) -> None:
    """A server could not be reached; `failing_since` keeps the first time of a row of failures."""
    Channel.objects.filter(pk=channel_id).update(
        last_error=f"{part}: {words}"[:2000], last_checked_at=now, failing_since=Coalesce(F("failing_since"), now)
    )


def _note(field: str, channel_ids: Iterable[int], *, now: datetime) -> None:
    due = [channel_id for channel_id in channel_ids if _is_due(field, channel_id, now)]
    if due:
        older = Q(**{field: None}) | Q(**{f"{field}__lt": now - _RARELY})
        Channel.objects.filter(older, pk__in=due).update(**{field: now})


def _is_due(field: str, channel_id: int, now: datetime) -> bool:
    with _guard:
        last = _noted.get((field, channel_id))
        if last is not None and last <= now < last + _RARELY:
            return False
        _noted[field, channel_id] = now
        return True
