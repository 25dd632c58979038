"""Past cases played back over the drawing: one compact file of a day or a week."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from tantam.organisation.rights import may
from tantam.process import queries
from tantam.process.context import choices
from tantam.process.forms import FilterForm, ReplayForm
from tantam.process.values.periods import Period
from tantam.ui.values.formatting import day


@may("process.see")
@require_GET
def replayed(request: HttpRequest, key: str) -> JsonResponse:
    """The stays of a day, or of the week that ends with it, narrowed as the heat map is."""
    now, versions = timezone.now(), queries.versions_seen(key)
    form, asked = FilterForm(request.GET, choices=choices(), now=now), ReplayForm(request.GET)
    version = queries.shown_of(versions, form.number)
    if version is None:
        raise Http404
    if not asked.is_valid():
        return JsonResponse({"wrong": [str(said) for found in asked.errors.values() for said in found]}, status=422)
    last = min(asked.cleaned_data["day"], now.astimezone(timezone.get_current_timezone()).date())
    if asked.cleaned_data["near"]:
        last = queries.last_moved(version.pk, until=last, filters=form.filters) or last
    days = 7 if asked.cleaned_data["span"] == "week" else 1
    period = Period(first=last - timedelta(days=days - 1), last=last)
    found = queries.replay(version.pk, period=period, filters=form.filters, now=now)
    found = queries.as_they_stood(found, queries.diagram_of(version))
    return JsonResponse({"day": day(last), **_compact(found)})


def _compact(found: queries.Replay) -> dict[str, object]:
    """Names once, then numbers."""
    nodes = {node: index for index, node in enumerate(dict.fromkeys(stay[1] for stay in found.stays))}
    ways = {way: index for index, way in enumerate(dict.fromkeys(stay[2] for stay in found.stays if stay[2]))}
    return {
        "since": round(found.since.timestamp()),
        "length": round((found.until - found.since).total_seconds()),
        "every": found.every,
        "all": found.stays_in_all,
        "nodes": list(nodes),
        "ways": list(ways),
        "stays": [
            [case, nodes[node], ways.get(way, -1), begun, ended] for case, node, way, begun, ended in found.stays
        ],
    }
