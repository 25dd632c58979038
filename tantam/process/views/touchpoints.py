"""The register of touchpoints: which process runs where for whom, and where none does."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tantam.core.values.memory import remembering
from tantam.organisation.rights import has_right, may
from tantam.process.context import agent_of, is_htmx
from tantam.process.context.touchpoints import cell_page, channels, register_page, segments

#: How "in no segment" is written in an address.
NONE = "-"


@may("process.see")
@require_GET
@remembering()
def touchpoints(request: HttpRequest) -> HttpResponse:
    """All touchpoints and segments."""
    return render(request, "process/touchpoints.html", {**register_page(), "now": timezone.now()})


@may("process.see")
@require_GET
@remembering()
def cell(request: HttpRequest, channel: str, segment: str) -> HttpResponse:
    """One touchpoint for one segment: who runs there and why, and what the gallery has for it."""
    rows, columns = channels(), segments()
    key = "" if segment == NONE else segment
    if channel not in rows or key not in columns:
        raise Http404
    page = {
        **cell_page(channel, key, names=columns),
        "channel_name": rows[channel],
        "segment_name": columns[key],
        "may_draw": has_right(agent_of(request), "process.draw"),
        "is_sheet": is_htmx(request),
    }
    template = "process/touchpoint.html#sheet" if page["is_sheet"] else "process/touchpoint.html"
    return render(request, template, page)
