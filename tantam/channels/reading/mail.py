"""What reading one e-mail gives: plain values, no behaviour."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a hostile or broken mail is followed; the original is kept whole by the caller in any case.

    ``parts``: MIME parts read; ``depth``: multiparts or nested mails inside one another;
    ``text``: characters of text kept; ``head``: bytes of one header block looked at.
    """

    parts: int = 1000
    depth: int = 30
    text: int = 2_000_000
    head: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read as written: a stable code and a short detail for people."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox; either half may be missing in a damaged header."""

    name: str | None
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part that is not the shown text. ``size`` and ``sha256`` are of ``data``, the decoded bytes."""

    filename: str | None
    content_type: str
    size: int
    sha256: str
    inline: bool
    content_id: str | None
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AutoReply:
    """Whether a machine wrote the mail, and the header or word that says so."""

    is_auto: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient group of a delivery report (RFC 3464); ``status`` is an RFC 3463 code such as 5.1.1."""

    final_recipient: str | None
    action: str | None
    status: str | None
    diagnostic: str | None = None


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report: the recipient that matters most first (a failure before a delay)."""

    final_recipient: str | None
    action: str | None
    status: str | None
    recipients: tuple[FailedRecipient, ...] = ()
    original_message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One e-mail as read: text is decoded and in NFC, bytes are decoded, the date carries its offset.

    ``text`` is what the whole mail says, ``new_text`` what its writer wrote now, ``quoted_text`` what was folded.
    ``html`` is the sender's and unsafe until it went through ``clean_html``. ``quiet`` names the header that asks
    for no automatic answer although a person may have written the mail (a list, a suppressing header).
    ``in_reply_to_all`` and ``references`` hold every id for threading. ``content_key`` is equal for copies of the
    same mail that took different ways (RFC 5322 trace headers and transfer encodings do not count).
    """

    subject: str | None = None
    from_: Address | None = None
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    date: datetime | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    in_reply_to_all: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    content_type: str | None = None
    text: str = ""
    html: str | None = None
    new_text: str = ""
    quoted_text: str = ""
    interleaved: bool = False
    forwarded: bool = False
    attachments: tuple[Attachment, ...] = ()
    auto_reply: AutoReply = AutoReply(False)
    quiet: str | None = None
    bounce: Bounce | None = None
    list_headers: dict[str, str] = field(default_factory=dict)
    authentication_results: tuple[str, ...] = ()
    return_path: str | None = None
    delivered_to: tuple[str, ...] = ()
    content_key: str = ""
    problems: tuple[Problem, ...] = ()
