"""The front: pages in threads, streams on the loop."""

import asyncio
import contextlib
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tantam.command.web import streams as streams_module
from tantam.command.web.application import Front, environ
from tantam.command.web.streams import RESYNC, Filter, Hub, Stream


def test_a_page_gets_the_variables_that_wsgi_promises() -> None:
    headers = [(b"host", b"x.example"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"content-type", b"text/plain")]
    headers += [(b"x-forwarded-for", b"1.1.1.1"), (b"x_forwarded_for", b"9.9.9.9")]
    variables = environ(request("POST", "/phiếu/", headers=headers, query=b"q=%C4%91"), io.BytesIO(b"abc"))
    assert variables["PATH_INFO"].encode("latin-1").decode() == "/phiếu/"
    assert variables["QUERY_STRING"] == "q=%C4%91"
    assert variables["HTTP_COOKIE"] == "a=1; b=2"
    assert variables["CONTENT_TYPE"] == "text/plain"
    assert variables["CONTENT_LENGTH"] == "3"
    assert variables["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"
    assert variables["REMOTE_ADDR"] == "127.0.0.1"
    assert variables["wsgi.input"].read() == b"abc"


def test_a_page_is_answered_whole_and_its_response_closed_in_the_same_thread() -> None:
    threads: list[object] = []

    class Response(list[bytes]):
        def close(self) -> None:
            threads.append(asyncio_thread())

    def pages(variables, start):
        threads.append(asyncio_thread())
        start("201 Created", [("X-Said", variables["wsgi.input"].read().decode())])
        return Response([b"one ", b"two"])

    sent = ask(Front(pages, streams=Hub(silence)), request("POST", "/"), body=[b"he", b"llo"])
    assert sent == [
        {"type": "http.response.start", "status": 201, "headers": [(b"x-said", b"hello")]},
        {"type": "http.response.body", "body": b"one two"},
    ]
    assert threads[0] == threads[1]


def test_a_long_body_goes_out_in_pieces_and_is_closed() -> None:
    closed: list[int] = []

    class Long:
        streaming = True

        def __iter__(self):
            return iter([b"x" * 100_000] * 6)

        def close(self) -> None:
            closed.append(1)

    def pages(variables, start):
        start("200 OK", [])
        return Long()

    sent = ask(Front(pages, streams=Hub(silence)), request("GET", "/file"))
    sizes = [len(message["body"]) for message in sent[1:]]
    assert sizes == [300_000, 300_000, 0]
    assert [message.get("more_body", False) for message in sent[1:]] == [True, True, False]
    assert closed == [1]


def test_a_body_above_the_limit_is_refused_before_any_page_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tantam.command.web.application.MAX_BODY_BYTES", 10)

    def pages(variables, start):
        raise AssertionError("not reached")

    sent = ask(Front(pages, streams=Hub(silence)), request("POST", "/"), body=[b"12345678", b"90123"])
    assert sent[0]["status"] == 413


def test_a_view_opens_a_stream_by_a_header_and_only_what_it_asked_for_arrives() -> None:
    wish = json.dumps({"topics": ["case"], "any": [{"team": 3}, {"assignee": 7}]})

    async def scenario() -> list[bytes]:
        hub = Hub(silence)
        browser = Browser(Front(page_that_says(wish), streams=hub))
        await browser.connect()
        hub.tell('{"topic":"case","id":1,"team":3}')
        hub.tell('{"topic":"case","id":2,"team":4}')
        hub.tell('{"topic":"report","id":3,"team":3}')
        hub.tell('{"topic":"case","id":4,"team":4,"assignee":7}')
        hub.tell('{"topic":"case","id":5}')
        await browser.has_received(3)
        hub.close()
        await browser.task
        return browser.events

    assert asyncio.run(scenario()) == [
        b'event: case\ndata: {"topic":"case","id":1,"team":3}\n\n',
        b'event: case\ndata: {"topic":"case","id":4,"team":4,"assignee":7}\n\n',
        b'event: case\ndata: {"topic":"case","id":5}\n\n',
    ]


def test_a_browser_that_leaves_is_forgotten() -> None:
    async def scenario() -> int:
        hub = Hub(silence)
        browser = Browser(Front(page_that_says("{}"), streams=hub))
        await browser.connect()
        assert len(hub._streams) == 1
        browser.leave.set()
        await browser.task
        hub.close()
        return len(hub._streams)

    assert asyncio.run(scenario()) == 0


def test_a_slow_browser_is_told_to_fetch_everything_instead() -> None:
    async def scenario() -> list[bytes | None]:
        stream = Stream(Filter())
        for number in range(streams_module.BACKLOG + 1):
            stream.push(b"%d" % number)
        return [stream.events.get_nowait() for _ in range(stream.events.qsize())]

    assert asyncio.run(scenario()) == [RESYNC, b"%d" % streams_module.BACKLOG]


def test_after_a_lost_connection_everybody_fetches_anew() -> None:
    attempts: list[int] = []

    @contextlib.asynccontextmanager
    async def fails_once():
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("gone")
        yield forever()

    async def scenario() -> list[bytes]:
        hub = Hub(fails_once)
        browser = Browser(Front(page_that_says("{}"), streams=hub))
        await browser.connect()
        await browser.has_received(1)
        hub.close()
        await browser.task
        return browser.events

    assert asyncio.run(scenario()) == [RESYNC]


def test_whose_reach_has_changed_is_asked_to_come_again_and_nobody_else() -> None:
    async def scenario() -> tuple[list[bytes], list[bytes]]:
        hub = Hub(silence)
        theirs = Browser(Front(page_that_says('{"any": [{"assignee": 7}], "agent": 7}'), streams=hub))
        others = Browser(Front(page_that_says('{"agent": 8}'), streams=hub))
        await theirs.connect()
        await others.connect()
        hub.tell('{"topic":"reach","agent":7}')
        await asyncio.wait_for(theirs.task, 5)
        hub.tell('{"topic":"case","assignee":7}')
        await others.has_received(1)
        hub.close()
        await others.task
        return theirs.events, others.events

    theirs, others = asyncio.run(scenario())
    assert (theirs, len(others)) == ([], 1)


def test_an_announcement_that_is_no_json_harms_nobody() -> None:
    async def scenario() -> list[bytes]:
        hub = Hub(silence)
        browser = Browser(Front(page_that_says("{}"), streams=hub))
        await browser.connect()
        for payload in ("", "nonsense", "[]", "{}", '{"topic":"good"}'):
            hub.tell(payload)
        await browser.has_received(1)
        hub.close()
        await browser.task
        return browser.events

    assert asyncio.run(scenario()) == [b'event: good\ndata: {"topic":"good"}\n\n']


class Browser:
    """A client of the front within the same loop."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.events: list[bytes] = []
        self.leave = asyncio.Event()
        self.opened = asyncio.Event()
        self.came = asyncio.Condition()

    async def connect(self) -> None:
        self.task = asyncio.create_task(self.front(request("GET", "/stream/"), self.receive, self.send))
        await asyncio.wait_for(self.opened.wait(), 5)

    async def receive(self):
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message) -> None:
        if message["type"] == "http.response.start":
            assert dict(message["headers"])[b"content-type"] == b"text/event-stream"
        elif message["body"].startswith(b"retry:"):
            self.opened.set()
        elif message["body"]:
            async with self.came:
                self.events.append(message["body"])
                self.came.notify_all()

    async def has_received(self, count: int) -> None:
        async with self.came:
            await asyncio.wait_for(self.came.wait_for(lambda: len(self.events) >= count), 5)


@contextlib.asynccontextmanager
async def silence() -> AsyncIterator[AsyncIterator[str]]:
    yield forever()


async def forever() -> AsyncIterator[str]:
    await asyncio.Event().wait()
    yield ""


def page_that_says(wish: str):
    def pages(variables, start):
        start("200 OK", [("Content-Type", "text/event-stream"), ("X-Tantam-Stream", wish)])
        return [b""]

    return pages


def request(method: str, path: str, *, headers=(), query: bytes = b""):
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": list(headers),
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8000),
    }


def ask(front: Front, scope, *, body=()):
    sent: list[dict[str, Any]] = []
    parts = list(body)

    async def receive():
        piece = parts.pop(0) if parts else b""
        return {"type": "http.request", "body": piece, "more_body": bool(parts)}

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(front(scope, receive, send))
    return sent


def asyncio_thread() -> int:
    import threading

    return threading.get_ident()
