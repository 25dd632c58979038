"""What the apps above offer to the ground floor.

Pulses: short looks at the tables for what is due or was left behind. Companions: what runs as long as the worker does.
Names: what our keys are called outside.
"""

from __future__ import annotations

import threading
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


Companion = Callable[[threading.Event], None]
_companions: list[Companion] = []


def alongside(function: Companion) -> Companion:
    """Have each worker run this function in a thread of its own, until the event it is given is set."""
    _companions.append(function)
    return function


def companions() -> list[Companion]:
    """All registered companions; the apps' `jobs` modules must have been loaded."""
    return list(_companions)


Naming = Callable[[int], str | None]
_namings: dict[str, Naming] = {}


def offer_names(*kinds: str) -> Callable[[Naming], Naming]:
    """Say under which public name programs outside know a row: `case` 12 is TT-26-000012."""

    def register(function: Naming) -> Naming:
        _namings.update(dict.fromkeys(kinds, function))
        return function

    return register


def outside_name(kind: str, key: int) -> str | None:
    """The public name of a row, None where it has none."""
    naming = _namings.get(kind)
    return naming(key) if naming else None
