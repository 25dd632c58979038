"""Add people, appoint them, let them go; their own language, theme and password."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError
from django.db.models import Q

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.names import tidy_name
from tantam.organisation.actions.approving import pass_on_approvals_of
from tantam.organisation.actions.signing_in import TooManyFailures, WrongPassword, count_attempt, forgive_attempts
from tantam.organisation.facts import (
    AgentAdded,
    AgentAppointed,
    AgentChanged,
    AgentLeft,
    AppointmentEnded,
    PasswordChanged,
    TokenRevoked,
)
from tantam.organisation.models import Absence, Agent, ApiToken, Appointment, Reach, Role, Team

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class UsernameTaken(Exception):
    """Somebody has this user name."""


class AlreadyAppointed(Exception):
    """The person holds this role in this team already."""


class NotYourOwn(Exception):
    """Somebody else changes one's own limit: four eyes on money."""


class GoesRound(Exception):
    """Somebody would be above themselves."""


class NotASuccessor(Exception):
    """Who takes over must be somebody else who works here."""


class LastAdministrator(Exception):
    """Without this one nobody could change the settings any more."""


@dataclass(frozen=True, kw_only=True)
class Position:
    """What an appointment says: role, team (None: none in particular) and whose cases it shows."""

    role: Role
    team: Team | None
    reach: Reach


@dataclass(frozen=True, kw_only=True)
class Duties:
    """Who somebody is and what they carry: `capacity` open tickets at once, `approval_limit_vnd` they may approve."""

    full_name: str
    email: str
    phone: str
    capacity: int
    approval_limit_vnd: int
    reports_to: Agent | None
    deputy: Agent | None


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody who begins to work here, with a first password to be changed by them."""

    full_name: str
    username: str
    email: str
    password: str
    position: Position


@unit()
def add_person(wanted: NewPerson, *, by: Agent, now: datetime) -> Agent:
    """Make the account and the first appointment; they answer to their team's head, else to who adds them.

    Raises UsernameTaken, ValidationError for a weak password.
    """
    team = wanted.position.team
    agent = Agent(
        username=wanted.username.strip().lower(),
        full_name=tidy_name(wanted.full_name),
        email=wanted.email,
        reports_to=team.head if team and team.head else by,
    )
    validate_password(wanted.password, agent)
    agent.set_password(wanted.password)
    try:
        with unit():
            agent.save()
    except IntegrityError as error:
        raise UsernameTaken from error
    record(AgentAdded(agent_id=agent.pk), by=Actor.agent(by.pk), at=now, subject=f"agent:{agent.pk}")
    appoint(agent, wanted.position, by=by, now=now)
    return agent


@unit()
def appoint(agent: Agent, position: Position, *, by: Agent, now: datetime) -> Appointment:
    """Give a person a position more. Raises AlreadyAppointed."""
    try:
        with unit():
            made = Appointment.objects.create(
                agent=agent, role=position.role, team=position.team, reach=position.reach, since=now
            )
    except IntegrityError as error:
        raise AlreadyAppointed from error
    record(_fact(AgentAppointed, made), by=Actor.agent(by.pk), at=now, subject=f"agent:{agent.pk}")
    _sees_otherwise(agent.pk)
    return made


@unit()
def end_appointment(appointment: Appointment, *, by: Agent, now: datetime) -> None:
    """End a position; the row stays as history. Ending twice changes nothing. Raises LastAdministrator."""
    _lock_administrators()
    if appointment.role == Role.ADMINISTRATOR and not _other_administrators(but=Q(pk=appointment.pk)):
        raise LastAdministrator
    if Appointment.objects.filter(pk=appointment.pk, until=None).update(until=now):
        fact = _fact(AppointmentEnded, appointment)
        record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{appointment.agent_id}")
        _sees_otherwise(appointment.agent_id)


@unit()
def move_positions(team: Team, *, to: Team, by: Agent, now: datetime) -> None:
    """Who holds a position in a team holds it in another one from now on, once."""
    held = list(Appointment.objects.filter(team=team, until=None).select_related("agent").order_by("id"))
    for old in held:
        with contextlib.suppress(AlreadyAppointed):
            appoint(old.agent, Position(role=Role(old.role), team=to, reach=Reach(old.reach)), by=by, now=now)
        record(_fact(AppointmentEnded, old), by=Actor.agent(by.pk), at=now, subject=f"agent:{old.agent_id}")
    Appointment.objects.filter(pk__in=[old.pk for old in held]).update(until=now)


@unit()
def change_person(agent: Agent, wanted: Duties, *, by: Agent, now: datetime) -> None:
    """Change who somebody is, what they carry, may approve, whom they answer to and who stands in for them.

    One's own limit and superior stay as they are, unless there is no other administrator to ask.
    Raises NotYourOwn, GoesRound where somebody would be above themselves.
    """
    list(Agent.objects.select_for_update().order_by("pk").values_list("pk", flat=True))  # two circles' halves at once
    agent.refresh_from_db()
    before = (agent.approval_limit_vnd, agent.reports_to_id)
    wanted_pair = (wanted.approval_limit_vnd, wanted.reports_to.pk if wanted.reports_to else None)
    if wanted_pair != before and not may_set_limit(agent, by=by):
        raise NotYourOwn
    if _is_above(agent, wanted.reports_to):
        raise GoesRound
    for name, value in vars(wanted).items():
        setattr(agent, name, value)
    agent.full_name = tidy_name(wanted.full_name)
    agent.save(update_fields=list(vars(wanted)))
    fact = AgentChanged(
        agent_id=agent.pk,
        capacity=agent.capacity,
        old_limit_vnd=before[0],
        approval_limit_vnd=agent.approval_limit_vnd,
        reports_to_id=agent.reports_to_id,
        deputy_id=agent.deputy_id,
    )
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{agent.pk}")


def may_set_limit(agent: Agent, *, by: Agent) -> bool:
    """Whether `by` may change this person's limit and superior: another's, or one's own as the only administrator."""
    return agent.pk != by.pk or not _other_administrators(but=Q(agent=by))


