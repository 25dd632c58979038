"""The business: branches, teams, people, what they may do and when they work."""

from tantam.organisation.models.agent import Agent, AgentQuerySet, Asker, Hours, Sight
from tantam.organisation.models.approval import Approval
from tantam.organisation.models.business import Branch, Brand, Business, Department, Team
from tantam.organisation.models.calendar import Holiday, SpecialDay, WorkingCalendar, WorkingHours
from tantam.organisation.models.notice import MutedNotice, Notice
from tantam.organisation.models.policy import Policy, PolicyEdition
from tantam.organisation.models.role import Appointment, Reach, Role
from tantam.organisation.models.signing_in import SignInAttempts
from tantam.organisation.models.skill import AgentSkill, AgentTerritory, Skill, Territory, TerritoryBranch
from tantam.organisation.models.token import ApiToken, KeptAnswer, Scope, TokenUse
from tantam.organisation.models.working import Absence, Presence, Shift

__all__ = [
    "Absence",
    "Agent",
    "AgentQuerySet",
    "AgentSkill",
    "AgentTerritory",
    "ApiToken",
    "Appointment",
    "Approval",
    "Asker",
    "Branch",
    "Brand",
    "Business",
    "Department",
    "Holiday",
    "Hours",
    "KeptAnswer",
    "MutedNotice",
    "Notice",
    "Policy",
    "PolicyEdition",
    "Presence",
    "Reach",
    "Role",
    "Scope",
    "Shift",
    "Sight",
    "SignInAttempts",
    "Skill",
    "SpecialDay",
    "Team",
    "Territory",
    "TerritoryBranch",
    "TokenUse",
    "WorkingCalendar",
    "WorkingHours",
]
