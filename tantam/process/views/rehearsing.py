"""Try a version with one case: begin, choose what happens, go back, keep it as an example. Nothing else is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.core.values.business_time import NeverOpen
from tantam.core.values.memory import remembering
from tantam.organisation.rights import may
from tantam.process import actions
from tantam.process.context import agent_of, findings
from tantam.process.context.rehearsal import (
    OutOfReach,
    Place,
    Stage,
    case_fields,
    past_lines,
    past_values,
    stage_of,
    starts_of,
    walk_page,
    wanted_of_case,
)
from tantam.process.engine.compiling import NotRunnable
from tantam.process.engine.problem import Unreadable
from tantam.process.engine.state import NoSuchStart
from tantam.process.forms.trying import NO, UNITS, YES, BeginWalkForm, TakenForm, WantedForm
from tantam.process.models import Version
from tantam.process.queries.recalling import latest_run
from tantam.process.queries.rehearsing import Tried, is_within_reach, tried, working_hours
from tantam.process.rehearsal.keeping import CannotKeep, as_example
from tantam.process.rehearsal.sending import BadWalk, WalkTooLong, pack, unpack
from tantam.process.rehearsal.walk import Choice, Deed, Walk
from tantam.process.views.seeing import about
from tantam.process.views.versions import version_named


@may("process.see")
@require_GET
@remembering()
def rehearse(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The page of a rehearsal: how it begins, or where its walk has come to."""
    version = version_named(key, number)
    try:
        found = tried(version)
    except (NotRunnable, Unreadable) as error:
        return cannot_run(request, version, error)
    sent = request.GET.get("w", "")
    if not sent:
        return _beginning(request, version, found, form=_begin_form(request, found))
    try:
        stage = stage_of(found, unpack(sent), agent=agent_of(request))
    except (BadWalk, OutOfReach, NoSuchStart):
        messages.warning(request, _("This walk cannot be opened any more. Begin a new one."))
        return redirect("process_rehearsal", key=key, number=number)
    return _shown(request, version, stage, sent=sent)


