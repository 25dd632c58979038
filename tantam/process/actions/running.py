"""Run instances: start, finish work, wake by message, fire timers. Each step is one transaction.

The subject (a case) is locked before its instances, everywhere in the same order, so that two people, a message and a
timer can meet without a deadlock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import connection

from tantam.core.actions.keys import next_key
from tantam.core.actions.rows import insert_late
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS, SYSTEM, Actor
from tantam.core.queries import Kept
from tantam.organisation.models import Agent
from tantam.process import registry
from tantam.process.actions.between import go
from tantam.process.actions.loading import lock, state_of
from tantam.process.actions.stepping import Step
from tantam.process.actions.taking import NOTHING, EngineStep
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.diagram import FormField
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import AlreadyEnded, Host, Id, NothingWaits, State, TokenGone, WrongState
from tantam.process.models import Instance, Token
from tantam.process.queries import compiled, version_for, way_in
from tantam.process.values.patience import Patience

NO_PATIENCE: Mapping[Id, Patience] = {}


#: What is raised for a token that something else has taken on, or with all that it belonged to.
GONE = (TokenGone, WrongState, AlreadyEnded, Token.DoesNotExist)


class WorkIsGone(Exception):
    """The work was done, withdrawn or interrupted meanwhile; nothing has changed."""


@unit(savepoint=False)
def start(
    process_key: str,
    *,
    subject: str,
    labels: Mapping[str, str],
    now: datetime,
    variables: Mapping[str, object] = NOTHING,
) -> Instance | None:
    """Start the version of a process that is in force for a subject; None when nothing is published under this key, or
    what is published begins only with an event that has not come."""
    version_id = version_for(process_key, subject)
    begun_at = way_in(compiled(version_id).graph) if version_id is not None else None
    if version_id is None or begun_at is None:
        return None
    instance = insert_late(
        Instance(pk=next_key(Instance), version_id=version_id, subject=subject, labels=dict(labels), started_at=now)
    )
    step = Step(instance=instance, known=compiled(version_id), by=PROCESS, now=now)
    go(step, State(), lambda graph, _, host: engine.start(graph, host, node=begun_at, variables=variables))
    return instance


@unit(savepoint=False)
def start_at(
    version_id: int,
    *,
    node: str,
    definition: int,
    subject: str,
    labels: Mapping[str, str],
    now: datetime,
    variables: Mapping[str, object] = NOTHING,
) -> Instance:
    """Start a version for a subject by one of its start events that has come."""
    instance = insert_late(
        Instance(pk=next_key(Instance), version_id=version_id, subject=subject, labels=dict(labels), started_at=now)
    )
    step = Step(instance=instance, known=compiled(version_id), by=PROCESS, now=now)
    go(
        step,
        State(),
        lambda graph, _, host: engine.start(graph, host, node=node, definition=definition, variables=variables),
    )
    return instance


@unit()
def complete_work(token_id: int, *, by: Agent | None, data: Mapping[str, object], now: datetime) -> None:
    """A person has done what a step asked for; `data` becomes variables. Raises WorkIsGone."""
    _complete(token_id, by=by, data=data, now=now)


def _complete(token_id: int, *, by: Agent | None, data: Mapping[str, object], now: datetime) -> None:
    actor = Actor.agent(by.pk) if by else SYSTEM
    try:
        step_of_token(
            token_id,
            lambda graph, state, host: engine.complete(graph, state, token_id, host, data=data),
            by=actor,
            now=now,
        )
    except GONE as error:
        raise WorkIsGone from error


@unit(savepoint=False)
def complete_replied(
    subject: str, *, by: Agent | None, now: datetime, data: Mapping[str, object] = NOTHING
) -> list[FormField]:
    """Finish the steps that wait for an answer to the customer, with what was typed into them.

    A step stays where a field that it requires is neither in `data` nor known to its instance; those are returned.
    """
    missing: list[FormField] = []
    for token_id, version_id, node in list(_WAITING(subject=subject)):
        known = compiled(version_id)
        if known.graph.node(node).done != "reply":
            continue
        if needed := _still_needed(token_id, known.diagram.node(node).care.form, data):
            missing += needed
        else:
            _complete(token_id, by=by, data=data, now=now)
    return missing


def _still_needed(token_id: int, form: Sequence[FormField], data: Mapping[str, object]) -> list[FormField]:
    """What was not said yet; a box that nobody ticked says no."""
    needed = [field for field in form if field.is_required and field.kind != "boolean" and _is_empty(data, field)]
    variables = variables_of(token_id) if needed else NOTHING
    return [field for field in needed if _is_empty(variables, field)]


def _is_empty(said: Mapping[str, object], field: FormField) -> bool:
    value = said.get(field.key)
    return value is None or (isinstance(value, str) and not value.strip())


@unit(savepoint=False)
def wake(subject: str, message: str, *, payload: Mapping[str, object], now: datetime, key: str = "") -> bool:
    """Give a message to what waits for it, of one instance of the subject; False when nothing does.

    What waits for a key takes only a message with that `key`.
    """
    registry.lock_subject(subject)
    waiting = Token.objects.awaiting(message, keys={"", key}).filter(instance__subject=subject)
    instance_ids = list(waiting.order_by("entered_at", "id").values_list("instance_id", flat=True))
    for instance_id in instance_ids:
        try:
            _step(
                lock(instance_id),
                lambda graph, state, host: engine.message(graph, state, message, host, payload=payload, key=key),
                by=PROCESS,
                now=now,
            )
        except NothingWaits:
            continue
        return True
    return False


@unit()
def cancel(subject: str, *, by: Actor, now: datetime) -> int:
    """End all running instances of a subject where they stand; return how many."""
    registry.lock_subject(subject)
    running = Instance.objects.filter(subject=subject, state=Instance.State.RUNNING).order_by("id")
    ids = list(running.select_for_update().values_list("pk", flat=True))
    return sum(_cancel(lock(instance_id), by=by, now=now) for instance_id in ids)


def _cancel(instance: Instance, *, by: Actor, now: datetime) -> bool:
    if instance.state != Instance.State.RUNNING:
        return False  # it ran for one that was cancelled before it
    _step(instance, engine.cancel, by=by, now=now)
    return True


@unit(savepoint=False)
def relabel(subject: str, *, labels: Mapping[str, str]) -> None:
    """Copy changed dimensions of a subject to its running instances, for pictures to filter by."""
    relabel_all([subject], labels=labels)


def relabel_all(subjects: Sequence[str], *, labels: Mapping[str, str]) -> None:
    """The same of many subjects that changed alike."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE process_instance SET labels = labels || %s::jsonb WHERE subject = ANY(%s) AND state = 'running'",
            [json.dumps(dict(labels)), list(subjects)],
        )


