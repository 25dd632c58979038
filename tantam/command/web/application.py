"""An ASGI application that runs Django's WSGI side in threads and turns some answers into live streams.

Django's own ASGI handler costs 3–4 ms of CPU a page, this front about 0.3 ms more than a plain WSGI server, and pages
and streams share one origin and one process. A view opens a stream by answering with the header `X-Tantam-Stream`
(a `Filter` as JSON); so streams pass through the same sessions and rights as every page.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Any, Protocol

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]

STREAM_HEADER = "x-tantam-stream"
# Attachments come in through the pages; what is larger belongs to a mail server.
MAX_BODY_BYTES = 64 * 1024 * 1024
SPOOL_BYTES = 1024 * 1024
PIECE_BYTES = 256 * 1024
THREADS = int(os.environ.get("TANTAM_THREADS", "") or 4)


class Streams(Protocol):
    """Holds a browser's stream open until it leaves."""

    async def hold(self, wish: str, *, receive: Receive, send: Send) -> None:
        """Send what the wish lets through."""


@dataclass
class Answer:
    """What the WSGI side returned: either the whole body, or an iterator for something long."""

    status: int
    headers: Headers
    body: bytes = b""
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] | None = None


class TooLarge(Exception):
    """The request's body exceeds the limit."""


class Front:
    """The ASGI application."""

    def __init__(self, pages: WSGI, *, streams: Streams) -> None:
        self.pages = pages
        self.streams = streams
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            body = await _read(scope, receive)
        except TooLarge:
            await _whole(send, Answer(413, [("Content-Type", "text/plain")], b"413"))
            return
        loop = asyncio.get_running_loop()
        with body:
            answer = await loop.run_in_executor(self.threads, self._page, environ(scope, body))
        wish = next((value for name, value in answer.headers if name.lower() == STREAM_HEADER), None)
        if wish is not None:
            await self.streams.hold(wish, receive=receive, send=send)
        elif answer.rest is None:
            await _whole(send, answer)
        else:
            await self._pieces(send, answer, answer.rest)

    def _page(self, variables: dict[str, Any]) -> Answer:
        """Run Django in this thread; a short body is taken whole, so that its connection is freed here."""
        begun: list[Any] = []

        def start(status: str, headers: Headers, error: object = None) -> None:
            begun[:] = [int(status[:3]), headers]

        result = self.pages(variables, start)
        close = getattr(result, "close", None)
        if getattr(result, "streaming", False):
            return Answer(begun[0], begun[1], rest=iter(result), close=close)
        try:
            return Answer(begun[0], begun[1], b"".join(result))
        finally:
            if close:
                close()

    async def _pieces(self, send: Send, answer: Answer, rest: Iterator[bytes]) -> None:
        """Send a long body piece by piece; no thread waits for a slow reader."""
        loop = asyncio.get_running_loop()
        await send(_beginning(answer))
        try:
            while piece := await loop.run_in_executor(self.threads, _next_piece, rest):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            if answer.close:
                await loop.run_in_executor(self.threads, answer.close)


def environ(scope: Message, body: IO[bytes]) -> dict[str, Any]:
    """Return the WSGI variables (PEP 3333) of an ASGI request."""
    host, port = scope.get("server") or ("localhost", 80)
    variables: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(variables, name.decode("latin-1"), value.decode("latin-1"))
    if scope["method"] not in {"GET", "HEAD"}:
        variables["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
        body.seek(0)
    return variables


def _add_header(variables: dict[str, Any], name: str, value: str) -> None:
    """Names with an underscore are dropped: they could pass for another header (a proxy's, say)."""
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
    if key in variables:
        separator = "; " if key == "HTTP_COOKIE" else ","
        value = f"{variables[key]}{separator}{value}"
    variables[key] = value


async def _read(scope: Message, receive: Receive) -> IO[bytes]:
    """Take the request's body in, on disk when it is large."""
    if scope["method"] in {"GET", "HEAD"}:
        return io.BytesIO()
    body = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115 the caller closes it
    size = 0
    while True:
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY_BYTES or message["type"] == "http.disconnect":
            body.close()
            raise TooLarge
        body.write(message.get("body", b""))
        if not message.get("more_body"):
            body.seek(0)
            return body


async def _whole(send: Send, answer: Answer) -> None:
    await send(_beginning(answer))
    await send({"type": "http.response.body", "body": answer.body})


def _beginning(answer: Answer) -> Message:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


def _next_piece(rest: Iterator[bytes]) -> bytes:
    """Gather small blocks into one piece; empty at the end."""
    pieces, size = [], 0
    for block in rest:
        pieces.append(block)
        size += len(block)
        if size >= PIECE_BYTES:
            break
    return b"".join(pieces)
