"""What the studio tries while one draws: formulas as they are typed, and the examples of the process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tantam.organisation.models import Agent
from tantam.organisation.rights import may
from tantam.process import queries
from tantam.process.context import agent_of, examples_told, offered_names, tried
from tantam.process.models import Process
from tantam.process.views.bodies import body_of, object_of, reads_body

_SUBJECT: Final = re.compile(r"[a-z]{1,20}:[0-9]{1,18}")
_MOST_LETTERS: Final = 20_000


@may("process.draw")
@require_POST
@reads_body
def names(request: HttpRequest, key: str) -> HttpResponse:
    """What formulas of the drawing that is sent may name, and the functions with what they do."""
    get_object_or_404(Process, key=key)
    return JsonResponse(offered_names(body_of(request).decode("utf-8", "replace")))


@may("process.draw")
@require_GET
def samples(request: HttpRequest, key: str) -> HttpResponse:
    """Recent tickets within reach, to try a formula on."""
    found = queries.samples(get_object_or_404(Process, key=key), agent=agent_of(request))
    said = [
        {"subject": one.subject, "title": one.line.title, "note": one.line.note, "person": one.line.person}
        for one in found
    ]
    return JsonResponse({"samples": said})


@may("process.draw")
@require_POST
@reads_body
def formula(request: HttpRequest, key: str) -> HttpResponse:
    """Read a formula, and work it out on the ticket or the made-up data that is named."""
    process = get_object_or_404(Process, key=key)
    sent = object_of(request)
    text = str(sent.get("text") or "")[:_MOST_LETTERS]
    data = _data(process, sent, agent_of(request))
    found = tried(text, kind=str(sent.get("kind") or ""), data=data, now=timezone.now())
    is_gone = bool(sent.get("subject")) and data is None
    return JsonResponse({**found, "gone": is_gone})


@may("process.draw")
@require_POST
@reads_body
def examples(request: HttpRequest, key: str) -> HttpResponse:
    """Run the examples of the drawing that is sent; none where it cannot run as a whole yet."""
    process = get_object_or_404(Process, key=key)
    bpmn = body_of(request).decode("utf-8", "replace")
    return JsonResponse({"examples": examples_told(bpmn, former=partial(queries.last_drawn_with, process))})


def _data(process: Process, sent: Mapping[str, Any], agent: Agent) -> Mapping[str, object] | None:
    subject, made_up = str(sent.get("subject") or ""), sent.get("data")
    if _SUBJECT.fullmatch(subject):
        return queries.sample_data(process, subject, agent=agent)
    return made_up if isinstance(made_up, dict) else None
