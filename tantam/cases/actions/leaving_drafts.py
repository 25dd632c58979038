"""An answer that was sent leaves when its time comes, and can be taken back until then: nothing has happened before.

What waits is a row, so that a crash loses nothing; it leaves in the transaction that deletes it, so that it leaves
once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.db.models import Exists, OuterRef, Q
from django.utils import translation

from tantam.cases.actions.at_hand import at_hand, take_up
from tantam.cases.actions.closing_by_hand import answer_and_close
from tantam.cases.actions.drafting import forget_draft, outgoing
from tantam.cases.actions.forwarding import PASSED_ON, check_passed_on, goes_past_customer, pass_on
from tantam.cases.actions.locking import lock_if_free
from tantam.cases.actions.notifying import HELD, notify
from tantam.cases.actions.once import says_otherwise
from tantam.cases.actions.refused import AlreadyLeft, AlreadySent, Refused, SaidAlready
from tantam.cases.actions.replying import Answer, check_answer, reply
from tantam.cases.actions.sending import demand_way
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, Draft, DraftFile, Entry, Outcome, SendingChoice
from tantam.channels.models import ChannelKind, Message
from tantam.channels.values.text import storable
from tantam.core.actions.files import release
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right

logger = logging.getLogger(__name__)

#: Why what was sent did not leave.
WROTE, ANSWERED, NO_MORE, REFUSED, FAULT, UNDONE = "wrote", "answered", "no-more", "refused", "fault", "undone"
MERGED = "merged"
BATCH = 50
INBOUND = (Entry.Kind.INBOUND, Entry.Kind.RECORDED_IN)
OUTBOUND = (Entry.Kind.OUTBOUND, Entry.Kind.RECORDED_OUT, Entry.Kind.CALL)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """When an answer leaves, and the outcome that the case is closed with then ("" for none)."""

    at: datetime
    then_close: str = ""


def undo_seconds(agent: Agent, *, usual: int) -> int:
    """How long this person's answers can be taken back."""
    chosen = SendingChoice.objects.filter(agent=agent).values_list("undo_seconds", flat=True).first()
    return usual if chosen is None else chosen


def choose_undo_seconds(agent: Agent, seconds: int) -> None:
    """From now on; what is about to leave keeps its time."""
    SendingChoice.objects.update_or_create(agent=agent, defaults={"undo_seconds": seconds})


@unit()
def send_off(case: Case, *, answer: Answer, leaving: Leaving, by: Agent, now: datetime) -> Draft:
    """Let an answer leave at its time, with the files of the draft that it names; the same form again is answered with
    what the first left. Raises what `reply` raises, AlreadySent and SaidAlready."""
    case, key = take_up(case), answer.key or uuid4()
    if waiting := Draft.objects.sent_off().filter(key=key, author=by).first():
        return waiting
    if answer.key and Entry.objects.filter(key=key).exists():
        raise AlreadySent
    if goes_past_customer(case, answer):
        check_passed_on(answer, then_close=leaving.then_close)
    else:
        check_answer(case, answer)
        check_not_said(case, answer, by=by)
        if case.channel_kind == ChannelKind.EMAIL and not answer.to:
            demand_way(case)
    draft = Draft.objects.create(
        case=case, author=by, text=storable(answer.text), html=storable(answer.html), mode="reply",
        to=list(answer.to), is_forward=answer.is_forward, cc=list(answer.cc), bcc=list(answer.bcc), key=key,
        changed_at=now, sent_at=now,
        leaves_at=leaving.at, then_close=leaving.then_close, step_data=answer.step_data, heard=heard_in(case, by.pk),
    )  # fmt: skip
    DraftFile.objects.filter(uuid__in=answer.of_draft, draft__author=by, draft__case=case).update(draft=draft)
    forget_draft(case, by, key=key, text=answer.text)
    announce_case(case)
    return draft


