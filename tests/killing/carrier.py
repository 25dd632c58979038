"""Another system at the other end of `http.call`: it counts requests by their idempotency key, is slow, hangs up, and
sometimes the caller dies while it answers."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

#: In one of so many calls the caller dies.
EACH = 8


@dataclass
class Carrier:
    """How often it was asked with each key, and in which of these calls the caller was `killed` when half of the
    answer was on its way; `kill` ends the caller's process."""

    random: Random
    kill: Callable[[], bool] = lambda: False
    kills_left: int = 4
    asked: Counter[str] = field(default_factory=Counter)
    killed: set[str] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str) -> str:
        """Write a request down; return what becomes of it: `answer`, `slow`, `hang-up` or `kill`."""
        with self.guard:
            self.asked[key] += 1
            chance = self.random.random()
            what = "answer" if chance < 0.72 else "slow" if chance < 0.9 else "hang-up"
            if self.kills_left and len(self.asked) % EACH == EACH // 2:  # chance alone may never come to it
                what = "kill"
            self.kills_left -= what == "kill"
            self.told[what] += 1
            return what


@contextmanager
def carrying(carrier: Carrier) -> Iterator[int]:
    """Run it on a free port."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            key = self.headers["Idempotency-Key"]
            what = carrier.take(key)
            if what == "slow":
                time.sleep(0.5)
            elif what == "hang-up":
                return
            body = json.dumps({"khoa": key}).encode()
            half = len(body) // 2
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:half])
            if what == "kill" and carrier.kill():
                carrier.killed.add(key)
                return
            self.wfile.write(body[half:])

        def log_message(self, *args: object) -> None:
            """Quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the caller has died

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
