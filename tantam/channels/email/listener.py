"""The SMTP listener as a process: mail programs and mail servers hand mail in here.

Mails that are complete at the same moment are committed together (a group commit): under load one transaction carries
many, a single mail waits for nobody.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from tantam.channels.email.door import Door, Doorman
from tantam.channels.queries import Directory, mail_directory
from tantam.channels.registry import keeper
from tantam.channels.values.incoming import Incoming

log = logging.getLogger(__name__)
Result = TypeVar("Result")

MAILS_AT_ONCE = 50
BYTES_AT_ONCE = 16 * 1024 * 1024
CONVERSATIONS_AT_ONCE = 200
SILENCE_SECONDS = 300
DIRECTORY_SECONDS = 5.0
UNKNOWN_AGAIN_SECONDS = 0.5
DATABASE_TRIES = 3
DRAIN_SECONDS = 3.0


def main(arguments: Sequence[str] = ()) -> int:
    """Listen on settings.SMTP_LISTEN until told to stop (SIGTERM, SIGINT)."""
    host, _, port = str(settings.SMTP_LISTEN).rpartition(":")
    asyncio.run(_listen(host.strip("[]"), int(port)))
    return 0


async def _listen(host: str, port: int) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopping.set)
    listener = Listener()
    await listener.start(host, port)
    await stopping.wait()
    await listener.stop()


@dataclass
class _Waiting:
    """One mail on its way into the database, and who waits for the commit."""

    incoming: Sequence[Incoming]
    done: asyncio.Future[None]

    @property
    def size(self) -> int:
        return sum(len(one.raw) for one in self.incoming)


class Listener:
    """The socket, one thread that talks to the database, and what goes between them."""

    def __init__(self, *, keep: Callable[[Sequence[Incoming]], None] | None = None) -> None:
        self._keep = keep or keeper()
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="smtp-store")
        self._directory: Directory | None = None
        self._looked_up = 0.0
        self._conversations = 0

    async def start(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._storing = loop.create_task(self._store_all())
        self._server = await loop.create_server(self._greet, host, port, backlog=512)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Take nothing new, commit what is whole."""
        self._server.close()
        until = time.monotonic() + DRAIN_SECONDS
        while not self._waiting.empty() and time.monotonic() < until:
            await asyncio.sleep(0.02)
        self._storing.cancel()
        self._thread.submit(close_old_connections)
        self._thread.shutdown()

    def _greet(self) -> asyncio.Protocol:
        if self._conversations >= CONVERSATIONS_AT_ONCE:
            return _Busy()
        return _Counted(
            self,
            Doorman(lookup=self._look_up, take=self._take),
            data_size_limit=settings.MAIL_MAX_BYTES,
            enable_SMTPUTF8=True,
            hostname=socket.gethostname(),
            ident="Tan Tam",
            timeout=SILENCE_SECONDS,
            loop=asyncio.get_running_loop(),
        )

    def count(self, change: int) -> None:
        self._conversations += change

    async def _look_up(self, address: str) -> Directory:
        """The mailboxes, asked for anew every some seconds, and at once for an address that nobody knows."""
        age, known = time.monotonic() - self._looked_up, self._directory
        if known and age < (DIRECTORY_SECONDS if known.channel_of(address) else UNKNOWN_AGAIN_SECONDS):
            return known
        self._directory = await self._in_thread(mail_directory)
        self._looked_up = time.monotonic()
        return self._directory

    async def _take(self, incoming: Sequence[Incoming]) -> None:
        """Return when the mail is committed; raises what kept it from being."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Waiting(incoming, done))
        await done

    async def _store_all(self) -> None:
        while True:
            group = [await self._waiting.get()]
            while not self._waiting.empty() and not _is_full(group):
                group.append(self._waiting.get_nowait())
            await self._store(group)

    async def _store(self, group: Sequence[_Waiting]) -> None:
        """Commit a group; if one of it cannot be stored, each on its own."""
        try:
            await self._in_thread(self._keep, [one for waiting in group for one in waiting.incoming])
        except Exception as error:
            if len(group) > 1:
                for waiting in group:
                    await self._store([waiting])
                return
            _settle(group[0].done, error)
            return
        for waiting in group:
            _settle(waiting.done, None)

    def _in_thread(self, function: Callable[..., Result], *arguments: object) -> Awaitable[Result]:
        return asyncio.get_running_loop().run_in_executor(self._thread, _patiently, function, *arguments)


def _is_full(group: Sequence[_Waiting]) -> bool:
    return len(group) >= MAILS_AT_ONCE or sum(waiting.size for waiting in group) >= BYTES_AT_ONCE


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():  # the sender went away; what was committed stays, sent again it is a duplicate
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


def _patiently(function: Callable[..., Result], *arguments: object) -> Result:
    """Call a function of the database; one that has just been restarted gets a second and a third try.

    A try whose commit was not answered may be stored twice: the second arrival is then a duplicate.
    """
    for tries_left in range(DATABASE_TRIES - 1, -1, -1):
        close_old_connections()
        try:
            return function(*arguments)
        except (OperationalError, InterfaceError):
            if not tries_left:
                raise
            time.sleep(0.2)
    raise AssertionError("unreachable")


class _Counted(Door):
    """A conversation that the listener counts."""

    def __init__(self, listener: Listener, doorman: Doorman, **options: object) -> None:
        super().__init__(doorman, **options)  # type: ignore[arg-type]
        self._listener = listener

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._listener.count(1)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.count(-1)
        super().connection_lost(error)


class _Busy(asyncio.Protocol):
    """Says that there are too many conversations, and ends."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too busy, please try again\r\n")
            transport.close()
