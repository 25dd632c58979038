"""What the worker's pulse runs: short looks at the tables for what is due or was left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Beat = Callable[[datetime], None]


@dataclass(frozen=True)
class Pulse:
    """A function to be called every so many seconds with the time it is."""

    seconds: float
    function: Beat


_pulses: list[Pulse] = []


def every(*, seconds: float) -> Callable[[Beat], Beat]:
    """Have the worker call this function every so many seconds; several workers may do so at once."""

    def register(function: Beat) -> Beat:
        _pulses.append(Pulse(seconds, function))
        return function

    return register


def pulses() -> list[Pulse]:
    """All registered pulses; the apps' `jobs` modules must have been loaded."""
    return list(_pulses)
