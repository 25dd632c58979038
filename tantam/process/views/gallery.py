"""Take a ready-made process from the gallery: a draft of one's own, with one's own teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.context import agent_of, gallery_page, language, open_teams
from tantam.process.forms import TakeForm
from tantam.process.gallery import Ready, fitted, ready_named
from tantam.process.models import Version


@may("process.draw")
def take(request: HttpRequest, ready: str) -> HttpResponse:
    """Look at a ready-made process, and take it: at once where every team it names is there, else after saying who
    stands for which."""
    found = ready_named(ready)
    if found is None:
        raise Http404
    form = TakeForm(request.POST or None, ready=found, teams=open_teams(), code=queries.next_code(), said_in=language())
    if request.method == "POST" and "at_once" in request.POST:
        form = form.as_suggested()
        if not form.is_valid():
            messages.info(
                request, _("This process names teams that you do not have. Say which of yours stand for them.")
            )
            return redirect("process_take", ready=ready)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _take(request, found, form)
        except actions.KeyTaken:
            form.add_error("key", _("There is a process with this code already."))
        else:
            messages.success(request, _("A copy is your draft now. Look it over, then publish it."))
            return redirect("process_edit", key=draft.process.key)
    page = {"form": form, "shown": gallery_page(found)}
    return render(request, "process/take.html", page, status=422 if form.errors else 200)


def _take(request: HttpRequest, ready: Ready, form: TakeForm) -> Version:
    said = form.cleaned_data
    names = {"key": said["key"], "name": said["name"], "name_en": said["name_en"]}
    bpmn = fitted(ready, **names, teams=form.teams)
    wanted = actions.NewProcess(**names, shape=ready.process.care.shape, bpmn=bpmn)
    return actions.begin_process(wanted, by=agent_of(request), now=timezone.now())
