"""The composer: answer, note, record, with drafts and scripts; and a message sent again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.cases import actions, queries
from tantam.cases.actions.refused import AlreadySent, CaseIsClosed, FileIsGone, TextTooLong, check_files
from tantam.cases.context.enclosed import shown
from tantam.cases.context.scripts import scripts_for
from tantam.cases.forms import DraftForm, SayForm
from tantam.cases.models import Case, Entry, Outcome
from tantam.cases.views.asking import agent_of, case_of, refuse, show_again
from tantam.cases.views.stepping import step_said
from tantam.channels import actions as channels
from tantam.channels.actions import OutgoingFile
from tantam.channels.models import ChannelKind, Dispatch
from tantam.channels.queries import others_addressed
from tantam.channels.writing import pictures_of
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right, may
from tantam.ui.values import formatting

OTHERWISE = gettext_lazy(
    "This was kept before you changed it; it stands above as it was. Send only what is still missing."
)


@may("case.note")
@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Send an answer, write a note or record what was said, by the composer's mode; the same composer only once."""
    case, form = case_of(request, number), SayForm(request.POST)
    if not form.is_valid():
        return refuse(request, _not_readable(form))
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
    waiting = said.get("leaving")
    if waiting is None:
        return show_again(request, number, said=_done(case, said), composer=())
    if waiting.text.split() != said["text"].split():  # sent before, and changed since
        return show_again(request, number, said=OTHERWISE, tone="warning", composer=(said["text"], said["mode"]))
    undo: dict[str, Any] = {"undo": reverse("case_take_back", args=[number, waiting.pk])}
    if said["seconds"]:
        undo["stay"] = said["seconds"] * 1000
    return show_again(request, number, said=_waits(said), composer=(), toast=undo)


def _leaves_at(case: Case, by: Agent, said: dict[str, Any], *, now: datetime) -> datetime | None:
    """When the answer leaves: after the time in which this person can take it back; None for at once, as what is only
    written down is."""
    if case.channel_kind != ChannelKind.EMAIL:
        return None
    later: datetime | None = said["leaves_at"]
    if later:
        said["seconds"] = 0
        return later
    said["seconds"] = actions.undo_seconds(by, usual=settings.UNDO_SECONDS)
    return now + timedelta(seconds=said["seconds"]) if said["seconds"] else None


def _not_readable(form: SayForm) -> object:
    wrong = form.errors.as_data()
    too_long = any(error.code == "max_length" for name in ("text", "html") for error in wrong.get(name, ()))
    for field in ("later_at", "later", "to", "cc", "bcc"):
        if words := form.errors.get(field):
            return words[0]
    return TextTooLong.message if too_long else _("This cannot be sent: its kind is unknown.")


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
    answer = _answer(request, case, said)
    if leaves_at := _leaves_at(case, by, said, now=now):
        leaving = actions.Leaving(at=leaves_at, then_close=said["close"])
        said["leaving"] = actions.send_off(case, answer=answer, leaving=leaving, by=by, now=now)
        return None
    if actions.goes_past_customer(case, answer):
        actions.check_passed_on(answer, then_close=said["close"])
        actions.pass_on(case, answer=answer, by=by, now=now)
        return None
    actions.check_not_said(case, answer, by=by)
    if said["close"]:
        actions.answer_and_close(case, answer=answer, outcome=Outcome(said["close"]), by=by, now=now)
    else:
        actions.reply(case, answer=answer, by=by, now=now)
    return None


def _answer(request: HttpRequest, case: Case, said: dict[str, Any]) -> actions.Answer:
    """What was written, with the files of the draft that the composer showed and those that came with the form."""
    named = list(dict.fromkeys([*_uuids(request), *pictures_of(said["html"])]))
    of_draft = actions.files_of_draft(case, uuids=named, by=agent_of(request), key=said["key"])
    sent = request.FILES.getlist("files")
    check_files([*(one.file.size for one in of_draft), *(file.size or 0 for file in sent)])
    files = [OutgoingFile(file.name or "", file.content_type or "", file.read()) for file in sent]
    return actions.Answer(
        text=said["text"],
        html=said["html"],
        to=said["to"],
        is_forward=said["is_forward"],
        cc=said["cc"],
        bcc=said["bcc"],
        files=[*actions.outgoing(of_draft), *files],
        of_draft=[one.uuid for one in of_draft],
        step_data=_step_data(request, case, said),
        key=said["key"],
    )


def _uuids(request: HttpRequest) -> list[UUID]:
    """The files of the draft that the composer shows. Raises FileIsGone for what never was one."""
    try:
        return [UUID(one) for one in request.POST.getlist("file")]
    except ValueError:
        raise FileIsGone from None


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


def _waits(said: dict[str, Any]) -> str:
    words = _("Leaves in %(seconds)s s") % {"seconds": said["seconds"]}
    if at := said["leaves_at"]:
        moment = formatting.moment(timezone.localtime(at), language=get_language() or "vi")
        words = _("Leaves %(moment)s, unless the customer writes first") % {"moment": moment}
    if missing := said.get("missing"):
        return words + ". " + _("The step stays, it still needs: %(fields)s.") % {"fields": ", ".join(missing)}
    return words


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


@may("case.note")
@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what is being typed; where something else was kept meanwhile, answer with that instead."""
    case, form = case_of(request, number), DraftForm(request.POST)
    if not form.is_valid():
        words = _("Too long to be kept on the server: it stays in this browser.")
        return JsonResponse({"why": words}, status=422)
    try:
        typed = actions.Typed(**form.cleaned_data)
        revision = actions.keep_draft(case, typed=typed, by=agent_of(request), now=timezone.now())
    except actions.DraftChanged as changed:
        other = changed.draft
        written = {"text": other.text, "html": other.html, "mode": other.mode, "revision": other.revision}
        return JsonResponse(written, status=409)
    return JsonResponse({"revision": revision})


@may("case.note")
@require_GET
def people(request: HttpRequest, number: str) -> JsonResponse:
    """Whom the `@` of a note may mean, as it is being typed."""
    case_of(request, number)
    found = queries.offer_people(request.GET.get("q", "")[:60], but=agent_of(request).pk)
    return JsonResponse(found, safe=False)


@may("case.reply")
@require_POST
def forward(request: HttpRequest, number: str, entry_id: int) -> HttpResponse:
    """Quote a message to be passed on; its files stand with the draft, to be taken out one by one."""
    case = case_of(request, number)
    try:
        quoted = actions.quote(case, entry_id=entry_id, by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        return JsonResponse({"why": str(refused.message)}, status=422)
    if quoted is None:
        raise Http404
    files = [shown(one, number=number) for one in quoted.files]
    return JsonResponse({"text": quoted.text, "html": quoted.html, "files": files})


@may("case.reply")
@require_GET
def others(request: HttpRequest, number: str) -> JsonResponse:
    """Who else was written to with the customer's last message: whom an answer to all goes to."""
    last = actions.last_message(case_of(request, number))
    return JsonResponse({"cc": others_addressed(last) if last else []})


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
