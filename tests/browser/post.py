"""The world's mail in the tests: a customer's mail program, and the server to which the product hands its mail."""

from __future__ import annotations

import email
import smtplib
import socket
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from email.utils import formatdate, make_msgid
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller

MAILBOX = "cskh@thuanlo.example"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Sink:
    """Takes every mail on loopback and keeps it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep one mail."""
        letter = email.message_from_bytes(envelope.original_content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.mails.append(letter)
        return "250 kept"

    def __enter__(self) -> Sink:
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._controller.stop()

    def wait_for(self, wanted: Callable[[EmailMessage], bool], *, seconds: float = 15) -> EmailMessage:
        """The first mail like that; fails with what came instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = next((mail for mail in list(self.mails) if wanted(mail)), None)
            if found is not None:
                return found
            time.sleep(0.05)
        raise AssertionError(f"no such mail within {seconds} s; came: {[(m['To'], m['Subject']) for m in self.mails]}")

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to somebody, in order."""
        return [mail for mail in self.mails if address in str(mail["To"])]


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def send(smtp: tuple[str, int], *, sender: str, subject: str, text: str, answers: EmailMessage | None = None) -> str:
    """Send a mail in as any mail program would; returns its Message-ID."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, MAILBOX, subject
    letter["Message-ID"], letter["Date"] = make_msgid(domain="khach.example"), formatdate(localtime=True)
    if answers is not None:
        letter["In-Reply-To"] = answers["Message-ID"]
        letter["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
    letter.set_content(text)
    with smtplib.SMTP(*smtp, timeout=20) as line:
        line.send_message(letter)
    return str(letter["Message-ID"])
