"""Skills and territories: who knows what, who looks after which part of the country."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.organisation import actions
from tantam.organisation.forms.skills import SkillForm, TerritoryForm
from tantam.organisation.models import AgentSkill, AgentTerritory, Skill, Territory, TerritoryBranch
from tantam.organisation.rights import may
from tantam.organisation.views.settings import agent_of


@may("team.lead")
@require_GET
def skills(request: HttpRequest) -> HttpResponse:
    """All skills with who has them, all territories with who looks after them."""
    people: dict[int, list[str]] = defaultdict(list)
    held = AgentSkill.objects.filter(agent__is_active=True).order_by("agent__full_name")
    for skill_id, name in held.values_list("skill", "agent__full_name"):
        people[skill_id].append(name)
    context = {
        "skills": [(one, people[one.pk]) for one in Skill.objects.order_by("name", "id")],
        "territories": _territories(),
    }
    return render(request, "organisation/settings/skills.html", context)


def _territories() -> list[tuple[Territory, list[str], list[str]]]:
    """Each with its places and its people, by name."""
    places: dict[int, list[str]] = defaultdict(list)
    for one in TerritoryBranch.objects.select_related("branch").order_by("branch"):
        places[one.territory_id].append(one.branch.called)
    people: dict[int, list[str]] = defaultdict(list)
    held = AgentTerritory.objects.filter(agent__is_active=True).order_by("agent__full_name")
    for territory_id, name in held.values_list("territory", "agent__full_name"):
        people[territory_id].append(name)
    found = Territory.objects.select_related("team").order_by("name", "id")
    return [(one, [*one.provinces, *places[one.pk]], people[one.pk]) for one in found]


@may("team.lead")
@require_http_methods(["GET", "POST"])
def skill(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One skill, a new one where there is none yet."""
    found = get_object_or_404(Skill, pk=pk) if pk else None
    form = SkillForm(request.POST or None, skill=found)
    if request.method == "POST" and form.is_valid():
        actions.keep_skill(found, form.plan(), by=agent_of(request), now=timezone.now())
        return _saved(request)
    context = {"form": form, "skill": found}
    return render(request, "organisation/settings/skill.html", context, status=422 if form.errors else 200)


@may("team.lead")
@require_POST
def drop_skill(request: HttpRequest, pk: int) -> HttpResponse:
    """This skill is no longer asked for."""
    actions.drop_skill(get_object_or_404(Skill, pk=pk), by=agent_of(request), now=timezone.now())
    return _saved(request)


@may("team.lead")
@require_http_methods(["GET", "POST"])
def territory(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One territory, a new one where there is none yet."""
    found = get_object_or_404(Territory, pk=pk) if pk else None
    form = TerritoryForm(request.POST or None, territory=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_territory(found, form.plan(), by=agent_of(request), now=timezone.now())
        except actions.BranchTaken:
            form.add_error("branches", _("One of these branches belongs to another territory."))
        else:
            return _saved(request)
    context = {"form": form, "territory": found}
    return render(request, "organisation/settings/territory.html", context, status=422 if form.errors else 200)


@may("team.lead")
@require_POST
def drop_territory(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody in particular looks after this territory any more."""
    actions.drop_territory(get_object_or_404(Territory, pk=pk), by=agent_of(request), now=timezone.now())
    return _saved(request)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("settings_skills")
