"""People: who works here, in which positions; add somebody, appoint, let go."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.organisation import actions
from tantam.organisation.forms import DutiesForm, LeavingForm, PersonForm, PositionForm
from tantam.organisation.models import Agent, AgentQuerySet, Appointment
from tantam.organisation.queries import the_business
from tantam.organisation.queries.working import leads
from tantam.organisation.rights import has_right, may
from tantam.organisation.views.settings import agent_of


@may("agent.see")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, those who left last."""
    everybody = _with_positions(Agent.objects.all()).order_by("-is_active", "id")
    context = {"people": everybody, "may_change": has_right(agent_of(request), "agent.change")}
    return render(request, "organisation/settings/people.html", context)


def _with_positions(people: AgentQuerySet) -> AgentQuerySet:
    held = Appointment.objects.filter(until=None).select_related("team").order_by("id")
    return people.prefetch_related(Prefetch("appointments", held, to_attr="positions"))


@may("agent.change")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Somebody begins to work here."""
    # Most businesses have one team in the beginning, and most people join the one that takes requests in.
    form = PersonForm(request.POST or None, initial={"team": _intake_team_id()})
    if request.method == "POST" and form.is_valid():
        try:
            agent = actions.add_person(form.person(), by=agent_of(request), now=timezone.now())
        except actions.UsernameTaken:
            form.add_error("username", _("Somebody has this user name already."))
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, _("%(name)s can sign in now.") % {"name": agent.full_name})
            return redirect("settings_person", key=agent.uuid)
    return render(request, "organisation/settings/person_new.html", {"form": form}, status=422 if form.errors else 200)


def _intake_team_id() -> int | None:
    business = the_business()
    return business.intake_team_id if business else None


@may("agent.see")
@require_GET
def person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One person with the positions they hold and held."""
    return _person_page(request, key, PositionForm())


def _person_page(
    request: HttpRequest, key: uuid.UUID, form: PositionForm, duties: DutiesForm | None = None
) -> HttpResponse:
    agent = get_object_or_404(Agent.objects.select_related("reports_to", "deputy"), uuid=key)
    duties = duties or _duties_form(request, agent)
    context = {
        "duties": duties,
        "leaving": LeavingForm(person=agent),
        "person": agent,
        "positions": agent.appointments.select_related("team").order_by("until", "since", "id"),
        "form": form,
        "may_change": has_right(agent_of(request), "agent.change"),
        "is_oneself": agent == request.user,
        "leads": leads(agent_of(request), agent),
    }
    return render(
        request, "organisation/settings/person.html", context, status=422 if form.errors or duties.errors else 200
    )


def _duties_form(request: HttpRequest, agent: Agent, given: QueryDict | None = None) -> DutiesForm:
    return DutiesForm(given, person=agent, sets_limit=actions.may_set_limit(agent, by=agent_of(request)))


@may("agent.change")
@require_POST
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who somebody is, what they carry and may approve, who is above them and who stands in."""
    agent = get_object_or_404(Agent.objects.working(), uuid=key)
    form = _duties_form(request, agent, request.POST)
    if form.is_valid():
        try:
            actions.change_person(agent, form.duties(), by=agent_of(request), now=timezone.now())
        except actions.GoesRound:
            form.add_error("reports_to", _("This person answers to them already; somebody must be at the top."))
        except actions.NotYourOwn:
            form.add_error("approval_limit_vnd", _("Another administrator sets your limit."))
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_person", key=key)
    return _person_page(request, key, PositionForm(), form)


@may("agent.change")
@require_POST
def appoint(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give a person a position more."""
    agent = get_object_or_404(Agent.objects.working(), uuid=key)
    form = PositionForm(request.POST)
    if form.is_valid():
        try:
            actions.appoint(agent, form.position(), by=agent_of(request), now=timezone.now())
        except actions.AlreadyAppointed:
            form.add_error(None, _("This person holds that position already."))
        else:
            return redirect("settings_person", key=key)
    return _person_page(request, key, form)


@may("agent.change")
@require_POST
def end(request: HttpRequest, key: uuid.UUID, appointment: int) -> HttpResponse:
    """End a position."""
    held = get_object_or_404(Appointment, pk=appointment, agent__uuid=key)
    try:
        actions.end_appointment(held, by=agent_of(request), now=timezone.now())
    except actions.LastAdministrator:
        messages.error(request, _("The last administrator stays: appoint another one first."))
    return redirect("settings_person", key=key)


@may("agent.change")
@require_POST
def left(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Somebody has left: they are signed out at once."""
    agent = get_object_or_404(Agent, uuid=key)
    form = LeavingForm(request.POST, person=agent)
    if not form.is_valid():
        messages.error(request, _("Who takes over must be somebody else who works here. Nothing was changed."))
        return redirect("settings_person", key=key)
    successor = form.cleaned_data["successor"]
    try:
        actions.let_go(agent, by=agent_of(request), successor=successor, now=timezone.now())
    except actions.LastAdministrator:
        messages.error(request, _("The last administrator stays: appoint another one first."))
    else:
        messages.success(request, _("%(name)s is marked as left and signed out.") % {"name": agent.full_name})
    return redirect("settings_person", key=key)
