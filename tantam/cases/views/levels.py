"""The settings' page of service levels: what is promised to whom, what a change would mean, who hears of a miss."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.cases import actions
from tantam.cases.actions.levels import MOST_LEVELS, Change, LevelIsGone, proposed
from tantam.cases.context.levels import called, edition_rows, level_rows, typed
from tantam.cases.forms import LEVEL_WORDS, LevelEndForm, LevelForm, StepsUpForm
from tantam.cases.models import LevelEdition, ServiceLevel
from tantam.cases.queries import steps_up
from tantam.cases.queries.levels import WouldChange, editions, levels_that_hold, would_change
from tantam.cases.values.levels import shadows
from tantam.cases.views.asking import agent_of
from tantam.organisation.rights import may


@may("level.change")
@require_GET
def levels(request: HttpRequest) -> HttpResponse:
    """All that is promised now, in the order in which it is asked, and what was changed lately."""
    return _page(request, StepsUpForm(initial=_steps_typed()))


def _page(request: HttpRequest, steps: StepsUpForm) -> HttpResponse:
    context = {
        "rows": level_rows(levels_that_hold()),
        "editions": edition_rows(list(editions())),
        "steps": steps,
        "under_way": LevelEdition.objects.filter(reckons_open=True, reckoned_at=None).order_by("number").first(),
    }
    return render(request, "cases/levels/levels.html", context, status=422 if steps.errors else 200)


def _steps_typed() -> dict[str, str]:
    times = ["0" if minutes == 0 else typed(minutes) for minutes in steps_up()]
    return dict(zip(("first", "second", "third"), times, strict=False))


@may("level.change")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Promise something to somebody new."""
    return _write(request, None)


@may("level.change")
@require_http_methods(["GET", "POST"])
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a level: what was promised before keeps the old one."""
    return _write(request, get_object_or_404(ServiceLevel.objects.holding().select_related("segment"), pk=pk))


def _write(request: HttpRequest, shown: ServiceLevel | None) -> HttpResponse:
    form = LevelForm(request.POST or None, initial=_initial(shown), places=_places(shown))
    if request.method == "POST" and form.is_valid():
        if shown is None and len(levels_that_hold()) >= MOST_LEVELS:
            form.add_error(None, _("There are too many levels already; change or end one of them."))
        elif (response := _laid_down(request, form, shown)) is not None:
            return response
    status = 422 if form.errors else 200
    context = {"form": form, "level": shown, "called": called(shown) if shown else ""}
    return render(request, "cases/levels/level.html", context, status=status)


def _laid_down(request: HttpRequest, form: LevelForm, shown: ServiceLevel | None) -> HttpResponse | None:
    try:
        actions.change_levels(_change(form, shown.pk if shown else None), by=agent_of(request), now=timezone.now())
    except LevelIsGone:
        form.add_error(None, _("Somebody else has just changed this level. Look at the list and try again."))
        return None
    messages.success(request, _("Laid down. New tickets are promised this from now on."))
    return redirect("settings_levels")


def _initial(shown: ServiceLevel | None) -> dict[str, Any]:
    if shown is None:
        return {}
    initial: dict[str, Any] = {name: getattr(shown, name) for name in LEVEL_WORDS}
    for name in ("first_response_minutes", "next_response_minutes", "resolution_minutes"):
        initial[name] = typed(initial[name])
    levels_now = levels_that_hold()
    behind = [one.pk for one in levels_now[[one.pk for one in levels_now].index(shown.pk) + 1 :]]
    return {**initial, "before": str(behind[0]) if behind else ""}


def _places(shown: ServiceLevel | None) -> list[tuple[str, str]]:
    others = [one for one in levels_that_hold() if shown is None or one.pk != shown.pk]
    return [(str(one.pk), called(one)) for one in others]


def _change(form: LevelForm, of: int | None) -> Change:
    said = form.cleaned_data
    return Change(words=form.words(), of=of, reason=said["reason"], reckons_open=said["reckons_open"])


@may("level.change")
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What would change with what is typed so far; nothing is laid down."""
    of = request.POST.get("of", "")
    shown = ServiceLevel.objects.holding().filter(pk=int(of)).first() if of.isascii() and of.isdigit() else None
    form = LevelForm(request.POST, places=_places(shown))
    if not form.is_valid():
        return render(request, "cases/levels/look.html", {"is_unfinished": True})
    change = _change(form, shown.pk if shown else None)
    return render(request, "cases/levels/look.html", _looked(change))


def _looked(change: Change) -> dict[str, Any]:
    arranged = proposed(change)
    found: WouldChange = would_change(arranged, now=timezone.now())
    place = next((number for number, one in enumerate(arranged) if one.pk in {None, change.of}), None)
    above = shadows(arranged).get(place) if place is not None else None
    return {"found": found, "hidden_by": called(above) if above else ""}


@may("level.change")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Promise it no longer: what was promised by it stays."""
    shown = get_object_or_404(ServiceLevel.objects.holding().select_related("segment"), pk=pk)
    form = LevelEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = Change(words=None, of=pk, **form.cleaned_data)
        try:
            actions.change_levels(change, by=agent_of(request), now=timezone.now())
        except LevelIsGone:
            messages.error(request, _("Somebody else has just changed this level. Look at the list and try again."))
        else:
            messages.success(request, _("It is promised no longer. Tickets that were promised it keep it."))
        return redirect("settings_levels")
    context = {"form": form, "level": shown, "called": called(shown), **_looked(Change(words=None, of=pk))}
    return render(request, "cases/levels/end.html", context, status=422 if form.errors else 200)


@may("level.change")
@require_POST
def steps(request: HttpRequest) -> HttpResponse:
    """When a missed promise goes up the line."""
    form = StepsUpForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    actions.set_steps_up(form.minutes(), by=agent_of(request), now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("settings_levels")
