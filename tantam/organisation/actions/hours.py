"""When work is done: the weeks of the calendars, days that are closed, days with other hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.openings import Opening
from tantam.organisation.facts import DaysChanged, HoursChanged
from tantam.organisation.models import Agent, Holiday, SpecialDay, WorkingCalendar, WorkingHours
from tantam.organisation.queries import forget_calendars
from tantam.organisation.values.keys import free_key


@dataclass(frozen=True, kw_only=True)
class Week:
    """A calendar as it shall be: its names and the openings of each weekday, Monday first."""

    name: str
    openings: Sequence[Sequence[Opening]]
    name_en: str = ""


@unit()
def add_calendar(wanted: Week, *, by: Agent, now: datetime) -> WorkingCalendar:
    """Make one more calendar, for teams and branches that work at other times."""
    taken = set(WorkingCalendar.objects.values_list("key", flat=True))
    calendar = WorkingCalendar.objects.create(key=free_key(wanted.name, taken=taken), name=wanted.name)
    return change_calendar(calendar, wanted, by=by, now=now)


@unit()
def change_calendar(calendar: WorkingCalendar, wanted: Week, *, by: Agent, now: datetime) -> WorkingCalendar:
    """Give a calendar another name and week. Promises that run keep their time; those made from now on follow it."""
    calendar.name, calendar.name_en = wanted.name, wanted.name_en
    calendar.save(update_fields=["name", "name_en"])
    calendar.hours.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(calendar=calendar, weekday=weekday, opens_minute=opens, closes_minute=closes)
        for weekday, openings in enumerate(wanted.openings)
        for opens, closes in openings
    )
    record(HoursChanged(calendar_id=calendar.pk), by=Actor.agent(by.pk), at=now, subject="business:1")
    forget_calendars()
    return calendar


@dataclass(frozen=True, kw_only=True)
class Days:
    """Days from `since` to `until`, both included, of one calendar or (None) of all."""

    since: date
    until: date
    calendar: WorkingCalendar | None

    def __iter__(self) -> Iterator[date]:
        return (self.since + timedelta(days=count) for count in range((self.until - self.since).days + 1))


@unit()
def close_on(days: Days, *, name: str, by: Agent, now: datetime) -> None:
    """Work rests on these days. A day that is closed already takes the new name."""
    for day in days:
        Holiday.objects.update_or_create(calendar=days.calendar, on=day, defaults={"name": name, "name_en": ""})
    _note(days, "closed", by=by, now=now)


@unit()
def work_on(holiday: Holiday, *, by: Agent, now: datetime) -> None:
    """The day is closed no longer."""
    holiday.delete()
    _note(Days(since=holiday.on, until=holiday.on, calendar=holiday.calendar), "not-closed", by=by, now=now)


@unit()
def open_specially(days: Days, *, openings: Sequence[Opening], by: Agent, now: datetime) -> None:
    """On these days these hours hold in place of the week's and of holidays; needs a calendar."""
    SpecialDay.objects.filter(calendar=days.calendar, on__range=(days.since, days.until)).delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(calendar=days.calendar, on=day, opens_minute=opens, closes_minute=closes)
        for day in days
        for opens, closes in openings
    )
    _note(days, "special", by=by, now=now)


@unit()
def open_as_usual(calendar: WorkingCalendar, on: date, *, by: Agent, now: datetime) -> None:
    """No other hours on this day any more."""
    SpecialDay.objects.filter(calendar=calendar, on=on).delete()
    _note(Days(since=on, until=on, calendar=calendar), "as-usual", by=by, now=now)


def _note(days: Days, what: str, *, by: Agent, now: datetime) -> None:
    fact = DaysChanged(
        calendar_id=days.calendar.pk if days.calendar else None,
        since=days.since.isoformat(),
        until=days.until.isoformat(),
        what=what,
    )
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
    forget_calendars()
