"""What the apps above offer to the ground floor.

Pulses: short looks at the tables for what is due or was left behind. Companions: what runs as long as the worker does.
Names: what our keys are called outside.
Holdings: which tables are settings of the business, and which go when it begins with real data.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise

Beat = Callable[[datetime], None]


@dataclass(frozen=True)
class Pulse:
    """A function to be called every so many seconds with the time it is. Those of one lane are called one after the
    other: what must not wait for anything else has a lane of its own."""

    seconds: float
    function: Beat
    lane: str = ""


_pulses: list[Pulse] = []


def every(*, seconds: float, lane: str = "") -> Callable[[Beat], Beat]:
    """Have the worker call this function every so many seconds; several workers may do so at once."""

    def register(function: Beat) -> Beat:
        _pulses.append(Pulse(seconds, function, lane))
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


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What an app keeps in its tables, told apart by what stays when a business begins with real data.

    Every table is one or the other (a test sees to it); nothing kept has a foreign key to what is emptied.

    Attributes:
        kept: how the business works: its places, people, processes, calendars, settings.
        emptied: what came from customers, was done for them or was counted of it.
        subjects: kinds of subject (`case` of `case:12`) whose facts go with the emptied rows.
        series: beginnings of the names of number series that count from 1 again.
        names: those worth telling a person in numbers, in order.
        tidy: takes the traces of emptied rows off kept ones; called after the emptying, in its transaction.
    """

    app: str
    kept: tuple[type[Model], ...] = ()
    emptied: tuple[type[Model], ...] = ()
    subjects: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    names: Mapping[type[Model], str | Promise] = field(default_factory=dict)
    tidy: Beat | None = None


_holdings: dict[str, Holdings] = {}


def hold(holdings: Holdings) -> None:
    """Declare what an app keeps; the same app again replaces it."""
    _holdings[holdings.app] = holdings


def all_holdings() -> list[Holdings]:
    """What each app keeps; the apps' `holdings` modules must have been loaded."""
    return list(_holdings.values())


Question = Callable[[], bool]
_questions: list[Question] = []


def ask_whether_sample(question: Question) -> None:
    """Say who knows whether this database holds the sample business; the last one said counts."""
    _questions[:] = [question]


def is_sample() -> bool:
    """Whether this is a demo: started as one (`TANTAM_DEMO`), and its business not yet turned into a real one.

    In a demo nothing leaves this machine. Asked anew each time, so that it ends everywhere at the same instant.
    """
    return bool(settings.DEMO) and all(question() for question in _questions)
