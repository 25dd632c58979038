"""The settings: their first page, who may do what, working hours."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tantam.organisation.models import Agent, Holiday, Role, SpecialDay, Team, WorkingCalendar
from tantam.organisation.queries import settings_sections
from tantam.organisation.rights import RIGHT_NAMES, ROLE_RIGHTS, may, signed_in

DAYS_SHOWN = 40


def agent_of(request: HttpRequest) -> Agent:
    """The person who is signed in; the right of the view guarantees one."""
    assert isinstance(request.user, Agent)  # noqa: S101 - see above
    return request.user


@signed_in
@require_GET
def first_section(request: HttpRequest) -> HttpResponse:
    """Open the first section this person may see."""
    return redirect(settings_sections(agent_of(request))[0].url_name)


@may("agent.see")
@require_GET
def who_may_what(request: HttpRequest) -> HttpResponse:
    """The table of roles and rights, as the program itself reads it."""
    roles = list(Role)
    groups = [
        (title, [(name, [right in ROLE_RIGHTS[role] for role in roles]) for right, name in names.items()])
        for title, names in RIGHT_NAMES.items()
    ]
    return render(request, "organisation/settings/rights.html", {"roles": roles, "groups": groups})


@may("business.change")
@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """When work is done: the calendars, who follows them, the days they are closed."""
    today = timezone.localdate()
    calendars = WorkingCalendar.objects.order_by("id").prefetch_related("hours")
    teams: dict[int, list[str]] = {}
    for team in Team.objects.order_by("id"):
        teams.setdefault(team.calendar_id, []).append(team.name)
    context = {
        "calendars": [(one, _week(one), teams.get(one.pk, [])) for one in calendars],
        "holidays": Holiday.objects.filter(on__gte=today).select_related("calendar").order_by("on", "id")[:DAYS_SHOWN],
        "special_days": _special_days(today),
    }
    return render(request, "organisation/settings/hours.html", context)


def _week(calendar: WorkingCalendar) -> list[list[str]]:
    """The openings of each weekday, Monday first."""
    week: list[list[str]] = [[] for _ in range(7)]
    for hours in sorted(calendar.hours.all(), key=lambda one: (one.weekday, one.opens_minute)):
        week[hours.weekday].append(span(hours.opens_minute, hours.closes_minute))
    return week


def span(opens_minute: int, closes_minute: int) -> str:
    """Minutes after midnight as people write them: `8:00–12:00`."""
    return "–".join(f"{minute // 60}:{minute % 60:02d}" for minute in (opens_minute, closes_minute))


def _special_days(today: Any) -> list[dict[str, Any]]:
    days = SpecialDay.objects.filter(on__gte=today).select_related("calendar").order_by("on", "opens_minute")
    return [
        {"on": day.on, "calendar": day.calendar.name, "open": span(day.opens_minute, day.closes_minute)}
        for day in days[:DAYS_SHOWN]
    ]
