"""Real mail servers on loopback for tests: our listener in a thread, and a sink that takes what we send."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections

from tantam.channels.email.listener import Listener


@contextmanager
def listening(**options: Any) -> Iterator[int]:
    """Our own listener on a free port; yields the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = Listener(**options)

    async def stop() -> None:
        await listener.stop()

    listener._thread.submit(connections.close_all)
    asyncio.run_coroutine_threadsafe(listener.start("127.0.0.1", 0), loop).result(10)
    try:
        yield listener.port
    finally:
        listener._thread.submit(connections.close_all).result(10)
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@dataclass
class Sink:
    """What a server at the other end got; `answers` decides what it says to a mail or a recipient."""

    mails: list[Envelope] = field(default_factory=list)
    sessions: int = 0
    on_mail: Callable[[Envelope], str | None] = lambda envelope: None
    on_recipient: Callable[[str], str | None] = lambda address: None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.on_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await asyncio.to_thread(self.on_mail, envelope)
        if answer is None or answer.startswith("250"):
            self.mails.append(envelope)
        return answer or "250 OK taken"

    @property
    def raw(self) -> list[bytes]:
        return [bytes(envelope.original_content or b"") for envelope in self.mails]


@contextmanager
def sinking(sink: Sink) -> Iterator[str]:
    """Run a sink on a free port; yields its `host:port`."""
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, data_size_limit=10_000_000)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
