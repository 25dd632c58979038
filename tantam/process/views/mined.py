"""As drawn, as done: what people really do against what is drawn, one run by itself, and the log taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.organisation.rights import has_right, may
from tantam.process import actions, queries
from tantam.process.actions.exporting import LOG_KINDS, LogWish
from tantam.process.context import (
    Done,
    agent_of,
    choices,
    done_page,
    is_htmx,
    language,
    map_page,
    people_page,
    run_page,
    ticket_rows,
    which_in_words,
)
from tantam.process.forms import DoneForm, ExportForm, WhichForm
from tantam.process.models import Instance, Process, Version
from tantam.process.queries.mined import steps_by_name
from tantam.process.views.seeing import about

PAGE_SIZE = 50
Page = Callable[[HttpRequest, Done, DoneForm], HttpResponseBase]


def _of_a_version(page: Page) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """The page of the version, and of the part of its runs, that the address asks for; what was never published was
    never done."""

    @wraps(page)
    def shown(request: HttpRequest, key: str) -> HttpResponseBase:
        process = get_object_or_404(Process, key=key)
        now = timezone.now()
        form = DoneForm(request.GET, choices=choices(), now=now)
        version = queries.version_of(process, form.number)
        if version is None and form.number is None:
            return render(request, "process/unpublished.html", about(request, process, None))
        if version is None:
            raise Http404
        version.process, filters = process, form.filters
        part = queries.part_of(version.pk, filters=filters, now=now)
        return page(request, Done(version=version, part=part, filters=filters), form)

    return shown


@may("process.see")
@require_GET
@_of_a_version
def done(request: HttpRequest, asked: Done, form: DoneForm) -> HttpResponse:
    """How well a version is followed, where it is not, and why."""
    page = _page(request, asked, form, sub="fit") | done_page(asked)
    page["may_compute"] = has_right(agent_of(request), "process.mend")
    return render(request, "process/done.html#figures" if is_htmx(request) else "process/done.html", page)


@may("process.see")
@require_GET
@_of_a_version
def done_map(request: HttpRequest, asked: Done, form: DoneForm) -> HttpResponse:
    """The map of what people really do, beside the drawing."""
    steps, paths = form.detail
    page = _page(request, asked, form, sub="map") | {"steps": steps, "paths": paths}
    page |= map_page(asked, detail=form.detail, now=timezone.now())
    return render(request, "process/done_map.html#figures" if is_htmx(request) else "process/done_map.html", page)


@may("process.see")
@require_GET
@_of_a_version
def people(request: HttpRequest, asked: Done, form: DoneForm) -> HttpResponse:
    """Work that was done again, and how it went from one to another."""
    page = _page(request, asked, form, sub="people") | people_page(asked, agent=agent_of(request))
    return render(request, "process/done_people.html#figures" if is_htmx(request) else "process/done_people.html", page)


@may("process.see")
@require_GET
@_of_a_version
def tickets(request: HttpRequest, asked: Done, form: DoneForm) -> HttpResponse:
    """The finished tickets behind a figure, as far as the reader may see them."""
    which, agent = WhichForm(request.GET).asked, agent_of(request)
    found = queries.walks_of(asked.part, which)
    listed = Paginator(queries.within_reach(found, agent), PAGE_SIZE).get_page(request.GET.get("page"))
    page = _page(request, asked, form, sub="fit") | {"page": listed, "which": which_in_words(asked, which)}
    page["rows"] = ticket_rows(list(listed), agent=agent)
    page["out_of_reach"] = found.count() - listed.paginator.count
    page["back"] = f"{reverse('process_done', args=[asked.version.process.key])}?{asked.question}"
    page["mining"] = queries.mining_of(asked.version.pk)
    template = "process/done_tickets.html#figures" if is_htmx(request) else "process/done_tickets.html"
    return render(request, template, page)


@may("process.mend")
@require_POST
@_of_a_version
def compute(request: HttpRequest, asked: Done, form: DoneForm) -> HttpResponse:
    """Have a version compared anew as soon as may be."""
    actions.want_round(asked.version, now=timezone.now())
    messages.success(request, _("It is being computed; the figures here follow by themselves."))
    return redirect(f"{reverse('process_done', args=[asked.version.process.key])}?{asked.question}")


@may("process.see")
@require_GET
def run(request: HttpRequest, instance_id: int) -> HttpResponse:
    """One ticket against its drawing."""
    known = Instance.objects.select_related("version__process").defer("version__bpmn", "variables", "scopes")
    found = get_object_or_404(known, pk=instance_id)
    line = queries.lines_for([found.subject], agent_of(request)).get(found.subject)
    if line is None:
        raise Http404
    page = {**about(request, found.version.process, found.version), "line": line, **run_page(found)}
    return render(request, "process/run.html", page)


@may("process.export")
@require_http_methods(["GET", "POST"])
@_of_a_version
def log(request: HttpRequest, asked: Done, _filters: DoneForm) -> HttpResponseBase:
    """Take the event log of a version away."""
    process, version = asked.version.process, asked.version
    form = ExportForm(request.POST or None, initial=_usual(version))
    if not form.is_valid():
        page = {**about(request, process, version), "form": form, "kinds": LOG_KINDS, "sub": "log"}
        page["versions"] = queries.versions_of(process).exclude(state=Version.State.DRAFT)
        return render(request, "process/done_log.html", page, status=422 if form.is_bound else 200)
    file = actions.export_log(_wish(process, form), by=agent_of(request), now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return StreamingHttpResponse(file.pieces, content_type=file.content_type, headers=headers)


def _usual(version: Version) -> dict[str, object]:
    today = timezone.localdate()
    return {"kind": "xes", "version": version.number, "since": today - timedelta(days=89), "until": today}


def _wish(process: Process, form: ExportForm) -> LogWish:
    known = form.cleaned_data
    version = queries.version_of(process, known["version"])
    if version is None:
        raise Http404
    version.process = process
    states = list(Instance.State) if known["unfinished"] else [Instance.State.FINISHED]
    return LogWish(
        version=version,
        kind=known["kind"],
        since=known["since"],
        until=known["until"],
        states=tuple(map(str, states)),
        names=steps_by_name(version.pk, language=language()),
    )


def _page(request: HttpRequest, asked: Done, form: DoneForm, *, sub: str) -> dict[str, object]:
    return {
        **about(request, asked.version.process, asked.version),
        "form": form,
        "filters": asked.filters,
        "period": asked.filters.period(timezone.now()),
        "question": asked.question,
        "sub": sub,
        "versions": queries.versions_of(asked.version.process).exclude(state=Version.State.DRAFT),
        "may_export": has_right(agent_of(request), "process.export"),
        "now": timezone.now(),
    }
