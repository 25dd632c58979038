"""Live streams: what PostgreSQL announces goes to the browsers that may hear it, as server-sent events.

One LISTEN connection a process feeds all streams. An announcement holds ids and enums only; the browser then fetches
what it may see. Protocol: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from tantam.command.web.application import Receive, Send

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 20.0
# After this the browser asks anew, so that an ended session or a lost right ends its stream.
LIFE_SECONDS = 1800.0
#: Somebody sees something else from now on, or nothing: their streams end, and the browsers ask anew.
ENDS = "reach"
BACKLOG = 200
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx: hand on at once
]
RESYNC = b"event: resync\ndata: {}\n\n"

Listener = Callable[[], AbstractAsyncContextManager[AsyncIterator[str]]]


@dataclass(frozen=True)
class Filter:
    """Which announcements a stream wants: these topics (none: all) with one of these sets of values.

    An announcement that carries none of the values asked about concerns everybody; one that says for whom `only` it is
    concerns nobody else, and those it names `also` whatever they ask about.
    """

    topics: frozenset[str] = frozenset()
    any_of: tuple[dict[str, Any], ...] = ()
    agent: int | None = None

    @classmethod
    def from_json(cls, text: str) -> Filter:
        """Read what a view wrote into the header: `{"topics": ["case"], "any": [{"team": 3}, {"assignee": 7}],
        "agent": 7}`, the last whose stream it is."""
        wish = json.loads(text or "{}")
        return cls(frozenset(wish.get("topics", ())), tuple(wish.get("any", ())), wish.get("agent"))

    def lets_through(self, values: dict[str, Any]) -> bool:
        """Tell whether an announcement with these values is wanted."""
        if self.topics and values.get("topic") not in self.topics:
            return False
        if "only" in values:
            return self.agent is not None and self.agent in values["only"]
        if self.agent is not None and self.agent in values.get("also", ()):
            return True
        if not any(wanted.keys() & values.keys() for wanted in self.any_of):
            return True
        return any(wanted.items() <= values.items() for wanted in self.any_of)


@dataclass(eq=False)
class Stream:
    """One open browser tab."""

    wish: Filter
    events: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def push(self, event: bytes | None) -> None:
        """Queue an event; a browser too slow for its backlog is told to fetch everything instead."""
        if self.events.full():
            while not self.events.empty():
                self.events.get_nowait()
            self.events.put_nowait(RESYNC)
        self.events.put_nowait(event)


class Hub:
    """All streams of this process."""

    def __init__(self, listen: Listener) -> None:
        self._listen = listen
        self._streams: set[Stream] = set()
        self._feeder: asyncio.Task[None] | None = None
        self._closed = False

    async def hold(self, wish: str, *, receive: Receive, send: Send) -> None:
        """Keep a stream open until the browser leaves, its life is over or the server stops."""
        stream = Stream(Filter.from_json(wish))
        self._streams.add(stream)
        if self._feeder is None:
            self._feeder = asyncio.create_task(self._feed())
        leaving = asyncio.create_task(_wait_for_leave(receive))
        try:
            await self._send(stream, leaving, send)
        finally:
            self._streams.discard(stream)
            leaving.cancel()

    def close(self) -> None:
        """End all streams; browsers connect again by themselves."""
        self._closed = True
        for stream in self._streams:
            stream.push(None)
        if self._feeder:
            self._feeder.cancel()

    def tell(self, payload: str) -> None:
        """Give an announcement to the streams that want it."""
        try:
            values = json.loads(payload)
            event = f"event: {values['topic']}\ndata: {payload}\n\n".encode()
        except (ValueError, KeyError, TypeError):
            log.warning("an announcement is no JSON with a topic: %.80s", payload)
            return
        if values["topic"] == ENDS:
            self._end(values.get("agent"))
            return
        for stream in self._streams:
            if stream.wish.lets_through(values):
                stream.push(event)

    def _end(self, agent: object) -> None:
        for stream in self._streams:
            if stream.wish.agent == agent:
                stream.push(None)

    async def _send(self, stream: Stream, leaving: asyncio.Task[None], send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _body(send, b"retry: 1500\n\n")
        loop = asyncio.get_running_loop()
        end = loop.time() + LIFE_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311 only spreads the load
        while not leaving.done() and not self._closed and loop.time() < end:
            event = await _next_event(stream, leaving)
            if event is None:
                break
            await _body(send, event)
        if not leaving.done():
            await send({"type": "http.response.body", "body": b""})

    async def _feed(self) -> None:
        """Listen for ever; after a lost connection everybody fetches anew, for something may have been missed."""
        delay = 0.5
        missed = False
        while not self._closed:
            try:
                async with self._listen() as announcements:
                    if missed:
                        self._tell_all(RESYNC)
                    delay = 0.5
                    async for payload in announcements:
                        self.tell(payload)
            except Exception as error:
                log.warning("the announcements were lost: %s", error)
            missed = True
            await asyncio.sleep(delay)
            delay = min(delay * 2, 10.0)

    def _tell_all(self, event: bytes) -> None:
        for stream in self._streams:
            stream.push(event)


async def _next_event(stream: Stream, leaving: asyncio.Task[None]) -> bytes | None:
    """Return the next event, a comment when it was quiet for long, or None to end."""
    waiting = asyncio.ensure_future(stream.events.get())
    done, _ = await asyncio.wait({waiting, leaving}, timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    return None if leaving in done else b":\n\n"


async def _wait_for_leave(receive: Receive) -> None:
    with contextlib.suppress(Exception):
        while (await receive())["type"] != "http.disconnect":
            pass


async def _body(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})
