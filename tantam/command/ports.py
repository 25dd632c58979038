"""A port that nobody else uses."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tantam.command.postgres.locks import Lock
from tantam.command.words import Trouble

TRIES = 50


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port or the next free one above it.

    Raises Trouble `port-none` when fifty in a row are taken, or the address is not this machine's.
    """
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if _is_free(host, port):
            return port
    raise Trouble("port-none", host=host, port=wanted)


@contextlib.contextmanager
def claimed_port(host: str, wanted: int) -> Iterator[int]:
    """Yield `free_port`, which no other product of this account takes before we listen, nor as long as we run.

    Between the choice and the first connection the tables are made and the demo is loaded: minutes. And the web
    server binds with SO_REUSEPORT: two products on one port would get every other click each, without an error.

    Raises Trouble `port-none` as `free_port` does.
    """
    above = wanted
    while True:
        port = free_port(host, above)
        lock = Lock(_claims() / f"{port}.lock")
        if lock.take(note=host):
            break
        above = port + 1
        if above >= wanted + TRIES:
            raise Trouble("port-none", host=host, port=wanted)
    try:
        yield port
    finally:
        lock.release()


def _claims() -> Path:
    """The folder that all products of this account share, whatever their data folders."""
    folder = Path(tempfile.gettempdir()) / f"tantam-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise Trouble("port-none", host=host, port=port) from error
    return True
