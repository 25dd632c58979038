"""Where an instance stands: tokens, scopes and variables, as the store keeps them in rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final, Literal, Protocol, TypeAlias

from tantam.process.engine.records import Records
from tantam.process.engine.turns import Turns

Id: TypeAlias = int | str

TokenState = Literal[
    "waiting",
    "timer",
    "message",
    "signal",
    "condition",
    "occurred",
    "action",
    "calling",
    "incident",
    "joining",
    "inside",
    "choosing",
    "undoing",
]
Outcome = Literal["completed", "joined", "interrupted", "withdrawn", "jumped", "skipped", "cancelled", "retried"]
Ending = Literal["finished", "cancelled", "failed"]
ScopeKind = Literal["body", "loop", "turn", "undo"]

#: Phase of an incident whose step is done but whose way on could not be chosen: a retry only chooses again.
LEAVING: Final = "leaving"
#: Phase of an incident at a timer that came due and could not be let go: a retry lets it go again.
FIRING: Final = "firing"


#: Phase of the token around a loop or a multi-instance activity: its turns are the visits, it is none itself.
AROUND: Final = "around"
#: Phase of a condition that held when it was last looked at: it must become false before it can occur again.
HELD: Final = "held"
#: Phase of a compensation that nothing waits for: its token ends when all is undone.
DETACHED: Final = "detached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One position of the instance, one row: it gets a new id at every node it waits at.

    `state`: waiting (for a person), timer, message, signal, condition, action (asked for, not yet reported), calling
    (another process runs for it), incident, joining (at a gateway, or until enough tokens have come), inside (its
    sub-process or its turns run), choosing (for the first of several events, or for all of them), undoing (what was
    done is compensated); occurred is a wait whose event has come while others of its node are still awaited.
    `attached_to` marks a wait, not a position: a boundary event of the activity token, one branch of the event-based
    gateway's token, one of several events of its own node, or the start of an event sub-process of the scope with
    that id; waits are never counted as positions. `definition` says which of its node's events it waits for,
    `repeats` how often a repeating timer fires after this time (-1: for ever). `flow` is the sequence flow it came by.
    `due_at` is when a timer fires; `wait_key` the message or signal, `correlation` the key the message must name; the
    two dues of a person's work are apart. `paused_at`: since when that work stands still, the engine only keeps it.
    """

    id: Id
    node: str
    scope: Id
    state: TokenState
    entered_at: datetime
    flow: str = ""
    due_at: datetime | None = None
    wait_key: str = ""
    correlation: str = ""
    attached_to: Id | None = None
    definition: int = 0
    repeats: int | None = None
    response_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    paused_at: datetime | None = None
    problem: str = ""
    phase: str = ""

    @property
    def done_by(self) -> datetime | None:
        """By when a person's work is to be done: its resolution time, else its response time."""
        return self.resolution_due_at or self.response_due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """How far the turns of a loop are: all there will be (-1: as long as its condition holds), begun, completed.

    `at_once`: they all begin together. What they begin with and what they gave are `Turns`.
    """

    total: int
    begun: int = 0
    completed: int = 0
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The running inside of a process (`parent` None) or sub-process, with the token that stands on it.

    `kind`: body (of a process or sub-process), loop (all turns of a repeated activity), turn (one of them), undo (a
    compensation under way). `variables` are its own, seen only inside. `rounds` belongs to a loop; `queue` are the
    scopes whose records an undo has still to compensate, one scope after the other, `focus` the ended scope whose
    activities it compensates within; `reset` holds, by complex gateway waiting for reset, the flows it has taken a
    token from; `unstarted` are activities of an ad-hoc sub-process that are still to begin.
    """

    id: Id
    node: str
    parent: Id | None = None
    owner: Id | None = None
    opened_at: datetime
    kind: ScopeKind = "body"
    variables: Mapping[str, object] = field(default_factory=dict)
    rounds: Rounds | None = None
    queue: tuple[Id, ...] = ()
    focus: Id | None = None
    reset: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unstarted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The whole of one instance between two steps. Never changed in place; `ending` is None while it runs."""

    tokens: Mapping[Id, Token] = field(default_factory=dict)
    scopes: Mapping[Id, Scope] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)
    records: Records = field(default_factory=Records)
    turns: Turns = field(default_factory=Turns)
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
        """The data of the case for conditions and tables; asked at most once a step, and only if needed;
        it may read each value when a condition names it."""

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
    """No token can be put on this node: unknown, a start, a boundary event, a join, an event sub-process, an activity
    that compensates, or inside a loop or a called process from outside."""


class AlreadyEnded(Refused):
    """The instance has finished or was cancelled."""


class NoSuchStart(Refused):
    """The process has no such start event."""


class WhichStart(NoSuchStart):
    """The process has several events to begin with, and it is not said which; the text names them."""
