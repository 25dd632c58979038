"""Working hours: the weeks, days that are closed, days with other hours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.core.values.openings import write_openings
from tantam.organisation import actions
from tantam.organisation.forms import ClosedDaysForm, SpecialDaysForm, WeekForm
from tantam.organisation.forms.hours import WEEKDAYS
from tantam.organisation.models import Holiday, SpecialDay, Team, WorkingCalendar
from tantam.organisation.rights import may
from tantam.organisation.views.settings import agent_of

DAYS_SHOWN = 60


@may("business.change")
@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """When work is done: the calendars, who follows them, the days they are closed."""
    return _page(request, ClosedDaysForm(prefix="closed"), SpecialDaysForm(prefix="special"))


def _page(request: HttpRequest, closed: ClosedDaysForm, special: SpecialDaysForm) -> HttpResponse:
    today = timezone.localdate()
    calendars = list(WorkingCalendar.objects.open().order_by("id").prefetch_related("hours"))
    for form in (closed, special):
        form.offer(calendars)
    teams: dict[int, list[str]] = {}
    is_english = get_language() == "en"
    for team in Team.objects.open().order_by("id"):
        teams.setdefault(team.calendar_id, []).append(team.name_en if is_english and team.name_en else team.name)
    holidays = Holiday.objects.filter(on__gte=today).select_related("calendar").order_by("on", "id")[:DAYS_SHOWN]
    context = {
        "calendars": [(one, _week(one), teams.get(one.pk, [])) for one in calendars],
        "holidays": [(day, day.name_en if is_english and day.name_en else day.name) for day in holidays],
        "special_days": _special_days(today),
        "closed_calendars": WorkingCalendar.objects.exclude(closed_at=None).order_by("id"),
        "closed": closed,
        "special": special,
    }
    status = 422 if closed.errors or special.errors else 200
    return render(request, "organisation/settings/hours.html", context, status=status)


def _week(calendar: WorkingCalendar) -> list[tuple[Any, str]]:
    """Each weekday, Monday first, with its openings in words ("": closed)."""
    week: list[list[tuple[int, int]]] = [[] for _day in WEEKDAYS]
    for one in sorted(calendar.hours.all(), key=lambda one: one.opens_minute):
        week[one.weekday].append((one.opens_minute, one.closes_minute))
    return [(label, write_openings(openings)) for label, openings in zip(WEEKDAYS, week, strict=True)]


def _special_days(today: date) -> list[dict[str, Any]]:
    """One line a day and calendar, however many openings it has."""
    rows = SpecialDay.objects.filter(on__gte=today).select_related("calendar")
    days: dict[tuple[date, int], dict[str, Any]] = {}
    for row in rows.order_by("on", "calendar_id", "opens_minute")[: DAYS_SHOWN * 2]:
        day = days.setdefault((row.on, row.calendar_id), {"on": row.on, "calendar": row.calendar, "openings": []})
        day["openings"].append((row.opens_minute, row.closes_minute))
    return [day | {"open": write_openings(day["openings"])} for day in list(days.values())[:DAYS_SHOWN]]


@may("business.change")
@require_http_methods(["GET", "POST"])
def add_week(request: HttpRequest) -> HttpResponse:
    """Other hours for some teams or branches."""
    form = WeekForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_calendar(form.week(), by=agent_of(request), now=timezone.now())
        return _saved(request)
    return _week_page(request, form, None)


@may("business.change")
@require_http_methods(["GET", "POST"])
def change_week(request: HttpRequest, pk: int) -> HttpResponse:
    """The hours of each weekday."""
    calendar = get_object_or_404(WorkingCalendar, pk=pk)
    form = WeekForm(request.POST or None, calendar=calendar)
    if request.method == "POST" and form.is_valid():
        actions.change_calendar(calendar, form.week(), by=agent_of(request), now=timezone.now())
        return _saved(request)
    return _week_page(request, form, calendar)


def _week_page(request: HttpRequest, form: WeekForm, calendar: WorkingCalendar | None) -> HttpResponse:
    context = {"form": form, "calendar": calendar}
    return render(request, "organisation/settings/week.html", context, status=422 if form.errors else 200)


@may("business.change")
@require_POST
def close_days(request: HttpRequest) -> HttpResponse:
    """Nobody works on these days."""
    form = ClosedDaysForm(request.POST, prefix="closed")
    if form.is_valid():
        actions.close_on(form.days(), name=form.cleaned_data["name"], by=agent_of(request), now=timezone.now())
        return _saved(request)
    return _page(request, form, SpecialDaysForm(prefix="special"))


@may("business.change")
@require_POST
def work_on_day(request: HttpRequest, pk: int) -> HttpResponse:
    """This day is closed no longer."""
    actions.work_on(get_object_or_404(Holiday, pk=pk), by=agent_of(request), now=timezone.now())
    return _saved(request)


@may("business.change")
@require_POST
def open_days(request: HttpRequest) -> HttpResponse:
    """Other hours on some days: Tết, a sale, stock-taking."""
    form = SpecialDaysForm(request.POST, prefix="special")
    if form.is_valid():
        openings = form.cleaned_data["hours"]
        actions.open_specially(form.days(), openings=openings, by=agent_of(request), now=timezone.now())
        return _saved(request)
    return _page(request, ClosedDaysForm(prefix="closed"), form)


@may("business.change")
@require_POST
def open_day_as_usual(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """The week's hours hold on this day again."""
    try:
        day = datetime.fromisoformat(on).date()
    except ValueError:
        raise Http404 from None
    calendar = get_object_or_404(WorkingCalendar, pk=pk)
    actions.open_as_usual(calendar, day, by=agent_of(request), now=timezone.now())
    return _saved(request)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved. Promises made from now on follow it; those that run keep their time."))
    return redirect("settings_hours")
