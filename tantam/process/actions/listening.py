"""What running instances wait for beside messages and times: signals of other subjects, conditions on their data."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from tantam.core.actions import wake
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.process import registry
from tantam.process.actions.between import go, refused
from tantam.process.actions.effects import MOST_HOPS, led_to_by
from tantam.process.actions.loading import lock, state_of
from tantam.process.actions.stepping import Step
from tantam.process.actions.taking import NOTHING, EngineStep
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import AlreadyEnded, Host, NothingWaits, State
from tantam.process.models import Instance, SignalDelivery, Token
from tantam.process.queries import compiled

log = logging.getLogger(__name__)
#: How long until an awaited condition is looked at again by itself; steps of its instance and changes of its subject
#: look at once.
LOOK_AGAIN = timedelta(minutes=1)


@unit()
def broadcast(signal: str, *, payload: Mapping[str, object] = NOTHING, now: datetime) -> int:
    """Throw a signal from outside, to everything that waits for it now; return how many instances will hear it."""
    waiting = Token.objects.filter(state=Token.State.SIGNAL, wait_key=signal).order_by("instance_id")
    ids = list(waiting.distinct().values_list("instance_id", flat=True))
    rows = [SignalDelivery(instance_id=key, signal=signal, payload=dict(payload), at=now) for key in ids]
    SignalDelivery.objects.bulk_create(rows)
    return len(rows)


def deliver_signals(*, now: datetime, limit: int = 100) -> int:
    """Give signals to the instances they are for, a transaction each; return how many were given."""
    waiting = SignalDelivery.objects.order_by("id").values_list("pk", "instance_id", "instance__subject")[:limit]
    return sum(_deliver(key, instance_id, subject, now=now) for key, instance_id, subject in list(waiting))


def _deliver(key: int, instance_id: int, subject: str, *, now: datetime) -> bool:
    try:
        with unit():
            registry.lock_subject(subject)
            instance = lock(instance_id)
            row = SignalDelivery.objects.filter(pk=key).first()
            if row is None:
                return False  # another worker was first
            row.delete()
            if row.hops > MOST_HOPS:
                _refuse(instance, row, now=now)
                return True
            with led_to_by(row.hops):
                _take(instance, partial(_heard, row=row), now=now)
    except Exception:
        log.exception("signal delivery %s failed", key)
        return False
    return True


def _heard(graph: Graph, state: State, host: Host, *, row: SignalDelivery) -> did.Result:
    return engine.signal(graph, state, row.signal, host, payload=row.payload)


def _refuse(instance: Instance, row: SignalDelivery, *, now: datetime) -> None:
    """Everything there that waits for the signal stands as an incident: those who throw at each other have no end."""
    waiting = Token.objects.filter(instance=instance.pk, state=Token.State.SIGNAL, wait_key=row.signal).order_by("id")
    for token_id in list(waiting.values_list("pk", flat=True)):
        stop = partial(refused, token_id=token_id, name=row.signal, payload=row.payload)
        _take(lock(instance.pk), stop, now=now)


def look_at_conditions(*, now: datetime, limit: int = 100) -> int:
    """Look again at conditions whose turn it is, a transaction each; return how many instances were looked at."""
    due = Token.objects.filter(state=Token.State.CONDITION, due_at__lte=now).order_by("due_at")
    found = dict(list(due.values_list("instance_id", "instance__subject")[:limit]))
    return sum(_look(instance_id, subject, now=now) for instance_id, subject in found.items())


def look_soon(subject: str) -> None:
    """The subject has changed: once that is committed, look at the conditions that are awaited for it."""
    wake("process.look", subject=subject)


def look_at(subject: str, *, now: datetime) -> int:
    """Look at the conditions that are awaited for a subject; return how many instances were looked at."""
    waiting = Token.objects.filter(instance__subject=subject, state=Token.State.CONDITION).order_by("instance_id")
    ids = list(waiting.distinct().values_list("instance_id", flat=True))
    return sum(_look(instance_id, subject, now=now) for instance_id in ids)


def _look(instance_id: int, subject: str, *, now: datetime) -> bool:
    Token.objects.filter(instance=instance_id, state=Token.State.CONDITION).update(due_at=now + LOOK_AGAIN)
    try:
        with unit():
            registry.lock_subject(subject)
            _take(lock(instance_id), engine.look_again, now=now)
    except Exception:
        log.exception("conditions of instance %s could not be looked at", instance_id)
        return False
    return True


def _take(instance: Instance, engine_step: EngineStep, *, now: datetime) -> None:
    step = Step(instance=instance, known=compiled(instance.version_id), by=PROCESS, now=now)
    try:
        go(step, state_of(instance), engine_step)
    except (NothingWaits, AlreadyEnded):
        return  # it has gone on meanwhile
