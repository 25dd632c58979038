"""Messages as programs see them. Whose they are to see depends on their case, so the endpoints stand with the cases."""

from __future__ import annotations

import uuid
from datetime import datetime

from ninja import Schema

from tantam.channels.models import Dispatch, Message


class MailboxShown(Schema):
    name: str
    address: str


class FileShown(Schema):
    """An attachment; its bytes are reached through the pages."""

    uuid: uuid.UUID
    filename: str
    content_type: str
    size: int
    sha256: str
    is_inline: bool


class MessageShown(Schema):
    """What was said once on a channel, in either direction."""

    uuid: uuid.UUID
    direction: str
    nature: str
    channel: str
    at: datetime
    sender: MailboxShown
    to: list[MailboxShown]
    cc: list[MailboxShown]
    subject: str
    text: str
    quoted_text: str
    message_id: str
    in_reply_to: str
    state: str | None
    attachments: list[FileShown]


def message_shown(message: Message) -> MessageShown:
    """Show a message loaded with its channel, dispatch, attachments and their files."""
    dispatch: Dispatch | None = getattr(message, "dispatch", None)
    return MessageShown(
        uuid=message.uuid,
        direction=message.direction,
        nature=message.nature,
        channel=message.channel.kind,
        at=message.at,
        sender=MailboxShown(name=message.sender_name, address=message.sender_address),
        to=_boxes(message, "to"),
        cc=_boxes(message, "cc"),
        subject=message.subject,
        text=message.text,
        quoted_text=message.quoted_text,
        message_id=message.external_id,
        in_reply_to=message.in_reply_to,
        state=dispatch.state if dispatch else None,
        attachments=[
            FileShown(
                uuid=kept.uuid,
                filename=kept.filename,
                content_type=kept.content_type,
                size=kept.file.size,
                sha256=kept.file.sha256,
                is_inline=kept.is_inline,
            )
            for kept in message.attachments.all()
        ],
    )


def _boxes(message: Message, field: str) -> list[MailboxShown]:
    return [
        MailboxShown(name=box.get("name", ""), address=box.get("address", ""))
        for box in message.recipients.get(field, [])
    ]
