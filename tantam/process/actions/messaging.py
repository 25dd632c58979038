"""Give messages that processes have thrown with a key to what waits for it in other subjects: each once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db.models import F

from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.process import registry
from tantam.process.actions.between import refused, unheard
from tantam.process.actions.correlating import MOST
from tantam.process.actions.effects import MOST_HOPS, led_to_by
from tantam.process.actions.loading import lock
from tantam.process.actions.running import step_of_token
from tantam.process.actions.stepping import Step
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Host, Refused, State
from tantam.process.models import Instance, MessageDelivery, Token
from tantam.process.queries import compiled

log = logging.getLogger(__name__)
REST = timedelta(seconds=10)


def deliver_messages(*, now: datetime, limit: int = 100) -> int:
    """Give what is due, a transaction each; return how many were given or found nobody."""
    due = MessageDelivery.objects.filter(next_at__lte=now).order_by("next_at", "id").values_list("pk", flat=True)
    return sum(_deliver(key, now=now) for key in list(due[:limit]))


def _deliver(key: int, *, now: datetime) -> bool:
    try:
        with unit():
            return _hand_over(key, now=now)
    except Exception:
        log.exception("message delivery %s failed; it rests a while", key)
        rows = MessageDelivery.objects.filter(pk=key)
        rows.update(attempts=F("attempts") + 1, next_at=now + REST)
        return False


def _hand_over(key: int, *, now: datetime) -> bool:
    """Whoever holds the row gives it, and takes it away in the same transaction."""
    row = MessageDelivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
    if row is None:
        return False  # another worker was first
    waiting = Token.objects.awaiting(row.message, keys=[row.key]).exclude(instance=row.instance_id)
    tokens = list(waiting.order_by("entered_at", "id").values_list("pk", flat=True)[:MOST])
    if not tokens:
        _find_nobody(row, now=now)
    elif not any(_is_given(row, token_id, now=now) for token_id in tokens):
        return False  # all went on just now: looked for anew
    MessageDelivery.objects.filter(pk=key).delete()
    return True


def _is_given(row: MessageDelivery, token_id: int, *, now: datetime) -> bool:
    give = partial(_let_in, row=row, token_id=token_id)
    if row.hops > MOST_HOPS:
        give = partial(refused, token_id=token_id, name=row.message, payload=row.payload)
    try:
        with led_to_by(row.hops):
            step_of_token(token_id, give, by=PROCESS, now=now)
    except (Refused, Token.DoesNotExist):
        return False  # something else was quicker
    return True


def _let_in(graph: Graph, state: State, host: Host, *, row: MessageDelivery, token_id: int) -> did.Result:
    return engine.message(graph, state, row.message, host, token=token_id, payload=row.payload)


def _find_nobody(row: MessageDelivery, *, now: datetime) -> None:
    """What waited for it has gone on since: as where nothing had waited when it was thrown."""
    subject = Instance.objects.values_list("subject", flat=True).get(pk=row.instance_id)
    registry.lock_subject(subject)
    instance = lock(row.instance_id)
    step = Step(instance=instance, known=compiled(instance.version_id), by=PROCESS, now=now)
    with led_to_by(row.hops):
        unheard(step, node=row.node, name=row.message, key=row.key, payload=row.payload)
