"""The business's calendars with the public holidays, and who works over Tết."""

from dataclasses import replace
from datetime import date, timedelta

from tantam.core.values.business_time import Calendar
from tantam.core.values.holidays import public_holidays
from tantam.core.values.lunar import occurs_on, tet
from tantam.demo.content import read
from tantam.demo.content.history import calendar


def coming_tet(today: date) -> int:
    """The year of the Tết to come: this year's until it is over."""
    return today.year if today <= tet(today.year) + timedelta(days=5) else today.year + 1


def tet_span(first: str, last: str, *, year: int) -> list[date]:
    """The days from a lunar day before Tết (`28/12`) to one after it (`3/1`), around the Tết of a year."""
    begin = _lunar_day(first, year=year - 1)
    end = _lunar_day(last, year=year)
    return [begin + timedelta(days=count) for count in range((end - begin).days + 1)]


def _lunar_day(written: str, *, year: int) -> date:
    day, month = map(int, written.split("/"))
    return occurs_on(month, day, year=year)


def calendar_for(key: str, *, today: date) -> Calendar:
    """A calendar of the business around today: holidays of last, this and next year, and what holds over Tết.

    The workshop, the shops and the office close on public holidays; the answering hours shrink to the duty over Tết.
    """
    plan = calendar(key)
    rest_days = [weekday for weekday in range(7) if weekday not in plan.weekly]
    years = range(today.year - 1, today.year + 2)
    holidays = {day for year in years for day in public_holidays(year, rest_days=rest_days).dates}
    rules = read("business")["tet"]
    duty, closed = rules["on_duty"], rules["closed"]
    if key == closed["calendar"]:
        holidays |= {day for year in years for day in tet_span(closed["from"], closed["to"], year=year)}
    if key != duty["calendar"]:
        return replace(plan, holidays=frozenset(holidays))
    days = (day for year in years for day in tet_span(duty["from"], duty["to"], year=year))
    openings = [tuple(opening) for opening in duty["openings"]]
    return replace(plan, special_days=dict.fromkeys(days, openings))
