"""Run instances: start, finish work, wake by message, fire timers. Each step is one transaction.

The subject (a case) is locked before its instances, everywhere in the same order, so that two people, a message and a
timer can meet without a deadlock.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from django.db import connection

from tantam.core.actions.rows import insert
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS, SYSTEM, Actor
from tantam.core.queries import Kept
from tantam.core.values.memory import remembered
from tantam.organisation.models import Agent
from tantam.process import registry
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.incidents import broken, in_both_languages, may_pass
from tantam.process.actions.loading import lock, state_of
from tantam.process.actions.stepping import Step
from tantam.process.actions.storing import store
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Host, Id, NothingWaits, State, TokenGone, WrongState
from tantam.process.models import Instance, Token, Version
from tantam.process.queries import compiled
from tantam.process.values.patience import BadPatience, Patience, patience_of

log = logging.getLogger(__name__)

EngineStep = Callable[[Graph, State, Host], did.Result]
NOTHING: Mapping[str, object] = {}
NO_PATIENCE: Mapping[Id, Patience] = {}


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
    """Start the published version of a process for a subject; None when nothing is published under this key."""
    version_id = remembered(("process.published", process_key), lambda: _published(process_key))
    if version_id is None:
        return None
    instance = insert(Instance(version_id=version_id, subject=subject, labels=dict(labels), started_at=now))
    step = Step(instance=instance, known=compiled(version_id), by=PROCESS, now=now)
    _take(step, State(), lambda graph, _, host: engine.start(graph, host, variables=variables))
    return instance


def _published(process_key: str) -> int | None:
    found = _PUBLISHED.first(key=process_key)
    return found[0] if found else None


_PUBLISHED = Kept(
    lambda key: Version.objects.filter(process__key=key, state=Version.State.PUBLISHED).order_by("id").values_list("id")
)


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
    except (TokenGone, WrongState, Token.DoesNotExist) as error:
        raise WorkIsGone from error


@unit(savepoint=False)
def complete_replied(subject: str, *, by: Agent | None, now: datetime, data: Mapping[str, object] = NOTHING) -> int:
    """Finish the steps that wait for an answer to the customer, with what was typed into them; return how many."""
    asked = [
        token_id
        for token_id, version_id, node in _WAITING(subject=subject)
        if compiled(version_id).graph.node(node).done == "reply"
    ]
    for token_id in asked:
        _complete(token_id, by=by, data=data, now=now)
    return len(asked)


@unit(savepoint=False)
def wake(subject: str, message: str, *, payload: Mapping[str, object], now: datetime) -> bool:
    """Give a message to what waits for it, of one instance of the subject; False when nothing does."""
    registry.lock_subject(subject)
    waiting = Token.objects.filter(instance__subject=subject, state=Token.State.MESSAGE, wait_key=message)
    instance_ids = list(waiting.order_by("entered_at", "id").values_list("instance_id", flat=True))
    for instance_id in instance_ids:
        try:
            _step(
                lock(instance_id),
                lambda graph, state, host: engine.message(graph, state, message, host, payload=payload),
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
    instances = list(running.select_for_update())
    for instance in instances:
        _step(instance, engine.cancel, by=by, now=now)
    return len(instances)


@unit(savepoint=False)
def relabel(subject: str, *, labels: Mapping[str, str]) -> None:
    """Copy changed dimensions of a subject to its running instances, for pictures to filter by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE process_instance SET labels = labels || %s::jsonb WHERE subject = %s AND state = 'running'",
            [json.dumps(dict(labels)), subject],
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
    _take(step, state_of(instance), engine_step)


def _take(step: Step, before: State, engine_step: EngineStep) -> None:
    """Take one engine step, then do the actions it asks for until it asks for none, and store it all at once."""
    host = StoredHost(
        now=step.now,
        subject=step.instance.subject,
        counted_instance_id=step.instance.pk if step.known.asks_how_often else None,
    )
    result = _do_actions(step, engine_step(step.known.graph, before, host), host)
    store(step, before=before, after=result.state, changes=result.changes)


def _do_actions(step: Step, first: did.Result, host: StoredHost) -> did.Result:
    """Do the actions that are asked for, and those asked for by them; what fails undoes only itself.

    They share one savepoint, as they seldom fail; if one does, each is done again in a savepoint of its own.
    """
    if not any(isinstance(change, did.ActionRequested) for change in first.changes):
        return first
    try:
        with unit():
            return _do_in_turn(first, lambda request, state: _act(step, request, state, host))
    except Exception:
        log.debug("an action for %s failed: one by one", step.instance.subject, exc_info=True)
        return _do_in_turn(first, lambda request, state: _act_or_fail(step, request, state, host))


def _do_in_turn(first: did.Result, act: Callable[[did.ActionRequested, State], did.Result]) -> did.Result:
    state, changes = first.state, list(first.changes)
    asked = [change for change in changes if isinstance(change, did.ActionRequested)]
    while asked:
        result = act(asked.pop(0), state)
        state = result.state
        changes += result.changes
        asked += [change for change in result.changes if isinstance(change, did.ActionRequested)]
    return did.Result(state, tuple(changes))


def _act(step: Step, request: did.ActionRequested, state: State, host: StoredHost) -> did.Result:
    data = _call(step, request, state)
    return engine.action_done(step.known.graph, state, request.token.id, host, data=data)


def _act_or_fail(step: Step, request: did.ActionRequested, state: State, host: StoredHost) -> did.Result:
    """Do one action in a savepoint; what fails stands as an incident."""
    try:
        with unit():
            data = _call(step, request, state)
    except Exception as error:
        return _fail(step, request, state, host, error)
    return engine.action_done(step.known.graph, state, request.token.id, host, data=data)


def _call(step: Step, request: did.ActionRequested, state: State) -> Mapping[str, object]:
    run = registry.StepRun(
        subject_id=int(step.instance.subject.partition(":")[2]),
        settings=dict(request.settings),
        node=step.known.diagram.node(request.token.node),
        variables=state.variables,
        instance_id=step.instance.pk,
        token_id=int(request.token.id),
        now=step.now,
    )
    return registry.action_named(request.name)(run) or NOTHING


def _fail(step: Step, request: did.ActionRequested, state: State, host: StoredHost, error: Exception) -> did.Result:
    """Say in both languages what failed, and whether it is tried again by itself."""
    if not isinstance(error, registry.StepFailed):
        log.error("action %s failed for %s", request.name, step.instance.subject, exc_info=error)
    code, said = broken(error)
    if may_pass(error):
        step.patience[request.token.id] = _patience(request)
    vi, en = in_both_languages(said)
    return engine.action_failed(
        step.known.graph, state, request.token.id, host, code=code, message_vi=vi, message_en=en
    )


def _patience(request: did.ActionRequested) -> Patience:
    try:
        return patience_of(dict(request.settings))
    except BadPatience:  # the check of the drawing warned of it
        return Patience()


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
