"""Where an instance stands: tokens, scopes and variables, as the store keeps them in rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final, Literal, Protocol, TypeAlias

Id: TypeAlias = int | str

TokenState = Literal["waiting", "timer", "message", "action", "incident", "joining", "inside", "choosing"]
Outcome = Literal["completed", "joined", "interrupted", "withdrawn", "jumped", "skipped", "cancelled", "retried"]
Ending = Literal["finished", "cancelled"]

#: Phase of an incident whose step is done but whose way on could not be chosen: a retry only chooses again.
LEAVING: Final = "leaving"
#: Phase of an incident at a timer that came due and could not be let go: a retry lets it go again.
FIRING: Final = "firing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One position of the instance, one row: it gets a new id at every node it waits at.

    `state`: waiting (for a person), timer, message, action (asked for, not yet reported), incident, joining (at a
    parallel join), inside (its sub-process runs), choosing (at an event-based gateway).
    `attached_to` marks a wait, not a position: a boundary event of the activity token, or one branch of the
    event-based gateway's token; waits are never counted as positions. `flow` is the sequence flow it came by.
    `due_at` is when a timer fires; `wait_key` the message it waits for; the two dues of a person's work are apart.
    """

    id: Id
    node: str
    scope: Id
    state: TokenState
    entered_at: datetime
    flow: str = ""
    due_at: datetime | None = None
    wait_key: str = ""
    attached_to: Id | None = None
    response_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    problem: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The running inside of a process (`parent` None) or sub-process, with the token that stands on it."""

    id: Id
    node: str
    parent: Id | None = None
    owner: Id | None = None
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The whole of one instance between two steps. Never changed in place; `ending` is None while it runs."""

    tokens: Mapping[Id, Token] = field(default_factory=dict)
    scopes: Mapping[Id, Scope] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)
    ending: Ending | None = None

    def positions(self) -> list[Token]:
        """The tokens that stand somewhere, waits attached to them left out."""
        return [token for token in self.tokens.values() if token.attached_to is None]


class Host(Protocol):
    """What a step takes from outside; the store and the simulation each have one."""

    @property
    def now(self) -> datetime:
        """The instant of this step, with a zone."""

    @property
    def zone(self) -> tzinfo:
        """The business's zone, for windows such as 08:00-20:00."""

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        """The instant that much later in business or plain time; ValueError where a calendar never opens."""

    def context(self) -> Mapping[str, object]:
        """The data of the case for conditions and tables; asked at most once a step, and only if needed."""

    def new_id(self) -> Id:
        """A fresh id for a token or scope."""


class Refused(Exception):
    """A step that cannot be taken; nothing has changed."""


class TokenGone(Refused):
    """The token is no longer there: done already, interrupted or withdrawn."""

    def __init__(self, token: Id) -> None:
        super().__init__(f"token {token} is gone")
        self.token = token


class WrongState(Refused):
    """The token is there but waits for something else."""

    def __init__(self, token: Token, *, wanted: str) -> None:
        super().__init__(f"token {token.id} at {token.node} is {token.state}, not {wanted}")
        self.token = token


class TooEarly(Refused):
    """The timer is not due yet."""


class NothingWaits(Refused):
    """No token of the instance waits for this message; the rule of the process decides what happens."""


class NotATarget(Refused):
    """No token can be put on this node: unknown, a start, a boundary event or a join."""


class AlreadyEnded(Refused):
    """The instance has finished or was cancelled."""


class NoSuchStart(Refused):
    """The process has no such start event."""
