"""The business: its name, teams and branches."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tantam.organisation import actions
from tantam.organisation.forms import BranchForm, BusinessForm, TeamForm
from tantam.organisation.models import Branch, Business, Team
from tantam.organisation.rights import may
from tantam.organisation.views.settings import agent_of

OPEN_FIRST = (F("closed_at").asc(nulls_first=True), "id")


@may("business.change")
@require_http_methods(["GET", "POST"])
def business(request: HttpRequest) -> HttpResponse:
    """The business's name and where requests come first; its teams and branches."""
    held = get_object_or_404(Business.objects.select_related("intake_team"))
    initial = {"name": held.name, "intake_team": held.intake_team_id, "intake_process": held.intake_process}
    form = BusinessForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_business(**form.cleaned_data, by=agent_of(request), now=timezone.now())
        return _saved(request)
    members = Count("appointments__agent", filter=Q(appointments__until=None), distinct=True)
    context = {
        "form": form,
        "teams": Team.objects.select_related("head", "branch", "calendar")
        .annotate(members=members)
        .order_by(*OPEN_FIRST),
        "branches": Branch.objects.select_related("calendar").order_by(*OPEN_FIRST),
    }
    return render(request, "organisation/settings/business.html", context, status=422 if form.errors else 200)


@may("business.change")
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One team, a new one where there is none yet."""
    found = get_object_or_404(Team, pk=pk) if pk else None
    initial = {name: getattr(found, name) for name in TeamForm.base_fields} if found else None
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        agent, now = agent_of(request), timezone.now()
        if found:
            actions.change_team(found, form.plan(), by=agent, now=now)
        else:
            actions.add_team(form.plan(), by=agent, now=now)
        return _saved(request)
    context = {"form": form, "team": found}
    return render(request, "organisation/settings/team.html", context, status=422 if form.errors else 200)


@may("business.change")
@require_http_methods(["GET", "POST"])
def branch(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One branch, a new one where there is none yet."""
    found = get_object_or_404(Branch, pk=pk) if pk else None
    initial = {name: getattr(found, name) for name in BranchForm.base_fields} if found else None
    form = BranchForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        agent, now = agent_of(request), timezone.now()
        try:
            if found:
                actions.change_branch(found, form.plan(), by=agent, now=now)
            else:
                actions.add_branch(form.plan(), by=agent, now=now)
        except actions.CodeTaken:
            form.add_error("code", _("Another branch has this code."))
        else:
            return _saved(request)
    context = {"form": form, "branch": found}
    return render(request, "organisation/settings/branch.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("settings_business")
