"""What happens to the business and its people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class BusinessSetUp(Fact):
    name = "business.set-up"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class BusinessChanged(Fact):
    name = "business.changed"
    intake_team_id: int | None
    intake_process: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Fact):
    """A team was added or changed."""

    name = "business.team-changed"
    team_id: int


@dataclass(frozen=True, kw_only=True)
class BranchChanged(Fact):
    """A branch was added or changed."""

    name = "business.branch-changed"
    branch_id: int


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Fact):
    """A calendar was added, or its week changed."""

    name = "business.hours-changed"
    calendar_id: int


@dataclass(frozen=True, kw_only=True)
class DaysChanged(Fact):
    """Days were closed (`closed`, `not-closed`) or got other hours (`special`, `as-usual`); days in ISO 8601."""

    name = "business.days-changed"
    calendar_id: int | None
    since: str
    until: str
    what: str


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Fact):
    """A policy was laid down, written anew or ended."""

    name = "business.policy-changed"
    policy_id: int
    edition: int


@dataclass(frozen=True, kw_only=True)
class PlaceClosed(Fact):
    """A `team`, `branch` or `hours` is used no longer; what hung on it goes to its successor. `is_gone`: it was
    deleted, for nothing hung on it."""

    name = "business.place-closed"
    place: str
    place_id: int
    successor_id: int | None
    is_gone: bool


@dataclass(frozen=True, kw_only=True)
class PlaceReopened(Fact):
    """It is used again; what went to its successor stays there."""

    name = "business.place-reopened"
    place: str
    place_id: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact):
    name = "agent.signed-in"
    agent_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class SignInRefused(Fact):
    name = "agent.sign-in-refused"
    because: str


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Fact):
    name = "approval.asked"
    label = _("An approval was asked for")
    approval_id: int
    approver_id: int
    amount_vnd: int | None


@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Fact):
    name = "approval.decided"
    label = _("An approval was decided")
    approval_id: int
    decision: str
    amount_vnd: int | None


@dataclass(frozen=True, kw_only=True)
class ApprovalWithdrawn(Fact):
    """What was asked is no longer needed: the step went another way, or the ticket is closed."""

    name = "approval.withdrawn"
    label = _("An approval was no longer needed")
    approval_id: int
    approver_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalPassedOn(Fact):
    """Somebody else is asked: the time ran out, or who was asked has left."""

    name = "approval.passed-on"
    label = _("An approval went to somebody else")
    approval_id: int
    approver_id: int
    old_approver_id: int
    because: str
    amount_vnd: int | None


@dataclass(frozen=True, kw_only=True)
class AgentAdded(Fact):
    name = "agent.added"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class AgentLeft(Fact):
    name = "agent.left"
    agent_id: int
    successor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AgentChanged(Fact):
    """Their limits, who is above them and who stands in for them; the limit also as it was."""

    name = "agent.changed"
    agent_id: int
    capacity: int
    old_limit_vnd: int
    approval_limit_vnd: int
    reports_to_id: int | None
    deputy_id: int | None


@dataclass(frozen=True, kw_only=True)
class AgentHoursChanged(Fact):
    """When somebody is given work: `any` time, in the hours of the `team`, or in `own` hours."""

    name = "agent.hours-changed"
    agent_id: int
    hours: str


@dataclass(frozen=True, kw_only=True)
class AgentAbsent(Fact):
    """Somebody does not work on these days (ISO 8601, both included); `is_taken_back`: they do after all."""

    name = "agent.absent"
    agent_id: int
    since: str
    until: str
    kind: str
    deputy_id: int | None
    is_taken_back: bool = False


@dataclass(frozen=True, kw_only=True)
class AgentAway(Fact):
    """Somebody said that they are away, `for_the_day` where they come back on another one; or that they are back."""

    name = "agent.away"
    agent_id: int
    is_away: bool
    for_the_day: bool = False


@dataclass(frozen=True, kw_only=True)
class SkillChanged(Fact):
    """A skill was added, changed or (`is_gone`) is no longer asked for."""

    name = "business.skill-changed"
    skill_id: int
    is_gone: bool = False


@dataclass(frozen=True, kw_only=True)
class TerritoryChanged(Fact):
    """A territory was added, changed or (`is_gone`) is no longer looked after."""

    name = "business.territory-changed"
    territory_id: int
    is_gone: bool = False


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Fact):
    name = "agent.password-changed"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class _AppointmentFact(Fact):
    agent_id: int
    role: str
    team_id: int | None
    reach: str


@dataclass(frozen=True, kw_only=True)
class AgentAppointed(_AppointmentFact):
    name = "agent.appointed"


@dataclass(frozen=True, kw_only=True)
class AppointmentEnded(_AppointmentFact):
    name = "agent.appointment-ended"


@dataclass(frozen=True, kw_only=True)
class TokenIssued(Fact):
    name = "token.issued"
    token_id: int
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Fact):
    name = "token.revoked"
    token_id: int
    agent_id: int
