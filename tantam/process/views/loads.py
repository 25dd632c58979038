"""Try a version with many cases: ask for it, watch it, stop it, read what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.core.values.memory import remembering
from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.context import agent_of, is_htmx
from tantam.process.context.answers import answers_asked
from tantam.process.context.loads import assumptions, crews_asked, load_page, steps_asked
from tantam.process.engine.compiling import NotRunnable
from tantam.process.engine.problem import Unreadable
from tantam.process.forms.trying import LoadForm
from tantam.process.models import LoadRun, Version
from tantam.process.queries.rehearsing import tried
from tantam.process.views.rehearsing import cannot_run
from tantam.process.views.seeing import about
from tantam.process.views.versions import version_named


@may("process.see")
@require_GET
def ask(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What is to be tried: who comes, who works, how long it takes; and what was tried before."""
    return _asked(request, version_named(key, number), data=None)


@may("process.draw")
@require_POST
def begin(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Have it tried."""
    return _asked(request, version_named(key, number), data=request)


@remembering()
def _asked(request: HttpRequest, version: Version, *, data: HttpRequest | None) -> HttpResponse:
    now, process = timezone.now(), version.process
    try:
        found = tried(version)
    except (NotRunnable, Unreadable) as error:
        return cannot_run(request, version, error)
    published = queries.version_of(process, None)
    others = [published] if published is not None and published.pk != version.pk else []
    form = LoadForm(
        data.POST if data is not None else None,
        crews=crews_asked(found),
        steps=steps_asked(found, version, now=now),
        others=[(one.number, one) for one in others],
        answers=answers_asked(found, version, now=now),
    )
    if data is not None and form.is_valid():
        with translation.override("vi"):
            names = {"vi": {one.key: one.name for one in crews_asked(found)}}
        with translation.override("en"):
            names["en"] = {one.key: one.name for one in crews_asked(found)}
        beside = next((one for one in others if one.number == form.cleaned_data.get("beside")), None)
        spec = {**form.spec, "names": names}
        run = actions.begin_load_run(version, beside=beside, spec=spec, by=agent_of(request), now=now)
        return redirect("process_load", key=process.key, run_id=run.pk)
    earlier = LoadRun.objects.filter(version__process=process).select_related("version", "beside", "asked_by")
    page = {**about(request, process, version), "form": form}
    page["earlier"] = earlier.defer("result", "version__bpmn", "beside__bpmn").order_by("-id")[:10]
    return render(request, "process/load_ask.html", page, status=422 if data is not None else 200)


@may("process.see")
@require_GET
@remembering()
def seen(request: HttpRequest, key: str, run_id: int) -> HttpResponse:
    """How far it is, then what came of it."""
    run = _run(key, run_id)
    try:
        found = load_page(run)
    except Unreadable:
        messages.warning(request, _("The drawing that was tried cannot be read any more."))
        return redirect("process_versions", key=key)
    page = {**about(request, run.version.process, run.version), "run": run, **found, "assumptions": assumptions(run)}
    return render(request, "process/load.html#load" if is_htmx(request) else "process/load.html", page)


@may("process.draw")
@require_POST
def stop(request: HttpRequest, key: str, run_id: int) -> HttpResponse:
    """Stop it."""
    run = _run(key, run_id)
    if actions.stop_load_run(run):
        messages.success(request, _("Stopped. Nothing of it is kept."))
    return redirect("process_load", key=key, run_id=run.pk)


def _run(key: str, run_id: int) -> LoadRun:
    runs = LoadRun.objects.select_related("version__process", "beside__process", "asked_by")
    return get_object_or_404(runs, pk=run_id, version__process__key=key)
