"""See what runs: all processes, the heat map of one, who stands at a step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tantam.organisation.rights import has_right, may
from tantam.process import queries
from tantam.process.context import (
    agent_of,
    choices,
    heat_page,
    is_htmx,
    language,
    look_of,
    name_of,
    step_page,
    thumbnail,
)
from tantam.process.context.policies import odd_policies
from tantam.process.context.starts import starts_page
from tantam.process.context.waiting import waiting_page
from tantam.process.forms import FilterForm
from tantam.process.models import Process, Version
from tantam.process.queries.filtering import DIMENSIONS
from tantam.process.values.periods import today_of

#: So many processes are looked over without looking for one.
SEEN_AT_ONCE: Final = 12


@may("process.see")
@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """All processes with what runs on them; of many, those whose code or name has the words that are looked for."""
    lines, retired = queries.overview_with_retired(now=timezone.now())
    text = request.GET.get("q", "").strip()[:80]
    found = [line for line in lines if queries.is_called(line.process, text)]
    shown = [{"line": line, "name": name_of(line.process), "picture": thumbnail(line)} for line in found]
    page = {
        "lines": shown,
        "count": len(lines),
        "text": text,
        "is_searched": bool(text) or len(lines) > SEEN_AT_ONCE,
        "may_draw": _may_draw(request),
        **waiting_page(agent_of(request), now=timezone.now()),
        "retired": [(one, name_of(one.process)) for one in retired],
    }
    return render(request, "process/processes.html", page)


@may("process.see")
@require_GET
def heat_map(request: HttpRequest, key: str) -> HttpResponse:
    """The drawing with what stands and stays where, and the same as a table; alone or against another time."""
    now, is_part = timezone.now(), is_htmx(request)
    versions = queries.versions_seen(key)
    form = FilterForm(request.GET, choices=_choices_for(request.GET, is_part=is_part), now=now)
    version = queries.shown_of(versions, form.number)
    if version is None:
        return _nothing_published(request, get_object_or_404(Process, key=key))
    look = look_of(form, version=version, versions=versions, now=now)
    running = queries.running_on({one.pk: one.number for one in versions if one.pk != version.pk}, now=now)
    counts = {one.number: one.running for one in running}
    period = look.filters.period(now)
    page = {"form": form, "look": look, "filters": look.filters, "now": now, "period": period}
    page["versions"] = [(one, counts.get(one.number, 0)) for one in versions]
    page["replay_day"] = min(period.last, today_of(now) - timedelta(days=1))
    page["narrowed"] = "".join(f"&{urlencode({name: value})}" for name, value in look.filters.dimensions.items())
    page["then"] = look.side.period if look.side else period.before
    page |= about(request, version.process, version, elsewhere=running)
    page |= heat_page(request, look, now=now)
    page["late_elsewhere"] = any(one.overdue for one in running)
    if not is_part and version.is_in_force:
        page["odd_policies"] = odd_policies(version, queries.diagram_of(version), language=language())
    if look.side is None:
        page |= starts_page(version.process, agent=agent_of(request), now=now)
    answer = render(request, "process/heat_map.html#heat" if is_part else "process/heat_map.html", page)
    if is_part and "asked" in request.GET:  # by the form: the address bar says it without what is as usual
        answer["HX-Push-Url"] = look.address()
    return answer


def _choices_for(look: QueryDict, *, is_part: bool) -> dict[str, Mapping[str, str]]:
    """What the view can be narrowed to: asked only where it is shown, or where something is narrowed."""
    is_narrowed = any(look.get(name) for name in DIMENSIONS)
    return choices() if is_narrowed or not is_part else {}


@may("process.see")
@require_GET
def step(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """Who stands at a step: a sheet beside the heat map, or a page of its own."""
    if is_htmx(request):
        return step_sheet(request, key=key, node=node, look=request.GET)
    return render(request, "process/step.html", _step(request, key=key, node=node, look=request.GET))


def step_sheet(request: HttpRequest, *, key: str, node: str, look: QueryDict) -> HttpResponse:
    """The sheet of a step; `look` is what the address of the heat map asks for."""
    return render(
        request, "process/step.html#sheet", _step(request, key=key, node=node, look=look) | {"is_sheet": True}
    )


def _step(request: HttpRequest, *, key: str, node: str, look: QueryDict) -> dict[str, object]:
    now, versions = timezone.now(), queries.versions_seen(key)
    form = FilterForm(look, choices=_choices_for(look, is_part=True), now=now)
    version = queries.shown_of(versions, form.number)
    diagram = queries.diagram_of(version) if version else None
    if version is None or diagram is None or node not in diagram.nodes_by_id:
        raise Http404
    page: dict[str, object] = {"process": version.process, "process_name": name_of(version.process), "now": now}
    page |= step_page(request, version=version, node=diagram.node(node), filters=form.filters, now=now)
    page |= {"may_draw": _may_draw(request), "may_publish": has_right(agent_of(request), "process.publish")}
    return page | {"asked": look.urlencode(), "node": node, "set_on": version.number}


def about(
    request: HttpRequest, process: Process, version: Version | None, *, elsewhere: list[queries.Elsewhere] | None = None
) -> dict[str, object]:
    """What the head of every page of one process shows; `elsewhere` where it is known already."""
    if elsewhere is None:
        elsewhere = queries.running_elsewhere(version) if version else []
    return {
        "process": process,
        "process_name": name_of(process),
        "version": version,
        "elsewhere": elsewhere,
        "open_incidents": queries.open_incidents(process.pk),
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
