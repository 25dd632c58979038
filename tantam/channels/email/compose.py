"""Write an outgoing message as RFC 5322 mail.

Written out by hand because the headers must be exact: `email`'s policy folds long ids of a thread into encoded words,
which breaks threading, and needs several milliseconds a mail. No value reaches a header but through `_header`, which
refuses line ends; the tests read every mail back with the standard library and with our own reader.
"""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from urllib.parse import quote

CRLF = "\r\n"
_LINE_END = re.compile(r"\r\n|\r|\n")
_FORBIDDEN = re.compile(r"[\r\n\x00]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_LONGEST_LINE = 900


@dataclass(frozen=True)
class Mailbox:
    """A name and an address of a header."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class File:
    """An attachment with its bytes; `content_id` is where the HTML shows it, "" for a file beside the text."""

    filename: str
    content_type: str
    data: bytes
    content_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """All that a mail says. `marks` are further headers with plain ASCII values."""

    sender: Mailbox
    to: Sequence[Mailbox]
    cc: Sequence[Mailbox] = ()
    reply_to: Mailbox | None = None
    subject: str
    at: datetime
    message_id: str
    in_reply_to: str = ""
    references: Sequence[str] = ()
    text: str
    html: str = ""
    files: Sequence[File] = ()
    marks: Mapping[str, str]


def compose(letter: Letter) -> bytes:
    """Return the mail as bytes with CRLF line ends. Raises ValueError for a value that would break out of a header."""
    entity = _entity(letter)
    return CRLF.join([*_head(letter), "MIME-Version: 1.0", entity]).encode("ascii")


def _head(letter: Letter) -> Iterable[str]:
    yield _header("Date", format_datetime(letter.at))
    yield _addresses("From", [letter.sender])
    yield _addresses("To", letter.to)
    if letter.cc:
        yield _addresses("Cc", letter.cc)
    if letter.reply_to:
        yield _addresses("Reply-To", [letter.reply_to])
    yield _header("Subject", letter.subject)
    yield _ids("Message-ID", [letter.message_id])
    if letter.in_reply_to:
        yield _ids("In-Reply-To", [letter.in_reply_to])
    if letter.references:
        yield _ids("References", letter.references)
    for name, value in letter.marks.items():
        yield _header(name, value)


def _header(name: str, value: str) -> str:
    if _FORBIDDEN.search(value):
        raise ValueError(f"{name} would break out of its line")
    if value.isascii() and len(name) + len(value) < 75:
        return f"{name}: {value}"
    charset = "us-ascii" if value.isascii() else "utf-8"
    return f"{name}: {Header(value, charset, header_name=name).encode(linesep=CRLF)}"


def _addresses(name: str, mailboxes: Iterable[Mailbox]) -> str:
    return f"{name}: " + f",{CRLF} ".join(_mailbox(name, mailbox) for mailbox in mailboxes)


def _mailbox(header: str, mailbox: Mailbox) -> str:
    address = ascii_address(mailbox.address)
    if _FORBIDDEN.search(mailbox.name) or _FORBIDDEN.search(address) or set(address) & set("<>, "):
        raise ValueError(f"{header} would break out of its line")
    if not mailbox.name:
        return address
    return f"{_phrase(mailbox.name)} <{address}>"


def _phrase(name: str) -> str:
    if not name.isascii():
        return Header(name, "utf-8", header_name="Reply-To").encode(linesep=CRLF)
    if _ATOMS.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA). Raises ValueError for a local part that is not ASCII."""
    name, _, domain = address.rpartition("@")
    if not name.isascii():
        raise ValueError("the part before @ is not ASCII")
    return address if domain.isascii() else f"{name}@{domain.encode('idna').decode()}"


def _ids(name: str, ids: Iterable[str]) -> str:
    """One id a line: never encoded, never cut. An id that is no id (blanks, not ASCII) is left out."""
    exact = [f"<{one}>" for one in ids if one.isascii() and not re.search(r"[\s<>\x00-\x1f]", one)]
    return f"{name}: " + f"{CRLF} ".join(exact)


def _entity(letter: Letter) -> str:
    body = _text(letter.text, "plain")
    shown = [file for file in letter.files if letter.html and file.content_id]
    if letter.html:
        page = _text(letter.html, "html")
        if shown:
            page = _multipart("related", [page, *map(_file, shown)], letter.message_id)
        body = _multipart("alternative", [body, page], letter.message_id)
    if beside := [file for file in letter.files if file not in shown]:
        body = _multipart("mixed", [body, *map(_file, beside)], letter.message_id)
    return body


def _text(text: str, subtype: str) -> str:
    lines = _LINE_END.split(text)
    if text.isascii() and max(map(len, lines)) < _LONGEST_LINE:
        return _part(f'text/{subtype}; charset="us-ascii"', "7bit", CRLF.join(lines) + CRLF)
    return _part(f'text/{subtype}; charset="utf-8"', "base64", _base64(CRLF.join([*lines, ""]).encode()))


def _file(file: File) -> str:
    content_type = file.content_type if _TOKEN.fullmatch(file.content_type) else "application/octet-stream"
    if content_type.startswith(("message/", "multipart/")):  # these may not be base64
        content_type = "application/octet-stream"
    kind, named = "attachment", ""
    if file.content_id:
        kind, named = "inline", f"{_ids('Content-ID', [file.content_id])}{CRLF}"
    disposition = f"Content-Disposition: {kind};{CRLF} filename*=utf-8''{quote(file.filename or 'file', safe='')}"
    return f"{named}{disposition}{CRLF}{_part(content_type, 'base64', _base64(file.data))}"


def _part(content_type: str, encoding: str, body: str) -> str:
    head = f"Content-Type: {content_type}{CRLF}Content-Transfer-Encoding: {encoding}"
    return f"{head}{CRLF}{CRLF}{body}"


def _base64(data: bytes) -> str:
    return encodebytes(data).decode("ascii").replace("\n", CRLF)


def _multipart(subtype: str, parts: Sequence[str], message_id: str) -> str:
    """The boundary comes from the Message-ID, so that the same message is the same bytes each time it is sent."""
    boundary = f"={subtype}_{re.sub('[^A-Za-z0-9]', '', message_id)[:40]}"
    inside = "".join(f"--{boundary}{CRLF}{part}{'' if part.endswith(CRLF) else CRLF}" for part in parts)
    return f'Content-Type: multipart/{subtype};{CRLF} boundary="{boundary}"{CRLF}{CRLF}{inside}--{boundary}--{CRLF}'