def _is_above(agent: Agent, other: Agent | None) -> bool:
    """Whether `agent` is `other` or anywhere above them."""
    seen: set[int] = set()
    while other is not None and other.pk not in seen:
        if other.pk == agent.pk:
            return True
        seen.add(other.pk)
        other = other.reports_to
    return False


@unit()
def let_go(agent: Agent, *, by: Agent, now: datetime, successor: Agent | None = None) -> None:
    """Mark a person as left: signed out at once, their keys revoked, nothing of what they did is lost.

    What waits for them goes to `successor`; without one their tickets go back to their teams' queues. Whom they were
    above answers to whoever was above them. Raises LastAdministrator, NotASuccessor.
    """
    if successor is not None and (successor.pk == agent.pk or not successor.is_active or successor.left_on):
        raise NotASuccessor
    _lock_administrators()
    if Role.ADMINISTRATOR in agent.roles and not _other_administrators(but=Q(agent=agent)):
        raise LastAdministrator
    left = Agent.objects.working().filter(pk=agent.pk).update(is_active=False, left_on=now.astimezone(HANOI).date())
    if not left:
        return
    actor, subject = Actor.agent(by.pk), f"agent:{agent.pk}"
    for appointment in Appointment.objects.filter(agent=agent, until=None):
        record(_fact(AppointmentEnded, appointment), by=actor, at=now, subject=subject)
    Appointment.objects.filter(agent=agent, until=None).update(until=now)
    for token in ApiToken.objects.filter(agent=agent, revoked_at=None):
        record(TokenRevoked(token_id=token.pk, agent_id=agent.pk), by=actor, at=now, subject=subject)
    ApiToken.objects.filter(agent=agent, revoked_at=None).update(revoked_at=now)
    Agent.objects.filter(reports_to=agent).exclude(pk=agent.reports_to_id).update(reports_to=agent.reports_to_id)
    Agent.objects.filter(deputy=agent).update(deputy=None)
    Absence.objects.filter(deputy=agent).update(deputy=None)
    Team.objects.filter(head=agent).update(head=successor)
    pass_on_approvals_of(agent, successor=successor, now=now)
    fact = AgentLeft(agent_id=agent.pk, successor_id=successor.pk if successor else None)
    record(fact, by=actor, at=now, subject=subject)
    _sees_otherwise(agent.pk)


def change_password(agent: Agent, *, old: str, new: str, now: datetime) -> None:
    """Change one's own password; sessions begun with the old one end. Whoever sits down at a screen left open guesses
    it no more often than at the door. Raises TooManyFailures, WrongPassword, ValidationError."""
    if not count_attempt(agent.username, address=None, now=now):
        raise TooManyFailures
    if not agent.check_password(old):
        raise WrongPassword
    forgive_attempts(agent.username, address=None, now=now)
    _set_password(agent, new=new, now=now)


@unit()
def _set_password(agent: Agent, *, new: str, now: datetime) -> None:
    validate_password(new, agent)
    agent.set_password(new)
    agent.save(update_fields=["password"])
    fact = PasswordChanged(agent_id=agent.pk)
    record(fact, by=Actor.agent(agent.pk), at=now, subject=f"agent:{agent.pk}")
    _sees_otherwise(agent.pk)


def choose_look(agent: Agent, *, language: str, theme: str) -> None:
    """One's own language and theme."""
    Agent.objects.filter(pk=agent.pk).update(language=language, theme=theme)


def _sees_otherwise(agent_id: int) -> None:
    """The pages that somebody has open hear nothing more of what they heard by now; those who may ask anew."""
    announce("reach", agent=agent_id)


def _fact(kind: type[AgentAppointed | AppointmentEnded], appointment: Appointment) -> AgentAppointed | AppointmentEnded:
    return kind(
        agent_id=appointment.agent_id,
        role=appointment.role,
        team_id=appointment.team_id,
        reach=appointment.reach,
    )


def _lock_administrators() -> None:
    """Two administrators who remove each other at the same moment come one after the other."""
    held = Appointment.objects.filter(role=Role.ADMINISTRATOR, until=None).order_by("id")
    list(held.select_for_update().values_list("pk", flat=True))


def _other_administrators(*, but: Q) -> bool:
    held = Appointment.objects.filter(role=Role.ADMINISTRATOR, until=None, agent__in=Agent.objects.working())
    return held.exclude(but).exists()
