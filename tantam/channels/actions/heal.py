"""What a crash left half done, and what a person decides about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from tantam.channels.actions.outgoing import record_outgoing
from tantam.channels.facts import MessageQueued, MessageUncertain
from tantam.channels.models import Arrival, Dispatch
from tantam.core.actions import wake
from tantam.core.actions.unit import unit
from tantam.core.actions.worker import has_ended
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.models import Agent

State = Dispatch.State

SETTLES_WITHIN = timedelta(seconds=3)
# Longer than all time-outs of one attempt together: whoever is silent for so long has ended, wherever it ran.
NO_ATTEMPT_LASTS = timedelta(minutes=10)


class CannotResend(Exception):
    """The message waits, is being sent, or has reached its recipient."""


@unit()
def heal(*, now: datetime) -> int:
    """Mark attempts whose process is gone as uncertain; return how many. Nothing is sent."""
    old = Dispatch.objects.attempting().filter(attempted_at__lt=now - SETTLES_WITHIN)
    healed = 0
    for dispatch in old.order_by("id").select_for_update(skip_locked=True, of=("self",)).select_related("message"):
        if _is_abandoned(dispatch, now=now):
            dispatch.state = State.UNCERTAIN
            dispatch.save(update_fields=["state"])
            record_outgoing(MessageUncertain, dispatch.message, by=SYSTEM, now=now)
            healed += 1
    return healed


def _is_abandoned(dispatch: Dispatch, *, now: datetime) -> bool:
    if dispatch.attempted_at and now - dispatch.attempted_at > NO_ATTEMPT_LASTS:
        return True
    return has_ended(dispatch.attempted_by, what=("dispatch", dispatch.pk))


@unit()
def resend(dispatch: Dispatch, *, by: Agent, now: datetime) -> None:
    """Send a message again, with the same Message-ID, because a person wants it. Raises CannotResend."""
    locked = Dispatch.objects.select_for_update(of=("self",)).select_related("message").get(pk=dispatch.pk)
    if locked.state not in {State.UNCERTAIN, State.FAILED, State.BOUNCED, State.HELD}:
        raise CannotResend(locked.state)
    locked.state, locked.error = State.QUEUED, ""
    locked.queued_at = locked.next_at = now
    locked.save(update_fields=["state", "error", "queued_at", "next_at"])
    record_outgoing(MessageQueued, locked.message, by=Actor.agent(by.pk), now=now)
    wake("channels.send", channel=locked.channel_id)


class NotInTray(Exception):
    """The arrival needs no second reading."""


@unit()
def retry_unreadable(arrival: Arrival, *, now: datetime) -> None:
    """Read an arrival of the tray again: after a fix, or because a person lets a held one in. Raises NotInTray."""
    locked = Arrival.objects.in_tray().select_for_update().filter(pk=arrival.pk).defer("raw").first()
    if locked is None:
        raise NotInTray
    if locked.state == Arrival.State.HELD:
        locked.released_at = now
    locked.state, locked.reason, locked.attempts, locked.next_at = Arrival.State.STORED, "", 0, now
    locked.save(update_fields=["state", "reason", "attempts", "next_at", "released_at"])
    wake("channels.read")
