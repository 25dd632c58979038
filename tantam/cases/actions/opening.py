"""Open a case: number, first entry, search row, clock, and its process begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tantam.cases import queries
from tantam.cases.actions.at_hand import at_hand, hold
from tantam.cases.actions.clocks import begin_clocks, wound_up
from tantam.cases.actions.last_words import remember_last_message
from tantam.cases.actions.remarking import NO_PROCESS, remark
from tantam.cases.actions.searching import index_case
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseOpened
from tantam.cases.models import Case, Clock, Entry
from tantam.cases.queries.levels import seconds_of
from tantam.channels.models import Message
from tantam.core.actions.keys import next_key
from tantam.core.actions.numbers import next_number_and_key, next_numbers
from tantam.core.actions.rows import insert, insert_late
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.memory import remember
from tantam.core.values.text import nfc
from tantam.customers.models import Customer
from tantam.organisation.models import Agent, Branch, Brand
from tantam.organisation.queries import the_business
from tantam.process import actions as process
from tantam.process import queries as drawn

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PREVIEW_LENGTH = 160


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a case begins with: on which channel, about what, in whose words; `key` is that of the form, if one was;
    `through` the number of the merged case it was said to."""

    channel_kind: str
    subject: str
    text: str
    entry_kind: Entry.Kind
    message: Message | None = None
    author: Agent | None = None
    kind: str = ""
    branch: Branch | None = None
    key: UUID | None = None
    through: str = ""


@unit(savepoint=False)
def open_case(customer: Customer, *, words: Words, by: Actor, now: datetime) -> Case:
    """Open a case for a customer and start the process that fits it; return the case."""
    business = the_business()
    number, key = _draw_number(customer.brand.number_prefix, now=now)
    case = Case(
        id=key,
        number=number,
        brand=customer.brand,
        branch=words.branch or customer.branch,
        customer=customer,
        channel_kind=words.channel_kind,
        subject=nfc(words.subject).strip()[:300],
        preview=preview_of(words.text),
        kind=words.kind or Case.Kind.QUESTION,
        team=business.intake_team if business else None,
        opened_at=now,
        last_entry_at=now,
        last_inbound_at=now,
    )
    segments = queries.segments_of(customer.pk)
    clocks = _first_clocks(case, now=now)
    case.due_at = min(clock.due_at for clock in clocks)
    hold(insert_late(case))
    begin_clocks(case, clocks)
    store = insert if words.key else insert_late  # a form sent before is refused here, not somewhere below
    store(_entry(case, words, now=now))
    remember(queries.first_words_key(case.pk), words.text)
    index_case(case, words.text)
    tell(case, CaseOpened, by=by, now=now)
    _start_process(case, [key for _, key in segments], default=business.intake_process if business else "", now=now)
    return at_hand(case.pk)


def write_entry(case: Case, words: Words, *, now: datetime) -> Entry:
    """Add what was said to the case's stream."""
    return insert(_entry(case, words, now=now))


def _entry(case: Case, words: Words, *, now: datetime) -> Entry:
    """What was said as a line of the case's stream. A message keeps its own text; the entry only points to it."""
    if words.message is not None:
        remember_last_message(case, words.message)
    return Entry(
        case=case,
        kind=words.entry_kind,
        at=words.message.at if words.message else now,
        channel_kind=words.channel_kind,
        message=words.message,
        author=words.author,
        text="" if words.message else words.text,
        key=words.key,
        data={"through": words.through} if words.through else {},
    )


def preview_of(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(nfc(text[: PREVIEW_LENGTH * 4]).split())[:PREVIEW_LENGTH]


def draw_numbers(brands: Sequence[Brand], *, now: datetime) -> list[tuple[str, int]]:
    """The public numbers of new cases of these brands, in their order, and their keys, with few questions."""
    year = now.astimezone(HANOI).year % 100
    drawn = {}
    for prefix in sorted({brand.number_prefix for brand in brands}):
        count = sum(brand.number_prefix == prefix for brand in brands)
        drawn[prefix] = iter(next_numbers(f"case_{prefix}_{year:02d}", count=count))
    return [
        (f"{brand.number_prefix}-{year:02d}-{next(drawn[brand.number_prefix]):06d}", next_key(Case)) for brand in brands
    ]


def _draw_number(prefix: str, *, now: datetime) -> tuple[str, int]:
    """The public number of a new case, and its key."""
    year = now.astimezone(HANOI).year % 100
    number, key = next_number_and_key(f"case_{prefix}_{year:02d}", of=Case)
    return f"{prefix}-{year:02d}-{number:06d}", key


def _first_clocks(case: Case, *, now: datetime) -> list[Clock]:
    """What is promised about a new case: a first answer, and where the service level says so, a resolution."""
    level = queries.level_of(case)
    calendar_id = queries.calendar_id_for(case.team, case.branch)
    return [
        wound_up(kind, seconds=seconds, calendar_id=calendar_id, now=now, level=level)
        for kind in (Clock.Kind.FIRST_RESPONSE, Clock.Kind.RESOLUTION)
        if (seconds := seconds_of(level, kind))
    ]


def _start_process(case: Case, segments: list[str], *, default: str, now: datetime) -> None:
    key = default or drawn.process_for(channel=case.channel_kind, segments=segments)
    if not key:
        return
    labels = queries.labels_of(case, segments=segments)
    if process.start(key, subject=case.fact_subject, labels=labels, now=now) is None:
        remark(case, NO_PROCESS, now=now, process=key)
