"""Check a password, slowly for those who guess."""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.contrib.auth import authenticate
from django.db import connection
from django.http import HttpRequest

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.facts import SignedIn, SignInRefused
from tantam.organisation.models import Agent, SignInAttempts
from tantam.organisation.models.signing_in import FAILURES_ALLOWED, WINDOW

FAILURES_ALLOWED_PER_ADDRESS = FAILURES_ALLOWED * 5
#: What attempts are counted for.
NAME, ADDRESS = "name", "address"


class WrongPassword(Exception):
    """Name and password do not go together; the message never says which of them was wrong."""


class TooManyFailures(Exception):
    """Too many wrong passwords for this name or from this address: wait a quarter of an hour."""


def check_password(request: HttpRequest, *, username: str, password: str, address: str | None, now: datetime) -> Agent:
    """Return the agent. Raises WrongPassword, TooManyFailures; each failure is counted and kept as a fact.

    An attempt is counted before the password is looked at, so that nobody gets more of them by asking all at once.
    """
    name = username.strip().lower()[:60]
    if not count_attempt(name, address=address, now=now):
        refuse_sign_in("too-many", now=now)
        raise TooManyFailures
    found = authenticate(request, username=name, password=password)
    if not isinstance(found, Agent) or found.left_on is not None:
        refuse_sign_in("wrong-password", now=now)
        raise WrongPassword
    forgive_attempts(name, address=address, now=now)
    note_sign_in(found, how="password", now=now)
    return found


def count_attempt(name: str, *, address: str | None, now: datetime) -> bool:
    """Count an attempt for the name and from the address; False when either has had its share of the last quarter of
    an hour: then the password is not to be looked at, and nothing more is counted for the name."""
    values: dict[str, str | int | datetime] = {
        "name": _of_name(name),
        "address": _of_address(address),
        "now": now,
        "since": now - WINDOW,
        "a_name": FAILURES_ALLOWED,
        "an_address": FAILURES_ALLOWED_PER_ADDRESS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT if address else _COUNT_NAME, values)
        return cursor.fetchone() is not None


def forgive_attempts(name: str, *, address: str | None, now: datetime) -> None:
    """The password was right: the name's slate is clean, and the address is not charged for it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM organisation_signinattempts WHERE key = %s", [_of_name(name)])
        cursor.execute(_TAKE_BACK, [now, _of_address(address)])


def forget_attempts(*, now: datetime) -> int:
    """Throw away what is too old to count; return how many names and addresses."""
    return SignInAttempts.objects.filter(last_at__lte=now - WINDOW).delete()[0]


def _of_name(name: str) -> str:
    return f"{NAME}:{name}"


def _of_address(address: str | None) -> str:
    """Whoever has one IPv6 address has the 2⁶⁴ of its network (RFC 6177): they count as one."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return f"{ADDRESS}:"
    if isinstance(known, IPv6Address):
        mapped = known.ipv4_mapped
        return f"{ADDRESS}:{mapped or ip_network((known, 64), strict=False)}"
    return f"{ADDRESS}:{known}"


# The row of a key is locked before the condition is looked at, and that sees what others committed meanwhile: no two
# get the last attempt. The address comes first, always, so that two statements never wait for each other.
_ADD = """
INSERT INTO organisation_signinattempts AS held (key, at, last_at) {given}
ON CONFLICT (key) DO UPDATE SET
    at = ARRAY(SELECT one FROM unnest(held.at) AS one WHERE one > %(since)s) || excluded.at,
    last_at = greatest(held.last_at, excluded.last_at)
WHERE (SELECT count(*) FROM unnest(held.at) AS one WHERE one > %(since)s) < {most}
RETURNING key
"""
_NOW = "ARRAY[%(now)s]::timestamptz[], %(now)s::timestamptz"
_ADD_NAME = _ADD.replace("{most}", "%(a_name)s")
_COUNT_NAME = _ADD_NAME.format(given=f"VALUES (%(name)s, {_NOW})")
_COUNT_ADDRESS = _ADD.format(given=f"VALUES (%(address)s, {_NOW})", most="%(an_address)s")
_NAME_AFTER = _ADD_NAME.format(given=f"SELECT %(name)s, {_NOW} FROM counted")  # noqa: S608 - constants
_COUNT = f"WITH counted AS ({_COUNT_ADDRESS}) {_NAME_AFTER}"
_TAKE_BACK = "UPDATE organisation_signinattempts SET at = array_remove(at, %s) WHERE key = %s"


@unit()
def note_sign_in(agent: Agent, *, how: str, now: datetime) -> None:
    """Keep the fact that somebody signed in."""
    record(SignedIn(agent_id=agent.pk, how=how), by=Actor.agent(agent.pk), at=now, subject=f"agent:{agent.pk}")


@unit()
def refuse_sign_in(because: str, *, now: datetime) -> None:
    """Keep the fact that somebody was not let in."""
    record(SignInRefused(because=because), by=SYSTEM, at=now, subject="sign-in")
