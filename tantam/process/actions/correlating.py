"""A message from outside finds what waits for it by its key, whichever subject that belongs to; or by its subjects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.process.actions.running import step_of_token, wake
from tantam.process.actions.taking import NOTHING
from tantam.process.engine import run as engine
from tantam.process.engine.state import Refused
from tantam.process.models import Token

#: As many that wait for the same message with the same key are looked at; one takes it.
MOST = 50


def _any(subject: str) -> bool:
    return True


@unit()
def correlate(
    message: str,
    *,
    key: str,
    now: datetime,
    payload: Mapping[str, object] = NOTHING,
    may: Callable[[str], bool] = _any,
) -> str | None:
    """Give a message to what has waited longest for it with this key; return its subject, None when nothing waits.

    `may` says which subjects are within reach of whoever sends it.
    """
    if not key:
        return None
    waiting = Token.objects.awaiting(message, keys=[key]).order_by("entered_at", "id")
    for token_id, subject in list(waiting.values_list("pk", "instance__subject")[:MOST]):
        if may(subject) and _given(token_id, message, payload=payload, now=now):
            return str(subject)
    return None


def _given(token_id: int, message: str, *, payload: Mapping[str, object], now: datetime) -> bool:
    try:
        step_of_token(
            token_id,
            lambda graph, state, host: engine.message(graph, state, message, host, payload=payload, token=token_id),
            by=PROCESS,
            now=now,
        )
    except (Refused, Token.DoesNotExist):
        return False  # something else was quicker
    return True


@unit()
def wake_one_of(
    subjects: Collection[str], message: str, *, now: datetime, payload: Mapping[str, object] = NOTHING, key: str = ""
) -> str | None:
    """Give a message to the one of several subjects that has waited longest for it; return which, None for none."""
    waiting = Token.objects.awaiting(message, keys={"", key}).filter(instance__subject__in=list(subjects))
    found = waiting.order_by("entered_at", "id").values_list("instance__subject", flat=True)
    for subject in dict.fromkeys(found[:MOST]):
        if wake(subject, message, payload=payload, now=now, key=key):
            return str(subject)
    return None