@may("process.see")
@require_POST
@remembering()
def begin(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Begin a walk with an invented case, or with the data of one of the past."""
    version = version_named(key, number)
    try:
        found = tried(version)
    except (NotRunnable, Unreadable) as error:
        return cannot_run(request, version, error)
    form = BeginWalkForm(request.POST, wanted=wanted_of_case(found), starts=starts_of(found))
    if not form.is_valid():
        return _beginning(request, version, found, form=form, status=422)
    subject = form.cleaned_data["subject"]
    known: dict[str, object] = {}
    if subject and is_within_reach(subject, agent_of(request)) is not None:
        known = past_values(subject, form.wanted)
    case = {name: value for name, value in form.values.items() if known.get(name) != value}
    walk = Walk(
        start=form.cleaned_data["start"], node=form.cleaned_data.get("node", ""), subject=subject if known else "",
        case=case,
    )  # fmt: skip
    return _go(request, version, walk, before="")


@may("process.see")
@require_POST
@remembering()
def step(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Let something happen, and see where the case comes to."""
    version = version_named(key, number)
    sent = request.POST.get("w", "")
    try:
        stage = stage_of(tried(version), unpack(sent), agent=agent_of(request))
    except (NotRunnable, Unreadable, BadWalk, OutOfReach, NoSuchStart):
        return redirect("process_rehearsal", key=key, number=number)
    place = next((one for one in stage.places if str(one.token) == request.POST.get("token")), None)
    form = _form_of(place, stage, request.POST)
    if not form.is_valid():
        return _shown(request, version, stage, sent=sent, refused=form, status=422)
    choice = _choice(request.POST, place, form)
    if choice is None:
        return redirect(_address(version, sent))
    return _go(request, version, stage.walk.with_choice(choice), before=sent)


@may("process.draw")
@require_POST
def keep(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Keep the walk as a unit example in the draft."""
    version = version_named(key, number)
    sent, agent = request.POST.get("w", ""), agent_of(request)
    try:
        found = tried(version)
        walk = unpack(sent)
        stage = stage_of(found, walk, agent=agent)
        kept = as_example(found.graph, walk, stage.walked, calendar=working_hours(walk.subject))
    except CannotKeep as refused:
        messages.warning(request, _REFUSED[refused.code]())
        return redirect(_address(version, sent))
    except (NotRunnable, Unreadable, BadWalk, OutOfReach, NoSuchStart):
        return redirect("process_rehearsal", key=key, number=number)
    label = " ".join(request.POST.get("label", "").split())[:160] or _("Tried on %(day)s") % {
        "day": timezone.localdate().strftime("%d/%m/%Y")
    }
    draft = actions.keep_example(version, kept, labels={"vi": label}, by=agent, now=timezone.now())
    words = {"number": draft.number}
    messages.success(request, _("Kept as an example in draft %(number)s: every check runs it from now on.") % words)
    return redirect(_address(version, sent))


_REFUSED = {
    "learns": lambda: _("An example cannot say that the ticket's data change on the way. Go back before that."),
    "fails": lambda: _("An example cannot say that an action fails. Go back before that."),
    "missed": lambda: _("Something came too late on this walk. Go back one step, then keep it."),
    "differs": lambda: _("Played as an example it comes out otherwise, so it was not kept."),
}


def _go(request: HttpRequest, version: Version, walk: Walk, *, before: str) -> HttpResponse:
    try:
        return redirect(_address(version, pack(walk)))
    except WalkTooLong:
        messages.warning(request, _("This walk has become too long to go on. Begin a new one, or go back."))
        return redirect(_address(version, before))


def _address(version: Version, sent: str) -> str:
    path = reverse("process_rehearsal", args=[version.process.key, version.number])
    return f"{path}?{urlencode({'w': sent})}" if sent else path


def _begin_form(request: HttpRequest, found: Tried) -> BeginWalkForm:
    wanted, subject = wanted_of_case(found), request.GET.get("from", "")
    initial: dict[str, Any] = {"start": _next_open()}
    if subject and is_within_reach(subject, agent_of(request)) is not None:
        initial |= _as_initial(past_values(subject, wanted)) | {"subject": subject}
    return BeginWalkForm(initial=initial, wanted=wanted, starts=starts_of(found))


def _next_open() -> datetime:
    """Now, or when the desk that takes in opens."""
    now, hours = timezone.localtime().replace(second=0, microsecond=0), working_hours("")
    try:
        return timezone.localtime(hours.next_open(now)) if hours is not None else now
    except NeverOpen:
        return now


def _as_initial(values: dict[str, object]) -> dict[str, object]:
    words = {True: YES, False: NO}
    return {f"v-{name}": words[value] if isinstance(value, bool) else value for name, value in values.items()}


def _beginning(
    request: HttpRequest, version: Version, found: Tried, *, form: BeginWalkForm, status: int = 200
) -> HttpResponse:
    subject = str(form["subject"].value() or "")
    lines = past_lines(version.process, agent_of(request))
    page = {**about(request, version.process, version), "form": form, "past": lines.items(), "from_subject": subject}
    page["line"] = lines.get(subject) or (is_within_reach(subject, agent_of(request)) if subject else None)
    page["line_run"] = latest_run(version.process, subject) if page["line"] else None
    return render(request, "process/rehearsal.html", page, status=status)


def _shown(
    request: HttpRequest,
    version: Version,
    stage: Stage,
    *,
    sent: str,
    refused: WantedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted, known = case_fields(stage)
    forms = [(one, _own(refused, one) or WantedForm(wanted=one.wanted, prefix=str(one.token))) for one in stage.places]
    page = {
        **about(request, version.process, version),
        **walk_page(stage),
        "places": forms,
        "sent": sent,
        "units": UNITS,
        "learn_form": WantedForm(wanted=wanted, prefix="case", initial=_as_initial(dict(known))),
        "back_url": _address(version, pack(stage.walk.back())) if stage.walk.choices else "",
        "again_url": _address(version, pack(replace(stage.walk, choices=()))),
    }
    return render(request, "process/walk.html", page, status=status)


def _own(refused: WantedForm | None, place: Place) -> WantedForm | None:
    return refused if refused is not None and refused.prefix == str(place.token) else None


def _form_of(place: Place | None, stage: Stage, sent: QueryDict) -> WantedForm:
    """The form that was filled in: of a place, or of the case."""
    if sent.get("do") == "learns":
        return WantedForm(sent, wanted=case_fields(stage)[0], prefix="case")
    needs = place is not None and sent.get("do") in ("done", "comes")
    return WantedForm(sent, wanted=place.wanted if place is not None and needs else (), prefix=sent.get("token", ""))


_DEEDS: dict[str, Deed] = {one: one for one in ("done", "fails", "comes", "due", "learns", "waits")}


def _choice(sent: QueryDict, place: Place | None, form: WantedForm) -> Choice | None:
    """What was chosen; None for what makes no sense (the place is gone)."""
    deed = _DEEDS.get(sent.get("do", ""))
    if deed is None or (place is None and deed in ("done", "fails", "comes", "due")):
        return None
    data = form.values
    if place is not None and place.kind == "approval" and deed == "done" and place.result:
        data[place.result] = sent.get("answer") == YES
    name = place.message if place is not None and deed == "comes" else sent.get("code", "")[:80]
    seconds = TakenForm(sent).seconds
    return Choice(do=deed, token=place.token if place is not None else 0, name=name, seconds=seconds, data=data)


def cannot_run(request: HttpRequest, version: Version, error: NotRunnable | Unreadable) -> HttpResponse:
    """What must be mended before it can be tried."""
    found = list(error.problems) if isinstance(error, NotRunnable) else [error.problem]
    errors = [one for one in found if one.severity == "error"]
    page = {**about(request, version.process, version), "problems": findings(errors, bpmn=version.bpmn)}
    return render(request, "process/rehearsal.html", page, status=422)
