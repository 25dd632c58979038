"""A version on trial: change its share, keep it for all, end the trial."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tantam.organisation.rights import may
from tantam.process import actions
from tantam.process.context import agent_of
from tantam.process.forms import ShareForm
from tantam.process.models import Version


@may("process.publish")
@require_POST
def share(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """So many percent of new tickets run on it."""
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(said) for errors in form.errors.values() for said in errors))
        return redirect("process_versions", key=key)
    percent = form.cleaned_data["share"]
    try:
        actions.change_share(_version(key, number), share=percent, by=agent_of(request), now=timezone.now())
    except actions.NotOnTrial:
        _say_it_is_over(request)
    else:
        said = _("From now on %(share)s %% of new tickets run on version %(number)s.")
        messages.success(request, said % {"share": percent, "number": number})
    return redirect("process_versions", key=key)


@may("process.publish")
@require_POST
def keep(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """It becomes the version for all new tickets."""
    try:
        actions.keep_trial(_version(key, number), by=agent_of(request), now=timezone.now())
    except actions.NotOnTrial:
        _say_it_is_over(request)
    else:
        said = _("Version %(number)s is published: new tickets run on it, running ones stay on theirs.")
        messages.success(request, said % {"number": number})
    return redirect("process_versions", key=key)


@may("process.publish")
@require_POST
def end(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """No new ticket runs on it any more."""
    try:
        actions.end_trial(_version(key, number), by=agent_of(request), now=timezone.now())
    except actions.NotOnTrial:
        _say_it_is_over(request)
    else:
        said = _("The trial is over: new tickets no longer run on version %(number)s. Those that do stay on it.")
        messages.success(request, said % {"number": number})
    return redirect("process_versions", key=key)


def _say_it_is_over(request: HttpRequest) -> None:
    messages.warning(request, _("This version is on trial no more: somebody kept or ended it meanwhile."))


def _version(key: str, number: int) -> Version:
    return get_object_or_404(Version.objects.defer("bpmn"), process__key=key, number=number)
