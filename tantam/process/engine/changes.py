"""What a step did, in order: the store writes these, starts effects from them, and keeps them as history.

A visit of a node is either one `NodePassed` (nothing waited there) or the `TokenEntered` … `TokenLeft` of one token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from tantam.process.engine.diagram import Role
from tantam.process.engine.records import Record
from tantam.process.engine.state import Ending, Id, Outcome, Scope, State, Token


@dataclass(frozen=True, slots=True)
class InstanceStarted:
    """The root scope is open; `start` is the start event taken."""

    scope: Id
    start: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InstanceFinished:
    """No token is left."""

    ending: Ending
    at: datetime


@dataclass(frozen=True, slots=True)
class ScopeOpened:
    """A sub-process began."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class ScopeClosed:
    """A sub-process ended: completed by its last token or terminate event, else interrupted, jumped or cancelled."""

    scope: Scope
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class NodePassed:
    """A visit without waiting; `flow` is the sequence flow it came by ("" for none)."""

    node: str
    scope: Id
    flow: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TokenEntered:
    """A token now waits at a node; its state says for what, `due_at` and `wait_key` until when or which message."""

    token: Token


@dataclass(frozen=True, slots=True)
class TokenLeft:
    """A token left its node: one finished visit from `token.entered_at` to `at`."""

    token: Token
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class TimerSet:
    """A boundary event or a branch of an event-based gateway waits until `wait.due_at`."""

    wait: Token


@dataclass(frozen=True, slots=True)
class MessageAwaited:
    """A boundary event or a branch of an event-based gateway waits for the message `wait.wait_key`."""

    wait: Token


@dataclass(frozen=True, slots=True)
class SignalAwaited:
    """A boundary event, a branch or an event sub-process waits for the signal `wait.wait_key`."""

    wait: Token


@dataclass(frozen=True, slots=True)
class ConditionAwaited:
    """A boundary event, a branch or an event sub-process waits until its condition holds."""

    wait: Token


@dataclass(frozen=True, slots=True)
class EventOccurred:
    """One of several events that are awaited together has come."""

    wait: Token
    at: datetime


@dataclass(frozen=True, slots=True)
class WaitWithdrawn:
    """An attached wait is no longer needed."""

    wait: Token


@dataclass(frozen=True, slots=True)
class TaskOffered:
    """Work for a person: whose by `role` (None: nobody's), until when in the token's due times."""

    token: Token
    lane: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class ActionRequested:
    """An action of the catalogue is to be done and reported by `action_done` or `action_failed`."""

    token: Token
    name: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MessageThrown:
    """The process sends a message by name, with a `key` where it says one; nothing waits for its delivery. `data`
    becomes variables of whoever takes it."""

    node: str
    name: str
    at: datetime
    key: str = ""
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignalThrown:
    """The process broadcasts a signal with `data`: it was caught in this instance already, others are to hear of it."""

    node: str
    name: str
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EscalationThrown:
    """Something was escalated; `caught` is the event that caught it, "" where it left the process unheard."""

    node: str
    code: str
    caught: str
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErrorThrown:
    """An error was thrown; `caught` is the event that caught it, "" where it left the process, which then failed."""

    node: str
    code: str
    caught: str
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallRequested:
    """Another published process is to run for this token, with `variables`; `called_done` or `throw` reports."""

    token: Token
    process: str
    variables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Compensated:
    """The compensation of a completed activity began."""

    record: Record
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision table was asked; `rules` are the numbers of the rules hit, from 1."""

    node: str
    variable: str
    value: object
    rules: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class VariableSet:
    """A variable of the instance has a new value."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class IncidentRaised:
    """The token stands at an incident: `code` is stable, the messages are for people."""

    token: Token
    code: str
    message_vi: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A person left the drawn path: `target` is "" for a skipped step."""

    token: Token
    target: str
    reason: str
    at: datetime


Change: TypeAlias = (
    InstanceStarted
    | InstanceFinished
    | ScopeOpened
    | ScopeClosed
    | NodePassed
    | TokenEntered
    | TokenLeft
    | TimerSet
    | MessageAwaited
    | SignalAwaited
    | ConditionAwaited
    | EventOccurred
    | WaitWithdrawn
    | TaskOffered
    | ActionRequested
    | MessageThrown
    | SignalThrown
    | EscalationThrown
    | ErrorThrown
    | CallRequested
    | Compensated
    | DecisionMade
    | VariableSet
    | IncidentRaised
    | Deviation
)


@dataclass(frozen=True, slots=True)
class Result:
    """The state after a step, and the changes that led there. `rows` says what to write."""

    state: State
    changes: tuple[Change, ...]

    def rows(self, before: State) -> Rows:
        """The tokens to insert, update and delete when `before` is what is stored."""
        return Rows.between(before.tokens, self.state.tokens)


@dataclass(frozen=True, slots=True)
class Rows:
    """A difference of token rows."""

    inserted: tuple[Token, ...]
    updated: tuple[Token, ...]
    deleted: tuple[Id, ...]

    @classmethod
    def between(cls, before: Mapping[Id, Token], after: Mapping[Id, Token]) -> Rows:
        """What changed; tokens are compared by identity, as a step replaces what it changes."""
        return cls(
            tuple(token for key, token in after.items() if key not in before),
            tuple(token for key, token in after.items() if key in before and before[key] is not token),
            tuple(key for key in before if key not in after),
        )
