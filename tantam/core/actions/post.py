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
from typing import Final

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
    `is_whole` whether that is all, `location` where it sends us instead."""

    status: int
    text: str
    body: bytes = b""
    is_whole: bool = True
    location: str = ""

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


class NotPosted(Exception):
    """Nothing was answered: `code` says why (see `core.queries.unposted` for the words), `detail` what the system
    said."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail[:_SHOWN]
        super().__init__(": ".join(filter(None, (code, self.detail))))


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
        raise NotPosted(code_of(error), _technical(error)) from error


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


@dataclass
class _Line:
    """A line to the other side; what is encrypted takes its socket's place. `is_over`: its time was up."""

    socket: socket.socket
    connection: http.client.HTTPConnection
    is_over: bool = False

    def hang_up(self) -> None:
        """Somebody who answers a byte now and then is not waited for."""
        self.is_over = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def _opened(scheme: str, host: str, port: int, *, address: str) -> Iterator[_Line]:
    opened = socket.create_connection((address, port), timeout=STEP_SECONDS)
    line = _Line(opened, http.client.HTTPConnection(host, port, timeout=STEP_SECONDS))
    end = threading.Timer(TOTAL_SECONDS, line.hang_up)
    end.daemon = True
    end.start()
    try:
        if scheme == "https":
            line.socket = ssl.create_default_context().wrap_socket(line.socket, server_hostname=host)
        line.connection.sock = line.socket
        yield line
    finally:
        end.cancel()
        line.connection.close()
        line.socket.close()


def _talk(line: _Line, method: str, target: str, *, body: bytes, headers: Mapping[str, str]) -> Posted:
    try:
        line.connection.request(method, target, body=body or None, headers=dict(headers))
        answer = line.connection.getresponse()
        read = answer.read(MOST_READ + 1)
        if answer.length and len(read) <= MOST_READ:  # a read of so many bytes says nothing when fewer come
            raise http.client.IncompleteRead(b"", answer.length)
    except (OSError, http.client.HTTPException) as error:
        code = "broken-off" if isinstance(error, ssl.SSLError) else code_of(error)
        raise NotAnswered("timeout" if line.is_over else code, _technical(error)) from error
    if line.is_over:  # an answer without a length ends where the line does
        raise NotAnswered("timeout", f"{TOTAL_SECONDS:.0f} s")
    text = read[:MOST_READ].decode("utf-8", "replace").replace("\x00", "")
    return Posted(
        answer.status,
        text[:_SHOWN],
        body=read[:MOST_READ],
        is_whole=len(read) <= MOST_READ,
        location=(answer.getheader("Location") or "")[:_SHOWN],
    )


# Why nothing was answered

#: OpenSSL's numbers of what is wrong with a certificate (x509_vfy.h).
_CERTIFICATES: Final = {
    9: "certificate-early",
    10: "certificate-expired",
    18: "certificate-own",
    19: "certificate-own",
    20: "certificate-unknown",
    21: "certificate-unknown",
    62: "certificate-name",
    64: "certificate-name",
}
_KINDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (ssl.SSLError, "no-tls"),
    (socket.gaierror, "no-host"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "refused"),
    (ConnectionError, "broken-off"),
    (http.client.IncompleteRead, "broken-off"),
    (http.client.HTTPException, "no-http"),
    (OSError, "no-way"),
)


def code_of(error: Exception) -> str:
    """What an error of the network means: a stable code."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(getattr(error, "verify_code", 0), "certificate")
    return next((code for kind, code in _KINDS if isinstance(error, kind)), "no-url")


def _technical(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
