"""A version on trial: what it has shown, change its share, keep it for all, end the trial."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.context import agent_of, said_of_publishing, trial_page
from tantam.process.forms import EndForm, ShareForm
from tantam.process.models import Version
from tantam.process.views.seeing import about


@may("process.see")
@require_GET
def trial(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Both versions of a trial side by side: as it stands, or as it stood when it ended."""
    shown = get_object_or_404(Version.objects.select_related("process").defer("bpmn"), process__key=key, number=number)
    found = queries.trial_of_version(shown)
    if found is None:
        raise Http404
    figures = queries.figures_of(found, now=timezone.now())
    page = {**about(request, shown.process, shown), **trial_page(found, figures)}
    return render(request, "process/trial.html", page)


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
        said = _("From now on %(share)s%% of new tickets run on version %(number)s.")
        messages.success(request, said % {"share": percent, "number": number})
    return redirect("process_versions", key=key)


@may("process.publish")
@require_POST
def keep(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """It becomes the version for all new tickets."""
    try:
        actions.keep_trial(
            _version(key, number), by=agent_of(request), now=timezone.now(), reason=EndForm(request.POST).why
        )
    except actions.NotOnTrial:
        _say_it_is_over(request)
    else:
        messages.success(request, said_of_publishing(_version(key, number)))
    return redirect("process_versions", key=key)


@may("process.publish")
@require_POST
def end(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """No new ticket runs on it any more."""
    try:
        actions.end_trial(
            _version(key, number), by=agent_of(request), now=timezone.now(), reason=EndForm(request.POST).why
        )
    except actions.NotOnTrial:
        _say_it_is_over(request)
    else:
        said = _("The trial is over: new tickets no longer run on version %(number)s. Those that do stay on it.")
        messages.success(request, said % {"number": number})
    return redirect("process_versions", key=key)


def _say_it_is_over(request: HttpRequest) -> None:
    messages.warning(request, _("This version is on trial no more: somebody kept or ended it meanwhile."))


def _version(key: str, number: int) -> Version:
    return get_object_or_404(Version.objects.select_related("process").defer("bpmn"), process__key=key, number=number)
