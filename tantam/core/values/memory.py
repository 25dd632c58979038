"""What one piece of work has read already: kept while it lasts, so that nothing is asked twice.

Outside a piece of work nothing is kept. Whoever undoes a part of the work forgets everything, because what was
remembered may have been changed by what is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember from here to the end of the block; what is remembered around it is not seen inside."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Hashable, find: Callable[[], Found]) -> Found:
    """The value under `key`; found once in a piece of work, found anew each time outside of one."""
    memory = _memory.get()
    if memory is None:
        return find()
    if key not in memory:
        memory[key] = find()
    found: Found = memory[key]
    return found


def remember(key: Hashable, value: object) -> None:
    """Keep a value that is at hand; nothing happens outside a piece of work."""
    memory = _memory.get()
    if memory is not None:
        memory[key] = value


def recall(key: Hashable) -> Any:
    """The value under `key`, None when there is none."""
    memory = _memory.get()
    return None if memory is None else memory.get(key)


def forget_all() -> None:
    """Remember nothing of what was found so far."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()
