"""Check a password, slowly for those who guess."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.facts import SignedIn, SignInRefused
from tantam.organisation.models import Agent, FailedSignIn
from tantam.organisation.models.signing_in import FAILURES_ALLOWED

FAILURES_ALLOWED_PER_ADDRESS = FAILURES_ALLOWED * 5


class WrongPassword(Exception):
    """Name and password do not go together; the message never says which of them was wrong."""


class TooManyFailures(Exception):
    """Too many wrong passwords for this name or from this address: wait a quarter of an hour."""


def check_password(request: HttpRequest, *, username: str, password: str, address: str | None, now: datetime) -> Agent:
    """Return the agent. Raises WrongPassword, TooManyFailures; each failure is counted and kept as a fact."""
    name = username.strip().lower()[:60]
    recent = FailedSignIn.objects.recent(at=now)
    if (
        recent.filter(username=name).count() >= FAILURES_ALLOWED
        or recent.filter(address=address).count() >= FAILURES_ALLOWED_PER_ADDRESS
    ):
        _refuse("too-many", now=now)
        raise TooManyFailures
    found = authenticate(request, username=name, password=password)
    if not isinstance(found, Agent) or found.left_on is not None:
        FailedSignIn.objects.create(username=name, address=address, at=now)
        _refuse("wrong-password", now=now)
        raise WrongPassword
    FailedSignIn.objects.filter(username=name).delete()
    note_sign_in(found, how="password", now=now)
    return found


@unit()
def note_sign_in(agent: Agent, *, how: str, now: datetime) -> None:
    """Keep the fact that somebody signed in."""
    record(SignedIn(agent_id=agent.pk, how=how), by=Actor.agent(agent.pk), at=now, subject=f"agent:{agent.pk}")


@unit()
def _refuse(because: str, *, now: datetime) -> None:
    record(SignInRefused(because=because), by=SYSTEM, at=now, subject="sign-in")
