"""Write a message to a customer: it is queued in the transaction of the change that caused it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tantam.channels.actions.guard import HOUR, MOST_AUTOMATIC_ANSWERS_AN_HOUR, TOO_MANY_ANSWERS
from tantam.channels.actions.outgoing import record_outgoing
from tantam.channels.facts import MessageHeld, MessageQueued
from tantam.channels.models import Attachment, Channel, Dispatch, Message
from tantam.channels.registry import adapter_of
from tantam.channels.values.addresses import is_usable
from tantam.channels.values.ids import kept_id, kept_ids
from tantam.channels.values.text import storable
from tantam.core.actions import keep, wake
from tantam.core.facts import SYSTEM, Actor
from tantam.customers.models import Customer
from tantam.organisation.models import Agent

Nature = Message.Nature


class NoWayOut(Exception):
    """Messages of this kind of channel are recorded only, nothing can be sent there."""


class BadRecipient(Exception):
    """Nobody to send to, or an address that mail cannot go to."""


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to."""

    address: str
    name: str = ""

    def kept(self) -> dict[str, str]:
        return {"name": " ".join(storable(self.name, most=200).split()), "address": self.address}


@dataclass(frozen=True)
class Enclosure:
    """A file to go with a message."""

    filename: str
    content_type: str
    data: bytes


@transaction.atomic
def send_message(
    channel: Channel,
    *,
    customer: Customer | None,
    recipients: Sequence[Recipient],
    cc: Sequence[Recipient] = (),
    subject: str,
    text: str,
    html: str = "",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    enclosures: Sequence[Enclosure] = (),
    author: Agent | None = None,
    nature: str = Nature.PERSON,
    now: datetime,
) -> Message:
    """Queue a message; it leaves after the commit. Its Message-ID is fixed here and stays, whatever happens.

    `html` must be safe already; `in_reply_to` and `references` are ids of the mail answered, oldest first.
    Raises NoWayOut or BadRecipient.
    """
    if adapter_of(channel.kind) is None:
        raise NoWayOut(channel.kind)
    _check([*recipients, *cc])
    name = uuid.uuid4()
    message = Message.objects.create(
        uuid=name,
        channel=channel,
        customer=customer,
        direction=Message.Direction.OUTBOUND,
        nature=nature,
        at=now,
        external_id=f"{name}@{settings.MESSAGE_ID_DOMAIN}",
        in_reply_to=kept_id(in_reply_to),
        references=kept_ids([*references, in_reply_to]),
        sender_name=channel.settings.get("sender_name") or channel.name,
        sender_address=channel.address,
        recipients={"to": [one.kept() for one in recipients], "cc": [one.kept() for one in cc]},
        subject=storable(" ".join(subject.split()), most=500),
        text=storable(text),
        html=storable(html),
        author=author,
    )
    _enclose(message, enclosures, now=now)
    _queue(message, now=now)
    return message


def _check(recipients: Sequence[Recipient]) -> None:
    if not recipients:
        raise BadRecipient("")
    for recipient in recipients:
        if not is_usable(recipient.address):
            raise BadRecipient(recipient.address)


def _enclose(message: Message, enclosures: Sequence[Enclosure], *, now: datetime) -> None:
    rows = [
        Attachment(
            message=message,
            file=keep(enclosure.data, now=now),
            filename=storable(enclosure.filename, most=255),
            content_type=storable(enclosure.content_type, most=127),
        )
        for enclosure in enclosures
    ]
    if rows:
        Attachment.objects.bulk_create(rows)


def _queue(message: Message, *, now: datetime) -> None:
    by = Actor.agent(message.author_id) if message.author_id else SYSTEM
    dispatch = Dispatch(message=message, channel_id=message.channel_id, queued_at=now, next_at=now)
    if _answers_too_often(message, now=now):
        dispatch.state, dispatch.error = Dispatch.State.HELD, TOO_MANY_ANSWERS
        dispatch.save()
        record_outgoing(MessageHeld, message, by=by, now=now, reason=TOO_MANY_ANSWERS)
        return
    dispatch.save()
    record_outgoing(MessageQueued, message, by=by, now=now)
    wake("channels.send", channel=message.channel_id)


def _answers_too_often(message: Message, *, now: datetime) -> bool:
    """Two machines that thank one another must come to an end, however well the other one hides that it is one."""
    if message.nature != Nature.ACKNOWLEDGEMENT or message.customer_id is None:
        return False
    before = Message.objects.filter(
        customer=message.customer_id, direction=Message.Direction.OUTBOUND, nature=message.nature, at__gt=now - HOUR
    )
    limit = int(message.channel.settings.get("most_automatic_answers_an_hour", MOST_AUTOMATIC_ANSWERS_AN_HOUR))
    return before.exclude(pk=message.pk).count() >= limit
