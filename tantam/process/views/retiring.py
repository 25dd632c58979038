"""Retire a process: what that means is said first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.context import agent_of, said_of_retiring
from tantam.process.forms import RetireForm
from tantam.process.models import Process, Version
from tantam.process.views.seeing import about


@may("process.publish")
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """It takes no new requests any more; what runs on it runs to its end."""
    process = get_object_or_404(Process, key=key)
    version = queries.version_of(process, None)
    if version is None or version.state != Version.State.PUBLISHED:
        messages.warning(request, _("Nothing of this process is published: there is nothing to retire."))
        return redirect("process_versions", key=key)
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retire(process, by=agent_of(request), reason=form.cleaned_data["reason"], now=timezone.now())
        except actions.NotInForce:
            messages.warning(request, _("Somebody retired it meanwhile."))
            return redirect("process_versions", key=key)
        except (actions.StillTakesAll, actions.StillBegun):
            form.add_error(None, _("It cannot be retired yet. Look at what stands in the way."))
        else:
            messages.success(request, _("%(key)s is retired: it takes no new requests.") % {"key": key})
            return redirect("process_versions", key=key)
    page = {**about(request, process, version), "form": form, **_consequences(process, version)}
    return render(request, "process/retire.html", page, status=422 if form.errors else 200)


def _consequences(process: Process, version: Version) -> dict[str, object]:
    return {
        "running": sum(queries.running_by_version(process).values()),
        "takes_all": queries.requests_of(version).takes_all,
        "begun_by": queries.begun_by(process.key),
        "touchpoints": said_of_retiring(version),
        "trial": queries.trial_of(process),
    }
