"""Answer the customer, write notes for colleagues, record what was said elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tantam.cases.actions.at_hand import at_hand, take_up
from tantam.cases.actions.calling import call, called_in
from tantam.cases.actions.clocks import nearest_due, step_clocks, stop_clocks
from tantam.cases.actions.drafting import forget_draft
from tantam.cases.actions.opening import Words, preview_of
from tantam.cases.actions.promising import keep_promises
from tantam.cases.actions.refused import CaseIsClosed, NothingWritten, VariablesUnresolved
from tantam.cases.actions.searching import add_to_search
from tantam.cases.actions.sending import Letter, send_letter
from tantam.cases.actions.standing_still import stand_still
from tantam.cases.actions.taking_in import continue_case
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseNoted, CaseReplied
from tantam.cases.models import Case, Clock, Entry
from tantam.cases.values.calling import composed
from tantam.channels.actions import OutgoingFile
from tantam.channels.models import ChannelKind, Message
from tantam.core.actions.rows import insert, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.scripts import render_script
from tantam.organisation.models import Agent
from tantam.process import actions as process
from tantam.process.engine.diagram import FormField


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an agent wrote; `html` must be safe already. `step_data` is what the step that waits for it asked, None
    where that is not said yet and the step stays; `key` that of the form (`actions.once`); `of_draft` names the files
    that stood with the draft; `to` is whom it goes to instead of the customer's own address (`forwarding`)."""

    text: str
    html: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    is_forward: bool = False
    files: list[OutgoingFile] = field(default_factory=list)
    of_draft: Collection[UUID] = ()
    step_data: Mapping[str, object] | None = field(default_factory=dict)
    key: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Replied:
    """The line that an answer left, and what the step that waits for answers still needs: then it stays."""

    entry: Entry
    step_needs: Sequence[FormField]


@unit()
def reply(case: Case, *, answer: Answer, by: Agent, now: datetime) -> Replied:
    """Answer by the case's channel. On e-mail a message leaves; what has no channel yet is recorded as said.

    Completes the step that waits for an answer, where it has all that it requires. Raises CaseIsClosed, NothingWritten,
    NoWayToAnswer, VariablesUnresolved; nothing is sent or changed then.
    """
    case = take_up(case)
    check_answer(case, answer)
    if case.channel_kind == ChannelKind.EMAIL:
        letter = Letter(
            text=answer.text, html=answer.html, to=answer.to, cc=answer.cc, bcc=answer.bcc, files=answer.files,
            author=by,
        )  # fmt: skip
        message: Message | None = send_letter(case, letter, now=now)
    else:
        message = None
    entry = insert(
        Entry(
            case=case,
            kind=Entry.Kind.OUTBOUND if message else Entry.Kind.RECORDED_OUT,
            at=now,
            channel_kind=case.channel_kind,
            message=message,
            author=by,
            text="" if message else answer.text,
            key=answer.key,
        )
    )
    return Replied(entry=entry, step_needs=_count_as_answer(case, entry, answer=answer, by=by, now=now))


def check_answer(case: Case, answer: Answer) -> None:
    """Whether it may leave as it is. Raises CaseIsClosed, NothingWritten, VariablesUnresolved."""
    if not case.is_open:
        raise CaseIsClosed
    check_written(answer)


def check_written(answer: Answer) -> None:
    """Whether there is something, and nothing to be filled in. Raises NothingWritten, VariablesUnresolved."""
    if not answer.text.strip():
        raise NothingWritten
    if missing := render_script(answer.text, variables={}).unresolved:
        raise VariablesUnresolved(list(missing))


def _count_as_answer(case: Case, entry: Entry, *, answer: Answer, by: Agent, now: datetime) -> list[FormField]:
    """Clocks stop, promises are kept, the waiting step is done or stands still, everybody is told; what the step still
    needs."""
    is_first = case.first_responded_at is None
    stop_clocks(case, Clock.Kind.FIRST_RESPONSE, Clock.Kind.NEXT_RESPONSE, now=now)
    keep_promises(case, now=now)
    case.first_responded_at = case.first_responded_at or now
    case.awaits_answer = False
    case.last_entry_at = now
    case.preview = preview_of(answer.text)
    if case.assignee_id is None:
        case.assignee = by
    update(case, "first_responded_at", "awaits_answer", "last_entry_at", "preview", "assignee")
    add_to_search(case, answer.text)
    forget_draft(case, by, key=answer.key, text=answer.text, files=answer.of_draft)
    needed: list[FormField] = []
    asked = {clock.token_id for clock in step_clocks(case)}
    if answer.step_data is not None:
        needed = process.complete_replied(case.fact_subject, by=by, data=answer.step_data, now=now)
    case = at_hand(case.pk)
    before = (case.state, case.due_at)
    stand_still(case, asked=asked, now=now)
    case.due_at = nearest_due(case)
    if (case.state, case.due_at) != before:
        update(case, "state", "due_at")
    tell(case, CaseReplied, by=Actor.agent(by.pk), now=now, entry_id=entry.pk, is_first=is_first)
    return needed


@unit()
def record_said(case: Case, *, kind: Entry.Kind, channel_kind: str, said: Answer, by: Agent, now: datetime) -> Entry:
    """Record by hand what was said where no channel is connected: a call, the counter, a personal chat.

    What the customer said continues the case as a message would; what we said counts as an answer.
    """
    case, text, key = take_up(case), said.text, said.key
    if not text.strip():
        raise NothingWritten
    forget_draft(case, by, key=key, text=text)
    if kind == Entry.Kind.RECORDED_IN:
        words = Words(channel_kind=channel_kind, subject="", text=text, entry_kind=kind, author=by, key=key)
        return continue_case(case, words=words, customer=case.customer, now=now)
    entry = insert(Entry(case=case, kind=kind, at=now, channel_kind=channel_kind, author=by, text=text, key=key))
    if kind in {Entry.Kind.RECORDED_OUT, Entry.Kind.CALL} and case.is_open:
        _count_as_answer(case, entry, answer=said, by=by, now=now)
    else:
        add_to_search(case, text)
    return entry


@unit()
def write_note(case: Case, *, text: str, by: Agent, now: datetime, key: UUID | None = None) -> Entry:
    """Write for colleagues only; who is called in it by `@` is told and sees the case. Raises NothingWritten."""
    if not text.strip():
        raise NothingWritten
    case, typed, text = take_up(case), text, composed(text)
    called = called_in(text)
    entry = insert(Entry(case=case, kind=Entry.Kind.NOTE, at=now, author=by, text=text, key=key, data=called.data))
    call(case, entry, called, by=by, now=now)
    case.last_entry_at = now
    update(case, "last_entry_at")
    add_to_search(case, text)
    forget_draft(case, by, key=key, text=typed)
    tell(case, CaseNoted, by=Actor.agent(by.pk), now=now, entry_id=entry.pk)
    return entry
