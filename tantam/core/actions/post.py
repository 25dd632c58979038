"""Post to an address that a user of ours typed in, without letting it reach into our own network.

The name is resolved once; if any of its addresses is not public, nothing is sent; the connection goes to the address
that was checked, so that a second answer of the name server cannot lead elsewhere. Redirects are not followed. The
whole takes at most TOTAL_SECONDS, of the answer at most MOST_READ bytes are read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
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
    """What the other side said: its status and the beginning of its answer."""

    status: int
    text: str

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


class NotPosted(Exception):
    """Nothing was answered: the words say why."""


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Posted:
    """Post a body and return the answer. Raises NotPosted."""
    try:
        scheme, host, port, target = split_url(url, plain_allowed=is_private_allowed())
        address = _checked_address(host, port)
        return _talk(scheme, host, port, target, address=address, body=body, headers=headers)
    except UnusableAddress as error:
        raise NotPosted(str(error)) from error
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


def _talk(
    scheme: str, host: str, port: int, target: str, *, address: str, body: bytes, headers: Mapping[str, str]
) -> Posted:
    connection = http.client.HTTPConnection(host, port, timeout=STEP_SECONDS)
    sock = socket.create_connection((address, port), timeout=STEP_SECONDS)
    end = threading.Timer(TOTAL_SECONDS, _hang_up, [sock])
    end.daemon = True
    end.start()
    try:
        if scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        connection.sock = sock
        connection.request("POST", target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        text = answer.read(MOST_READ).decode("utf-8", "replace").replace("\x00", "")
        return Posted(answer.status, text[:_SHOWN])
    finally:
        end.cancel()
        connection.close()
        sock.close()


def _hang_up(sock: socket.socket) -> None:
    """Somebody who answers a byte now and then is not waited for."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