def variables_of(token_id: int) -> Mapping[str, object]:
    """The variables of the instance that a token belongs to; none where it is gone."""
    return Token.objects.filter(pk=token_id).values_list("instance__variables", flat=True).first() or NOTHING


def step_of_token(
    token_id: int, engine_step: EngineStep, *, by: Actor, now: datetime, patience: Mapping[Id, Patience] = NO_PATIENCE
) -> None:
    """Take a step of the instance a token belongs to, subject and instance locked. Raises Token.DoesNotExist."""
    found = _PLACE.first(token=token_id)
    if found is None:
        raise Token.DoesNotExist
    instance_id, subject = found
    registry.lock_subject(subject)
    _step(lock(instance_id), engine_step, by=by, now=now, patience=patience)


_PLACE = Kept(lambda token: Token.objects.filter(pk=token).values_list("instance_id", "instance__subject"))
_WAITING = Kept(
    lambda subject: (
        Token.objects.filter(instance__subject=subject, state=Token.State.WAITING)
        .order_by("id")
        .values_list("id", "version_id", "node")
    )
)


def _step(
    instance: Instance,
    engine_step: EngineStep,
    *,
    by: Actor,
    now: datetime,
    patience: Mapping[Id, Patience] = NO_PATIENCE,
) -> None:
    known = compiled(instance.version_id)
    step = Step(instance=instance, known=known, by=by, now=now, patience=dict(patience))
    go(step, state_of(instance), engine_step)


@unit()
def go_to_action(subject: str, action: str, *, by: Agent, reason: str, now: datetime) -> bool:
    """Move the oldest running instance of a subject to its step that calls `action`, as a deviation with a reason.

    A person did by hand what that step does (closed the case): the drawing goes on from there. False when the drawing
    has no such step; then nothing has changed.
    """
    registry.lock_subject(subject)
    tokens = Token.objects.positions().filter(instance__subject=subject).order_by("instance_id", "entered_at", "id")
    for token_id, version_id in tokens.values_list("id", "version_id"):
        target = next((node.id for node in compiled(version_id).graph.nodes if node.action == action), None)
        if target is not None:
            step_of_token(
                token_id,
                partial(_jump, token_id=token_id, target=target, reason=reason),
                by=Actor.agent(by.pk),
                now=now,
            )
            return True
    return False


def _jump(graph: Graph, state: State, host: Host, *, token_id: int, target: str, reason: str) -> did.Result:
    return engine.jump(graph, state, token_id, host, node=target, reason=reason)
