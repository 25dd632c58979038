"""What the apps above offer to diagrams: actions a step may call, data a condition may see, and who follows a subject.

The engine knows none of them; they register here from their `steps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tantam.core.values.mentions import mentions
from tantam.process.engine.diagram import Node
from tantam.process.engine.formulas import Language


class StepFailed(Exception):
    """A step's action could not be done. `code` stays the same in every language, `message` is for the reader."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message or code
        super().__init__(f"{code}: {self.message}")


@dataclass(frozen=True, kw_only=True)
class StepRun:
    """One call of an action by a step: for which subject, with which settings, at which node."""

    subject_id: int
    settings: Mapping[str, str]
    node: Node
    variables: Mapping[str, Any]
    instance_id: int
    token_id: int
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Move:
    """Something that a step of the engine did, told to the follower of its subject.

    `what` is one of: work-offered, work-done, work-withdrawn, waiting (for a message or a time), incident, finished.
    Times are instants; `role_kind` and `role_ref` come from the lane.
    """

    what: str
    node: Node | None = None
    token_id: int | None = None
    role_kind: str = ""
    role_ref: str = ""
    response_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    response_seconds: int | None = None
    wait_key: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


#: Functions that conditions and tables may call beside those of the standard.
LANGUAGE = Language(functions={"mentions": mentions})

Step = Callable[[StepRun], Mapping[str, object] | None]
Follower = Callable[[int, Sequence[Move], datetime], None]
Data = Callable[[int], Mapping[str, object]]

_steps: dict[str, Step] = {}
_followers: dict[str, Follower] = {}
_subjects: dict[str, Data] = {}


def step(name: str) -> Callable[[Step], Step]:
    """Offer an action to diagrams. What it returns become variables of the instance."""

    def register(function: Step) -> Step:
        _steps[name] = function
        return function

    return register


def subject(kind: str) -> Callable[[Data], Data]:
    """Offer the data that conditions about this kind of subject may see."""

    def register(function: Data) -> Data:
        _subjects[kind] = function
        return function

    return register


def follower(kind: str) -> Callable[[Follower], Follower]:
    """Be told, in the same transaction, what each step did to subjects of this kind."""

    def register(function: Follower) -> Follower:
        _followers[kind] = function
        return function

    return register


def known_actions() -> list[str]:
    """Names of all actions on offer."""
    return sorted(_steps)


def action_named(name: str) -> Step:
    """Find an action. Raises StepFailed when no app offers it."""
    try:
        return _steps[name]
    except KeyError:
        raise StepFailed("unknown-action", name) from None


def data_of(subject_key: str) -> Mapping[str, object]:
    """The data of a subject such as `case:12`; nothing for a kind nobody registered."""
    kind, _, subject_id = subject_key.partition(":")
    return _subjects[kind](int(subject_id)) if kind in _subjects else {}


def tell_follower(subject_key: str, moves: Sequence[Move], *, now: datetime) -> None:
    """Tell the follower of the subject's kind, if there is one."""
    kind, _, subject_id = subject_key.partition(":")
    if moves and kind in _followers:
        _followers[kind](int(subject_id), moves, now)


Locker = Callable[[int], None]
_lockers: dict[str, Locker] = {}


def locker(kind: str) -> Callable[[Locker], Locker]:
    """Offer the lock of a kind of subject. It is taken before its instances are, in every verb."""

    def register(function: Locker) -> Locker:
        _lockers[kind] = function
        return function

    return register


def lock_subject(subject_key: str) -> None:
    """Take the subject's lock for this transaction, where its kind has one."""
    kind, _, subject_id = subject_key.partition(":")
    if kind in _lockers:
        _lockers[kind](int(subject_id))
