"""Bring running cases to another version: choose, look beforehand, move, watch, take back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.actions.changeover import Preview
from tantam.process.context import agent_of, became_another, digest, is_htmx, passage_rows, places, previewed
from tantam.process.engine.changeover import Objection, check_map, propose
from tantam.process.engine.graph import Graph
from tantam.process.forms import ChangeoverForm
from tantam.process.models import Changeover, Passage, Process, Version
from tantam.process.views.seeing import about

Verb = Callable[..., None]
PAGE_SIZE = 50
EARLIER = 10


@dataclass(frozen=True)
class _Asked:
    """What a person asks for: two versions and what becomes of some elements."""

    process: Process
    form: ChangeoverForm

    @cached_property
    def running(self) -> dict[int, int]:
        return queries.running_by_version(self.process)

    @cached_property
    def versions(self) -> list[Version]:
        return [one for one in queries.versions_of(self.process) if one.state != Version.State.DRAFT]

    @cached_property
    def olds(self) -> list[tuple[Version, int]]:
        """The versions that something runs on, with how many."""
        return [(one, self.running[one.pk]) for one in self.versions if self.running.get(one.pk)]

    @cached_property
    def news(self) -> list[Version]:
        """The versions that cases may be brought to, what is on trial last."""
        return sorted((one for one in self.versions if one.is_in_force), key=lambda one: one.share is not None)

    @cached_property
    def new(self) -> Version | None:
        return next((one for one in self.news if one.number == self.form.numbers[1]), next(iter(self.news), None))

    @cached_property
    def old(self) -> Version | None:
        """The one asked for, else the newest that is not the new one."""
        known = [one for one, _ in self.olds]
        asked = next((one for one in known if one.number == self.form.numbers[0]), None)
        return asked or next((one for one in known if one != self.new), None)

    @cached_property
    def node_map(self) -> dict[str, str]:
        old, new = self._graphs
        return propose(old, new, chosen=self.form.chosen, left_out=self.form.left_out)

    @cached_property
    def wrong(self) -> list[Objection]:
        return check_map(*self._graphs, self.node_map)

    @property
    def _graphs(self) -> tuple[Graph, Graph]:
        old, new = self.pair
        return queries.compiled(old.pk).graph, queries.compiled(new.pk).graph

    @property
    def pair(self) -> tuple[Version, Version]:
        """Both versions; there is nothing to be seen where one is missing."""
        if self.old is None or self.new is None or self.old == self.new:
            raise Http404
        return self.old, self.new

    @property
    def has_pair(self) -> bool:
        return self.old is not None and self.new is not None and self.old != self.new


@may("process.publish")
@require_GET
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """From which version to which, and what becomes of each place where somebody stands."""
    asked = _Asked(get_object_or_404(Process, key=key), ChangeoverForm(request.GET))
    return render(request, "process/changeover.html", _page(request, asked))


@may("process.publish")
@require_POST
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """What would move and what would stay; nothing is changed."""
    asked = _Asked(get_object_or_404(Process, key=key), ChangeoverForm(request.POST))
    return _previewed(request, asked)


@may("process.publish")
@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin what was seen beforehand."""
    asked = _Asked(get_object_or_404(Process, key=key), ChangeoverForm(request.POST))
    old, new = asked.pair
    if asked.wrong or asked.form.was_seen != digest(old, new, asked.node_map):
        messages.warning(request, _("This is not what you saw beforehand. Look at it once more, then move."))
        return _previewed(request, asked)
    try:
        begun = actions.begin_changeover(old, new, node_map=asked.node_map, by=agent_of(request), now=timezone.now())
    except actions.ChangeoverUnderWay:
        messages.warning(request, _("Tickets of this process are being moved already. Wait until that is over."))
        return redirect("process_changeover", key=key)
    except actions.NotChangeable:
        messages.warning(request, _("One of the two versions is no longer as it was. Choose again."))
        return redirect("process_changeover", key=key)
    return redirect("process_changeover_seen", key=key, changeover_id=begun.pk)


def _previewed(request: HttpRequest, asked: _Asked) -> HttpResponse:
    page = _page(request, asked)
    if asked.wrong:
        return render(request, "process/changeover.html", page, status=422)
    old, new = asked.pair
    found: Preview = actions.preview_changeover(old, new, node_map=asked.node_map, now=timezone.now())
    page |= previewed(found, old, new, agent=agent_of(request))
    page["seen"] = digest(old, new, asked.node_map)
    return render(request, "process/changeover.html", page)


def _page(request: HttpRequest, asked: _Asked) -> dict[str, object]:
    page = about(request, asked.process, queries.version_of(asked.process, None))
    page |= {"olds": asked.olds, "news": asked.news, "old": asked.old, "new": asked.new}
    page["earlier"] = queries.changeovers_of(asked.process)[:EARLIER]
    if asked.has_pair:
        old, new = asked.pair
        page["places"] = places(old, new, node_map=asked.node_map, asked=asked.form.said, wrong=asked.wrong)
        page["left_out"] = asked.form.left_out
    return page


@may("process.see")
@require_GET
def seen(request: HttpRequest, key: str, changeover_id: int) -> HttpResponse:
    """How far it is, what stays behind, and the way back."""
    found = _found(key, changeover_id)
    page = {**about(request, found.process, queries.version_of(found.process, None)), "changeover": found}
    shown = Passage.State.KEPT if found.is_going_back else Passage.State.HELD
    rows = Paginator(queries.passages_of(found, state=shown), PAGE_SIZE).get_page(request.GET.get("page"))
    page |= {
        "became": became_another(found),
        "page": rows,
        "rows": passage_rows(list(rows), found, agent=agent_of(request)),
    }
    name = "process/changeover_seen.html#progress" if is_htmx(request) else "process/changeover_seen.html"
    return render(request, name, page)


@may("process.publish")
@require_POST
def stop(request: HttpRequest, key: str, changeover_id: int) -> HttpResponse:
    """Leave the rest where it is."""
    found = _found(key, changeover_id)
    try:
        actions.stop_changeover(found, by=agent_of(request), now=timezone.now())
    except actions.NotChangeable:
        messages.warning(request, _("It was over already."))
    return redirect("process_changeover_seen", key=key, changeover_id=changeover_id)


@may("process.publish")
@require_POST
def resume(request: HttpRequest, key: str, changeover_id: int) -> HttpResponse:
    """Go on with one that was stopped."""
    return _go(request, _found(key, changeover_id), actions.resume_changeover)


@may("process.publish")
@require_POST
def take_back(request: HttpRequest, key: str, changeover_id: int) -> HttpResponse:
    """Put back everything that has not gone on since."""
    return _go(request, _found(key, changeover_id), actions.take_back_changeover)


def _go(request: HttpRequest, found: Changeover, verb: Verb) -> HttpResponse:
    try:
        verb(found, by=agent_of(request), now=timezone.now())
    except actions.ChangeoverUnderWay:
        messages.warning(request, _("Tickets of this process are being moved already. Wait until that is over."))
    except actions.NotChangeable:
        messages.warning(request, _("It is no longer as it was; look at it again."))
    return redirect("process_changeover_seen", key=found.process.key, changeover_id=found.pk)


def _found(key: str, changeover_id: int) -> Changeover:
    found = Changeover.objects.select_related("process", "old", "new", "began_by").defer("old__bpmn", "new__bpmn")
    return get_object_or_404(found, pk=changeover_id, process__key=key)
