"""Answer the customer, write notes for colleagues, record what was said elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tantam.cases.actions.clocks import nearest_due, stop_clocks
from tantam.cases.actions.opening import preview_of
from tantam.cases.actions.promising import keep_promises
from tantam.cases.actions.refused import CaseIsClosed, NothingWritten, NoWayToAnswer, VariablesUnresolved
from tantam.cases.actions.searching import add_to_search
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseNoted, CaseReplied
from tantam.cases.models import Case, Clock, Draft, Entry
from tantam.channels import actions as channels
from tantam.channels.models import Channel, ChannelKind, Message
from tantam.channels.values import Recipients
from tantam.core.facts import Actor
from tantam.core.values.scripts import render_script
from tantam.customers.models import ContactPoint
from tantam.organisation.models import Agent
from tantam.process import actions as process

AGENT_REPLIED = "agent.replied"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an agent wrote; `file_ids` are attachments kept before."""

    text: str
    html: str = ""
    cc: list[str] = field(default_factory=list)
    files: list[channels.OutgoingFile] = field(default_factory=list)


@transaction.atomic
def reply(case: Case, *, answer: Answer, by: Agent, now: datetime) -> Entry:
    """Answer by the case's channel. On e-mail a message leaves; what has no channel yet is recorded as said.

    Completes the step that waits for an answer. Raises CaseIsClosed, NothingWritten, NoWayToAnswer,
    VariablesUnresolved; nothing is sent or changed then.
    """
    case = _locked(case)
    _check(case, answer)
    if case.channel_kind == ChannelKind.EMAIL:
        message: Message | None = _send(case, answer, by=by, now=now)
    else:
        message = None
    entry = Entry.objects.create(
        case=case,
        kind=Entry.Kind.OUTBOUND if message else Entry.Kind.RECORDED_OUT,
        at=now,
        channel_kind=case.channel_kind,
        message=message,
        author=by,
        text="" if message else answer.text,
    )
    _count_as_answer(case, entry, text=answer.text, by=by, now=now)
    return entry


def _locked(case: Case) -> Case:
    locked = Case.objects.select_for_update(of=("self",))
    return locked.select_related("customer__brand", "team", "branch").get(pk=case.pk)


def _check(case: Case, answer: Answer) -> None:
    if not case.is_open:
        raise CaseIsClosed
    if not answer.text.strip():
        raise NothingWritten
    if missing := render_script(answer.text, variables={}).unresolved:
        raise VariablesUnresolved(list(missing))


def _send(case: Case, answer: Answer, *, by: Agent, now: datetime) -> Message:
    last = last_message(case)
    channel = last.channel if last else Channel.objects.running().filter(kind=ChannelKind.EMAIL).first()
    to = reply_address(case, last)
    if channel is None or not to:
        raise NoWayToAnswer
    return channels.send_message(
        channel,
        customer=case.customer,
        recipients=Recipients(to=[(case.customer.name, to)], cc=[("", address) for address in answer.cc]),
        subject=subject_line(case),
        text=answer.text,
        html=answer.html,
        in_reply_to=last.external_id if last else "",
        references=[*last.references, last.external_id] if last and last.external_id else [],
        author=by,
        nature=Message.Nature.PERSON,
        files=answer.files,
        now=now,
    )


def last_message(case: Case) -> Message | None:
    """The newest message of the case's stream, inbound before outbound."""
    entries = Entry.objects.filter(case=case, message__isnull=False, kind=Entry.Kind.INBOUND)
    entry = entries.select_related("message__channel").order_by("-at", "-id").first()
    return entry.message if entry else None


def reply_address(case: Case, last: Message | None) -> str:
    """Where an answer goes: to whom wrote last, else the customer's primary e-mail, else none."""
    if last and last.sender_address:
        return last.sender_address
    points = ContactPoint.objects.filter(customer=case.customer, kind=ContactPoint.Kind.EMAIL, ended_at=None)
    point = points.order_by("-is_primary", "id").first()
    return point.value if point else ""


def subject_line(case: Case) -> str:
    """`Re: …` with the case's number, once."""
    subject = case.subject or case.number
    tagged = subject if f"[{case.number}]" in subject else f"{subject} [{case.number}]"
    return tagged if tagged.lower().startswith("re:") else f"Re: {tagged}"


def _count_as_answer(case: Case, entry: Entry, *, text: str, by: Agent, now: datetime) -> None:
    """Clocks stop, promises are kept, the waiting step is done, everybody is told."""
    is_first = case.first_responded_at is None
    stop_clocks(case, Clock.Kind.FIRST_RESPONSE, Clock.Kind.NEXT_RESPONSE, now=now)
    keep_promises(case, now=now)
    case.first_responded_at = case.first_responded_at or now
    case.awaits_answer = False
    case.last_entry_at = now
    case.preview = preview_of(text)
    case.assignee = case.assignee or by
    case.save(update_fields=["first_responded_at", "awaits_answer", "last_entry_at", "preview", "assignee"])
    add_to_search(case, text)
    Draft.objects.filter(case=case, author=by).delete()
    process.complete_replied(case.fact_subject, by=by, now=now)
    case.refresh_from_db(fields=["state", "team", "assignee"])
    case.due_at = nearest_due(case)
    case.save(update_fields=["due_at"])
    tell(case, CaseReplied, by=Actor.agent(by.pk), now=now, entry_id=entry.pk, is_first=is_first)


@transaction.atomic
def record_said(case: Case, *, kind: Entry.Kind, channel_kind: str, text: str, by: Agent, now: datetime) -> Entry:
    """Record by hand what was said where no channel is connected: a call, the counter, a personal chat."""
    case = _locked(case)
    if not text.strip():
        raise NothingWritten
    entry = Entry.objects.create(case=case, kind=kind, at=now, channel_kind=channel_kind, author=by, text=text)
    if kind in {Entry.Kind.RECORDED_OUT, Entry.Kind.CALL} and case.is_open:
        _count_as_answer(case, entry, text=text, by=by, now=now)
    else:
        add_to_search(case, text)
    return entry


@transaction.atomic
def write_note(case: Case, *, text: str, by: Agent, now: datetime) -> Entry:
    """Write for colleagues only. Raises NothingWritten."""
    if not text.strip():
        raise NothingWritten
    case = _locked(case)
    entry = Entry.objects.create(case=case, kind=Entry.Kind.NOTE, at=now, author=by, text=text)
    case.last_entry_at = now
    case.save(update_fields=["last_entry_at"])
    add_to_search(case, text)
    tell(case, CaseNoted, by=Actor.agent(by.pk), now=now, entry_id=entry.pk)
    return entry
