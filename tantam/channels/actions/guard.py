"""Guards against loops and floods: what comes back to us, and one sender who does not stop."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from tantam.channels.models import Channel, Message
from tantam.channels.values.ids import instance_id
from tantam.core.queries import ask

OWN_MAIL = "own-mail"
FLOOD = "too-many-from-sender"
TOO_MANY_ANSWERS = "too-many-automatic-answers"
WANTS_NONE = "asks-for-no-automatic-answer"

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


def reason_to_hold(message: Message, *, now: datetime) -> str:
    """Why an acknowledgement must not leave; empty when it may. What a person or the process wrote is not held.

    RFC 3834, 2: a list, a machine or whoever asks for none gets no automatic answer. And two machines that thank one
    another must come to an end, however well the other one hides that it is one.
    """
    if message.nature != Message.Nature.ACKNOWLEDGEMENT:
        return ""
    limit = int(message.channel.settings.get("most_automatic_answers_an_hour", MOST_AUTOMATIC_ANSWERS_AN_HOUR))
    values = [message.in_reply_to, message.customer_id, now - HOUR, message.pk, limit]
    ((wants_none, answers),) = ask(_ACKNOWLEDGED, values)
    if wants_none:
        return WANTS_NONE
    return TOO_MANY_ANSWERS if answers >= limit else ""


# Both questions in one: this runs for every mail that comes in.
_ACKNOWLEDGED = """
SELECT EXISTS (
    SELECT FROM channels_message
    WHERE external_id = %s AND external_id <> '' AND direction = 'in' AND (is_quiet OR nature <> 'person')
), (
    SELECT count(*) FROM (
        SELECT FROM channels_message
        WHERE customer_id = %s AND at > %s AND direction = 'out' AND nature = 'acknowledgement' AND id <> %s
        LIMIT %s
    ) AS recent
)
"""
