"""A mail server at the other end that is as unreliable as real ones: slow, drops the line, and sometimes the sender
dies on it in the very moment between its 250 and the sender's commit."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from random import Random

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.killing.ports import free_port


@dataclass
class Sink:
    """Counts each Message-ID it has taken; takes none while it is closed. `kill` ends the sender's process."""

    random: Random
    kill: Callable[[], bool] = lambda: False
    kills_left: int = 4
    is_closed: bool = False
    seen: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message_id = str(message_from_bytes(bytes(envelope.original_content or b""))["Message-ID"]).strip("<> ")
        if self.is_closed:
            return "451 4.3.0 closed for counting"
        chance = self.random.random()
        if chance < 0.05 and not self.told[message_id]:
            self.told["451"] += 1
            return "451 4.3.0 try later"
        self.seen[message_id] += 1
        self.told[message_id] += 1
        if chance < 0.3:
            await asyncio.sleep(self.random.uniform(0.05, 0.4))
        if chance > 0.95:
            self._break(server)  # taken, but the 250 is never heard
            self.told["dropped"] += 1
        elif chance > 0.88 and self.kills_left:
            self.kills_left -= 1
            if chance > 0.915:
                asyncio.get_running_loop().call_soon(self.kill)  # the 250 is on its way
            elif self.kill():
                self.told["killed before 250"] += 1
        return "250 OK taken"

    def _break(self, server: SMTP) -> None:
        transport = server.transport
        if isinstance(transport, asyncio.Transport):
            transport.abort()


@contextmanager
def sinking(sink: Sink) -> Iterator[int]:
    """Run it on a free port."""
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, data_size_limit=10_000_000)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
