"""Draw: the studio's page and what its scripts ask for; JSON in, JSON out, in the reader's language."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.organisation.rights import has_right, may
from tantam.process import actions, queries
from tantam.process.actions.publishing import AlreadyPublished
from tantam.process.context import agent_of, as_script, findings, name_of, offered, remarks_of, sentence
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Process, Version


@may("process.draw")
@require_GET
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The studio with the draft, or with the published version from which a draft begins when it is first saved."""
    process = get_object_or_404(Process, key=key)
    draft = queries.draft_of(process)
    page = {
        "process": process,
        "process_name": name_of(process),
        "draft": draft,
        "published": queries.version_of(process, None),
        "may_publish": has_right(agent_of(request), "process.publish"),
        "offers_json": as_script(offered()),
        **remarks_of(draft),
    }
    return render(request, "process/edit.html", page)


@may("process.draw")
@require_GET
def xml(request: HttpRequest, key: str) -> HttpResponse:
    """The drawing the studio opens."""
    process = get_object_or_404(Process, key=key)
    shown = queries.draft_of(process) or queries.version_of(process, None)
    return HttpResponse(shown.bpmn if shown else "", "application/xml", status=200 if shown else 404)


@may("process.draw")
@require_POST
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What would not run, and why, on the element."""
    get_object_or_404(Process, key=key)
    try:
        bpmn = actions.text_of(request.body)
    except Unreadable as error:
        return JsonResponse({"problems": findings([error.problem], bpmn="")})
    return JsonResponse({"problems": findings(actions.check_drawing(bpmn), bpmn=bpmn)})


@may("process.draw")
@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the draft; what somebody else saved meanwhile is not overwritten unless asked for."""
    process = get_object_or_404(Process, key=key)
    sent = _sent(request)
    revision = _revision(sent)
    if sent.get("force") and (standing := queries.draft_of(process)):
        revision = standing.revision
    try:
        draft = actions.save_draft(
            process, bpmn=_text(sent, "xml"), revision=revision, by=agent_of(request), now=timezone.now()
        )
    except actions.DraftChanged as changed:
        return _changed(changed.theirs)
    except Unreadable as error:
        return JsonResponse(
            {"message": sentence(error.problem), "problems": findings([error.problem], bpmn="")}, status=422
        )
    return JsonResponse({"revision": draft.revision, "number": draft.number})


@may("process.publish")
@require_POST
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Make the saved draft the version that new tickets run on."""
    draft = queries.draft_of(get_object_or_404(Process, key=key))
    sent = _sent(request)
    if draft is None:
        return JsonResponse({"message": _("There is no draft to publish."), "problems": []}, status=422)
    if draft.revision != _revision(sent):
        return _changed(draft)
    try:
        actions.publish(draft, by=agent_of(request), reason=_text(sent, "reason"), now=timezone.now())
    except actions.CannotRun as refused:
        return JsonResponse({"problems": findings(refused.problems, bpmn=draft.bpmn)}, status=422)
    except actions.NoReason:
        return JsonResponse({"message": _("Say what changes and why."), "problems": []}, status=422)
    except AlreadyPublished:
        return JsonResponse({"message": _("It was published meanwhile."), "problems": []}, status=409)
    return JsonResponse({"number": draft.number, "url": reverse("process", args=[key])})


def _sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON object sent; anything else counts as empty."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _revision(sent: dict[str, Any]) -> int:
    """The revision the sender knows; what is none is that of nobody's draft."""
    said = str(sent.get("revision"))[:18]
    return int(said) if said.isascii() and said.isdigit() else 0


def _text(sent: dict[str, Any], name: str) -> str:
    """What JSON can write and nothing can keep, half a character or a NUL, is a question mark."""
    return str(sent.get(name) or "").encode("utf-8", "replace").decode().replace("\x00", "?")


def _changed(theirs: Version) -> HttpResponse:
    who = theirs.changed_by.full_name if theirs.changed_by else _("Somebody")
    said = _("%(who)s saved this draft meanwhile. Nothing was overwritten: yours is still here.") % {"who": who}
    return JsonResponse({"revision": theirs.revision, "message": said}, status=409)
