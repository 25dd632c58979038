"""Draw: the studio's page and what its scripts ask for; JSON in, JSON out, in the reader's language."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right, may
from tantam.process import actions, queries
from tantam.process.actions.publishing import AlreadyPublished
from tantam.process.context import (
    agent_of,
    as_script,
    begins_in_words,
    choice_page,
    comparison_of,
    findings,
    name_of,
    offered,
    remarks_of,
    review_note,
    said_before_publishing,
    said_of_publishing,
    said_of_those_standing,
    sentence,
    spoken,
    trial_before_publishing,
)
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Process, Trial, Version
from tantam.process.views.bodies import body_of, object_of, reads_body

#: What is told of somebody in the studio.
DOING: Final = {"came", "reading", "typing", "saved", "gone"}
#: Why a draft is not published, and what to do instead.
REFUSALS: Final[dict[type[Exception], Promise]] = {
    actions.NoReason: gettext_lazy("Say what changes and why."),
    actions.NotReviewed: gettext_lazy(
        "Here a draft is published only when somebody else has approved of it as it stands. Ask for a review."
    ),
    actions.UnknownMeasure: gettext_lazy(
        "This measure is not known here any more. Load the page again and choose another one."
    ),
    actions.NothingToTryBeside: gettext_lazy(
        "Nothing is published yet that the other tickets would run on. Publish it for all."
    ),
}


@may("process.draw")
@require_GET
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The studio with the draft, or with the published version from which a draft begins when it is first saved."""
    process = get_object_or_404(Process, key=key)
    draft, published = queries.draft_of(process), queries.version_of(process, None)
    trial = queries.trial_of(process)
    opened = draft or _begun_from(request, published, trial)
    if trial is not None and opened is None:
        return _choose(request, process, trial)
    page = {
        "process": process,
        "process_name": name_of(process),
        "draft": draft,
        "published": published,
        "may_publish": has_right(agent_of(request), "process.publish"),
        "may_try": published is not None and published.is_in_force,
        "trial": trial,
        "opened": opened,
        "base": opened.number if opened else 0,
        "offers_json": as_script(offered()),
        "may_draw": True,
        "in_studio": True,
        "version": draft,
        "review_note": review_note(draft) if draft else "",
        **remarks_of(draft, me=agent_of(request)),
    }
    return render(request, "process/edit.html", page)


def _begun_from(request: HttpRequest, published: Version | None, trial: Trial | None) -> Version | None:
    """From which version a draft begins: the published one, or the one of both in force that the person chose."""
    if trial is None:
        return published
    asked = request.GET.get("from", "")
    return next((one for one in (trial.version, trial.control) if str(one.number) == asked), None)


def _choose(request: HttpRequest, process: Process, trial: Trial) -> HttpResponse:
    """Two versions are in force: nobody should draw on one of them without knowing of the other."""
    page = {"process": process, "process_name": name_of(process), "in_studio": True}
    return render(request, "process/choose.html", page | choice_page(trial, now=timezone.now()))


