"""What was published when and why, each version as a drawing, as a list of steps, and as a file."""

from __future__ import annotations

from itertools import zip_longest

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.core.values.memory import remembering
from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.context import (
    agent_of,
    comparison,
    exported_picture,
    name_of,
    picture,
    remarks_of,
    review_page,
    step_list,
    trial_page,
)
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.problem import Unreadable
from tantam.process.forms import CompareForm
from tantam.process.models import Process, Version
from tantam.process.views.seeing import about


@may("process.see")
@require_GET
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """All versions of a process."""
    process = get_object_or_404(Process, key=key)
    found = list(queries.versions_of(process))
    running = queries.running_by_version(process)
    trials, approved = queries.trials_of(process), queries.approvers_of(process)
    lines = [
        (one, before, running.get(one.pk, 0), trials.get(one.pk), approved.get(one.pk, []))
        for one, before in zip_longest(found, found[1:])
    ]
    page = {**about(request, process, queries.version_of(process, None)), "versions": lines}
    if trial := queries.trial_of(process):
        page |= trial_page(trial, queries.figures_of(trial, now=timezone.now()))
    page["olds"] = [(one, running[one.pk]) for one in found if running.get(one.pk)]
    page["is_elsewhere"] = any(count and not one.is_in_force for one, _before, count, _tried, _approved in lines)
    return render(request, "process/versions.html", page)


@may("process.see")
@require_GET
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions side by side: what changed in words, and coloured on both drawings."""
    process = get_object_or_404(Process, key=key)
    all_versions = list(queries.versions_of(process))
    asked = CompareForm(request.GET).numbers or _usual(all_versions)
    if asked is None:
        return redirect("process_versions", key=key)
    old, new = (version_named(key, number) for number in asked)
    try:
        found = comparison(old, new)
    except Unreadable as error:
        raise Http404(f"{name_of(process)}: {error}") from error
    page = {**about(request, process, queries.version_of(process, None)), "versions": all_versions, **found}
    page |= review_page(new, me=agent_of(request)) if new.state == Version.State.DRAFT else {}
    return render(request, "process/compare.html", {**page, "old": old, "new": new})


def _usual(versions: list[Version]) -> tuple[int, int] | None:
    """The newest with the one before it, where there are two."""
    return (versions[1].number, versions[0].number) if len(versions) > 1 else None


@may("process.draw")
@require_POST
def restore(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """An older version becomes the draft."""
    try:
        draft = actions.restore(version_named(key, number), by=agent_of(request), now=timezone.now())
    except actions.DraftStands:
        messages.warning(request, _("There is a draft already. Publish it or discard it first; nothing was changed."))
        return redirect("process_versions", key=key)
    words = {"number": number, "draft": draft.number}
    messages.success(request, _("Draft %(draft)s is as version %(number)s was. Look it over, then publish it.") % words)
    return redirect("process_edit", key=key)


@may("process.see")
@require_GET
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as a drawing."""
    shown = version_named(key, number)
    me = agent_of(request)
    remarks = remarks_of(shown, me=me)
    drawing = picture(drawn(shown), pointed_out=remarks["open_places"])
    page = {**about(request, shown.process, shown), "drawing": drawing, **remarks}
    page |= review_page(shown, me=me)
    return render(request, "process/version.html", page)


@may("process.see")
@require_GET
@remembering()
def steps(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as a plain list: step, who, by when, what to say."""
    shown = version_named(key, number)
    page = {**about(request, shown.process, shown), "steps": step_list(drawn(shown), version=shown)}
    return render(request, "process/steps.html", page)


@may("process.see")
@require_GET
def bpmn(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The file, as it was drawn."""
    shown = version_named(key, number)
    return _file(shown.bpmn, "application/xml", f"{key}-v{number}.bpmn")


@may("process.see")
@require_GET
def svg(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The drawing as a picture for documents."""
    shown = version_named(key, number)
    return _file(exported_picture(drawn(shown)), "image/svg+xml", f"{key}-v{number}.svg")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(text, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def version_named(key: str, number: int) -> Version:
    """The version of a process; Http404 where there is none."""
    found = Version.objects.select_related("process", "published_by", "created_by")
    return get_object_or_404(found, process__key=key, number=number)


def drawn(version: Version) -> Diagram:
    """Its drawing; Http404 for one that cannot be read."""
    try:
        return queries.diagram_of(version)
    except Unreadable as error:
        raise Http404(f"{name_of(version.process)}: {error}") from error
