"""How work is given out in each team: the rules, for whoever leads."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tantam.cases import actions
from tantam.cases.forms import RuleForm
from tantam.cases.models import AssignmentRule, Mode
from tantam.organisation.models import Agent, Reach, Skill, Team
from tantam.organisation.rights import has_right, may


@may("team.lead")
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Each team with its rule."""
    agent = _agent(request)
    held = {one.team_id: one for one in AssignmentRule.objects.all()}
    teams = Team.objects.open().select_related("head").order_by("id")
    rows = [(team, held.get(team.pk) or AssignmentRule(team=team), _leads(agent, team)) for team in teams]
    return render(request, "cases/settings/rules.html", {"rows": rows})


@may("team.lead")
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """How one team gives its work out."""
    team = get_object_or_404(Team.objects.open(), pk=pk)
    if not _leads(_agent(request), team):
        raise PermissionDenied
    held = AssignmentRule.objects.filter(team=team).first() or AssignmentRule(team=team)
    form = RuleForm(request.POST or None, rule=held)
    if request.method == "POST" and form.is_valid():
        actions.keep_rule(team, form.plan(), by=_agent(request), now=timezone.now())
        messages.success(request, _("Saved. New tickets are given out so from now on."))
        return redirect("settings_rules")
    context = {"form": form, "team": team, "has_skills": Skill.objects.exists(), "by_skill": Mode.BY_SKILL}
    return render(request, "cases/settings/rule.html", context, status=422 if form.errors else 200)


def _agent(request: HttpRequest) -> Agent:
    assert isinstance(request.user, Agent)  # noqa: S101 - the right of the view guarantees one
    return request.user


def _leads(agent: Agent, team: Team) -> bool:
    return has_right(agent, "agent.change") or agent.reach == Reach.ALL or team.pk in agent.team_ids
