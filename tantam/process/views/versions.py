"""What was published when and why, each version as a drawing, as a list of steps, and as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tantam.organisation.rights import may
from tantam.process import queries
from tantam.process.context import exported_picture, name_of, picture, remarks_of, step_list
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Process, Version
from tantam.process.views.seeing import about


@may("process.see")
@require_GET
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """All versions of a process."""
    process = get_object_or_404(Process, key=key)
    page = {**about(request, process, queries.version_of(process, None)), "versions": queries.versions_of(process)}
    return render(request, "process/versions.html", page)


@may("process.see")
@require_GET
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as a drawing."""
    shown = _version(key, number)
    remarks = remarks_of(shown)
    drawing = picture(_diagram(shown), pointed_out=remarks["open_places"])
    page = {**about(request, shown.process, shown), "drawing": drawing, **remarks}
    return render(request, "process/version.html", page)


@may("process.see")
@require_GET
def steps(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as a plain list: step, who, by when, what to say."""
    shown = _version(key, number)
    page = {**about(request, shown.process, shown), "steps": step_list(_diagram(shown))}
    return render(request, "process/steps.html", page)


@may("process.see")
@require_GET
def bpmn(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The file, as it was drawn."""
    shown = _version(key, number)
    return _file(shown.bpmn, "application/xml", f"{key}-v{number}.bpmn")


@may("process.see")
@require_GET
def svg(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The drawing as a picture for documents."""
    shown = _version(key, number)
    return _file(exported_picture(_diagram(shown)), "image/svg+xml", f"{key}-v{number}.svg")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(text, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _version(key: str, number: int) -> Version:
    found = Version.objects.select_related("process", "published_by", "created_by")
    return get_object_or_404(found, process__key=key, number=number)


def _diagram(version: Version) -> Diagram:
    try:
        return queries.diagram_of(version)
    except Unreadable as error:
        raise Http404(f"{name_of(version.process)}: {error}") from error
