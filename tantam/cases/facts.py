"""What happens to cases."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

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
    label = _("A ticket was opened")


@dataclass(frozen=True, kw_only=True)
class CaseContinued(CaseFact):
    """The customer wrote or called again."""

    name = "case.continued"
    label = _("A customer wrote again")
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class CaseClassified(CaseFact):
    name = "case.classified"
    label = _("A ticket was classified")
    old_kind: str
    old_urgency: str


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(CaseFact):
    name = "case.assigned"
    label = _("A ticket was assigned")
    old_team_id: int | None
    old_assignee_id: int | None
    because: str


@dataclass(frozen=True, kw_only=True)
class CaseReplied(CaseFact):
    name = "case.replied"
    label = _("A customer was answered")
    entry_id: int
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class CaseForwarded(CaseFact):
    """It was written to somebody else about the case: the customer was not answered."""

    name = "case.forwarded"
    label = _("A mail of a ticket was forwarded")
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class CaseNoted(CaseFact):
    name = "case.noted"
    label = _("An internal note was written")
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseFact):
    name = "case.closed"
    label = _("A ticket was closed")
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseFact):
    name = "case.reopened"
    label = _("A ticket was reopened")


@dataclass(frozen=True, kw_only=True)
class CaseTagged(CaseFact):
    name = "case.tagged"
    label = _("Tags of a ticket were changed")
    added: list[str]
    removed: list[str]


@dataclass(frozen=True, kw_only=True)
class CaseCorrected(CaseFact):
    """Its subject, customer or branch is another; the dimensions are the new ones."""

    name = "case.corrected"
    label = _("What a ticket says of itself was put right")
    old_customer_id: int
    old_branch_id: int | None


@dataclass(frozen=True, kw_only=True)
class CaseMadePrivate(CaseFact):
    name = "case.made-private"
    label = _("A ticket was made private")


@dataclass(frozen=True, kw_only=True)
class CaseMadePublic(CaseFact):
    name = "case.made-public"
    label = _("A ticket is private no longer")


@dataclass(frozen=True, kw_only=True)
class CaseUnlocked(CaseFact):
    """Somebody who was not named opened a private case; the reason stands in its stream."""

    name = "case.unlocked"
    label = _("A private ticket was opened with a reason")


@dataclass(frozen=True, kw_only=True)
class AccessGiven(CaseFact):
    name = "case.access-given"
    label = _("Somebody may see a ticket by name")
    agent_id: int
    because: str


@dataclass(frozen=True, kw_only=True)
class AccessTaken(CaseFact):
    name = "case.access-taken"
    label = _("Somebody may no longer see a ticket by name")
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class CaseEscalated(CaseFact):
    name = "case.escalated"
    label = _("A ticket was escalated")
    to_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClockBreached(CaseFact):
    name = "clock.breached"
    label = _("A service level was missed")
    clock_kind: str


@dataclass(frozen=True, kw_only=True)
class ClockWarned(CaseFact):
    name = "clock.warned"
    label = _("A service level is about to be missed")
    clock_kind: str


@dataclass(frozen=True, kw_only=True)
class LevelsChanged(Fact):
    """The service levels have a new edition; 0 where only the steps up the line changed."""

    name = "levels.changed"
    label = _("The service levels were changed")
    edition: int


@dataclass(frozen=True, kw_only=True)
class AnswerPromised(CaseFact):
    name = "promise.made"
    label = _("An answer was promised")
    promise_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseSettled(CaseFact):
    name = "promise.settled"
    label = _("A promise was kept or broken")
    promise_id: int
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class AssignmentRuleChanged(Fact):
    """A team gives its work out in another way."""

    name = "business.assignment-changed"
    team_id: int
    mode: str
