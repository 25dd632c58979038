"""Add people, appoint them, let them go; their own language, theme and password."""

from __future__ import annotations

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
from tantam.organisation.actions.signing_in import TooManyFailures, WrongPassword, count_attempt, forgive_attempts
from tantam.organisation.facts import (
    AgentAdded,
    AgentAppointed,
    AgentLeft,
    AppointmentEnded,
    PasswordChanged,
    TokenRevoked,
)
from tantam.organisation.models import Agent, ApiToken, Appointment, Reach, Role, Team

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class UsernameTaken(Exception):
    """Somebody has this user name."""


class AlreadyAppointed(Exception):
    """The person holds this role in this team already."""


class LastAdministrator(Exception):
    """Without this one nobody could change the settings any more."""


@dataclass(frozen=True, kw_only=True)
class Position:
    """What an appointment says: role, team (None: none in particular) and whose cases it shows."""

    role: Role
    team: Team | None
    reach: Reach


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
    """Make the account and the first appointment. Raises UsernameTaken, ValidationError for a weak password."""
    agent = Agent(username=wanted.username.strip().lower(), full_name=tidy_name(wanted.full_name), email=wanted.email)
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
def let_go(agent: Agent, *, by: Agent, now: datetime) -> None:
    """Mark a person as left: signed out at once, their keys revoked, nothing of what they did is lost.

    Raises LastAdministrator.
    """
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
    record(AgentLeft(agent_id=agent.pk), by=actor, at=now, subject=subject)
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
