"""The business itself, its branches and its teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.facts import BranchChanged, BusinessChanged, TeamChanged
from tantam.organisation.models import Agent, Branch, Brand, Business, Department, Team, WorkingCalendar
from tantam.organisation.queries import forget_calendars
from tantam.organisation.values.keys import free_key


class CodeTaken(Exception):
    """Another branch has this code."""


@dataclass(frozen=True, kw_only=True)
class TeamPlan:
    """A team as it shall be."""

    name: str
    name_en: str
    branch: Branch | None
    calendar: WorkingCalendar
    head: Agent | None


@dataclass(frozen=True, kw_only=True)
class BranchPlan:
    """A branch as it shall be."""

    code: str
    name: str
    address: str
    calendar: WorkingCalendar
    name_en: str = ""


@unit()
def change_business(*, name: str, intake_team: Team, intake_process: str, by: Agent, now: datetime) -> None:
    """The name customers read, the team that requests come to first, the key of the process that runs them ("": the one
    that names their touchpoint). The brand of the same name goes along."""
    business = Business.objects.select_for_update().get()
    Brand.objects.filter(name=business.name).update(name=name[:120])
    business.name, business.intake_team, business.intake_process = name, intake_team, intake_process
    business.save(update_fields=["name", "intake_team", "intake_process"])
    _note_business(business, by=Actor.agent(by.pk), now=now)


@unit()
def run_requests_on(process_key: str, *, by: Actor, now: datetime) -> None:
    """Let this process run new requests, where the business has not said which one does."""
    business = Business.objects.select_for_update().filter(intake_process="").first()
    if business is None:
        return
    business.intake_process = process_key
    business.save(update_fields=["intake_process"])
    _note_business(business, by=by, now=now)


def _note_business(business: Business, *, by: Actor, now: datetime) -> None:
    fact = BusinessChanged(intake_team_id=business.intake_team_id, intake_process=business.intake_process)
    record(fact, by=by, at=now, subject="business:1")
    forget_calendars()


@unit()
def add_team(wanted: TeamPlan, *, by: Agent, now: datetime) -> Team:
    """One more team; diagrams name it by a key that is made from its name and stays."""
    taken = set(Team.objects.values_list("key", flat=True))
    department = Department.objects.order_by("id").first()
    if department is None:
        department = Department.objects.create(key="cskh", name="Phòng CSKH", name_en="Customer care")
    team = Team(key=free_key(wanted.name, taken=taken), department=department)
    return change_team(team, wanted, by=by, now=now)


@unit()
def change_team(team: Team, wanted: TeamPlan, *, by: Agent, now: datetime) -> Team:
    """Another name, branch, calendar or head; the key stays."""
    for name, value in vars(wanted).items():
        setattr(team, name, value)
    team.save()
    record(TeamChanged(team_id=team.pk), by=Actor.agent(by.pk), at=now, subject="business:1")
    forget_calendars()
    return team


@unit()
def add_branch(wanted: BranchPlan, *, by: Agent, now: datetime) -> Branch:
    """One more branch. Raises CodeTaken."""
    taken = set(Branch.objects.values_list("key", flat=True))
    return change_branch(Branch(key=free_key(wanted.name, taken=taken)), wanted, by=by, now=now)


@unit()
def change_branch(branch: Branch, wanted: BranchPlan, *, by: Agent, now: datetime) -> Branch:
    """Another code, name, address or calendar. Raises CodeTaken."""
    for name, value in vars(wanted).items():
        setattr(branch, name, value)
    try:
        with unit():
            branch.save()
    except IntegrityError as error:
        raise CodeTaken from error
    record(BranchChanged(branch_id=branch.pk), by=Actor.agent(by.pk), at=now, subject="business:1")
    return branch
