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
    """What waits, and how much was done since the first step."""

    waiting: deque[Effect] = field(default_factory=deque)
    done: int = 0


queue: ContextVar[Queue | None] = ContextVar("effects between instances", default=None)


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
