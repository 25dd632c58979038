"""An event log: cases, each with what happened in it, in order.

The words are those of IEEE 1849 (XES). A log is any iterable of cases, so that a million events pass through without
being held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool | datetime
Log: TypeAlias = Iterable["Case"]
#: What tells steps apart: the element's id in our own logs, the activity's name in those from outside.
Key: TypeAlias = Callable[["Step"], str]

COMPLETE: Final = "complete"
START: Final = "start"
_NOTHING: Final[Mapping[str, Scalar]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened: `activity` is its name, `node` the id of the drawing's element ("": not known).

    `lifecycle` is a transition of the standard model (start, complete, …; "" where the log has none), `resource` who
    did it, `at` when (aware; None where the log does not say).
    """

    activity: str
    at: datetime | None = None
    node: str = ""
    lifecycle: str = COMPLETE
    resource: str = ""
    attributes: Mapping[str, Scalar] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case with its events in the order of the log; `customer` is an opaque key ("": not known)."""

    id: str
    events: tuple[Event, ...] = ()
    customer: str = ""
    attributes: Mapping[str, Scalar] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Step:
    """A completed piece of work: its start and its completion taken together."""

    activity: str
    node: str = ""
    resource: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None


def by_node(step: Step) -> str:
    """The id of the element, its name where it has none."""
    return step.node or step.activity


def by_activity(step: Step) -> str:
    """The name of the activity."""
    return step.activity


def steps_of(case: Case) -> tuple[Step, ...]:
    """What was completed in a case, in order of completion; starts only lend their time to it (first begun, first
    done). In a case where nothing is ever completed each event counts."""
    has_completions = any(_is_completion(event) for event in case.events)
    begun: dict[tuple[str, str], list[datetime | None]] = {}
    found: list[Step] = []
    for event in case.events:
        if event.lifecycle.lower() == START and has_completions:
            begun.setdefault((event.activity, event.node), []).append(event.at)
        elif not has_completions or _is_completion(event):
            waiting = begun.get((event.activity, event.node))
            began_at = waiting.pop(0) if waiting else event.at
            found.append(Step(event.activity, event.node, event.resource, began_at, event.at))
    return tuple(found)


def _is_completion(event: Event) -> bool:
    return event.lifecycle.lower() in (COMPLETE, "")
