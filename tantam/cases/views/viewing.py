"""Saved views: made from the filter bar, changed, ordered, pinned, deleted and brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.cases import actions, queries
from tantam.cases.context.filters import Bar, tongue
from tantam.cases.forms import OWN, ViewForm
from tantam.cases.models import SavedView
from tantam.cases.queries import SORTS
from tantam.cases.views.asking import agent_of, is_fragment
from tantam.cases.views.inbox import bar_of
from tantam.organisation.models import Agent, Reach, Team
from tantam.organisation.rights import has_right, may

#: So long a deleted view is offered to be brought back at once.
JUST_NOW = timedelta(hours=1)
MOST_LISTED = 500


@may("case.see")
@require_GET
def views(request: HttpRequest) -> HttpResponse:
    """All views that one may see: one's own, one's teams', everybody's; and those just deleted."""
    agent, known = agent_of(request), queries.words()
    sorts: dict[str, Any] = dict(SORTS.items())
    rows = [
        {
            "view": view,
            "says": queries.write_filter(queries.filter_of(view), known=known, language=tongue()),
            "sort": sorts.get(view.sort, SORTS["newest"]),
            "may_change": queries.may_change_view(view, agent=agent),
        }
        for view in queries.all_views(agent)[:MOST_LISTED]
    ]
    deleted = SavedView.objects.filter(deleted_at__gt=timezone.now() - JUST_NOW).shown_to(agent).order_by("-deleted_at")
    gone = [view for view in deleted[:5] if queries.may_change_view(view, agent=agent)]
    return render(request, "cases/views.html", {"rows": rows, "gone": gone})


@may("case.see")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Keep what the list is narrowed to as a view with a name."""
    agent, now = agent_of(request), timezone.now()
    bar = bar_of(request, {}, now=now)[0]
    form = _form(request, agent, initial={"whom": OWN})
    if request.method == "POST" and form.is_valid():
        view = actions.save_view(form.plan(filter=bar.filter, sort=bar.sort), by=agent, now=now)
        messages.success(request, _("Saved. It stands beside your list."))
        return _go(request, _address(view))
    return _sheet(request, form, title=_("Save as a view"), bar=bar)


@may("case.see")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or for others."""
    agent, now = agent_of(request), timezone.now()
    view = _changeable(request, pk)
    whom = "all" if view.is_shared and view.team_id is None else str(view.team_id or OWN)
    form = _form(request, agent, view, initial={"name": view.name, "whom": whom, "revision": view.revision})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_view(view, form.plan(), revision=form.cleaned_data["revision"] or 0, by=agent, now=now)
        except actions.ViewChanged as changed:
            form.add_error(None, str(changed.message))
        else:
            messages.success(request, _("Saved."))
            return _go(request, (request.POST.get("back") == "views" and reverse("views")) or _address(view))
    return _sheet(request, form, title=_("Change the view"), view=view)


@may("case.see")
@require_POST
def keep_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the list is narrowed to by now in the view itself."""
    agent, now = agent_of(request), timezone.now()
    view = _changeable(request, pk)
    bar = bar_of(request, {}, now=now)[0]
    if bar.saved is None or bar.saved.pk != view.pk:
        raise Http404
    whose = actions.ViewPlan(
        name=view.name, team=view.team, for_all=view.is_shared and view.team is None, filter=bar.filter, sort=bar.sort
    )
    said = request.POST.get("revision", "")
    try:
        actions.change_view(view, whose, revision=int(said) if said.isdecimal() else 0, by=agent, now=now)
    except actions.ViewChanged as changed:
        messages.error(request, str(changed.message))
        return redirect(f"{reverse('inbox')}{bar.query}")
    messages.success(request, _("The view is kept as it is shown."))
    return redirect(_address(view))


@may("case.see")
@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Beside one's list, or no longer."""
    view = _shown(request, pk)
    (actions.unpin_view if request.POST.get("pin") == "0" else actions.pin_view)(view, agent=agent_of(request))
    return redirect("views")


@may("case.see")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down beside one's list."""
    way = request.POST.get("way")
    actions.move_view(_shown(request, pk), agent=agent_of(request), way="up" if way == "up" else "down")
    return redirect("views")


@may("case.see")
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a view away; the page of all views offers to bring it back."""
    view = _changeable(request, pk)
    actions.delete_view(view, now=timezone.now())
    return _go(request, reverse("views"))


@may("case.see")
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a deleted view back."""
    view = SavedView.objects.shown_to(agent_of(request)).filter(pk=pk).first()
    if view is None:
        raise Http404
    if not queries.may_change_view(view, agent=agent_of(request)):
        raise PermissionDenied
    actions.restore_view(view)
    messages.success(request, _("“%(name)s” is back.") % {"name": view.name})
    return redirect(_address(view))


def _shown(request: HttpRequest, pk: int) -> SavedView:
    """The view, if it is there for this person."""
    found = SavedView.objects.standing().shown_to(agent_of(request)).select_related("team").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _changeable(request: HttpRequest, pk: int) -> SavedView:
    view = _shown(request, pk)
    if not queries.may_change_view(view, agent=agent_of(request)):
        raise PermissionDenied
    return view


def _form(request: HttpRequest, agent: Agent, view: SavedView | None = None, **more: Any) -> ViewForm:
    """For oneself and one's teams; for any team and for everybody, whoever may share so."""
    may_share = has_right(agent, "view.share")
    teams = Team.objects.open().order_by("name")
    if not (may_share and agent.reach == Reach.ALL):
        teams = teams.filter(pk__in=agent.team_ids)
    offered = list(teams)
    if view is not None and view.team is not None and view.team not in offered:
        offered.append(view.team)  # one that is closed, or that one has left
    may_share = may_share or (view is not None and view.is_shared and view.team is None)
    return ViewForm(request.POST or None, teams=offered, may_share=may_share, **more)


def _sheet(
    request: HttpRequest, form: ViewForm, *, title: str, bar: Bar | None = None, view: SavedView | None = None
) -> HttpResponse:
    template = "cases/parts/view_form.html" if is_fragment(request) else "cases/view_form.html"
    back = request.POST.get("back") or request.GET.get("back", "")
    here = request.get_full_path()
    context = {"form": form, "title": title, "bar": bar, "changed": view, "action": here, "back": back}
    return render(request, template, context, status=422 if form.errors else 200)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if not is_fragment(request):
        return redirect(address)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = address
    return response


def _address(view: SavedView) -> str:
    return f"{reverse('inbox')}?view={view.key}"
