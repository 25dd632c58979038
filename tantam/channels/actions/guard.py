"""Guards against loops and floods: what comes back to us, and one sender who does not stop."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from tantam.channels.models import Channel, Message
from tantam.channels.values.ids import instance_id

OWN_MAIL = "own-mail"
FLOOD = "too-many-from-sender"
TOO_MANY_ANSWERS = "too-many-automatic-answers"

MARK = "X-Tantam-Instance"
HOUR = timedelta(hours=1)
# Far above what a person writes, far below what a loop or a broken monitor sends; a channel can set its own.
MOST_FROM_SENDER_AN_HOUR = 600
MOST_AUTOMATIC_ANSWERS_AN_HOUR = 60

_HEAD_BYTES = 65_536
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def our_mark() -> str:
    """The value of the header that our outgoing mail carries."""
    return instance_id(key=settings.SECRET_KEY)


def carries_our_mark(raw: bytes) -> bool:
    """Whether a mail was sent by this installation itself, judging by its own head."""
    end = _HEAD_END.search(raw, 0, _HEAD_BYTES)
    head = raw[: end.start() if end else _HEAD_BYTES].lower()
    return f"\n{MARK}: {our_mark()}".lower().encode() in head


def flooding(senders: Iterable[tuple[str, Channel]], *, now: datetime) -> set[str]:
    """Of these senders, those from whom more came in the last hour than the channel takes, this batch included."""
    limits = {sender: _limit(channel) for sender, channel in senders if sender}
    if not limits:
        return set()
    recent = Message.objects.filter(
        direction=Message.Direction.INBOUND, sender_address__in=limits, at__gt=now - HOUR
    ).values_list("sender_address")
    return {sender for sender, count in recent.annotate(count=Count("pk")) if count >= limits[sender]}


def _limit(channel: Channel) -> int:
    return int(channel.settings.get("most_from_sender_an_hour", MOST_FROM_SENDER_AN_HOUR))
