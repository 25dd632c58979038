"""The tray: mails that could not be read or were held back, with their originals."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.channels import actions
from tantam.channels.models import Arrival
from tantam.channels.queries import reason_in_words
from tantam.organisation.rights import may

SHOWN = 100


@may("tray.see")
@require_GET
def tray(request: HttpRequest) -> HttpResponse:
    """The newest hundred."""
    arrivals = Arrival.objects.in_tray().select_related("channel").defer("raw").order_by("-id")[:SHOWN]
    rows = [(arrival, reason_in_words(arrival.reason)) for arrival in arrivals]
    return render(request, "channels/settings/tray.html", {"rows": rows, "now": timezone.now()})


@may("tray.see")
@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they arrived, only ever as a file to keep."""
    arrival = get_object_or_404(Arrival.objects.in_tray(), pk=pk)
    response = HttpResponse(bytes(arrival.raw), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="arrival-{arrival.pk}.eml"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@may("tray.see")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it again; one that was held back is let in."""
    try:
        actions.retry_unreadable(get_object_or_404(Arrival.objects.defer("raw"), pk=pk), now=timezone.now())
    except actions.NotInTray:
        messages.info(request, _("Somebody was quicker: it no longer waits here."))
    else:
        messages.success(request, _("It is being read again."))
    return redirect("settings_tray")
