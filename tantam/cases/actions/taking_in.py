"""Take a message in: into the case it continues, else into a new one."""

from __future__ import annotations

import re
from datetime import datetime

from tantam.cases.actions.at_hand import at_hand
from tantam.cases.actions.clocks import has_clock, nearest_due, owe_a_word
from tantam.cases.actions.closing import reopen
from tantam.cases.actions.opening import Words, open_case, preview_of, write_entry
from tantam.cases.actions.searching import add_to_search
from tantam.cases.actions.standing import standing_case
from tantam.cases.actions.standing_still import run_on
from tantam.cases.actions.telling import announce_case, tell
from tantam.cases.facts import CaseContinued
from tantam.cases.models import Case, Clock, Entry
from tantam.cases.queries import case_of_message
from tantam.channels.models import Message
from tantam.channels.queries import messages_referred_to
from tantam.core.actions.rows import update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.customers.models import Customer
from tantam.process import actions as process
from tantam.process.queries import is_awaited, unmatched_rule

CUSTOMER_MESSAGE = "customer.message"
_NUMBER = re.compile(r"\[([A-Z]{1,6}-\d{2}-\d{6,9})\]")


@unit(savepoint=False)
def take_in(message: Message, *, now: datetime) -> Case | None:
    """Put an inbound message where it belongs and wake what waits for it. Safe to repeat.

    What a machine wrote (auto-replies, bounces) joins the case it answers and opens none: None when there is none.
    """
    if (done := _case_of(message)) is not None:
        return done
    case, through = _continued(message)
    if message.nature != Message.Nature.PERSON:
        return _note_machine(case, message, now=now) if case else None
    if message.customer is None:
        return None
    words = Words(
        channel_kind=message.channel.kind,
        subject=message.subject,
        text=message.text,
        entry_kind=Entry.Kind.INBOUND,
        message=message,
        branch=message.channel.branch,
        through=through,
    )
    if case is None or _opens_another(case):
        return open_case(message.customer, words=words, by=Actor.customer(message.customer.pk), now=now)
    return continue_case(case, words=words, customer=message.customer, now=now).case


def _opens_another(case: Case) -> bool:
    """Whether the process of a closed case has a new one opened for a message that nothing waits for."""
    if case.is_open or unmatched_rule(case.fact_subject) != "new":
        return False
    return not is_awaited(case.fact_subject, CUSTOMER_MESSAGE)


def _case_of(message: Message) -> Case | None:
    found = case_of_message(message.pk, message.customer_id)
    return Case.objects.get(pk=found) if found else None


def continued_case(message: Message) -> Case | None:
    """The case that a message answers: by our own message ids, then by a number in the subject from somebody
    who already takes part. A merged case leads to where it was merged."""
    return _continued(message)[0]


def _continued(message: Message) -> tuple[Case | None, str]:
    """The case, and by the number of which merged one the message has come to it, "" for its own."""
    referred = messages_referred_to(message)
    entries = Entry.objects.filter(message__in=referred).select_related("case", "came_from") if referred else []
    by_message = {entry.message_id: entry for entry in entries}
    if found := next((by_message[one.pk] for one in referred if one.pk in by_message), None):
        return found.case, found.came_from.number if found.came_from else ""
    case = _by_number(message)
    if case is None or case.merged_into is None:
        return case, ""
    return case.merged_into, case.number


def _by_number(message: Message) -> Case | None:
    found = _NUMBER.search(message.subject)
    if found is None or message.customer_id is None:
        return None
    case = Case.objects.select_related("merged_into").filter(number=found[1]).first()
    if case is None or not _takes_part(message, case):
        return None
    return case


def _takes_part(message: Message, case: Case) -> bool:
    if case.customer_id == message.customer_id:
        return True
    lines = Entry.objects.filter(case=case.merged_into_id or case.pk)
    return lines.filter(message__sender_address=message.sender_address).exists()


def continue_case(case: Case, *, words: Words, customer: Customer, now: datetime) -> Entry:
    """Add what the customer said to their case, let clocks run on and wake the process; a closed case reopens, unless
    something waited for it or the process has it only noted."""
    case = standing_case(case)
    entry = write_entry(case, words, now=now)
    add_to_search(case, f"{words.subject} {words.text}")
    case.preview = preview_of(words.text)
    case.last_entry_at = case.last_inbound_at = now
    case.awaits_answer = True
    update(case, "preview", "last_entry_at", "last_inbound_at", "awaits_answer")
    actor = Actor.customer(customer.pk)
    tell(case, CaseContinued, by=actor, now=now, entry_id=entry.pk)
    woken = process.wake(case.fact_subject, CUSTOMER_MESSAGE, payload={}, now=now)
    case = at_hand(case.pk)
    if case.state == Case.State.CLOSED and not woken:
        _hear_unasked(case, by=actor, now=now)
    elif case.state == Case.State.WAITING:
        case.state = Case.State.OPEN
    _let_clocks_run(case, now=now)
    update(case, "state", "due_at", "awaits_answer")
    return entry


def _hear_unasked(case: Case, *, by: Actor, now: datetime) -> None:
    """A closed case hears what nothing waited for: it opens again, or keeps it as a note."""
    if unmatched_rule(case.fact_subject) == "note":
        case.awaits_answer = False
    else:
        reopen(case, by=by, now=now)


def _let_clocks_run(case: Case, *, now: datetime) -> None:
    run_on(case, now=now)
    is_answered = case.first_responded_at is not None or case.is_outgoing
    if is_answered and case.is_open and not has_clock(case, Clock.Kind.NEXT_RESPONSE):
        owe_a_word(case, now=now)
    case.due_at = nearest_due(case)


def _note_machine(case: Case, message: Message, *, now: datetime) -> Case:
    case = standing_case(case)
    Entry.objects.create(case=case, kind=Entry.Kind.INBOUND, at=now, channel_kind=message.channel.kind, message=message)
    announce_case(case)
    return case


@unit()
def note_returned(message: Message) -> None:
    """An answer of ours came back: the customer of an open case still waits for one. Safe to repeat."""
    for case_id in Case.objects.filter(entries__message=message).values_list("id", flat=True):
        case = at_hand(case_id)
        if case.is_open and message.nature == Message.Nature.PERSON:
            case.awaits_answer = True
            update(case, "awaits_answer")
