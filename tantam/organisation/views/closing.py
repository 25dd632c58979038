"""Teams, branches and calendars that are used no longer, and those that are used again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tantam.organisation import actions
from tantam.organisation.actions.closing import KINDS, Place, kind_of
from tantam.organisation.forms.closing import ClosingForm
from tantam.organisation.registry import ties_of
from tantam.organisation.rights import may
from tantam.organisation.views.settings import agent_of

LISTS = {"team": "settings_business", "branch": "settings_business", "hours": "settings_hours"}
SECTIONS = {"team": "business", "branch": "business", "hours": "hours"}


@may("business.change")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What hangs on it, where that goes, and the end of it. Sent twice, the second finds nothing to do."""
    place = _place(kind, pk)
    if place is None:
        return redirect(LISTS[kind])
    ties = ties_of(kind, place.pk)
    living = [tie for tie in ties if tie.living]
    given = request.POST if request.method == "POST" else None
    form = ClosingForm(given, place=place, is_needed=bool(living))
    context = {
        "place": place,
        "kind": kind,
        "section": SECTIONS[kind],
        "list_url_name": LISTS[kind],
        "living": living,
        "history": [tie for tie in ties if not tie.living],
        "form": form,
        "is_last": kind != "branch" and not type(place).objects.open().exclude(pk=place.pk).exists(),
    }
    if request.method == "POST" and form.is_valid() and (answer := _try_to_close(request, place, form)):
        return answer
    return render(request, "organisation/settings/closing.html", context, status=422 if form.errors else 200)


def _place(kind: str, pk: int) -> Place | None:
    if kind not in KINDS:
        raise Http404
    found: Place | None = KINDS[kind].objects.filter(pk=pk).first()
    return found


def _try_to_close(request: HttpRequest, place: Place, form: ClosingForm) -> HttpResponse | None:
    name, kind = str(place), kind_of(place)
    successor: Any = form.cleaned_data["successor"]
    try:
        outcome = actions.close_place(place, successor=successor, by=agent_of(request), now=timezone.now())
    except actions.StillNeeded:
        form.add_error("successor", _("Somebody has used it in the meantime: choose where that goes."))
        return None
    except actions.NotInItsPlace:
        form.add_error("successor", _("Choose one that is still used."))
        return None
    except actions.LastOne:
        form.add_error(None, _("This is the only one: add another one first."))
        return None
    if outcome == actions.Outcome.DELETED:
        messages.success(request, _("%(name)s is deleted.") % {"name": name})
    elif outcome == actions.Outcome.CLOSED:
        messages.success(request, _("%(name)s is used no longer; what happened there stays.") % {"name": name})
    return redirect(LISTS[kind])


@may("business.change")
@require_POST
def reopen(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """It is used again."""
    place = _place(kind, pk)
    if place is None:
        raise Http404
    actions.reopen_place(place, by=agent_of(request), now=timezone.now())
    messages.success(request, _("%(name)s is used again.") % {"name": str(place)})
    return redirect(LISTS[kind])
