"""What the organisation keeps: all of it but what hangs on single tickets or programs' requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.core.registry import Holdings, ask_whether_sample, hold
from tantam.organisation.models import (
    Absence,
    Agent,
    AgentSkill,
    AgentTerritory,
    ApiToken,
    Appointment,
    Approval,
    Branch,
    Brand,
    Business,
    Department,
    Holiday,
    KeptAnswer,
    MutedNotice,
    Notice,
    Policy,
    PolicyEdition,
    Presence,
    Shift,
    SignInAttempts,
    Skill,
    SpecialDay,
    Team,
    Territory,
    TerritoryBranch,
    TokenUse,
    WorkingCalendar,
    WorkingHours,
)
from tantam.organisation.queries import is_sample_business

PLACES = (Business, Brand, Branch, Department, Team)
ABILITIES = (Skill, AgentSkill, Territory, TerritoryBranch, AgentTerritory)
TIMES = (WorkingCalendar, WorkingHours, Holiday, SpecialDay, Shift, Absence, Presence)

hold(
    Holdings(
        app="organisation",
        kept=(*PLACES, *TIMES, *ABILITIES, Policy, PolicyEdition, Agent, Appointment, ApiToken, TokenUse, MutedNotice),
        emptied=(Approval, KeptAnswer, Notice, SignInAttempts),
        names={
            Branch: _("Branches"),
            Team: _("Teams"),
            WorkingCalendar: _("Working calendars"),
            Skill: _("Skills"),
            Territory: _("Territories"),
            Holiday: _("Holidays"),
            Policy: _("Policies"),
        },
    )
)
ask_whether_sample(is_sample_business)
