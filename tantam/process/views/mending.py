"""What went another way than drawn: people who left the path, steps that failed and wait for somebody."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.organisation.rights import has_right, may
from tantam.process import actions, queries
from tantam.process.actions.leaving import ReasonMissing
from tantam.process.actions.mending_values import is_mendable, look_at_values, mark_of
from tantam.process.context import (
    agent_of,
    called_in,
    deviation_rows,
    failed_rows,
    incident_rows,
    is_htmx,
    way_rows,
)
from tantam.process.context.reader import language
from tantam.process.engine.choosing import Stuck
from tantam.process.forms.mending import MendForm
from tantam.process.models import Incident, Process
from tantam.process.views.seeing import about, step_sheet
from tantam.ui.templatetags.values import number

PAGE_SIZE = 50
LOOK_BACK = timedelta(days=90)
_GONE = _("It no longer stands there: somebody has dealt with it meanwhile.")


@may("process.see")
@require_GET
def deviations(request: HttpRequest, key: str) -> HttpResponse:
    """Who left the drawn path, from where to where, and why."""
    process = get_object_or_404(Process, key=key)
    found = Paginator(queries.deviations_of(process), PAGE_SIZE).get_page(request.GET.get("page"))
    page = {**about(request, process, queries.version_of(process, None)), "page": found}
    page["rows"] = deviation_rows(list(found), agent=agent_of(request))
    page["days"] = LOOK_BACK.days
    page["may_export"] = has_right(agent_of(request), "process.export")
    page["ways"] = way_rows(process, since=timezone.now() - LOOK_BACK) if found.number == 1 else []
    return render(request, "process/deviations.html", page)


@may("process.see")
@require_GET
def incidents(request: HttpRequest, key: str) -> HttpResponse:
    """Steps that failed, the open ones first."""
    process = get_object_or_404(Process, key=key)
    found = Paginator(queries.incidents_of(process), PAGE_SIZE).get_page(request.GET.get("page"))
    page = {**about(request, process, queries.version_of(process, None)), "page": found}
    page["rows"] = incident_rows(list(found), agent=agent_of(request))
    page["set_on"] = _most_failed_on([one.pk for one in found])
    asked = queries.calls_of(process) if found.number == 1 else None
    page["together"] = failed_rows(queries.failed_together(process)) if found.number == 1 else []
    page["calls"] = asked.aggregate(n=Count("id"), soonest=Min("next_at")) if asked is not None else None
    page["may_mend"] = has_right(agent_of(request), "process.mend")
    return render(request, "process/incidents.html", page)


def _most_failed_on(incident_ids: list[int]) -> int | None:
    """The number of the version on which most of them stand open; of equals the newest."""
    open_ones = Incident.objects.filter(pk__in=incident_ids, settled_at=None)
    counts = Counter(open_ones.values_list("version__number", flat=True))
    return max(counts, key=lambda number: (counts[number], number), default=None)


@may("process.mend")
@require_POST
def retry(request: HttpRequest, key: str, incident_id: int) -> HttpResponse:
    """Try a failed step again."""
    incident = get_object_or_404(Incident, pk=incident_id, version__process__key=key, settled_at=None)
    try:
        went_on = actions.retry_incident(incident, by=agent_of(request), now=timezone.now())
    except actions.WorkIsGone:
        return _mended(request, incident, "warning", _GONE)
    if went_on and queries.is_asking(incident.token_id):
        asked = _("The other system is asked again. If it fails once more, it stands here again.")
        return _mended(request, incident, "info", asked)
    if went_on:
        return _mended(request, incident, "success", _("It went through; the ticket goes on."))
    return _mended(request, incident, "warning", _("Tried again, and it failed again."))


@may("process.mend")
@require_POST
def retry_all(request: HttpRequest, key: str) -> HttpResponse:
    """Have all that stands failed at a step tried again."""
    process = get_object_or_404(Process, key=key)
    count = actions.retry_all_incidents(
        process, node=request.POST.get("node", ""), by=agent_of(request), now=timezone.now()
    )
    if not count:
        messages.warning(request, _GONE)
    else:
        words = ngettext(
            "%(n)s ticket is tried again now; whatever fails once more stands here.",
            "%(n)s tickets are tried again now, one after the other; whatever fails once more stands here.",
            count,
        )
        messages.info(request, words % {"n": number(count)})
    return redirect("process_incidents", key=key)


@may("process.mend")
@never_cache
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, key: str, incident_id: int) -> HttpResponse:
    """Change the values that a failed step reads, of this ticket only, and try it again."""
    incident = get_object_or_404(
        Incident.objects.select_related("instance", "version__process"), pk=incident_id, version__process__key=key
    )
    if incident.settled_at is not None:  # tried again meanwhile, it may stand there anew
        again = Incident.objects.open().select_related("instance", "version__process")
        found = again.filter(token_id=incident.token_id).first()
        if found is None:
            messages.warning(request, _GONE)
            return redirect("process_incidents", key=key)
        incident = found
    row = incident_rows([incident], agent=agent_of(request))[0]
    if row.line is None:
        raise PermissionDenied
    values = look_at_values(incident)
    called = called_in(queries.compiled(incident.version_id).diagram)
    form = MendForm(request.POST or None, values=values, seen=mark_of(incident, values), called=called)
    if request.method == "POST" and form.is_valid() and _is_mended(request, incident, form):
        return redirect("process_incidents", key=key)
    page = {**about(request, incident.version.process, queries.version_of(incident.version.process, None))}
    page |= {
        "form": form,
        "shown": row,
        "is_mendable": is_mendable(incident),
        "incident": incident,
        "set_on": incident.version.number,
    }
    return render(request, "process/mend.html", page, status=422 if form.errors else 200)


def _is_mended(request: HttpRequest, incident: Incident, form: MendForm) -> bool:
    """Whether the form is done with; else it says why not, with all that was typed."""
    asked = form.cleaned_data
    try:
        went_on = actions.mend_incident(
            incident,
            changes=form.changes,
            seen=asked["seen"],
            by=agent_of(request),
            reason=asked["reason"],
            now=timezone.now(),
        )
    except actions.WorkIsGone:
        messages.warning(request, _GONE)
        return True
    except actions.NotMendable:
        form.add_error(None, _("The call may have reached the other system: other values would be a second call."))
    except actions.MendedMeanwhile:
        form.as_seen(mark_of(incident, look_at_values(incident)))
        words = _(
            "Somebody has changed values or tried again meanwhile. Look at what stands there now, then send again."
        )
        form.add_error(None, words)
    except Stuck as stuck:
        form.add_error(None, stuck.message_en if language() == "en" else stuck.message_vi)
    else:
        _say(request, incident, went_on)
        return True
    return False


def _say(request: HttpRequest, incident: Incident, went_on: bool | None) -> None:
    if went_on is None:
        messages.error(request, _("The step broke off: the values are as they were."))
    elif went_on and queries.is_asking(incident.token_id):
        messages.info(request, _("The values are changed, and the other system is asked again."))
    elif went_on:
        messages.success(request, _("The values are changed; the step went through and the ticket goes on."))
    else:
        messages.warning(request, _("The values are changed, and the step failed again: look at what it says now."))


@may("process.mend")
@require_POST
def skip(request: HttpRequest, key: str, incident_id: int) -> HttpResponse:
    """Leave a failed step undone and go on."""
    incident = get_object_or_404(Incident, pk=incident_id, version__process__key=key, settled_at=None)
    try:
        actions.skip_incident(incident, by=agent_of(request), reason=request.POST.get("reason", ""), now=timezone.now())
    except ReasonMissing:
        missing = _("Say why the step is skipped: the reason is kept with the ticket.")
        return _mended(request, incident, "error", missing)
    except actions.WorkIsGone:
        return _mended(request, incident, "warning", _GONE)
    return _mended(request, incident, "success", _("Skipped; the ticket goes on."))


def _mended(request: HttpRequest, incident: Incident, tone: str, said: str | Promise) -> HttpResponse:
    """Say how it went: in the sheet of the step where it was done, the drawing behind it told, or in the list."""
    key = incident.version.process.key
    if not is_htmx(request):
        getattr(messages, tone)(request, str(said))
        return redirect("process_incidents", key=key)
    look = QueryDict(request.POST.get("look", ""))
    answer = step_sheet(request, key=key, node=incident.node, look=look)
    told = {"toast": {"text": str(said), "tone": tone}, "heat-changed": True}
    answer.headers["HX-Trigger"] = json.dumps(told)
    return answer
