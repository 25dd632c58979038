"""What the process itself says to the customer: the acknowledgement and other scripts of its steps."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tantam.cases.actions.clocks import recalled_first_response
from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.refused import NoWayToAnswer
from tantam.cases.actions.sending import Letter, send_letter
from tantam.cases.models import AnswerPromise, Case, Clock, Entry
from tantam.channels.models import ChannelKind, Message
from tantam.core.actions.rows import insert
from tantam.core.values.forms_of_address import form_of_address
from tantam.core.values.scripts import render_script
from tantam.core.values.scripts import script_variables as people
from tantam.organisation.models import Agent
from tantam.process.engine.diagram import Texts
from tantam.process.registry import StepFailed

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def acknowledge(case: Case, *, scripts: Texts, now: datetime) -> Entry | None:
    """Tell the customer at once that their message arrived, with the case's number and by when we answer.

    Only where the customer wrote by e-mail: a caller or a visitor has heard it from a person. A mail that asks for no
    automatic answer gets none.
    """
    last = last_message(case)
    if last is None or last.is_quiet:
        return None
    return send_script(case, scripts=scripts, now=now, nature=Message.Nature.ACKNOWLEDGEMENT, last=last)


def send_script(
    case: Case,
    *,
    scripts: Texts,
    now: datetime,
    nature: str = Message.Nature.PERSON,
    last: Message | None = None,
) -> Entry | None:
    """Send a step's script to the customer in their language; None where they cannot be written to.

    Raises StepFailed for a variable nobody filled in.
    """
    if case.channel_kind != ChannelKind.EMAIL:
        return None
    rendered = render_script(scripts.in_language(case.customer.language), variables=script_variables(case, now=now))
    if rendered.unresolved:
        raise StepFailed("variables-unresolved", ", ".join(rendered.unresolved))
    try:
        message = send_letter(case, Letter(text=rendered.text, nature=nature), now=now, last=last)
    except NoWayToAnswer:
        return None
    return insert(Entry(case=case, kind=Entry.Kind.OUTBOUND, at=now, channel_kind=case.channel_kind, message=message))


def script_variables(
    case: Case, *, now: datetime, by: Agent | None = None, due_at: datetime | None = None
) -> dict[str, str]:
    """The variables every script may use: forms of address, the case's number, who answers and by when.

    `by` is who speaks where that is not the assignee, `due_at` by when where that is neither what was promised
    last nor the first response. Nobody says a time that has passed: then a person fills it in.
    """
    customer = case.customer
    speaker = by or case.assignee
    promised = _promised(case) if by is not None and due_at is None else None
    due_at = (due_at or promised or _first_due(case) or now).astimezone(HANOI)
    is_over = by is not None and due_at <= now
    today = now.astimezone(HANOI).date()
    return {
        **people(
            customer.name,
            form=form_of_address(customer.address_form),
            agent_name=speaker.full_name if speaker else "",
            language="vi" if customer.language == "vi" else "en",
        ),
        "ma": case.number,
        "gio_hen": "" if is_over else f"{due_at:%H:%M}" if due_at.date() == today else f"{due_at:%H:%M %d/%m}",
    }


def _first_due(case: Case) -> datetime | None:
    running = recalled_first_response(case)
    if running is not None:
        return running.due_at
    clocks = Clock.objects.filter(case=case, kind=Clock.Kind.FIRST_RESPONSE).order_by("-id")
    return clocks.values_list("due_at", flat=True).first()


def _promised(case: Case) -> datetime | None:
    outstanding = AnswerPromise.objects.filter(case=case, kept_at=None, broken_at=None)
    return outstanding.order_by("-id").values_list("due_at", flat=True).first()
