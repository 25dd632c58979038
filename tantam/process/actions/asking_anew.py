"""Calls that rested when their case was brought to another version: when their time comes, the step is asked anew.

What the other version says of the step counts from there on: its action, its settings, how often it is tried.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.process import registry
from tantam.process.actions.loading import lock
from tantam.process.actions.running import GONE, step_of_token
from tantam.process.engine import run as engine
from tantam.process.models import OutsideCall

log = logging.getLogger(__name__)
REST = timedelta(minutes=1)
State = OutsideCall.State


def ask_moved(*, now: datetime, limit: int = 100) -> int:
    """Ask the steps whose time has come, a transaction each; return how many there were."""
    due = OutsideCall.objects.to_be_asked_anew(at=now).order_by("next_at", "id")
    keys = list(due.values_list("pk", flat=True)[:limit])
    for key in keys:
        _ask_or_rest(key, now=now)
    return len(keys)


def _ask_or_rest(key: int, *, now: datetime) -> None:
    try:
        with unit():
            _ask(key, now=now)
    except Exception:
        log.exception("call %s could not be asked anew; it rests a while", key)
        OutsideCall.objects.filter(pk=key, state=State.MOVED).update(next_at=now + REST)


def _ask(key: int, *, now: datetime) -> None:
    call = _held(key, now=now)
    if call is None:
        return  # another worker was first, or the case has gone on
    token_id = call.token_id
    try:
        step_of_token(
            token_id, lambda graph, state, host: engine.ask_again(graph, state, token_id, host), by=PROCESS, now=now
        )
    except GONE:
        OutsideCall.objects.filter(pk=key).delete()
        return
    # a step that could not even ask stands as an incident
    OutsideCall.objects.filter(pk=key, state=State.MOVED).update(state=State.FAILED)


def _held(key: int, *, now: datetime) -> OutsideCall | None:
    """The call; its subject, its instance and itself are locked, in this order."""
    of = OutsideCall.objects.filter(pk=key).values_list("instance__subject", "instance").first()
    if of is None:
        return None
    registry.lock_subject(of[0])
    lock(of[1])
    return OutsideCall.objects.to_be_asked_anew(at=now).select_for_update().filter(pk=key).first()
