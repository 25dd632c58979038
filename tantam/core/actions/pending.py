"""Facts that wait to be written with the others of their unit of work."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from tantam.core.facts import Actor, Fact


@dataclass(frozen=True)
class Recorded:
    """A fact that waits to be written with the others of its unit."""

    fact: Fact
    subject: str
    by: Actor
    at: datetime


recorded: ContextVar[list[Recorded] | None] = ContextVar("recorded", default=None)


def keep_for_later(facts: list[Recorded]) -> bool:
    """Have facts written at the end of the unit; False outside of one."""
    waiting = recorded.get()
    if waiting is None:
        return False
    waiting.extend(facts)
    return True
