"""Wait until an IMAP server tells of new mail (IDLE, RFC 2177).

The library's own waiting looks at the socket only and misses what came in one packet with an earlier line; here what
has been read ahead is looked at first.
"""

from __future__ import annotations

import imaplib
import select
import socket
import ssl
import time
from contextlib import suppress

from imapclient import IMAPClient

from tantam.channels.email.imap import ANSWER_SECONDS

# RFC 2177 asks for less than 29 minutes; some providers, and many routers, drop a silent line after 10.
RENEW_SECONDS = 9 * 60.0
_NEWS = (b"EXISTS", b"RECENT")


class Bell:
    """Rung once from any thread, heard by one that waits for a socket at the same time."""

    def __init__(self) -> None:
        self._reading, self._writing = socket.socketpair()
        self.is_rung = False

    def ring(self) -> None:
        """Wake whoever waits, now and from now on."""
        self.is_rung = True
        with suppress(OSError):
            self._writing.send(b"!")

    def wait(self, seconds: float, *, beside: socket.socket | None = None) -> bool:
        """Wait at most so many seconds; tell whether there is something to read on the socket."""
        poller = select.poll()
        poller.register(self._reading, select.POLLIN)
        if beside is not None:
            poller.register(beside, select.POLLIN)
        heard = poller.poll(max(0.0, seconds) * 1000)
        return beside is not None and any(number == beside.fileno() for number, _ in heard)


def can_idle(client: IMAPClient) -> bool:
    """Tell whether the server announces IDLE."""
    return bool(client.has_capability("IDLE"))


def wait_for_news(client: IMAPClient, *, seconds: float, bell: Bell) -> None:
    """Return when the server tells of mail or the time is over, ready for the next command.

    When the bell rings the line is cut off at once. Raises what imaplib and the socket raise when the line breaks.
    """
    client.idle()
    until = time.monotonic() + seconds
    while not bell.is_rung and (left := until - time.monotonic()) > 0:
        if _has_words(client) or (bell.wait(left, beside=client.socket()) and _has_words(client, is_readable=True)):
            line = client._imap.readline()
            if line.startswith(b"* BYE"):
                raise imaplib.IMAP4.abort(line.decode("utf-8", "replace").strip())
            if line.split()[2:3] and line.split()[2].upper() in _NEWS:
                break
    if bell.is_rung:
        client.shutdown()
    else:
        client.idle_done()


def _has_words(client: IMAPClient, *, is_readable: bool = False) -> bool:
    """Whether (the beginning of) a line is there. A socket that is readable without a word has been closed."""
    line = client.socket()
    line.setblocking(False)
    try:
        words = client._imap.file.peek(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        line.settimeout(ANSWER_SECONDS)
    if is_readable and not words:
        raise imaplib.IMAP4.abort("the server closed the line")
    return bool(words)
