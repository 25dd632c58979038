"""The composer: answer, note, record, with drafts and scripts; and a message sent again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from tantam.cases import actions, queries
from tantam.cases.actions.refused import (
    MOST_BYTES,
    MOST_FILES,
    AlreadySent,
    CaseIsClosed,
    FilesTooLarge,
    FilesTooMany,
)
from tantam.cases.context.scripts import scripts_for
from tantam.cases.forms import DraftForm, SayForm
from tantam.cases.models import Case, Entry, Outcome
from tantam.cases.views.asking import agent_of, case_of, refuse, show_again
from tantam.cases.views.stepping import step_said
from tantam.channels import actions as channels
from tantam.channels.actions import OutgoingFile
from tantam.channels.models import ChannelKind, Dispatch
from tantam.organisation.rights import has_right, may

OTHERWISE = gettext_lazy(
    "This was kept before you changed it; it stands above as it was. Send only what is still missing."
)


@may("case.note")
@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Send an answer, write a note or record what was said, by the composer's mode; the same composer only once."""
    case, form = case_of(request, number), SayForm(request.POST)
    if not form.is_valid():
        return refuse(request, _("The text is too long, or its kind is unknown."))
    if form.cleaned_data["close"] and not has_right(agent_of(request), "case.close"):
        return refuse(request, _("You may answer here, not close tickets."), status=403)
    if form.cleaned_data["mode"] != "note" and not has_right(agent_of(request), "case.reply"):
        return refuse(request, _("You may write notes here, not answer customers."), status=403)
    said = form.cleaned_data
    try:
        before = actions.once(
            said["key"], lambda: _say(request, case, said), again=lambda entry: entry, by=agent_of(request)
        )
    except actions.Refused as refused:
        return refuse(request, refused.message, status=409 if isinstance(refused, CaseIsClosed) else 422)
    if before is not None and actions.says_otherwise(before, said["text"]):
        return show_again(request, number, said=OTHERWISE, tone="warning", composer=(said["text"], said["mode"]))
    return show_again(request, number, said=_done(case, said), composer=("", "reply"))


def _say(request: HttpRequest, case: Case, said: dict[str, Any]) -> Entry | None:
    by, now, text, key = agent_of(request), timezone.now(), said["text"], said["key"]
    if said["mode"] == "note":
        said["note"] = actions.write_note(case, text=text, by=by, now=now, key=key).data
        return None
    if said["mode"] == "record":
        kind = Entry.Kind.RECORDED_OUT if said["said_by"] == "us" else Entry.Kind.RECORDED_IN
        step_data = _step_data(request, case, said) if kind == Entry.Kind.RECORDED_OUT else {}
        heard = actions.Answer(text=text, step_data=step_data, key=key)
        channel = said["said_on"] or case.channel_kind
        actions.record_said(case, kind=kind, channel_kind=channel, said=heard, by=by, now=now)
        return None
    answer = actions.Answer(text=text, files=_files(request), step_data=_step_data(request, case, said), key=key)
    if said["close"]:
        actions.answer_and_close(case, answer=answer, outcome=Outcome(said["close"]), by=by, now=now)
    else:
        actions.reply(case, answer=answer, by=by, now=now)
    return None


def _step_data(request: HttpRequest, case: Case, said: dict[str, Any]) -> dict[str, object] | None:
    """What the answer brings to the step; None, and what is missing is said, where the step needs more."""
    step = step_said(request, case)
    if not step.missing or said["close"]:
        return step.data
    said["missing"] = step.missing
    return None


def _done(case: Case, said: dict[str, Any]) -> str:
    if missing := said.get("missing"):
        return _("Kept. The step stays, it still needs: %(fields)s.") % {"fields": ", ".join(missing)}
    if said["mode"] == "note":
        return _noted(said.get("note") or {})
    if said["mode"] == "record":
        return _("Recorded.")
    if said["close"]:
        outcome = str(Outcome(said["close"]).label).lower()
        if case.channel_kind != ChannelKind.EMAIL:
            return _("Kept as said, and the ticket is closed: %(outcome)s.") % {"outcome": outcome}
        return _("Sent, and the ticket is closed: %(outcome)s.") % {"outcome": outcome}
    return _("Sent.") if case.channel_kind == ChannelKind.EMAIL else _("Kept as said.")


def _noted(kept: dict[str, Any]) -> str:
    """Who of those called hears of it: who has left does not."""
    if gone := kept.get("gone"):
        return _("Note kept. %(names)s no longer works here and is not told.") % {"names": ", ".join(gone)}
    told = len({one[2] for one in kept.get("calls", ())})
    return (
        ngettext("Note kept, %(count)s person is told.", "Note kept, %(count)s people are told.", told)
        % {"count": told}
        if told
        else _("Note kept.")
    )


def _files(request: HttpRequest) -> list[OutgoingFile]:
    files = request.FILES.getlist("files")
    if len(files) > MOST_FILES:
        raise FilesTooMany
    if sum(file.size or 0 for file in files) > MOST_BYTES:
        raise FilesTooLarge
    return [
        OutgoingFile(filename=file.name or "", content_type=file.content_type or "", data=file.read()) for file in files
    ]


@may("case.note")
@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what is being typed."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    actions.keep_draft(case_of(request, number), **form.cleaned_data, by=agent_of(request), now=timezone.now())
    return HttpResponse(status=204)


@may("case.note")
@require_GET
def people(request: HttpRequest, number: str) -> JsonResponse:
    """Whom the `@` of a note may mean, as it is being typed."""
    case_of(request, number)
    found = queries.offer_people(request.GET.get("q", "")[:60], but=agent_of(request).pk)
    return JsonResponse(found, safe=False)


@may("case.see")
@require_GET
def scripts(request: HttpRequest, number: str) -> JsonResponse:
    """The scripts of the case's diagram filled in for its customer, those of the current step first."""
    found = scripts_for(
        case_of(request, number), wanted=request.GET.get("q", ""), by=agent_of(request), now=timezone.now()
    )
    return JsonResponse(found, safe=False)


@may("case.reply")
@require_POST
def send_again(request: HttpRequest, number: str, dispatch_id: int) -> HttpResponse:
    """A person decides that a message of this case leaves once more."""
    case = case_of(request, number)
    messages = Entry.objects.filter(case=case, message__isnull=False).values("message")
    dispatch = Dispatch.objects.filter(pk=dispatch_id, message__in=messages).first()
    if dispatch is None:
        return refuse(request, AlreadySent.message, status=409)
    try:
        channels.resend(dispatch, by=agent_of(request), now=timezone.now())
    except channels.CannotResend:
        return refuse(request, AlreadySent.message, status=409)
    return show_again(request, number, said=_("It is being sent again."))
