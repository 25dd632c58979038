"""A port that nobody else uses."""

from __future__ import annotations

import errno
import socket

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
