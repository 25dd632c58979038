"""Play a customer of the sample business: mail goes the real way, a call or a chat is taken in as if it had come."""

from __future__ import annotations

import uuid
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tantam.cases.actions.opening import Words, open_case
from tantam.cases.actions.refused import NothingWritten, Refused
from tantam.cases.models import Case, Entry
from tantam.channels import actions as channels
from tantam.channels.models import Channel, ChannelKind
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.customers import actions as customers
from tantam.customers.models import ContactPoint
from tantam.organisation.models import Brand

NAME = "Khách Thử"
ADDRESS = "khach.thu@thu.example"
PHONE = "+84900000999"
RECORDED = {ChannelKind.PHONE, ChannelKind.CHAT}


class NoMailbox(Refused):
    """The sample business has no mailbox to write to."""


def write_as_customer(text: str, *, now: datetime, key: uuid.UUID | None = None) -> str:
    """Let a mail of the pretended customer arrive, once for the key of its form; return its Message-ID.

    Raises NothingWritten, NoMailbox.
    """
    channel = Channel.objects.running().filter(kind=ChannelKind.EMAIL).order_by("id").first()
    if not text.strip():
        raise NothingWritten
    if channel is None:
        raise NoMailbox
    message_id = f"{key or uuid.uuid4()}@thu.example"
    channels.store_arrival(
        channel,
        raw=_mail(text, to=channel.address, message_id=message_id, now=now),
        envelope_from=ADDRESS,
        envelope_to=[channel.address],
        source=f"play {message_id}",
        now=now,
    )
    return message_id


def _mail(text: str, *, to: str, message_id: str, now: datetime) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{NAME} <{ADDRESS}>", to
    mail["Subject"] = " ".join(text.split())[:70]
    mail["Date"], mail["Message-ID"] = format_datetime(now), f"<{message_id}>"
    mail.set_content(text)
    return mail.as_bytes()


@unit()
def speak_as_customer(text: str, *, channel_kind: ChannelKind, now: datetime, key: uuid.UUID | None = None) -> Case:
    """Take in a call or a chat of the pretended customer as a new case. Raises NothingWritten."""
    if not text.strip() or channel_kind not in RECORDED:
        raise NothingWritten
    brand = Brand.objects.order_by("id")[0]
    customer = customers.identify(ContactPoint.Kind.PHONE, value=PHONE, name=NAME, brand=brand, now=now)
    words = Words(
        channel_kind=channel_kind,
        subject=" ".join(text.split())[:120],
        text=text,
        entry_kind=Entry.Kind.RECORDED_IN,
        key=key,
    )
    return open_case(customer, words=words, by=Actor.customer(customer.pk), now=now)
