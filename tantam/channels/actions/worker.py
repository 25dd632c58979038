"""Who is sending: a name by which others can tell whether that process is still there."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

_sending: set[int] = set()


@contextmanager
def in_flight(dispatch_id: int) -> Iterator[None]:
    """This process holds the dispatch right now."""
    _sending.add(dispatch_id)
    try:
        yield
    finally:
        _sending.discard(dispatch_id)


def worker_name() -> str:
    """`host/namespace/pid/start`: unique among processes that were and are, within 80 characters."""
    return _name_of(os.getpid())


@lru_cache(maxsize=4)
def _name_of(pid: int) -> str:
    return f"{_place()}/{pid}/{_started(pid)}"[:80]


def has_ended(worker: str, *, dispatch_id: int) -> bool:
    """Whether this worker is surely no longer sending the dispatch. Of another machine nobody can be sure."""
    if worker == worker_name():
        return dispatch_id not in _sending
    place, _, rest = worker.rpartition("/")
    place, _, pid = place.rpartition("/")
    return place == _place() and _started(int(pid)) != rest


@lru_cache(maxsize=1)
def _place() -> str:
    namespace = ""
    with suppress(OSError):
        namespace = str(Path("/proc/self/ns/pid").readlink())
    return f"{socket.gethostname()[:30]}/{namespace.strip('pid:[]')}"


def _started(pid: int) -> str:
    """When the process began, in ticks since the boot; a number given to a new process tells them apart."""
    with suppress(OSError, IndexError):
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if state == "Z" else fields[18]
    return ""
