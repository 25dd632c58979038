"""One arrival as read, and the rows it becomes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tantam.channels.models import Arrival, Attachment, Message
from tantam.channels.reading import Address, Mail, clean_html, read_mail
from tantam.channels.reading import Attachment as Part
from tantam.channels.values.addresses import plain
from tantam.channels.values.ids import ATTACHMENT_URL, kept_id, kept_ids
from tantam.channels.values.text import storable
from tantam.core.actions.files import keep_all
from tantam.core.models import StoredFile
from tantam.customers.models import Customer

MOST_RECIPIENTS = 200
RECIPIENTS_CUT = "recipients_cut"
BROKEN_READER = "internal_error"


@dataclass(eq=False)
class Reading:
    """What was read of one arrival, and what becomes of it."""

    arrival: Arrival
    mail: Mail
    external_id: str
    sender_name: str
    sender_address: str
    nature: str
    state: str = Arrival.State.READ
    reason: str = ""
    message: Message | None = None
    attachments: list[Attachment] = field(default_factory=list)
    known_id: int | None = None
    twin: Reading | None = None

    @property
    def content_key(self) -> str:
        return self.mail.content_key or self.arrival.sha256

    @property
    def key(self) -> tuple[str, str]:
        """What makes two mails the same: their id and their content but for the traces of the way."""
        return self.external_id, self.content_key

    @property
    def message_id(self) -> int | None:
        """The message this arrival is, once stored: its own, a known one, or that of its twin in the batch."""
        if self.twin:
            return self.twin.message_id
        return self.message.pk if self.message else self.known_id

    def hold(self, reason: str) -> None:
        self.state, self.reason = Arrival.State.HELD, reason


class Unreadable(Exception):
    """The reader itself broke on a mail."""


def read(arrival: Arrival) -> Reading:
    """Read a mail: no effect. The reader copes with damaged mails and names what was wrong in `problems`.

    Raises Unreadable when the mail found a fault of the reader.
    """
    mail = read_mail(bytes(arrival.raw))
    for problem in mail.problems:
        if problem.code == BROKEN_READER:
            raise Unreadable(problem.detail)
    sender = mail.from_ or mail.sender or Address(None, None)
    return Reading(
        arrival=arrival,
        mail=mail,
        external_id=storable(kept_id(mail.message_id)),
        sender_name=storable(sender.name, most=200),
        sender_address=storable(plain(sender.address or arrival.envelope_from), most=254),
        nature=_nature(mail),
    )


def _nature(mail: Mail) -> str:
    if mail.bounce:
        return Message.Nature.BOUNCE
    return Message.Nature.AUTO_REPLY if mail.auto_reply.is_auto else Message.Nature.PERSON


def build(reading: Reading, *, customer: Customer | None, now: datetime) -> None:
    """Make the rows of a new message; the bytes of its attachments are kept, the rows not yet stored."""
    mail, arrival = reading.mail, reading.arrival
    message = Message(
        channel=arrival.channel,
        customer=customer,
        direction=Message.Direction.INBOUND,
        nature=reading.nature,
        at=arrival.received_at,
        external_id=reading.external_id,
        content_key=reading.content_key,
        in_reply_to=storable(kept_id(_answered_id(mail))),
        references=kept_ids(storable(found) for found in (*mail.references, *mail.in_reply_to_all)),
        sender_name=reading.sender_name,
        sender_address=reading.sender_address,
        recipients=_recipients(mail, arrival),
        subject=storable(mail.subject, most=500),
        text=storable(mail.new_text),
        quoted_text=storable(mail.quoted_text),
        problems=_problems(mail),
        is_quiet=mail.quiet is not None,
    )
    reading.message = message
    files = keep_all([part.data for part in mail.attachments], now=now) if mail.attachments else []
    reading.attachments = [
        _attachment(part, message, file=file) for part, file in zip(mail.attachments, files, strict=True)
    ]
    message.html = storable(_clean(mail, reading.attachments))


def _answered_id(mail: Mail) -> str | None:
    """Which mail this one answers; a report names the mail it is about in the part that it returns."""
    return mail.in_reply_to or (mail.bounce.original_message_id if mail.bounce else None)


def _recipients(mail: Mail, arrival: Arrival) -> dict[str, list[dict[str, str]]]:
    return {
        "to": _addresses(mail.to),
        "cc": _addresses(mail.cc),
        "reply_to": _addresses(mail.reply_to),
        "envelope": [{"name": "", "address": address} for address in arrival.envelope_to],
    }


def _addresses(addresses: Sequence[Address]) -> list[dict[str, str]]:
    return [
        {"name": storable(one.name, most=200), "address": storable(one.address, most=254)}
        for one in addresses[:MOST_RECIPIENTS]
    ]


def _problems(mail: Mail) -> list[str]:
    """Codes of all that could not be kept as written, each once; the original has it whole."""
    codes = [storable(problem.code, most=60) for problem in mail.problems]
    if max(map(len, (mail.to, mail.cc, mail.reply_to))) > MOST_RECIPIENTS:
        codes.append(RECIPIENTS_CUT)
    return list(dict.fromkeys(codes))


def _attachment(part: Part, message: Message, *, file: StoredFile) -> Attachment:
    return Attachment(
        uuid=uuid.uuid4(),
        message=message,
        file=file,
        filename=storable(part.filename, most=255),
        content_type=storable(part.content_type, most=127),
        content_id=storable(part.content_id, most=255),
        is_inline=part.inline,
    )


def _clean(mail: Mail, attachments: Sequence[Attachment]) -> str:
    """The HTML made safe; pictures inside the mail are shown from our own address of their attachment."""
    if not mail.html:
        return ""
    pictures = {row.content_id: ATTACHMENT_URL.format(uuid=row.uuid) for row in attachments if row.content_id}
    return clean_html(mail.html, pictures)
