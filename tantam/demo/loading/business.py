"""Branches, calendars, teams, people, segments, service levels, channels, the survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from tantam.cases.models import Problem, ServiceLevel
from tantam.channels.models import Channel
from tantam.core.values.lunar import LunarDate, to_solar
from tantam.customers.models import Segment
from tantam.demo.accounts import password
from tantam.demo.content import read
from tantam.organisation.actions.setting_up import add_public_holidays
from tantam.organisation.models import (
    Agent,
    AgentSkill,
    Appointment,
    Branch,
    Brand,
    Business,
    Department,
    Holiday,
    Reach,
    Role,
    Skill,
    SpecialDay,
    Team,
    WorkingCalendar,
    WorkingHours,
)
from tantam.surveys.actions import QUESTION, QUESTION_EN
from tantam.surveys.models import Survey

REACH = {"administrator": Reach.ALL, "head": Reach.ALL, "process_owner": Reach.ALL, "reader": Reach.ALL}


@dataclass
class House:
    """What was loaded, by key."""

    brand: Brand
    branches: dict[str, Branch]
    calendars: dict[str, WorkingCalendar]
    teams: dict[str, Team]
    agents: dict[str, Agent]
    segments: dict[str, Segment]
    channels: dict[str, Channel]
    problems: dict[str, Problem]
    survey: Survey


def load_business(*, now: datetime) -> House:
    """Make the business itself."""
    content = read("business")
    calendars = {entry["key"]: _calendar(entry) for entry in content["calendars"]}
    add_public_holidays(now.year)
    _load_tet(content["tet"], calendars, now=now)
    brand = Brand.objects.create(key=content["brand"]["key"], name=content["brand"]["name"])
    branches = {entry["key"]: _branch(entry, calendars) for entry in content["branches"]}
    teams = _teams(content, branches=branches, calendars=calendars)
    agents = _agents(content["agents"], teams, now=now)
    Team.objects.exclude(key="ban-giam-doc").update(head=agents["uyen"])
    Team.objects.filter(key="ban-giam-doc").update(head=agents["binh"])
    Business.objects.create(
        pk=1,
        name=content["name"],
        is_demo=True,
        intake_team=teams["ho-tro"],
        intake_process="QT-01",
        set_up_at=now,
    )
    segments = _segments()
    problems = {entry["key"]: _problem(entry, agents, now=now) for entry in content["problems"]}
    return House(
        brand=brand,
        branches=branches,
        calendars=calendars,
        teams=teams,
        agents=agents,
        segments=segments,
        channels=_channels(content, brand, now=now),
        problems=problems,
        survey=_survey(now=now),
    )


def _calendar(entry: dict[str, Any]) -> WorkingCalendar:
    calendar = WorkingCalendar.objects.create(key=entry["key"], name=entry["name"]["vi"], name_en=entry["name"]["en"])
    WorkingHours.objects.bulk_create(
        WorkingHours(calendar=calendar, weekday=int(day), opens_minute=_minute(opens), closes_minute=_minute(closes))
        for day, openings in entry["weekly"].items()
        for opens, closes in openings
    )
    return calendar


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _load_tet(content: dict[str, Any], calendars: dict[str, WorkingCalendar], *, now: datetime) -> None:
    """The coming Tết: short duty hours for those who answer, the workshop closed."""
    year = now.year if _day("1/1", now.year) >= now.date() else now.year + 1
    duty, closed = content["on_duty"], content["closed"]
    SpecialDay.objects.bulk_create(
        SpecialDay(
            calendar=calendars[duty["calendar"]], on=on, opens_minute=_minute(opens), closes_minute=_minute(closes)
        )
        for on in _days(duty["from"], duty["to"], year)
        for opens, closes in duty["openings"]
    )
    Holiday.objects.bulk_create(
        Holiday(calendar=calendars[closed["calendar"]], on=on, name=closed["name"]["vi"], name_en=closed["name"]["en"])
        for on in _days(closed["from"], closed["to"], year)
    )


def _days(first: str, last: str, year: int) -> list[date]:
    start, end = _day(first, year), _day(last, year)
    return [start + timedelta(days=count) for count in range((end - start).days + 1)]


def _day(lunar: str, year: int) -> date:
    """A lunar day such as `28/12` around the Tết of a solar year: the twelfth month belongs to the year before."""
    day, month = (int(part) for part in lunar.split("/"))
    return to_solar(LunarDate(year=year - 1 if month == 12 else year, month=month, day=day, is_leap=False))


def _branch(entry: dict[str, Any], calendars: dict[str, WorkingCalendar]) -> Branch:
    return Branch.objects.create(
        key=entry["key"].lower(),
        code=entry["key"],
        name=entry["name"]["vi"],
        name_en=entry["name"]["en"],
        address=", ".join(part for part in (entry["commune"], entry["province"]) if part),
        calendar=calendars[entry["calendar"]],
    )


def _teams(
    content: dict[str, Any], *, branches: dict[str, Branch], calendars: dict[str, WorkingCalendar]
) -> dict[str, Team]:
    departments = {
        entry["key"]: Department.objects.create(key=entry["key"], name=entry["name"]["vi"], name_en=entry["name"]["en"])
        for entry in content["departments"]
    }
    return {
        entry["key"]: Team.objects.create(
            key=entry["key"],
            name=entry["name"]["vi"],
            name_en=entry["name"]["en"],
            department=departments[entry["department"]],
            branch=branches[entry["branch"]],
            calendar=calendars[entry["calendar"]],
        )
        for entry in content["teams"]
    }


def _agents(entries: list[dict[str, Any]], teams: dict[str, Team], *, now: datetime) -> dict[str, Agent]:
    secret = make_password(password())
    teams_limit = next(one["up_to_vnd"] for one in read("business")["approval_limits"] if one["by"] == "team")
    made: dict[str, Agent] = {}
    skills = {
        one["key"]: Skill.objects.create(key=one["key"], name=one["name"]["vi"], name_en=one["name"]["en"])
        for one in read("business")["skills"]
    }
    for entry in entries:
        left_on = now.date() + timedelta(days=entry["left_on"]) if "left_on" in entry else None
        made[entry["key"]] = agent = Agent.objects.create(
            username=entry["key"],
            full_name=entry["name"],
            password=secret,
            approval_limit_vnd=entry.get("approves_up_to_vnd", teams_limit if entry["role"] == "agent" else 0),
            is_active=left_on is None,
            left_on=left_on,
            note=entry["title"]["vi"],
        )
        _appoint(agent, entry, teams, now=now)
        for key in entry.get("skills", []):
            AgentSkill.objects.create(agent=agent, skill=skills[key])
    Agent.objects.exclude(username__in=["uyen", "binh", "quantri"]).update(reports_to=made["uyen"])
    Agent.objects.filter(username="uyen").update(reports_to=made["binh"])
    return made


def _appoint(agent: Agent, entry: dict[str, Any], teams: dict[str, Team], *, now: datetime) -> None:
    until = now + timedelta(days=entry["left_on"]) if "left_on" in entry else None
    for key in entry["teams"] or [None]:
        Appointment.objects.create(
            agent=agent,
            role=Role(entry["role"]),
            team=teams[key] if key else None,
            reach=REACH.get(entry["role"], Reach.TEAM),
            since=now - timedelta(days=400),
            until=until,
        )


def _segments() -> dict[str, Segment]:
    made: dict[str, Segment] = {}
    ordered = sorted(read("segments")["segments"], key=lambda entry: entry["first_response_minutes"] or 999)
    for rank, entry in enumerate(ordered, start=1):
        made[entry["key"]] = segment = Segment.objects.create(
            key=entry["key"],
            name=entry["name"]["vi"],
            name_en=entry["name"]["en"],
            condition=entry["condition"]["vi"],
            condition_en=entry["condition"]["en"],
            first_response_minutes=entry["first_response_minutes"],
            rank=rank,
        )
        if entry["first_response_minutes"]:
            _level(rank * 10, first=entry["first_response_minutes"], hours=16, segment=segment)
    _level(1, first=5, hours=8, urgency="critical")
    _level(999, first=30, hours=24)
    return made


def _level(rank: int, *, first: int, hours: int, **conditions: Any) -> None:
    """Whoever writes again is answered within twice the time of the first answer, at most an hour."""
    ServiceLevel.objects.create(
        rank=rank,
        first_response_minutes=first,
        next_response_minutes=min(2 * first, 60),
        resolution_minutes=hours * 60,
        **conditions,
    )


def _problem(entry: dict[str, Any], agents: dict[str, Agent], *, now: datetime) -> Problem:
    return Problem.objects.create(
        number=entry["key"],
        title=entry["title"]["vi"],
        description=f"{entry['cause']['vi']}. {entry['action']['vi']}.",
        owner=agents[entry["owner"]],
        opened_at=now + timedelta(days=entry["opened_on"]),
    )


def _channels(content: dict[str, Any], brand: Brand, *, now: datetime) -> dict[str, Channel]:
    """One row for each touchpoint; only the mailbox is connected, the others are recorded by hand."""
    made: dict[str, Channel] = {}
    for entry in content["touchpoints"]:
        is_mail = entry["channel"] == "email"
        channel = Channel.objects.create(
            kind=entry["channel"],
            name=entry["name"]["vi"],
            address=content["email"] if is_mail else "",
            settings={"sender_name": f"CSKH {brand.name}"} if is_mail else {},
            brand=brand,
            created_at=now,
        )
        made.setdefault(entry["channel"], channel)
    return made


def _survey(*, now: datetime) -> Survey:
    return Survey.objects.create(
        key="csat",
        kind=Survey.Kind.CSAT,
        question=QUESTION,
        question_en=QUESTION_EN,
        created_at=now,
    )
