"""What happens to cases."""

from __future__ import annotations

from dataclasses import dataclass

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CaseFact(Fact):
    """A fact about a case with the dimensions that held at that moment."""

    case_id: int
    customer_id: int
    team_id: int | None
    assignee_id: int | None
    branch_id: int | None
    channel: str
    kind: str
    urgency: str


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseFact):
    name = "case.opened"


@dataclass(frozen=True, kw_only=True)
class CaseContinued(CaseFact):
    """The customer wrote or called again."""

    name = "case.continued"
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class CaseClassified(CaseFact):
    name = "case.classified"
    old_kind: str
    old_urgency: str


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(CaseFact):
    name = "case.assigned"
    old_team_id: int | None
    old_assignee_id: int | None
    because: str


@dataclass(frozen=True, kw_only=True)
class CaseReplied(CaseFact):
    name = "case.replied"
    entry_id: int
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class CaseNoted(CaseFact):
    name = "case.noted"
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseFact):
    name = "case.closed"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseFact):
    name = "case.reopened"


@dataclass(frozen=True, kw_only=True)
class CaseEscalated(CaseFact):
    name = "case.escalated"
    to_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClockBreached(CaseFact):
    name = "clock.breached"
    clock_kind: str


@dataclass(frozen=True, kw_only=True)
class ClockWarned(CaseFact):
    name = "clock.warned"
    clock_kind: str


@dataclass(frozen=True, kw_only=True)
class AnswerPromised(CaseFact):
    name = "promise.made"
    promise_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseSettled(CaseFact):
    name = "promise.settled"
    promise_id: int
    is_kept: bool
