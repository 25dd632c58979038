"""See what runs: all processes, the heat map of one, who stands at a step."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tantam.organisation.rights import has_right, may
from tantam.process import queries
from tantam.process.context import agent_of, choices, heat_page, is_htmx, language, name_of, table_of, thumbnail
from tantam.process.forms import FilterForm
from tantam.process.models import Process, Version


@may("process.see")
@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """All processes with what runs on them."""
    lines = queries.overview(now=timezone.now())
    shown = [{"line": line, "name": name_of(line.process), "picture": thumbnail(line)} for line in lines]
    page = {
        "lines": shown,
        "may_draw": _may_draw(request),
        "awaited": [(one, name_of(one.version.process)) for one in queries.awaited_of(agent_of(request))],
        "retired": [(one, name_of(one)) for one in queries.retired_processes()],
    }
    return render(request, "process/processes.html", page)


@may("process.see")
@require_GET
def heat_map(request: HttpRequest, key: str) -> HttpResponse:
    """The drawing with what stands and stays where, and the same as a table."""
    process = get_object_or_404(Process, key=key)
    form = FilterForm(request.GET, choices=choices())
    version = queries.version_of(process, form.number)
    if version is None:
        return _nothing_published(request, process)
    page = {"form": form, "filters": form.filters, **about(request, process, version), "now": timezone.now()}
    page |= heat_page(request, version=version, filters=form.filters, now=timezone.now())
    template = "process/heat_map.html#heat" if is_htmx(request) else "process/heat_map.html"
    return render(request, template, page)


@may("process.see")
@require_GET
def step(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """Who stands at a step: a sheet beside the heat map, or a page of its own."""
    process = get_object_or_404(Process, key=key)
    form = FilterForm(request.GET, choices=choices())
    version = queries.version_of(process, form.number)
    diagram = queries.diagram_of(version) if version else None
    if version is None or diagram is None or node not in diagram.nodes_by_id:
        raise Http404
    found, now = diagram.node(node), timezone.now()
    page = {
        **about(request, process, version),
        "step_name": found.label(language()) or node,
        "role": queries.doer_of(diagram, found, language=language()),
        "standers": queries.standers(version.pk, node=node, agent=agent_of(request), filters=form.filters),
        "figures": queries.heat_map(version.pk, filters=form.filters, now=now).steps[node],
        "days": form.filters.days,
        "table": table_of(found),
        "now": now,
        "is_sheet": is_htmx(request),
    }
    template = "process/step.html#sheet" if page["is_sheet"] else "process/step.html"
    return render(request, template, page)


def about(request: HttpRequest, process: Process, version: Version | None) -> dict[str, object]:
    """What the head of every page of one process shows."""
    return {
        "process": process,
        "process_name": name_of(process),
        "version": version,
        "elsewhere": queries.running_elsewhere(version) if version else [],
        "tongue": language(),
        "may_draw": _may_draw(request),
        "may_publish": has_right(agent_of(request), "process.publish"),
    }


def _nothing_published(request: HttpRequest, process: Process) -> HttpResponse:
    if _may_draw(request):
        return redirect("process_edit", key=process.key)
    if draft := queries.draft_of(process):
        return redirect("process_version", key=process.key, number=draft.number)
    return render(request, "process/unpublished.html", about(request, process, None))


def _may_draw(request: HttpRequest) -> bool:
    return has_right(agent_of(request), "process.draw")
