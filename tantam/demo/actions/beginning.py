"""Xoá dữ liệu mẫu, bắt đầu dữ liệu thật: what was drawn and set stays, the invented customers and people go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import OperationalError, connection
from psycopg import errors

from tantam.cases.models import Case
from tantam.channels.models import Message
from tantam.core.actions import record, unit
from tantam.core.actions.emptying import empty_business_data
from tantam.core.facts import Actor
from tantam.core.values.names import tidy_name
from tantam.customers.models import Customer
from tantam.demo.actions.renaming import rename_in_scripts
from tantam.demo.facts import RealDataBegun
from tantam.demo.queries import is_sample_account, sample_brand, sample_people
from tantam.organisation.actions import let_go
from tantam.organisation.actions.setting_up import FOUNDERS_LIMIT_VND
from tantam.organisation.models import Agent, Approval, Brand, Business, Team

#: Somebody at work on the tables may be in the way; each try waits this long.
TRIES = 5
LOCK_TIMEOUT = "4s"
_IN_THE_WAY = (errors.DeadlockDetected, errors.LockNotAvailable)


class NoSample(Exception):
    """This business is not, or no longer, the sample one: nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What the page asks for; the password is needed of somebody who goes on with a sample account."""

    business_name: str
    full_name: str
    password: str = ""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """How much is gone."""

    customers: int
    cases: int
    messages: int
    people: int


def begin_with_real_data(wanted: Beginning, *, by: Agent, now: datetime) -> Begun:
    """Throw the sample's customers, tickets and people away, in one transaction; the administrator `by` stays.

    Raises NoSample (also when somebody else was quicker), ValidationError for a weak or missing password,
    OperationalError when the tables stay busy through all tries; in each case nothing was changed.
    """
    for left in reversed(range(TRIES)):
        try:
            return _begin(wanted, by=by, now=now)
        except OperationalError as error:
            if not isinstance(error.__cause__, _IN_THE_WAY) or not left or connection.in_atomic_block:
                raise
    raise AssertionError("the last try returns or raises")


@unit()
def _begin(wanted: Beginning, *, by: Agent, now: datetime) -> Begun:
    business = _locked_sample()
    _check_password(wanted, by)
    gone = _counted()
    _keep_on(wanted, by)
    Approval.objects.all().delete()  # or each would be asked of somebody else first
    for person in sample_people().exclude(pk=by.pk):
        let_go(person, by=by, now=now)
    Team.objects.exclude(head__in=Agent.objects.working()).update(head=by)
    empty_business_data(now=now)
    old = sample_brand()
    rename_in_scripts(old, new=wanted.business_name, by=by, now=now)
    Brand.objects.filter(name=old).update(name=wanted.business_name[:120])
    business.name, business.is_demo, business.set_up_at = wanted.business_name, False, now
    business.save(update_fields=["name", "is_demo", "set_up_at"])
    fact = RealDataBegun(customers=gone.customers, cases=gone.cases, messages=gone.messages, people=gone.people)
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
    return gone


def _locked_sample() -> Business:
    """The same lock as for loading the sample and for setting up: one of them at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.set-up'))")
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
    business = Business.objects.filter(is_demo=True).select_for_update().first()
    if business is None:
        raise NoSample
    return business


def _check_password(wanted: Beginning, by: Agent) -> None:
    if is_sample_account(by) or wanted.password:
        validate_password(wanted.password, by)


def _counted() -> Begun:
    return Begun(
        customers=Customer.objects.count(),
        cases=Case.objects.count(),
        messages=Message.objects.count(),
        people=sample_people().count(),
    )


def _keep_on(wanted: Beginning, by: Agent) -> None:
    """The administrator goes on under their own name; a new password ends what others began with this account."""
    by.full_name = tidy_name(wanted.full_name)
    by.note = ""
    if wanted.password:
        by.set_password(wanted.password)
    by.approval_limit_vnd = max(by.approval_limit_vnd, FOUNDERS_LIMIT_VND)
    by.reports_to = None
    by.save(update_fields=["full_name", "note", "password", "approval_limit_vnd", "reports_to"])
