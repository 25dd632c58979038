"""The e-mail channel's way out: compose the mail, hand it to the server, or keep it here in a demo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from operator import attrgetter

from django.conf import settings
from django.utils import timezone

from tantam.channels.email.compose import File, Letter, Mailbox, ascii_address, compose
from tantam.channels.email.servers import smtp_of
from tantam.channels.email.smtp import SmtpLine
from tantam.channels.models import Attachment, Channel, ChannelKind, Message, SunkMail
from tantam.channels.registry import Line, Receipt, Refused, Unreachable, offer_adapter
from tantam.channels.values.ids import ATTACHMENT_URL, instance_id, reply_token
from tantam.channels.writing import dressed
from tantam.core.actions.files import read
from tantam.core.actions.secrets import SecretUnreadable
from tantam.core.registry import is_sample

Nature = Message.Nature
# RFC 3834, 5: what the mail is an automatic consequence of.
AUTOMATIC = {Nature.ACKNOWLEDGEMENT: "auto-replied", Nature.SURVEY: "auto-generated"}


class EmailAdapter:
    """Sends by the server that the channel names, by the installation's, or into the sink of a demo."""

    def open(self, channel: Channel) -> AbstractContextManager[Line]:
        return _line(channel)


@contextmanager
def _line(channel: Channel) -> Iterator[Line]:
    try:
        server = smtp_of(channel)
    except SecretUnreadable as error:
        raise Unreachable("the password cannot be decrypted") from error
    if server is None:
        if not is_sample():
            raise Unreachable("no SMTP server is set for sending")
        yield Sink()
        return
    line = SmtpLine(server)
    try:
        yield ServerLine(line, signs_in=bool(server.user))
    finally:
        line.close()


class ServerLine:
    """Composed mail over one SMTP connection."""

    def __init__(self, line: SmtpLine, *, signs_in: bool) -> None:
        self._line = line
        self._signs_in = signs_in

    def send(self, message: Message) -> Receipt:
        raw = composed(message)
        try:
            recipients = [ascii_address(address) for address in envelope_to(message)]
        except (ValueError, UnicodeError) as error:
            raise Refused(str(error)) from error
        return self._line.send(raw, sender=self._envelope_from(message), recipients=recipients)

    def _envelope_from(self, message: Message) -> str:
        """RFC 3834, 3.3: an automatic answer leaves without a sender, so that nothing can answer it back. Servers that
        ask us to sign in insist on the mailbox's own address."""
        return message.sender_address if self._signs_in or message.nature not in AUTOMATIC else ""


class Sink:
    """Where the mail of a demo goes: kept to be looked at, sent to nobody."""

    def send(self, message: Message) -> Receipt:
        SunkMail.objects.create(
            message=message,
            at=timezone.now(),
            envelope_from=message.sender_address,
            envelope_to=envelope_to(message),
            raw=composed(message),
        )
        return Receipt(words="sink")


def envelope_to(message: Message) -> list[str]:
    """Everybody the mail goes to, once each; those of `bcc` stand in no header."""
    boxes = [box for field in ("to", "cc", "bcc") for box in message.recipients.get(field, [])]
    return list(dict.fromkeys(box["address"] for box in boxes))


def composed(message: Message) -> bytes:
    """The mail as it leaves; the same bytes each time. Raises Refused for a message that cannot be written as mail."""
    try:
        return compose(_letter(message))
    except (ValueError, UnicodeError) as error:
        raise Refused(str(error)) from error


def _letter(message: Message) -> Letter:
    return Letter(
        sender=Mailbox(message.sender_address, message.sender_name),
        to=_mailboxes(message, "to"),
        cc=_mailboxes(message, "cc"),
        reply_to=_reply_to(message),
        subject=message.subject,
        at=timezone.localtime(message.at),
        message_id=message.external_id,
        in_reply_to=message.in_reply_to,
        references=message.references,
        text=message.text,
        html=_page(message),
        files=[
            File(one.filename, one.content_type, read(one.file), one.content_id if one.is_inline else "")
            for one in _files(message)
        ],
        marks=_marks(message),
    )


def _files(message: Message) -> list[Attachment]:
    return sorted(message.attachments.all(), key=attrgetter("pk"))


def _page(message: Message) -> str:
    """The HTML as it leaves: its pictures are parts of the mail itself, and what a person wrote says how it looks."""
    page = message.html
    for one in _files(message) if page else ():
        if one.is_inline:
            page = page.replace(f'src="{ATTACHMENT_URL.format(uuid=one.uuid)}"', f'src="cid:{one.content_id}"')
    return dressed(page) if page and message.nature == Nature.PERSON else page


def _mailboxes(message: Message, field: str) -> list[Mailbox]:
    return [Mailbox(box["address"], box["name"]) for box in message.recipients.get(field, [])]


def _reply_to(message: Message) -> Mailbox | None:
    """An address that names the message, where the mailbox takes tagged addresses (`cskh+r…@`)."""
    if not message.channel.settings.get("tagged_addresses"):
        return None
    name, _, domain = message.sender_address.rpartition("@")
    token = reply_token(message.uuid, key=settings.SECRET_KEY)
    return Mailbox(f"{name}+{token}@{domain}", message.sender_name)


def _marks(message: Message) -> dict[str, str]:
    marks = {"X-Tantam-Instance": instance_id(key=settings.SECRET_KEY), "X-Tantam-Message": str(message.uuid)}
    if automatic := AUTOMATIC.get(Nature(message.nature)):
        marks |= {"Auto-Submitted": automatic, "X-Auto-Response-Suppress": "All"}
    return marks


offer_adapter(ChannelKind.EMAIL, EmailAdapter())
