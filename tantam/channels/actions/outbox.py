"""The outbox: hand waiting messages to their provider, each once.

The attempt is committed before the message is handed over, its result after. Whoever dies in between leaves an
attempt whose end nobody saw; `heal` turns it into *uncertain*. One run serves one channel over one open line; channels
are served side by side, so that a slow server holds up only its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tantam.channels.actions.health import note_failure, note_sent, note_working
from tantam.channels.actions.outgoing import record_outgoing
from tantam.channels.facts import MessageFailed, MessageSent, MessageUncertain
from tantam.channels.models import Channel, Dispatch
from tantam.channels.registry import (
    Adapter,
    Line,
    Receipt,
    Refused,
    SendingError,
    TryLater,
    Unknowable,
    Unreachable,
    adapter_of,
)
from tantam.channels.values.text import storable
from tantam.core.actions.unit import unit
from tantam.core.actions.worker import in_flight, worker_name
from tantam.core.facts import SYSTEM

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
State = Dispatch.State

MESSAGES_A_RUN = 100
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)


def send_due(channel_id: int, *, clock: Clock) -> int:
    """Send what waits for this channel, up to a hundred messages over one line; return how many were dealt with."""
    channel = Channel.objects.get(pk=channel_id)
    adapter = adapter_of(channel.kind)
    if adapter is None or not Dispatch.objects.filter(channel=channel).due(at=clock()).exists():
        return 0
    try:
        return _send_over(adapter, channel, clock=clock)
    except Unreachable as error:
        _put_off_all(channel, error, now=clock())
        return 0


def _send_over(adapter: Adapter, channel: Channel, *, clock: Clock) -> int:
    waiting = _Waiting(channel, clock=clock)
    dealt_with = 0
    with adapter.open(channel) as line:
        if channel.failing_since:
            note_working(channel.pk, part="smtp", now=clock())
        with unit():
            dispatch = waiting.claim()
        while dispatch:
            dealt_with += 1
            dispatch = _attempt(line, dispatch, waiting, clock=clock)
    return dealt_with


def _attempt(line: Line, dispatch: Dispatch, waiting: _Waiting, *, clock: Clock) -> Dispatch | None:
    """Hand one message over and settle it; in the same transaction the next one is claimed."""
    with in_flight(("dispatch", dispatch.pk)):
        end = _hand_over(line, dispatch)
        with unit():
            _settle(dispatch, end, now=clock())
            following = None if end.breaks_line else waiting.claim()
    if end.state == State.SENT:
        note_sent(dispatch.channel_id, now=clock())
    if isinstance(end.error, Unreachable):
        raise end.error
    return following


class _Waiting:
    """What waits for a channel, loaded some at a time with messages and files; each is claimed on its own."""

    def __init__(self, channel: Channel, *, clock: Clock) -> None:
        due = Dispatch.objects.filter(channel=channel).due(at=clock()).order_by("next_at", "id")
        loaded = due.select_related("message").prefetch_related("message__attachments__file")
        self._rows = iter(loaded[:MESSAGES_A_RUN])
        self._channel = channel
        self._clock = clock

    def claim(self) -> Dispatch | None:
        """Take the next one and write down that it is being sent; the commit comes before anything leaves.

        One that somebody else took, sent or called back meanwhile is passed over.
        """
        for dispatch in self._rows:
            dispatch.channel = dispatch.message.channel = self._channel
            if self._is_claimed(dispatch):
                return dispatch
        return None

    def _is_claimed(self, dispatch: Dispatch) -> bool:
        now = self._clock()
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [now, worker_name(), dispatch.pk, dispatch.attempts])
            is_ours = bool(cursor.rowcount)
        dispatch.attempts += 1
        dispatch.state, dispatch.attempted_at = State.ATTEMPTING, now
        return is_ours


_CLAIM = """
UPDATE channels_dispatch SET state = 'attempting', attempts = attempts + 1, attempted_at = %s, attempted_by = %s
WHERE id = %s AND state = 'queued' AND attempts = %s
"""
_SETTLE = """
UPDATE channels_dispatch SET state = %s, error = %s, next_at = %s, sent_at = %s
WHERE id = %s AND attempts = %s AND state IN ('attempting', 'uncertain')
"""


@dataclass(frozen=True)
class _End:
    """How an attempt ended."""

    state: str
    words: str = ""
    error: SendingError | None = None

    @property
    def breaks_line(self) -> bool:
        return isinstance(self.error, Unreachable | Unknowable)


def _hand_over(line: Line, dispatch: Dispatch) -> _End:
    try:
        receipt: Receipt = line.send(dispatch.message)
    except (TryLater, Unreachable) as error:
        return _End(State.QUEUED, str(error), error)
    except Refused as error:
        return _End(State.FAILED, str(error), error)
    except Unknowable as error:
        return _End(State.UNCERTAIN, str(error), error)
    except Exception as error:
        # nobody can say how far it came: never sent a second time by itself
        log.exception("dispatch %s broke off", dispatch.pk)
        return _End(State.UNCERTAIN, f"{type(error).__name__}: {error}", Unknowable(str(error)))
    return _End(State.SENT, "; ".join(receipt.refused))


_FACTS = {State.SENT: MessageSent, State.FAILED: MessageFailed, State.UNCERTAIN: MessageUncertain}


def _settle(dispatch: Dispatch, end: _End, *, now: datetime) -> None:
    """Write the result, unless a report or a person was quicker and the attempt is no longer this one."""
    state = end.state
    if state == State.QUEUED and now - dispatch.queued_at > GIVE_UP_AFTER:
        state = State.FAILED
    dispatch.state, dispatch.error = state, storable(end.words, most=2000)
    dispatch.next_at = now + _wait(dispatch.attempts) if state == State.QUEUED else dispatch.next_at
    dispatch.sent_at = now if state == State.SENT else dispatch.sent_at
    with connection.cursor() as cursor:
        columns = (state, dispatch.error, dispatch.next_at, dispatch.sent_at)
        cursor.execute(_SETTLE, [*columns, dispatch.pk, dispatch.attempts])
        is_written = bool(cursor.rowcount)
    if is_written and state in _FACTS:
        record_outgoing(_FACTS[State(state)], dispatch.message, by=SYSTEM, now=now)


def _wait(attempts: int) -> timedelta:
    """15 s, 1 min, 4 min, 16 min, then an hour each."""
    factor: int = 4 ** min(attempts - 1, 8)
    return min(FIRST_WAIT * factor, LONGEST_WAIT)


def _put_off_all(channel: Channel, error: Unreachable, *, now: datetime) -> None:
    """The server cannot be reached: everything that waits for it waits, longer the longer this lasts."""
    log.warning("channel %s cannot send: %s", channel.pk, error)
    note_failure(channel.pk, part="smtp", words=str(error), now=now)
    lasting = now - (channel.failing_since or now)
    with unit():
        due = Dispatch.objects.filter(channel=channel).due(at=now)
        for late in due.filter(queued_at__lt=now - GIVE_UP_AFTER).select_for_update().select_related("message"):
            late.state, late.error = State.FAILED, storable(str(error), most=2000)
            late.save(update_fields=["state", "error"])
            record_outgoing(MessageFailed, late.message, by=SYSTEM, now=now)
        wait = min(max(lasting, FIRST_WAIT), LONGEST_WAIT)
        due.update(next_at=now + wait, error=storable(str(error), most=2000))
