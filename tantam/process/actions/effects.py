"""What the steps of one unit of work have still to do to other instances, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from tantam.process.actions.stepping import Step
from tantam.process.engine.changes import Change


@dataclass(frozen=True)
class Effect:
    """Something to do for or to another instance; `of` is the step it comes from."""

    of: Step
    change: Change


@dataclass
class Queue:
    """What waits, how much was done since the first step, and how many deliveries from one subject to another have
    led to this one."""

    waiting: deque[Effect] = field(default_factory=deque)
    done: int = 0
    hops: int = 0
    repeated: set[tuple[object, ...]] = field(default_factory=set)


queue: ContextVar[Queue | None] = ContextVar("effects between instances", default=None)
_hops: ContextVar[int] = ContextVar("deliveries that led to this step", default=0)
#: How many deliveries may lead to each other without any wait before they count as a circle.
MOST_HOPS = 100


@contextmanager
def led_to_by(hops: int) -> Iterator[None]:
    """What is done in the block is the consequence of so many deliveries."""
    token = _hops.set(hops)
    try:
        yield
    finally:
        _hops.reset(token)


def new_queue() -> Queue:
    """An empty queue that knows what has led to it."""
    return Queue(hops=_hops.get())


def hops_from_here() -> int:
    """How many deliveries will have led to what is delivered out of this step."""
    running = queue.get()
    return 1 + (running.hops if running is not None else _hops.get())


@contextmanager
def undone_with_failure() -> Iterator[None]:
    """What the block put in the queue is dropped when it fails: its rows are rolled back with it."""
    waiting = queue.get()
    before = len(waiting.waiting) if waiting is not None else 0
    try:
        yield
    except BaseException:
        while waiting is not None and len(waiting.waiting) > before:
            waiting.waiting.pop()
        raise
