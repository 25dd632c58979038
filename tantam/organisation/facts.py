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
class AgentAdded(Fact):
    name = "agent.added"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class AgentLeft(Fact):
    name = "agent.left"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class AuthorityChanged(Fact):
    """How much somebody may approve alone, and to whom more goes."""

    name = "agent.authority-changed"
    agent_id: int
    old_limit_vnd: int
    limit_vnd: int
    old_reports_to_id: int | None
    reports_to_id: int | None


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
