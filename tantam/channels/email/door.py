"""The SMTP conversation by which mail is handed in (RFC 5321).

`250` is said only when the raw bytes are committed, `552` to what is too large (before DATA where the sender announces
a size), `451` when they cannot be stored now, `550` to mailboxes that are not ours: the sender keeps what we did not
take. Content is read in large pieces, so that no line is too long for us and 50 MB cost no 700,000 turns of a loop.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Sequence

from aiosmtpd.smtp import SMTP, Envelope, Session

from tantam.channels.queries import Directory
from tantam.channels.values.incoming import Incoming

log = logging.getLogger(__name__)

Lookup = Callable[[str], Awaitable[Directory]]
Take = Callable[[Sequence[Incoming]], Awaitable[None]]

MOST_RECIPIENTS = 100
PIECE = 1 << 20
TAKEN = "250 2.0.0 Taken"
NOT_NOW = "451 4.3.0 Cannot be stored now, please try again"
TOO_LARGE = "552 5.3.4 The mail is larger than we take"
_END = b"\r\n.\r\n"
_PLAIN_ADDRESS = re.compile(r"\s*<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190})>(.*)", re.DOTALL)


class Door(SMTP):
    """One conversation."""

    line_length_limit = 65_536

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Addresses as nearly all are; the rest by the library's full grammar, which takes half a millisecond."""
        plain = _PLAIN_ADDRESS.fullmatch(arg)
        return plain.groups() if plain else super()._getaddr(arg)  # type: ignore[return-value]

    async def smtp_DATA(self, arg: str | None) -> None:
        """Read the content, hand it on, say what became of it."""
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Need RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End with <CR><LF>.<CR><LF>")
        content = await self._read_content(limit=self.data_size_limit or 0)
        status = TOO_LARGE
        if content is not None:
            self.envelope.content = self.envelope.original_content = content
            status = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    async def _read_content(self, *, limit: int) -> bytes | None:
        """The content without its dots, None if it is larger than the limit; that is read to its end, not kept."""
        held = bytearray(b"\r\n")  # so that a lone dot in the first line is found like any other
        size = 0
        while True:
            piece = await self._reader.read(PIECE)
            if not piece:
                raise ConnectionResetError
            self._reset_timeout()
            size += len(piece)
            start = max(0, len(held) - len(_END) + 1)
            held += piece
            end = held.find(_END, start)
            if end >= 0:
                break
            if limit and size > limit + len(_END):
                del held[: -len(_END)]
        if rest := bytes(held[end + len(_END) :]):
            self._reader.feed_data(rest)  # the reader was empty: what a pipelining sender said next comes next
        if limit and size - len(rest) - 3 > limit:
            return None
        # with the line end before it, a dot at the start of any line is one that the sender added
        return bytes(held[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]


class Doorman:
    """Decides about recipients and has the content stored: what aiosmtpd calls a handler."""

    def __init__(self, *, lookup: Lookup, take: Take) -> None:
        self._lookup = lookup
        self._take = take

    async def handle_EHLO(
        self, server: Door, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", *responses[1:]]

    async def handle_RCPT(
        self, server: Door, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            directory = await self._lookup(address)
        except Exception:
            log.exception("mailboxes could not be looked up")
            return NOT_NOW
        if directory.channel_of(address) is None:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient known"

    async def handle_DATA(self, server: Door, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        raw = content if isinstance(content, bytes) else b""
        sender = (envelope.mail_from or "").strip("<>")
        try:
            directory = await self._lookup(envelope.rcpt_tos[0])
            incoming = [
                Incoming(channel_id=channel_id, raw=raw, envelope_from=sender, envelope_to=addresses)
                for channel_id, addresses in directory.by_channel(envelope.rcpt_tos).items()
            ]
            await self._take(incoming)
        except Exception:
            log.exception("a mail could not be stored; its sender keeps it")
            return NOT_NOW
        return TAKEN if incoming else NOT_NOW

    async def handle_exception(self, error: Exception) -> str:
        log.error("the SMTP conversation broke off", exc_info=error)
        return "451 4.3.0 Something went wrong, please try again"
