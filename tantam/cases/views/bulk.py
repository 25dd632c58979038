"""Many tickets at once: the bar of what is chosen, the sheet that asks, the page that tells how far it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tantam.cases import actions, queries
from tantam.cases.actions.refused import TagUnreadable
from tantam.cases.context import bulk as words
from tantam.cases.forms import CloseManyForm, GiveManyForm, ManyForm, TagManyForm, UrgencyManyForm
from tantam.cases.models import BulkAction, BulkItem
from tantam.cases.views.asking import agent_of, is_fragment, refuse
from tantam.cases.views.inbox import bar_of
from tantam.core.values.filters import Filter
from tantam.organisation.actions import see_notices
from tantam.organisation.rights import has_right, may

RUNS_SHOWN, LEFT_SHOWN, DONE_SHOWN = 50, 200, 50


@may("case.bulk")
@require_GET
def bar(request: HttpRequest) -> HttpResponse:
    """What can be done with what is chosen, and how many there are to choose in this view."""
    agent, now = agent_of(request), timezone.now()
    of = bar_of(request, {}, now=now)[0]
    count = queries.count_found(of.filter, agent=agent, now=now, most=actions.MOST_CHOSEN)
    verbs = [
        {"key": key, "label": BulkAction.Verb(key).label, "icon": words.ICONS[key], "letter": words.KEYS[key]}
        for key, verb in actions.VERBS.items()
        if has_right(agent, verb.right)
    ]
    is_too_many = count > actions.MOST_CHOSEN
    context = {"bar": of, "verbs": verbs, "count": words.shown(count), "is_too_many": is_too_many, "held": count}
    return render(request, "cases/parts/chosen.html", context)


@may("case.bulk")
@require_POST
def new(request: HttpRequest, verb: str) -> HttpResponse:
    """Write down what is chosen, and ask what is to be done to it."""
    agent, now = agent_of(request), timezone.now()
    if verb not in actions.VERBS:
        raise Http404
    if not has_right(agent, actions.VERBS[verb].right):
        raise PermissionDenied(verb)
    try:
        chosen = actions.choose_many(verb, of=_chosen(request), by=agent, now=now)
    except actions.Refused as refused:
        return _refused(request, refused.message)
    return _sheet(request, chosen, _form(chosen, None))


def _chosen(request: HttpRequest) -> Filter | list[int]:
    """All of the view that the address names, or those of these keys."""
    if request.POST.get("all"):
        return bar_of(request, {}, now=timezone.now())[0].filter
    keys = request.POST.get("ids", "").split(",")
    return [int(key) for key in keys if key.isdecimal() and len(key) < 19]


def _form(chosen: BulkAction, data: Mapping[str, Any] | None) -> ManyForm:
    if chosen.verb == BulkAction.Verb.ASSIGN:
        return GiveManyForm(data)
    if chosen.verb == BulkAction.Verb.TAG:
        on_some = queries.names_of_tags(queries.tags_on(chosen))
        return TagManyForm(data, named=on_some, offers=queries.tags_offered())
    return UrgencyManyForm(data) if chosen.verb == BulkAction.Verb.URGENCY else CloseManyForm(data)


def _sheet(request: HttpRequest, chosen: BulkAction, form: ManyForm, *, status: int = 200) -> HttpResponse:
    template = "cases/parts/bulk_sheet.html" if is_fragment(request) else "cases/bulk_sheet.html"
    context = {"chosen": chosen, "form": form, "title": words.asking(chosen.verb, chosen.asked)}
    return render(request, template, {**context, **_seen(request, chosen, form)}, status=status)


def _seen(request: HttpRequest, chosen: BulkAction, form: ManyForm) -> dict[str, Any]:
    """What would become of the tickets by what is filled in so far; without the numbers where that is not enough."""
    if not form.is_bound or not form.is_valid():
        return {"button": BulkAction.Verb(chosen.verb).label, "icon": words.ICONS[chosen.verb]}
    seen = actions.preview_bulk(chosen, form.said(), by=agent_of(request))
    return {
        "seen": seen,
        "will": words.shown(seen.will),
        "awaited": words.shown(seen.awaited) if seen.awaited and chosen.verb == BulkAction.Verb.CLOSE else "",
        "reasons": words.reasons(seen.left),
        "button": words.doing(chosen.verb, seen.will),
        "icon": words.ICONS[chosen.verb],
    }


@may("case.bulk")
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of the tickets; nothing is changed."""
    chosen = _own_choice(request, pk)
    form = _form(chosen, request.POST)
    return render(request, "cases/parts/bulk_preview.html", {"chosen": chosen, **_seen(request, chosen, form)})


