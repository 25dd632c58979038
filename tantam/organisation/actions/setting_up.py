"""Set up a new business: its administrator, one branch, one team, working hours and this and next year's holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.password_validation import validate_password
from django.db import connection

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.holidays import public_holidays
from tantam.organisation.facts import BusinessSetUp
from tantam.organisation.models import (
    Agent,
    Appointment,
    Branch,
    Brand,
    Business,
    Department,
    Holiday,
    Reach,
    Role,
    Team,
    WorkingCalendar,
    WorkingHours,
)

MORNING = (8 * 60, 12 * 60)
AFTERNOON = (13 * 60 + 30, 17 * 60 + 30)
#: Who sets the business up may approve what nobody below them may; without anybody, nothing could be approved.
FOUNDERS_LIMIT_VND = 1_000_000_000


class AlreadySetUp(Exception):
    """There is a business already; only its administrators change it now."""


@dataclass(frozen=True, kw_only=True)
class NewBusiness:
    """What the first page asks for."""

    business_name: str
    full_name: str
    username: str
    password: str
    language: str = "vi"


@unit()
def set_up(wanted: NewBusiness, *, now: datetime) -> Agent:
    """Make the business and its first administrator. Raises AlreadySetUp, ValidationError for a weak password."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.set-up'))")
    if Business.objects.exists():
        raise AlreadySetUp
    agent = Agent(
        username=wanted.username.strip().lower(),
        full_name=wanted.full_name,
        language=wanted.language,
        approval_limit_vnd=FOUNDERS_LIMIT_VND,
    )
    validate_password(wanted.password, agent)
    agent.set_password(wanted.password)
    agent.save()
    calendar = make_office_calendar()
    add_public_holidays(now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).year)
    team = _make_rooms(wanted.business_name, calendar, head=agent)
    Business.objects.create(pk=1, name=wanted.business_name, intake_team=team, set_up_at=now)
    for role in (Role.ADMINISTRATOR, Role.HEAD):
        Appointment.objects.create(agent=agent, role=role, team=team, reach=Reach.ALL, since=now)
    record(BusinessSetUp(agent_id=agent.pk), by=Actor.agent(agent.pk), at=now, subject="business:1")
    return agent


def make_office_calendar() -> WorkingCalendar:
    """Monday to Friday with a lunch break, and Saturday morning."""
    calendar = WorkingCalendar.objects.create(key="hanh-chinh", name="Giờ hành chính", name_en="Office hours")
    weekdays = [(weekday, *hours) for weekday in range(5) for hours in (MORNING, AFTERNOON)]
    WorkingHours.objects.bulk_create(
        WorkingHours(calendar=calendar, weekday=weekday, opens_minute=opens, closes_minute=closes)
        for weekday, opens, closes in [*weekdays, (5, *MORNING)]
    )
    return calendar


def add_public_holidays(year: int) -> None:
    """Write the public holidays of this year and the next for all calendars; those already there stay."""
    Holiday.objects.bulk_create(
        (
            Holiday(calendar=None, on=holiday.on, name=holiday.name("vi"), name_en=holiday.name("en"))
            for one in (year, year + 1)
            for holiday in public_holidays(one).days
        ),
        ignore_conflicts=True,
    )


def _make_rooms(name: str, calendar: WorkingCalendar, *, head: Agent) -> Team:
    Brand.objects.create(key="chinh", name=name)
    Branch.objects.create(key="chinh", code="CH1", name=name, calendar=calendar)
    department = Department.objects.create(key="cskh", name="Phòng CSKH", name_en="Customer care")
    return Team.objects.create(
        key="ho-tro", name="Tổ Hỗ trợ", name_en="Support", department=department, calendar=calendar, head=head
    )
