"""Call an address that a user of ours typed in, without letting it reach into our own network.

The name is resolved once; if any of its addresses is not public, nothing is sent; the connection goes to the address
that was checked, so that a second answer of the name server cannot lead elsewhere. Redirects are not followed. The
whole takes at most TOTAL_SECONDS, of the answer at most MOST_READ bytes are read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings

from tantam.core.registry import is_sample
from tantam.core.values.outside import UnusableAddress, is_public, is_this_machine, split_url

STEP_SECONDS = 8.0
TOTAL_SECONDS = 15.0
MOST_READ = 64 * 1024
_SHOWN = 300


@dataclass(frozen=True)
class Posted:
    """What the other side said: its status and the beginning of its answer; `body` is as much of it as is read,
    `is_whole` whether that is all."""

    status: int
    text: str
    body: bytes = b""
    is_whole: bool = True

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


class NotPosted(Exception):
    """Nothing was answered: the words say why."""


class NotAllowed(NotPosted):
    """The address may not be called; trying again does not help."""


class NotAnswered(NotPosted):
    """It was on its way and no whole answer came: nobody can say whether it arrived."""


def post(url: str, *, body: bytes, headers: Mapping[str, str], method: str = "POST") -> Posted:
    """Send a body (none where it is empty and the method is GET) and return the answer.

    Raises NotPosted; where the request had begun to leave, NotAnswered.
    """
    try:
        scheme, host, port, target = split_url(url, plain_allowed=is_private_allowed())
        address = _checked_address(host, port)
        with _opened(scheme, host, port, address=address) as connection:
            return _talk(connection, method, target, body=body, headers=headers)
    except UnusableAddress as error:
        raise NotAllowed(str(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotPosted(f"{type(error).__name__}: {error}"[:_SHOWN]) from error


def is_private_allowed() -> bool:
    """Whether addresses of our own network may be called; a demo calls this very machine only."""
    return bool(is_sample() or settings.WEBHOOK_ALLOW_PRIVATE)


def _checked_address(host: str, port: int) -> str:
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    in_demo = is_sample()
    for address in found:
        if in_demo and not is_this_machine(address):
            raise UnusableAddress("demo-stays-here")
        if not in_demo and not settings.WEBHOOK_ALLOW_PRIVATE and not is_public(address):
            raise UnusableAddress("not-public")
    return sorted(found, key=lambda address: ":" in address)[0]


@contextmanager
def _opened(scheme: str, host: str, port: int, *, address: str) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(host, port, timeout=STEP_SECONDS)
    held = [socket.create_connection((address, port), timeout=STEP_SECONDS)]
    end = threading.Timer(TOTAL_SECONDS, _hang_up, [held])
    end.daemon = True
    end.start()
    try:
        if scheme == "https":
            held[0] = ssl.create_default_context().wrap_socket(held[0], server_hostname=host)
        connection.sock = held[0]
        yield connection
    finally:
        end.cancel()
        connection.close()
        held[0].close()


def _talk(
    connection: http.client.HTTPConnection, method: str, target: str, *, body: bytes, headers: Mapping[str, str]
) -> Posted:
    try:
        connection.request(method, target, body=body or None, headers=dict(headers))
        answer = connection.getresponse()
        read = answer.read(MOST_READ + 1)
    except (OSError, http.client.HTTPException) as error:
        raise NotAnswered(f"{type(error).__name__}: {error}"[:_SHOWN]) from error
    text = read[:MOST_READ].decode("utf-8", "replace").replace("\x00", "")
    return Posted(answer.status, text[:_SHOWN], body=read[:MOST_READ], is_whole=len(read) <= MOST_READ)


def _hang_up(held: list[socket.socket]) -> None:
    """Somebody who answers a byte now and then is not waited for. What is encrypted has taken its socket's place."""
    with suppress(OSError):
        held[0].shutdown(socket.SHUT_RDWR)
