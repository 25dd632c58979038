"""Who does what reaches outside: a name by which others can tell whether that process is still there."""

from __future__ import annotations

import os
import socket
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

_held: set[Hashable] = set()


@contextmanager
def in_flight(what: Hashable) -> Iterator[None]:
    """This process holds it right now: `("dispatch", 12)`."""
    _held.add(what)
    try:
        yield
    finally:
        _held.discard(what)


def worker_name() -> str:
    """`host/namespace/pid/start`: unique among processes that were and are, within 80 characters."""
    return _name_of(os.getpid())


@lru_cache(maxsize=4)
def _name_of(pid: int) -> str:
    return f"{_place()}/{pid}/{_started(pid)}"[:80]


def has_ended(worker: str, *, what: Hashable) -> bool:
    """Whether this worker surely no longer holds it. Of another machine nobody can be sure."""
    if worker == worker_name():
        return what not in _held
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
