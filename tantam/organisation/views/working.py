"""When people work: hours and leave of everybody for whoever leads them, one's own for oneself, and being away."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.core.values.openings import write_openings
from tantam.organisation import actions
from tantam.organisation.forms.hours import WEEKDAYS
from tantam.organisation.forms.working import DaysOffForm, WorkingWeekForm, week_of
from tantam.organisation.models import Absence, Agent, Hours, Presence
from tantam.organisation.queries.working import first_team, leads, off_work, with_attendance
from tantam.organisation.rights import may, signed_in
from tantam.organisation.views.settings import agent_of

#: For how long somebody says that they are away: minutes, None until they are back, 0 for the rest of the day.
SPANS: dict[str, int | None] = {"30": 30, "60": 60, "day": 0, "open": None}


@may("team.lead")
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """When somebody is given work, and their leave."""
    person = _led(request, key)
    form = WorkingWeekForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        actions.set_hours(person, form.week(), by=agent_of(request), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("settings_person_hours", key=key)
    return _page(request, person, form, DaysOffForm(person=person))


@may("team.lead")
@require_POST
def take_days_off(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Somebody does not work on these days."""
    person = _led(request, key)
    form = DaysOffForm(request.POST, person=person)
    if _kept(request, person, form):
        return redirect("settings_person_hours", key=key)
    return _page(request, person, WorkingWeekForm(person=person), form)


@may("team.lead")
@require_POST
def work_after_all(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Somebody works on these days after all."""
    person = _led(request, key)
    absence = get_object_or_404(Absence, pk=pk, agent=person)
    actions.take_back_absence(absence, by=agent_of(request), now=timezone.now())
    return redirect("settings_person_hours", key=key)


@signed_in
@require_GET
def my_hours(request: HttpRequest) -> HttpResponse:
    """One's own hours, leave and whether one is away."""
    return _my_page(request, DaysOffForm(person=agent_of(request)))


@signed_in
@require_POST
def take_my_days_off(request: HttpRequest) -> HttpResponse:
    """Days on which one does not work."""
    person = agent_of(request)
    form = DaysOffForm(request.POST, person=person)
    return redirect("my_hours") if _kept(request, person, form) else _my_page(request, form)


@signed_in
@require_POST
def work_on_my_days(request: HttpRequest, pk: int) -> HttpResponse:
    """One works on these days after all."""
    absence = get_object_or_404(Absence, pk=pk, agent=agent_of(request))
    actions.take_back_absence(absence, by=agent_of(request), now=timezone.now())
    return redirect("my_hours")


@signed_in
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """One is away for a while, or back; the page one was on comes again."""
    agent, now, span = agent_of(request), timezone.now(), request.POST.get("for", "")
    if span in SPANS:
        actions.go_away(agent, until=_until(span, now), by=agent, now=now)
        messages.success(request, _("You are away: no new tickets are given to you."))
    else:
        actions.come_back(agent, by=agent, now=now)
        messages.success(request, _("Welcome back."))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "my_hours")


def _until(span: str, now: datetime) -> datetime | None:
    minutes = SPANS[span]
    if minutes is None:
        return None
    return now + timedelta(minutes=minutes) if minutes else actions.end_of_day(now)


def _led(request: HttpRequest, key: uuid.UUID) -> Agent:
    """The person, if whoever asks leads them."""
    person: Agent = get_object_or_404(Agent.objects.working().select_related("deputy"), uuid=key)
    if not leads(agent_of(request), person):
        raise PermissionDenied
    return person


def _kept(request: HttpRequest, person: Agent, form: DaysOffForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.add_absence(person, form.days_off(), by=agent_of(request), now=timezone.now())
    except actions.OverlapsAbsence:
        form.add_error("since", _("These days overlap with days off that are entered already."))
        return False
    except actions.NotADeputy:
        form.add_error("deputy", _("Who stands in must be somebody else who works here."))
        return False
    messages.success(request, _("Saved."))
    return True


def _page(request: HttpRequest, person: Agent, week: WorkingWeekForm, off: DaysOffForm) -> HttpResponse:
    context = {"person": person, "week": week, "off": off, **_working(person)}
    status = 422 if week.errors or off.errors else 200
    return render(request, "organisation/settings/working.html", context, status=status)


def _my_page(request: HttpRequest, off: DaysOffForm) -> HttpResponse:
    person = agent_of(request)
    shifts = week_of(person) if person.hours == Hours.OWN else {}
    context = {
        "person": person,
        "off": off,
        "shifts": [(label, write_openings(shifts.get(day, []))) for day, label in enumerate(WEEKDAYS)],
        "keeps_own": person.hours == Hours.OWN,
        "team": first_team(person),
        **_working(person),
    }
    return render(request, "organisation/settings/my_hours.html", context, status=422 if off.errors else 200)


def _working(person: Agent) -> dict[str, Any]:
    """How somebody stands now, and the days off that are ahead."""
    now = timezone.now()
    [found] = with_attendance(Agent.objects.filter(pk=person.pk), now=now)
    ahead = Absence.objects.filter(agent=person, until__gte=timezone.localdate()).select_related("deputy")
    told = Presence.objects.filter(agent=person).first()
    is_away = told is not None and (told.away_until is None or told.away_until > now)
    return {
        "now_off": off_work(found, first_team(person), at=now),
        "away": told if is_away else None,
        "absences": ahead.order_by("since"),
        "now": now,
    }