def check_not_said(case: Case, answer: Answer, *, by: Agent) -> None:
    """Two tabs show the same draft: its words go to the customer once. They may go again with other files or to
    others, and once somebody else has spoken. Raises SaidAlready."""
    if answer.files or answer.of_draft:
        return
    text, to = storable(answer.text), {"cc": list(answer.cc), "bcc": list(answer.bcc)}
    if Draft.objects.leaving().filter(case=case, author=by, text=text, **to).exists():
        raise SaidAlready
    spoken = Entry.objects.filter(case=case, kind__in=[*INBOUND, *OUTBOUND]).select_related("message").order_by("-id")
    last = None if answer.cc or answer.bcc else spoken.first()
    if last is not None and last.author_id == by.pk and last.key != answer.key and not says_otherwise(last, text):
        raise SaidAlready


def heard_in(case: Case, author_id: int) -> int:
    """How often the customer, or a colleague to the customer, has spoken in a case: not machines, not `author_id`."""
    return Entry.objects.filter(_said_by_others(author_id), case=case).count()


def _said_by_others(author: int | OuterRef) -> Q:
    by_people = Q(message=None) | Q(message__nature=Message.Nature.PERSON)
    return by_people & (Q(kind__in=INBOUND) | _answered() & ~Q(author=author))


def _answered() -> Q:
    """Somebody has spoken to the customer: what was passed on to others is not that."""
    return Q(kind__in=OUTBOUND, author__isnull=False) & ~Q(data__has_key=PASSED_ON)


def let_leave(*, now: datetime) -> int:
    """Send what is due, each in a transaction of its own; how many were taken up. What somebody works on waits for the
    next time."""
    due = Draft.objects.leaving().filter(leaves_at__lte=now).order_by("leaves_at", "id")
    return sum(_take_up_one(pk, case_id, now=now) for pk, case_id in list(due.values_list("pk", "case_id")[:BATCH]))


def _take_up_one(draft_id: int, case_id: int, *, now: datetime) -> bool:
    try:
        return _let_one_leave(draft_id, case_id, now=now)
    except (OperationalError, InterfaceError):
        raise  # the database is away: it is due the next time as well
    except Refused as refused:
        with translation.override(_language_of(draft_id)):
            words = str(refused.message)
        return _hold_back(draft_id, case_id, why=REFUSED, words=words, now=now)
    except Exception:
        logger.exception("The answer of draft %s could not leave", draft_id)
        return _hold_back(draft_id, case_id, why=FAULT, words="", now=now)


def _language_of(draft_id: int) -> str:
    return Draft.objects.filter(pk=draft_id).values_list("author__language", flat=True).first() or "vi"


@unit()
def _let_one_leave(draft_id: int, case_id: int, *, now: datetime) -> bool:
    if not lock_if_free(case_id):
        return False
    draft = _due(draft_id, now=now)
    if draft is None:
        return False
    case = at_hand(case_id)
    if why := _reason_to_hold(case, draft):
        _hold(case, draft, why=why, words="", now=now)
    else:
        _leave(case, draft, now=now)
    return True


def _due(draft_id: int, *, now: datetime) -> Draft | None:
    found = Draft.objects.select_for_update(of=("self",)).select_related("author").filter(pk=draft_id).first()
    return found if found is not None and found.is_due(at=now) else None


def hold_overtaken(*, now: datetime) -> int:
    """Hold at once what was to leave later, where somebody has spoken since: its writer need not wait to hear of it."""
    spoken = Entry.objects.filter(
        _said_by_others(OuterRef("author")), case=OuterRef("case"), at__gt=OuterRef("sent_at")
    )
    later = Draft.objects.leaving().filter(Exists(spoken), leaves_at__gt=now)
    return sum(
        _hold_if_overtaken(pk, case_id, now=now) for pk, case_id in list(later.values_list("pk", "case_id")[:BATCH])
    )


@unit()
def _hold_if_overtaken(draft_id: int, case_id: int, *, now: datetime) -> bool:
    if not lock_if_free(case_id):
        return False
    locked = Draft.objects.leaving().select_for_update(of=("self",)).select_related("author")
    draft, case = locked.filter(pk=draft_id).first(), at_hand(case_id)
    why = _reason_to_hold(case, draft) if draft else ""
    if draft and why:
        _hold(case, draft, why=why, words="", now=now)
    return bool(why)


