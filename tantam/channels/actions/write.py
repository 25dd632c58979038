"""Write a message to a customer: it is queued in the transaction of the change that caused it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from tantam.channels.actions.guard import reason_to_hold
from tantam.channels.actions.outgoing import record_outgoing
from tantam.channels.facts import MessageFailed, MessageHeld, MessageQueued
from tantam.channels.models import Attachment, Channel, Dispatch, Message
from tantam.channels.registry import adapter_of
from tantam.channels.values import Recipients
from tantam.channels.values.ids import ATTACHMENT_URL, kept_id, kept_ids
from tantam.channels.values.text import storable
from tantam.channels.writing import shown_from
from tantam.core.actions import wake
from tantam.core.actions.files import keep_all
from tantam.core.actions.rows import insert, insert_all, insert_late
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.customers.models import Customer
from tantam.organisation.models import Agent

Nature = Message.Nature
BAD_ADDRESS = "bad-address"


class NoWayOut(Exception):
    """Messages of this kind of channel are recorded only, nothing can be sent there."""


class NoRecipient(Exception):
    """There is nobody to send the message to."""


@dataclass(frozen=True)
class OutgoingFile:
    """A file to go with a message; `picture` is the id by which its HTML shows it (`cid:…`), None beside the text."""

    filename: str
    content_type: str
    data: bytes
    picture: UUID | None = None


def send_message(
    channel: Channel,
    *,
    customer: Customer | None,
    recipients: Recipients,
    subject: str,
    text: str,
    html: str = "",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    author: Agent | None = None,
    nature: str = Nature.PERSON,
    files: Sequence[OutgoingFile] = (),
    now: datetime,
) -> Message:
    """Queue a message; it leaves after the commit. Its Message-ID is fixed here and stays, whatever happens.

    `html` must be safe already, with its pictures named by their files (`cid:`); `in_reply_to` and `references` are
    ids of the mail answered, oldest first.
    What must not or cannot leave is kept as well, *held* or *failed* with the reason. Raises NoWayOut, NoRecipient.
    """
    if adapter_of(channel.kind) is None:
        raise NoWayOut(channel.kind)
    if not recipients.to:
        raise NoRecipient
    name, enclosed = uuid.uuid4(), [Attachment(**_named(file)) for file in files]
    message = Message(
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
        recipients=recipients.kept(),
        subject=storable(" ".join(subject.split()), most=500),
        text=storable(text),
        html=storable(_shown(html, files, enclosed)),
        author=author,
    )
    with unit(savepoint=False):  # what is refused has been refused by now
        insert(message)
        _enclose(message, enclosed, [file.data for file in files], now=now)
        _queue(message, unusable=recipients.unusable(), now=now)
    return message


def _named(file: OutgoingFile) -> dict[str, Any]:
    """What is known of a file before it is kept."""
    name, kind = storable(file.filename, most=255), storable(file.content_type, most=127)
    shown = {"content_id": f"{file.picture}@{settings.MESSAGE_ID_DOMAIN}", "is_inline": True} if file.picture else {}
    return {"filename": name, "content_type": kind, **shown}


def _shown(html: str, files: Sequence[OutgoingFile], enclosed: Sequence[Attachment]) -> str:
    """Kept as mail that came in is: pictures are shown from our own addresses (`email.adapter` turns them back)."""
    places = {str(file.picture): one.uuid for file, one in zip(files, enclosed, strict=True) if file.picture}
    if not places:
        return html
    return shown_from(html, lambda key: ATTACHMENT_URL.format(uuid=places[key]) if key in places else None)


def _enclose(message: Message, enclosed: Sequence[Attachment], contents: Sequence[bytes], *, now: datetime) -> None:
    if not enclosed:
        return
    for one, stored in zip(enclosed, keep_all(contents, now=now), strict=True):
        one.message, one.file = message, stored
    insert_all(list(enclosed))


def _queue(message: Message, *, unusable: Sequence[str], now: datetime) -> None:
    by = Actor.agent(message.author_id) if message.author_id else SYSTEM
    dispatch = Dispatch(message=message, channel_id=message.channel_id, queued_at=now, next_at=now)
    if unusable:
        dispatch.state, dispatch.error = Dispatch.State.FAILED, f"{BAD_ADDRESS}: {storable(unusable[0], most=254)}"
        insert_late(dispatch)
        record_outgoing(MessageFailed, message, by=by, now=now)
    elif reason := reason_to_hold(message, now=now):
        dispatch.state, dispatch.error = Dispatch.State.HELD, reason
        insert_late(dispatch)
        record_outgoing(MessageHeld, message, by=by, now=now, reason=reason)
    else:
        insert_late(dispatch)
        record_outgoing(MessageQueued, message, by=by, now=now)
        wake("channels.send", channel=message.channel_id)