@may("case.bulk")
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin. Few are done at once and told in a message; for many there is a page."""
    chosen, by = _own_choice(request, pk), agent_of(request)
    if not has_right(by, actions.VERBS[chosen.verb].right):
        raise PermissionDenied(chosen.verb)
    form = _form(chosen, request.POST)
    if not form.is_valid():
        return _sheet(request, chosen, form, status=422)
    try:
        run = actions.begin_bulk(chosen, form.said(), by=by, now=timezone.now())
    except TagUnreadable as refused:
        form.add_error("add", str(refused.message))
        return _sheet(request, chosen, form, status=422)
    except actions.Refused as refused:
        return _refused(request, refused.message)
    return _begun(request, run)


def _begun(request: HttpRequest, run: BulkAction) -> HttpResponse:
    page = reverse("bulk_run", args=[run.pk])
    if run.asked <= actions.AT_ONCE:
        _work_off(run)
    if run.state != BulkAction.State.DONE or not run.done or not is_fragment(request):
        return _go(request, page)
    said = words.done_in_words(run.verb, run.done, run.left)
    toast: dict[str, Any] = {"text": said, "tone": "success", "undo": reverse("bulk_undo", args=[run.pk])}
    response = HttpResponse()
    response.headers["HX-Trigger"] = json.dumps({"close-dialog": True, "bulk-begun": True, "toast": toast})
    return response


def _work_off(run: BulkAction) -> None:
    """Do few at once; what somebody holds is left to the worker."""
    while actions.carry_on_one(run.pk, now=timezone.now()):
        pass
    run.refresh_from_db()


@may("case.bulk")
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what was done and what was left and why; stopped and taken back from here."""
    found, agent = _run(request, pk), agent_of(request)
    if found.is_over and found.by_id == agent.pk and agent.unseen_notices:
        agent.unseen_notices -= see_notices(agent.pk, now=timezone.now(), subject=f"bulk:{found.pk}")
    left = queries.items_of(found, result=BulkItem.Result.LEFT, agent=agent, most=LEFT_SHOWN)
    left_by_why = words.reasons(queries.whys_of(found)) if found.left else []
    for reason in left_by_why:
        reason["cases"] = [one for one in left if one["why"] == reason["code"]]
    context = {
        "run": found,
        "title": words.titles([found])[found.pk],
        "icon": words.ICONS[found.verb],
        "said": words.done_in_words(found.verb, found.done, found.left),
        "reasons": left_by_why,
        "done": queries.items_of(found, result=BulkItem.Result.DONE, agent=agent, most=DONE_SHOWN),
        "more_done": words.shown(found.done - DONE_SHOWN) if found.done > DONE_SHOWN else "",
        "undoings": list(found.undoings.exclude(state=BulkAction.State.CHOSEN).select_related("by").order_by("-pk")),
        "can_be_undone": found.is_over and found.deed is not None and found.deed.is_open(at=timezone.now())
        and found.done > 0,
    }  # fmt: skip
    return render(request, "cases/bulk.html#progress" if is_fragment(request) else "cases/bulk.html", context)


@may("case.bulk")
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """What was done to many tickets lately."""
    found = list(queries.bulk_begun(agent_of(request))[:RUNS_SHOWN])
    titles = words.titles(found)
    return render(request, "cases/bulks.html", {"rows": [(one, titles[one.pk]) for one in found]})


@may("case.bulk")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the rest as it is."""
    try:
        actions.stop_bulk(_run(request, pk), by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        messages.warning(request, str(refused.message))
    return redirect("bulk_run", pk=pk)


@may("case.bulk")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what still is as it was left; few at once."""
    try:
        undoing = actions.take_bulk_back(_run(request, pk), by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        messages.warning(request, str(refused.message))
        return redirect("bulk_run", pk=pk)
    if undoing.asked <= actions.AT_ONCE:
        _work_off(undoing)
    if undoing.state != BulkAction.State.DONE or undoing.left:
        return redirect("bulk_run", pk=undoing.pk)
    messages.success(request, words.done_in_words(undoing.verb, undoing.done, undoing.left))
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return redirect(came_from if is_ours else reverse("bulk_run", args=[pk]))


def _own_choice(request: HttpRequest, pk: int) -> BulkAction:
    return get_object_or_404(BulkAction, pk=pk, by=agent_of(request), undoes=None)


def _run(request: HttpRequest, pk: int) -> BulkAction:
    return get_object_or_404(queries.bulk_begun(agent_of(request)), pk=pk)


def _refused(request: HttpRequest, message: object) -> HttpResponse:
    if is_fragment(request):
        return render(request, "cases/parts/bulk_refused.html", {"words": message}, status=409)
    return refuse(request, message, status=409)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if not is_fragment(request):
        return redirect(address)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = address
    return response