def _reason_to_hold(case: Case, draft: Draft) -> str:
    """Why it must not leave unseen, "" where nothing has changed since it was sent."""
    author = draft.author
    works = author.is_active and author.left_on is None and has_right(author, "case.reply")
    if not works or not Case.objects.visible_to(author).filter(pk=case.pk).exists():
        return NO_MORE
    if heard_in(case, author.pk) <= draft.heard:
        return ""
    spoken = Entry.objects.filter(case=case, kind__in=[*INBOUND, *OUTBOUND]).order_by("-id")
    return WROTE if spoken.values_list("kind", flat=True).first() in INBOUND else ANSWERED


def _leave(case: Case, draft: Draft, *, now: datetime) -> None:
    """As if it had been sent at this moment."""
    files = list(draft.files.select_related("file").order_by("id"))
    answer = Answer(
        text=draft.text, html=draft.html, to=draft.to, is_forward=draft.is_forward, cc=draft.cc, bcc=draft.bcc,
        files=outgoing(files), step_data=draft.step_data, key=draft.key,
    )  # fmt: skip
    for one in files:
        one.delete()
        release(one.file)
    draft.delete()
    if goes_past_customer(case, answer):
        pass_on(case, answer=answer, by=draft.author, now=now)
    elif draft.then_close:
        answer_and_close(case, answer=answer, outcome=Outcome(draft.then_close), by=draft.author, now=now)
    else:
        reply(case, answer=answer, by=draft.author, now=now)


@unit()
def _hold_back(draft_id: int, case_id: int, *, why: str, words: str, now: datetime) -> bool:
    if not lock_if_free(case_id):
        return False
    if draft := _due(draft_id, now=now):
        _hold(at_hand(case_id), draft, why=why, words=words, now=now)
    return True


def hold_merged(case: Case, draft_ids: Sequence[int], *, now: datetime) -> None:
    """What was sent off in a ticket that was merged into this one does not leave unseen: the conversation is another
    one now. The case is locked."""
    locked = Draft.objects.leaving().select_for_update(of=("self",)).select_related("author")
    for draft in locked.filter(pk__in=draft_ids).order_by("pk"):
        _hold(case, draft, why=MERGED, words="", now=now)


def _hold(case: Case, draft: Draft, *, why: str, words: str, now: datetime) -> None:
    """It stays, and its writer is told; who takes their place, where they cannot be."""
    draft.held, draft.held_because, draft.changed_at = why, words[:300], now
    draft.save(update_fields=["held", "held_because", "changed_at"])
    told = draft.author_id if why != NO_MORE else case.assignee_id or (case.team.head_id if case.team else None)
    if told:
        notify(case, [told], kind=HELD, now=now, what=why, writer=draft.author.full_name)
    announce_case(case)


@unit()
def take_back(case: Case, *, draft_id: int, by: Agent, now: datetime) -> Draft:
    """Take one's own answer back before it leaves: it stands in the composer again, or stays held beside it where
    something else is being written there. Raises AlreadyLeft."""
    case = take_up(case)
    draft = _sent_off(case, draft_id, by=by)
    written = Draft.objects.being_written().select_for_update().filter(case=case, author=by).first()
    if written is not None and (written.text.strip() or written.files.exists()):
        draft.held = UNDONE
    else:
        if written is not None:
            written.delete()
        draft.held, draft.held_because, draft.key, draft.sent_at, draft.leaves_at = "", "", None, None, None
    draft.changed_at, draft.revision = now, draft.revision + 1
    draft.save()
    announce_case(case)
    return draft


@unit()
def send_now(case: Case, *, draft_id: int, by: Agent, now: datetime) -> Draft:
    """Let one's own answer leave now, although it was held or has time. Raises AlreadyLeft, and what `reply` raises."""
    case = take_up(case)
    draft = _sent_off(case, draft_id, by=by)
    if not draft.is_forward:
        check_answer(case, Answer(text=draft.text))
    draft.held, draft.held_because, draft.leaves_at, draft.sent_at = "", "", now, now
    draft.heard, draft.changed_at = heard_in(case, by.pk), now
    draft.save()
    announce_case(case)
    return draft


def _sent_off(case: Case, draft_id: int, *, by: Agent) -> Draft:
    mine = Draft.objects.sent_off().select_for_update().filter(pk=draft_id, case=case, author=by).first()
    if mine is None:
        raise AlreadyLeft
    return mine


def leaves_after(seconds: int, *, now: datetime) -> datetime:
    """When what is sent now leaves."""
    return now + timedelta(seconds=seconds)
