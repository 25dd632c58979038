"""What the process itself says to the customer: the acknowledgement and other scripts of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.cases import queries
from tantam.cases.actions.clocks import running_clock
from tantam.cases.actions.first_response import keep_what_is_told
from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.refused import NoWayToAnswer
from tantam.cases.actions.remarking import NOT_SENT, remark
from tantam.cases.actions.sending import Letter, send_letter
from tantam.cases.models import AnswerPromise, Case, Clock, Entry
from tantam.channels.models import ChannelKind, Message
from tantam.core.actions.rows import insert_late
from tantam.core.values.forms_of_address import form_of_address
from tantam.core.values.scripts import render_script
from tantam.core.values.scripts import script_variables as people
from tantam.organisation import queries as organisation
from tantam.organisation.models import Agent
from tantam.process.engine.diagram import Texts
from tantam.process.registry import StepFailed

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOTHING: Mapping[str, str] = {}
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def acknowledge(case: Case, *, scripts: Texts, now: datetime, closed: Mapping[str, str] = NOTHING) -> Entry | None:
    """Tell the customer at once that their message arrived, with the case's number and by when we answer; while the
    team in charge is not at work in the words of `closed` (by language), where there are any.

    Only where the customer wrote by e-mail: a caller or a visitor has heard it from a person. A mail that asks for no
    automatic answer, or names nobody to answer, gets none: then silence is right.
    """
    last = last_message(case)
    if last is None or last.is_quiet or case.channel_kind != ChannelKind.EMAIL:
        return None
    opens_at = _opens_at(case, now=now)
    said = closed.get(case.customer.language) or closed.get("vi") if opens_at else ""
    letter = Letter(
        text=_rendered(case, said or _said(case, scripts), now=now, opens_at=opens_at),
        nature=Message.Nature.ACKNOWLEDGEMENT,
    )
    try:
        entry = _send(case, letter, now=now, last=last)
    except NoWayToAnswer:
        return None
    _keep_time(case, said or _said(case, scripts), now=now)
    return entry


def send_script(case: Case, *, scripts: Texts, now: datetime) -> Entry:
    """Send a step's script to the customer in their language. Where the case's channel is not connected, the words
    stand in its stream for a person to say.

    Raises StepFailed for a step without words, a variable nobody filled in, a customer without an address.
    """
    said = _said(case, scripts)
    text = _rendered(case, said, now=now)
    if case.channel_kind != ChannelKind.EMAIL:
        return remark(case, NOT_SENT, now=now, text=text, channel=case.channel_kind)
    try:
        entry = _send(case, Letter(text=text, nature=Message.Nature.PERSON), now=now)
    except NoWayToAnswer as nowhere:
        raise StepFailed("no-way-to-answer", nowhere.message) from nowhere
    _keep_time(case, said, now=now)
    return entry


def _said(case: Case, scripts: Texts) -> str:
    return scripts.in_language(case.customer.language) or scripts.in_language("vi")


def _rendered(case: Case, said: str, *, now: datetime, opens_at: datetime | None = None) -> str:
    if not said.strip():
        raise StepFailed("no-script", _("The step has no words to send."))
    variables = script_variables(case, now=now)
    if opens_at:
        variables["gio_mo_cua"] = _time_said(opens_at, now=now, language=case.customer.language)
    rendered = render_script(said, variables=variables)
    if rendered.unresolved:
        names = ", ".join(f"{{{name}}}" for name in rendered.unresolved)
        raise StepFailed("variables-unresolved", format_lazy(_("Nobody filled in {names}."), names=names))
    return rendered.text


def _keep_time(case: Case, said: str, *, now: datetime) -> None:
    """Whoever was told a time is kept to it."""
    if "{gio_hen}" in said:
        keep_what_is_told(case, now=now)


def _opens_at(case: Case, *, now: datetime) -> datetime | None:
    """When those who answer first are at work again; None while they are."""
    clock = running_clock(case, Clock.Kind.FIRST_RESPONSE)
    calendar_id = clock.calendar_id if clock else queries.calendar_id_for(case.team, case.branch)
    calendar = organisation.calendar(calendar_id)
    return None if calendar.is_open(now) else calendar.next_open(now)


def _send(case: Case, letter: Letter, *, now: datetime, last: Message | None = None) -> Entry:
    message = send_letter(case, letter, now=now, last=last)
    return insert_late(
        Entry(case=case, kind=Entry.Kind.OUTBOUND, at=now, channel_kind=case.channel_kind, message=message)
    )


def script_variables(
    case: Case, *, now: datetime, by: Agent | None = None, due_at: datetime | None = None
) -> dict[str, str]:
    """The variables every script may use: forms of address, the case's number, who answers (and whether for
    somebody else) and by when.

    `by` is who speaks where that is not the assignee, `due_at` by when where that is neither what was promised
    last nor the first response. Nobody says a time that has passed: then a person fills it in.
    """
    customer = case.customer
    speaker = by or case.assignee
    promised = _promised(case) if by is not None and due_at is None else None
    due_at = due_at or promised or _first_due(case) or now
    is_over = by is not None and due_at <= now
    return {
        **people(
            customer.name,
            form=form_of_address(customer.address_form),
            agent_name=speaker.full_name if speaker else "",
            language="vi" if customer.language == "vi" else "en",
        ),
        "ma": case.number,
        "vai_tro": _part(case, by=by),
        "gio_hen": "" if is_over else _time_said(due_at, now=now, language=customer.language),
    }


#: What whoever writes does about the ticket: looks after it, or helps out for the one who does.
_PARTS = {"vi": ("phụ trách", "hỗ trợ"), "en": ("looking after", "helping with")}


def _part(case: Case, *, by: Agent | None) -> str:
    """Who writes where nobody looks after the case yet becomes its assignee by that."""
    own, helping = _PARTS["vi" if case.customer.language == "vi" else "en"]
    return helping if by is not None and case.assignee_id not in {None, by.pk} else own


def _time_said(at: datetime, *, now: datetime, language: str) -> str:
    """A time as it is said to a customer: 8:30, of another day 8:30 thứ Hai 23/11, in English 8:30 on Monday 23/11."""
    local, today = at.astimezone(HANOI), now.astimezone(HANOI).date()
    clock = f"{local.hour}:{local:%M}"
    if local.date() == today:
        return clock
    day, year = f"{local:%d/%m}", "" if local.year == today.year else f"/{local.year}"
    if language == "vi":
        return f"{clock} {WEEKDAYS[local.weekday()]} {day}{year}"
    return f"{clock} on {WEEKDAYS_EN[local.weekday()]} {day}{year}"


def _first_due(case: Case) -> datetime | None:
    running = running_clock(case, Clock.Kind.FIRST_RESPONSE)
    if running is not None:
        return running.due_at
    clocks = Clock.objects.filter(case=case, kind=Clock.Kind.FIRST_RESPONSE).order_by("-id")
    return clocks.values_list("due_at", flat=True).first()


def _promised(case: Case) -> datetime | None:
    outstanding = AnswerPromise.objects.filter(case=case, kept_at=None, broken_at=None)
    return outstanding.order_by("-id").values_list("due_at", flat=True).first()
