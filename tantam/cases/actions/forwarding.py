"""Pass what stands in a case on to somebody else by mail: the customer is not answered by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.drafting import enclose_kept, forget_draft
from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.refused import ForwardClosesNothing, NobodyToPassOn, NoWayToAnswer, check_files
from tantam.cases.actions.replying import Answer, check_written
from tantam.cases.actions.sending import Letter, forward_line, reply_addresses, send_letter
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseForwarded
from tantam.cases.models import Case, DraftFile, Entry
from tantam.channels.models import Attachment, ChannelKind, Message
from tantam.channels.values.addresses import plain
from tantam.core.actions.rows import insert, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.customers.models import ContactPoint
from tantam.organisation.models import Agent
from tantam.ui.values import formatting

#: Of a longer mail only the beginning is quoted; the whole of it stays in the conversation.
MOST_QUOTED = 50_000
PASSED_ON = "passed_on"


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A message as it is passed on: its words below a head that says whose they are, and its files."""

    text: str
    html: str
    files: Sequence[DraftFile]


def goes_past_customer(case: Case, answer: Answer) -> bool:
    """Whether it is for somebody else alone: it is passed on, or none of those it goes to is the customer."""
    if answer.is_forward or not answer.to:
        return answer.is_forward
    theirs = {plain(one) for one in reply_addresses(case, last_message(case))}
    points = ContactPoint.objects.filter(customer=case.customer, kind=ContactPoint.Kind.EMAIL, ended_at=None)
    theirs |= {plain(one) for one in points.values_list("value", flat=True)}
    return not theirs & {plain(one) for one in (*answer.to, *answer.cc, *answer.bcc)}


def check_passed_on(answer: Answer, *, then_close: str = "") -> None:
    """Whether it may leave as it is.

    Raises NothingWritten, VariablesUnresolved, NobodyToPassOn, ForwardClosesNothing.
    """
    check_written(answer)
    if not answer.to:
        raise NobodyToPassOn
    if then_close:
        raise ForwardClosesNothing


@unit()
def pass_on(case: Case, *, answer: Answer, by: Agent, now: datetime) -> Entry:
    """Send it to those it names. No promise is kept and no step is done by it: nobody has answered the customer.

    Raises NothingWritten, VariablesUnresolved, NobodyToPassOn, NoWayToAnswer.
    """
    case = take_up(case)
    check_passed_on(answer)
    if case.channel_kind != ChannelKind.EMAIL:
        raise NoWayToAnswer
    subject = forward_line(case) if answer.is_forward else ""
    letter = Letter(
        text=answer.text, html=answer.html, subject=subject, to=answer.to, cc=answer.cc, bcc=answer.bcc,
        files=answer.files, author=by, begins_anew=answer.is_forward,
    )  # fmt: skip
    message = send_letter(case, letter, now=now)
    entry = insert(
        Entry(
            case=case, kind=Entry.Kind.OUTBOUND, at=now, channel_kind=case.channel_kind, message=message, author=by,
            key=answer.key, data={PASSED_ON: [one[:254] for one in answer.to]},
        )
    )  # fmt: skip
    case.last_entry_at = now
    update(case, "last_entry_at")
    forget_draft(case, by, key=answer.key, text=answer.text, files=answer.of_draft)
    tell(case, CaseForwarded, by=Actor.agent(by.pk), now=now, entry_id=entry.pk)
    return entry


@unit()
def quote(case: Case, *, entry_id: int, by: Agent, now: datetime) -> Quoted | None:
    """Put the files of a message of the case with this person's draft, and return how it is quoted; None where there is
    no such message. Raises FilesTooMany, FilesTooLarge."""
    entry = Entry.objects.select_related("message").filter(pk=entry_id, case=case, message__isnull=False).first()
    message = entry.message if entry else None
    if message is None:
        return None
    found = list(Attachment.objects.select_related("file").filter(message=message).order_by("id"))
    check_files([one.file.size for one in found])
    files = enclose_kept(case, files=[(one.file, one.filename, one.content_type) for one in found], by=by, now=now)
    head, words = _head(message), _words(message)
    text = "\n".join([*head, "", *words])
    return Quoted(text=text, html=f"{_lines(head)}<blockquote>{_lines(words)}</blockquote>", files=files)


def _head(message: Message) -> list[str]:
    at = formatting.moment(timezone.localtime(message.at), language=get_language() or "vi")
    sender = f"{message.sender_name} <{message.sender_address}>" if message.sender_name else message.sender_address
    to = ", ".join(box.get("address", "") for box in message.recipients.get("to", []))
    lines = [
        _("Forwarded message:"),
        _("From: %(who)s") % {"who": sender},
        _("Date: %(moment)s") % {"moment": at},
        _("Subject: %(subject)s") % {"subject": message.subject},
    ]
    return [*lines, _("To: %(who)s") % {"who": to}] if to else lines


def _words(message: Message) -> list[str]:
    whole = "\n\n".join(one for one in (message.text.strip(), message.quoted_text.strip()) if one)
    return (whole if len(whole) <= MOST_QUOTED else f"{whole[:MOST_QUOTED]}…").split("\n")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
