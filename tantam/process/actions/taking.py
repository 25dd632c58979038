"""One step of one stored instance: the engine's step, the actions it asks for, and everything written at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from tantam.core.actions.unit import is_done_again_in_parts, unit
from tantam.process import registry
from tantam.process.actions.asking_outside import keep_asked, withdraw_asked
from tantam.process.actions.effects import undone_with_failure
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.incidents import broken, in_both_languages, may_pass
from tantam.process.actions.patience import patience_for
from tantam.process.actions.stepping import Step
from tantam.process.actions.storing import store
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.copying import Copy
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Host, State

log = logging.getLogger(__name__)

EngineStep = Callable[[Graph, State, Host], did.Result]
NOTHING: Mapping[str, object] = {}


def take(step: Step, before: State, engine_step: EngineStep) -> Sequence[did.Change]:
    """Take one engine step, then do the actions it asks for until it asks for none, and store it all at once."""
    host = StoredHost(
        now=step.now,
        subject=step.instance.subject,
        counted_instance_id=step.instance.pk if step.known.asks_how_often else None,
    )
    result = _do_actions(step, engine_step(step.known.graph, before, host), host)
    withdraw_asked(step, before=before, changes=result.changes)
    store(step, before=before, after=result.state, changes=result.changes)
    return result.changes


def _do_actions(step: Step, first: did.Result, host: StoredHost) -> did.Result:
    """Do the actions that are asked for, and those asked for by them; what fails undoes only itself.

    They share one savepoint, as they seldom fail; if one does, each is done again in a savepoint of its own.
    """
    if not any(isinstance(change, did.ActionRequested) for change in first.changes):
        return first
    if is_done_again_in_parts():
        return _do_in_turn(first, lambda request, state: _act(step, request, state, host))
    try:
        with undone_with_failure(), unit():
            return _do_in_turn(first, lambda request, state: _act(step, request, state, host))
    except Exception:
        log.debug("an action for %s failed: one by one", step.instance.subject, exc_info=True)
        return _do_in_turn(first, lambda request, state: _act_or_fail(step, request, state, host))


def _do_in_turn(first: did.Result, act: Callable[[did.ActionRequested, State], did.Result]) -> did.Result:
    state, changes = first.state, list(first.changes)
    asked = [change for change in changes if isinstance(change, did.ActionRequested)]
    while asked:
        request = asked.pop(0)
        token = state.tokens.get(request.token.id)
        if token is None or token.state != "action":
            continue  # something else has stopped it
        result = act(request, state)
        state = result.state
        changes += result.changes
        asked += [change for change in result.changes if isinstance(change, did.ActionRequested)]
    return did.Result(state, tuple(changes))


def _act(step: Step, request: did.ActionRequested, state: State, host: StoredHost) -> did.Result:
    return _went_through(step, request, state, host, data=_call(step, request, state, host))


def _went_through(
    step: Step, request: did.ActionRequested, state: State, host: StoredHost, *, data: Mapping[str, object] | None
) -> did.Result:
    """The action is done, or all that can be done of it here: then its token waits for what is done outside."""
    if data is None:
        return did.Result(state, ())
    return engine.action_done(step.known.graph, state, request.token.id, host, data=data)


def _act_or_fail(step: Step, request: did.ActionRequested, state: State, host: StoredHost) -> did.Result:
    """Do one action in a savepoint; what fails stands as an incident."""
    try:
        with undone_with_failure(), unit():
            data = _call(step, request, state, host)
    except Exception as error:
        return _fail(step, request, state, host, error)
    return _went_through(step, request, state, host, data=data)


def _call(step: Step, request: did.ActionRequested, state: State, host: StoredHost) -> Mapping[str, object] | None:
    """Do the action; None where the rest of it is done outside, later."""
    run = registry.StepRun(
        version_id=step.instance.version_id,
        subject_id=int(step.instance.subject.partition(":")[2]),
        settings=dict(request.settings),
        node=step.known.diagram.node(request.token.node),
        variables=_seen_by(step, request, state, host),
        instance_id=step.instance.pk,
        token_id=int(request.token.id),
        now=step.now,
        subject=step.instance.subject,
    )
    gave = registry.action_named(request.name)(run)
    if not isinstance(gave, registry.AskOutside):
        return gave or NOTHING
    registry.outside_named(request.name)
    keep_asked(step, request, gave)
    return None


def _seen_by(step: Step, request: did.ActionRequested, state: State, host: StoredHost) -> Mapping[str, object]:
    """The variables of the instance, under those of the loops and sub-processes that the step stands in."""
    if not any(scope.variables for scope in state.scopes.values()):
        return state.variables
    return {**state.variables, **Copy(step.known.graph, state, host).own_variables(request.token.scope)}


def _fail(step: Step, request: did.ActionRequested, state: State, host: StoredHost, error: Exception) -> did.Result:
    """Say in both languages what failed, and whether it is tried again by itself."""
    if not isinstance(error, registry.StepFailed):
        log.error("action %s failed for %s", request.name, step.instance.subject, exc_info=error)
    code, said = broken(error)
    if may_pass(error):
        step.patience[request.token.id] = patience_for(request)
    vi, en = in_both_languages(said)
    return engine.action_failed(
        step.known.graph, state, request.token.id, host, code=code, message_vi=vi, message_en=en
    )
