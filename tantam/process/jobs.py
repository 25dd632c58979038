"""What the worker does for the process room."""

from __future__ import annotations

from datetime import datetime

from tantam.core.registry import every
from tantam.process.actions import fire_due_timers


@every(seconds=1)
def fire_timers(now: datetime) -> None:
    """Fire what has come due; due timers fire within seconds of their time."""
    while fire_due_timers(now=now) == 100:
        pass