@may("process.draw")
@require_POST
def here(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody has the drawing open, changes it, has saved it or left: told to those who may draw, and not stored."""
    process, doing = get_object_or_404(Process, key=key), request.POST.get("doing", "")
    if doing in DOING:
        actions.show_drawer(process, by=agent_of(request), doing=doing)
    return HttpResponse(status=204)


@may("process.draw")
@require_GET
def xml(request: HttpRequest, key: str) -> HttpResponse:
    """The drawing the studio opens; what was stored without places gets them, or the studio would show nothing."""
    process = get_object_or_404(Process, key=key)
    shown = queries.draft_of(process)
    if shown is None:
        published = queries.version_of(process, None)
        shown = _begun_from(request, published, queries.trial_of(process)) or published
    bpmn = actions.text_of(shown.bpmn.encode()) if shown else ""
    return HttpResponse(bpmn, "application/xml", status=200 if shown else 404)


@may("process.draw")
@require_POST
@reads_body
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What would not run, and why, on the element."""
    process = get_object_or_404(Process, key=key)
    draft = queries.draft_of(process)
    try:
        bpmn = actions.text_of(body_of(request))
    except Unreadable as error:
        return JsonResponse({"problems": findings([error.problem], bpmn="")})
    problems = actions.check_drawing(bpmn, since=queries.in_force_since(process))
    found = findings(problems, bpmn=bpmn, former=partial(queries.last_drawn_with, process))
    told, begins = said_before_publishing(bpmn, key=process.key)
    return JsonResponse(
        {
            "problems": found,
            "draft": _told(draft, to=agent_of(request)) if draft else None,
            "taking": {
                "text": told,
                "begins": begins,
                "how": begins_in_words(bpmn, process, now=timezone.now()),
                "standing": said_of_those_standing(bpmn, process),
            },
        }
    )


@may("process.draw")
@require_POST
@reads_body
def table(request: HttpRequest, key: str) -> HttpResponse:
    """A decision table that is being typed, cell by cell: what is wrong, and what its formulas say in words."""
    get_object_or_404(Process, key=key)
    problems = [
        {
            "side": one.side,
            "column": one.column,
            "rule": one.rule,
            "line": one.line,
            "severity": one.severity,
            "message": sentence(one),
        }
        for one in actions.check_table(body_of(request))
    ]
    return JsonResponse({"problems": problems, **spoken(body_of(request).decode("utf-8", "replace"))})


def _told(draft: Version, *, to: Agent) -> dict[str, object]:
    """Which draft stands there, so that who draws on an older one learns of it while drawing."""
    return {
        "revision": draft.revision,
        "number": draft.number,
        "who": draft.changed_by.full_name if draft.changed_by else _("Somebody"),
        "is_mine": draft.changed_by_id == to.pk,
    }


@may("process.draw")
@require_POST
@reads_body
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the draft; what somebody else saved meanwhile is not overwritten unless asked for."""
    process = get_object_or_404(Process, key=key)
    sent = object_of(request)
    revision, opened = _whole(sent, "revision"), _whole(sent, "base") or None
    base = opened
    if sent.get("force"):
        standing, base = queries.draft_of(process), None
        revision = standing.revision if standing else 0
    try:
        draft = actions.save_draft(
            process,
            bpmn=_text(sent, "xml"),
            revision=revision,
            base=base,
            begun_from=opened,
            by=agent_of(request),
            now=timezone.now(),
        )
    except actions.DraftChanged as changed:
        return _changed(changed.theirs, to=agent_of(request), opened=opened)
    except Unreadable as error:
        return JsonResponse(
            {"message": sentence(error.problem), "problems": findings([error.problem], bpmn="")}, status=422
        )
    return JsonResponse({"revision": draft.revision, "number": draft.number})


@may("process.publish")
@require_GET
def trial(request: HttpRequest, key: str) -> HttpResponse:
    """The trial that publishing would end, with its figures so far; null where nothing is on trial."""
    process = get_object_or_404(Process, key=key)
    found = queries.trial_of(process)
    told = trial_before_publishing(found, queries.draft_of(process), now=timezone.now()) if found else None
    return JsonResponse({"trial": told})


@may("process.publish")
@require_POST
@reads_body
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Make the saved draft the version that new tickets run on."""
    draft = queries.draft_of(get_object_or_404(Process, key=key))
    sent = object_of(request)
    if draft is None:
        return JsonResponse({"message": _("There is no draft to publish."), "problems": []}, status=422)
    if draft.revision != _whole(sent, "revision"):
        return _changed(draft, to=agent_of(request))
    share, ending = _share(sent), _whole(sent, "ending") or None
    try:
        actions.publish(
            draft,
            by=agent_of(request),
            reason=_text(sent, "reason"),
            now=timezone.now(),
            share=share,
            plan=_plan(sent),
            ending=ending,
        )
    except actions.CannotRun as refused:
        former = partial(queries.last_drawn_with, draft.process)
        return JsonResponse({"problems": findings(refused.problems, bpmn=draft.bpmn, former=former)}, status=422)
    except AlreadyPublished:
        return JsonResponse({"message": _("It was published meanwhile."), "problems": []}, status=409)
    except actions.TrialStands as stands:
        said = _("Version %(number)s is on trial. Say what becomes of its trial; nothing is published yet.")
        message = said % {"number": stands.number}
        return JsonResponse({"message": message, "problems": [], "trial": stands.number}, status=422)
    except tuple(REFUSALS) as refused:
        return JsonResponse({"message": str(REFUSALS[type(refused)]), "problems": []}, status=422)
    if share is not None:
        said = _("Version %(number)s is on trial: %(share)s%% of new tickets run on it.")
        messages.success(request, said % {"number": draft.number, "share": share})
        return JsonResponse({"number": draft.number, "url": reverse("process_versions", args=[key])})
    messages.success(request, said_of_publishing(draft))
    return JsonResponse({"number": draft.number, "url": reverse("process", args=[key])})


def _share(sent: dict[str, Any]) -> int | None:
    """For what part of new tickets it is published; None for all."""
    found = _whole(sent, "share")
    return found if 1 <= found <= 99 else None


def _plan(sent: dict[str, Any]) -> actions.TrialPlan:
    """What a trial is judged by."""
    guards = sent.get("guards")
    return actions.TrialPlan(
        measure=_text(sent, "measure")[:60],
        guards=tuple(str(one)[:60] for one in guards) if isinstance(guards, list) else (),
    )


def _whole(sent: dict[str, Any], name: str) -> int:
    """A number the sender knows, such as a revision; what is none is that of nobody's draft."""
    said = str(sent.get(name))[:18]
    return int(said) if said.isascii() and said.isdigit() else 0


def _text(sent: dict[str, Any], name: str) -> str:
    """What JSON can write and nothing can keep, half a character or a NUL, is a question mark."""
    return str(sent.get(name) or "").encode("utf-8", "replace").decode().replace("\x00", "?")


@may("process.draw")
@require_POST
def apart(request: HttpRequest, key: str) -> HttpResponse:
    """The saved drawing beside what a page sends along: what it was opened from (so that only what others changed
    differs), or what is drawn there and not saved."""
    process = get_object_or_404(Process, key=key)
    saved = queries.draft_of(process) or queries.version_of(process, None)
    if saved is None:
        raise Http404(key)
    is_mine = request.POST.get("what") == "mine"
    try:
        found = comparison_of(queries.diagram_in(request.POST.get("xml", "")), queries.diagram_of(saved))
    except Unreadable as error:
        raise Http404(f"{name_of(process)}: {error}") from error
    who = saved.changed_by.full_name if saved.changed_by else _("Somebody")
    words = {"who": who, "number": saved.number}
    if saved.state == Version.State.DRAFT:
        told = _("Draft %(number)s, saved last by %(who)s. Looking changes nothing.") % words
    else:
        told = _("Version %(number)s is published, and no draft is kept. Looking changes nothing.") % words
    page = {
        "process": process,
        "process_name": name_of(process),
        "title": _("Your drawing and the saved one") if is_mine else _("What changed since you opened it"),
        "old_title": _("What stands in your page") if is_mine else _("As you opened it"),
        "new_title": _("As it is saved"),
        "told": told,
        **found,
    }
    return render(request, "process/apart.html", page)


def _changed(theirs: Version, *, to: Agent, opened: int | None = None) -> HttpResponse:
    who = theirs.published_by or theirs.changed_by
    words = {"who": who.full_name if who else _("Somebody"), "number": theirs.number, "opened": opened}
    is_mine = who is not None and who.pk == to.pk
    if theirs.state == Version.State.DRAFT and is_mine:
        said = _(
            "You saved this draft in another tab of yours meanwhile, or on another device. Nothing was overwritten: "
            "what you drew here is still here."
        )
    elif theirs.state == Version.State.DRAFT:
        said = _("%(who)s saved this draft meanwhile. Nothing was overwritten: yours is still here.") % words
    elif opened is not None and opened > theirs.number:
        said = _(
            "The trial of version %(opened)s, from which you began, is over: version %(number)s is in force for all. "
            "Yours is still here, and would become a new draft."
        )
        said %= words
    else:
        said = _(
            "The draft that you opened is no longer there: version %(number)s by %(who)s is published now. "
            "Yours is still here, and would become a new draft."
        )
        said %= words
    url = reverse("process_version", args=[theirs.process.key, theirs.number])
    if theirs.number > 1:
        published = queries.version_of(theirs.process, None)
        if published is not None and published.pk != theirs.pk:
            question = urlencode({"old": published.number, "new": theirs.number})
            url = f"{reverse('process_compare', args=[theirs.process.key])}?{question}"
    revision = theirs.revision if theirs.state == Version.State.DRAFT else 0
    answer = {"revision": revision, "message": said, "url": url, "is_mine": is_mine}
    return JsonResponse(answer, status=409)
