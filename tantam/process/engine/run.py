"""One step of one instance: an event comes in, a new state and a list of changes come out.

Pure: the state given is never touched, everything outside comes from the `Host`, and a step that is not possible is
`Refused` with nothing changed. Repeating a step that was taken is refused too (`TokenGone`), as every wait has its own
token. Actions and messages are not done here: the store does them and reports back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from tantam.process.engine.changes import (
    ActionRequested,
    Deviation,
    IncidentRaised,
    InstanceStarted,
    Result,
    WaitWithdrawn,
)
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.entering import RULES
from tantam.process.engine.graph import Graph, GraphNode, Start
from tantam.process.engine.jumping import place, put
from tantam.process.engine.moving import DEFAULT_BUDGET, Budget, Move
from tantam.process.engine.state import (
    FIRING,
    LEAVING,
    AlreadyEnded,
    Host,
    Id,
    NoSuchStart,
    NothingWaits,
    State,
    Token,
    TokenGone,
    TooEarly,
    WrongState,
)
from tantam.process.engine.throwing import catcher, throw_error, throw_escalation
from tantam.process.engine.timing import due_at
from tantam.process.engine.waiting import ARMING, arm, arm_handlers, occur

_NOTHING: Final[Mapping[str, object]] = {}


def start(
    graph: Graph,
    host: Host,
    *,
    node: str = "",
    definition: int = 0,
    variables: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """Begin an instance at `node` (a start event, or what an event begins the process by), or where it begins by
    itself.

    `definition`: which event of `node` has come, where it needs several. Raises NoSuchStart where there is none such.
    """
    nodes = _beginnings(graph, node)
    move = Move(graph, State(), host, rules=RULES, budget=budget)
    scope = move.open(graph.process)
    move.changes.append(InstanceStarted(scope.id, nodes[0].id, move.now))
    move.set_variables(variables)
    arm_handlers(move, scope)
    if not node:
        for begun in nodes:
            move.enter(begun, scope.id)
    else:
        _begin_by_event(move, nodes[0], scope.id, definition)
    return move.work()


def _begin_by_event(move: Move, node: GraphNode, scope: Id, definition: int) -> None:
    """The event at `node` has come: the process begins there, and waits for what must come together with it."""
    nodes = move.graph.nodes
    move.live[scope] += 1
    if node.needs_all and len(node.triggers) > 1:
        token = move.wait(node, scope, flow="", state="choosing")
        arm(move, node, token.id, scope, "", but=definition)
    else:
        move.proceed(node, scope, flow="")
    for group in move.graph.together:
        for index in group if node.index in group else ():
            if index != node.index:
                move.enter(nodes[index], scope)


def next_start(graph: Graph, event: Start, host: Host) -> datetime | None:
    """When a timer start event is due, counted from now; None where it has no timer or its formula gives no time."""
    if event.timer is None:
        return None
    try:
        return due_at(event.timer, Copy(graph, State(), host))
    except Stuck:
        return None


def stand_at(graph: Graph, host: Host, *, node: str, variables: Mapping[str, object] = _NOTHING) -> Result:
    """An instance brought in from elsewhere that stands at `node`, with all that waits there.

    Raises NotATarget where nothing can stand.
    """
    move = Move(graph, State(), host, rules=RULES)
    scope = move.open(graph.process)
    move.changes.append(InstanceStarted(scope.id, node, move.now))
    move.set_variables(variables)
    arm_handlers(move, scope)
    put(move, node, scope)
    return move.work()


def complete(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    data: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """A person has done the work of a user or manual task; `data` becomes variables."""
    return _finish(graph, state, token, host, wanted="waiting", data=data, budget=budget)


def action_done(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    data: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """The requested action was done; `data` becomes variables."""
    return _finish(graph, state, token, host, wanted="action", data=data, budget=budget)


def action_failed(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, message_vi: str, message_en: str
) -> Result:
    """The requested action failed for good: an error event for exactly this code catches it, else its token stands as
    an incident until `retry`, `skip` or `jump`."""
    found = _token(state, token, wanted="action")
    move = Move(graph, state, host, rules=RULES)
    caught = catcher(move, "error", code, found.scope, token=found)
    if caught is not None and code and any(trigger.key == code for trigger in caught.event.triggers):
        throw_error(move, found.node, found.scope, code, token=found)
    else:
        move.mark(found, Stuck(code, vi=message_vi, en=message_en))
    return move.work()


def throw(graph: Graph, state: State, token: Id, host: Host, *, code: str, budget: Budget = DEFAULT_BUDGET) -> Result:
    """The action or the called process of a token has ended with a business error: the nearest event for it catches
    it, and where there is none the instance fails."""
    found = _token(state, token)
    if found.state not in ("action", "calling"):
        raise WrongState(found, wanted="action or calling")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    throw_error(move, found.node, found.scope, code, token=found)
    return move.work()


def called_done(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    data: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """The process that ran for a call activity has finished; `data` becomes variables."""
    return _finish(graph, state, token, host, wanted="calling", data=data, budget=budget)


def called_failed(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, message_vi: str, message_en: str
) -> Result:
    """The process to be called could not run, or somebody ended it: the token stands as an incident."""
    found = _token(state, token, wanted="calling")
    move = Move(graph, state, host, rules=RULES)
    move.mark(found, Stuck(code, vi=message_vi, en=message_en))
    return move.work()


def escalated(graph: Graph, state: State, token: Id, host: Host, *, code: str) -> Result:
    """The process that runs for a call activity has escalated something it did not catch itself."""
    found = _token(state, token, wanted="calling")
    move = Move(graph, state, host, rules=RULES)
    throw_escalation(move, graph.by_id[found.node], found.scope, code, token=found)
    return move.work()


def timer(graph: Graph, state: State, token: Id, host: Host, *, budget: Budget = DEFAULT_BUDGET) -> Result:
    """A timer has come due. Raises TooEarly before its time."""
    found = _token(state, token, wanted="timer")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    if found.due_at is None or move.now < found.due_at:
        raise TooEarly(f"token {found.id} is due at {found.due_at}")
    occur(move, found)
    return move.work()


def timer_failed(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, message_vi: str, message_en: str
) -> Result:
    """A timer came due, and the step it leads to broke: it stands as an incident where it is until `retry` or `skip`.

    A timer at the edge of a step stays at that edge; the step itself goes on as before.
    """
    found = _token(state, token, wanted="timer")
    move = Move(graph, state, host, rules=RULES)
    stopped = replace(found, state="incident", problem=code, phase=FIRING)
    move.tokens[found.id] = stopped
    move.changes.append(IncidentRaised(stopped, code, message_vi, message_en))
    return move.work()


def message(
    graph: Graph,
    state: State,
    name: str,
    host: Host,
    *,
    payload: Mapping[str, object] = _NOTHING,
    token: Id | None = None,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """A message has come: `token` takes it, or the one that waits most directly (see `waiting_for`).

    `payload` becomes variables. Raises NothingWaits where no token waits for it.
    """
    if token is None:
        found = waiting_for(state, name)
    else:
        found = _token(state, token, wanted="message")
        if found.wait_key != name:
            raise WrongState(found, wanted=f"message {name}")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.set_variables(payload, found.scope)
    occur(move, found)
    return move.work()


def signal(
    graph: Graph,
    state: State,
    name: str,
    host: Host,
    *,
    payload: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """A signal was broadcast: everything that waits for it goes on. Raises NothingWaits where nothing does."""
    _refuse_ended(state)
    waiting = [token for token in state.tokens.values() if token.state == "signal" and token.wait_key == name]
    if not waiting:
        raise NothingWaits(name)
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.set_variables(payload)
    for token in waiting:
        if move.tokens.get(token.id) is token:
            occur(move, token)
    return move.work()


def look_again(graph: Graph, state: State, host: Host, *, budget: Budget = DEFAULT_BUDGET) -> Result:
    """The data of the case may have changed: look at the conditions that are awaited."""
    _refuse_ended(state)
    return Move(graph, state, host, rules=RULES, budget=budget).work()


def waiting_for(state: State, name: str) -> Token:
    """The one token that takes a message: positions before waits at a boundary, the inner scope before the outer, the
    one that has waited longest. Raises NothingWaits."""
    _refuse_ended(state)
    waiting = [token for token in state.tokens.values() if token.state == "message" and token.wait_key == name]
    if not waiting:
        raise NothingWaits(name)
    return min(waiting, key=lambda token: (token.attached_to is not None, -_depth(state, token), token.entered_at))


def retry(graph: Graph, state: State, token: Id, host: Host, *, budget: Budget = DEFAULT_BUDGET) -> Result:
    """Try again what stands as an incident."""
    found = _token(state, token, wanted="incident")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    node = graph.by_id[found.node]
    if found.phase == LEAVING:
        move.finish(found)
    elif found.phase == ARMING:
        move.withdraw(found, outcome="retried")
        arm(move, node, found.scope, found.scope, "")
        move.end(found.scope)
    elif found.phase == FIRING:
        again = replace(found, state="timer", problem="", phase="")
        move.tokens[again.id] = again
        occur(move, again)
    elif node.behaviour == "action":
        again = replace(found, state="action", problem="")
        move.tokens[again.id] = again
        move.changes.append(ActionRequested(again, node.action, node.settings))
    else:
        move.withdraw(found, outcome="retried")
        move.live[found.scope] -= 1
        move.enter(node, found.scope, flow=found.flow)
    return move.work()


def skip(graph: Graph, state: State, token: Id, host: Host, *, reason: str, budget: Budget = DEFAULT_BUDGET) -> Result:
    """A person leaves a step undone and goes on along the drawing: a deviation.

    A failed timer at the edge of a step is left out, and the step goes on without it. Raises WrongState at a join or
    an event-based gateway, which have no way on without the others.
    """
    failed = state.tokens.get(token)
    if failed is not None and failed.attached_to is not None and failed.state == "incident":
        return _leave_out(graph, state, failed, host, reason=reason)
    found = _token(state, token)
    if graph.by_id[found.node].behaviour in ("choose", "join", "merge", "complex") or found.state == "joining":
        raise WrongState(found, wanted="a step that can be left on its own (jump instead)")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.changes.append(Deviation(found, "", reason, move.now))
    for scope in move.inside(found):
        move.clear(scope, outcome="skipped")
    move.finish(found, outcome="skipped")
    return move.work()


def jump(
    graph: Graph, state: State, token: Id, host: Host, *, node: str, reason: str, budget: Budget = DEFAULT_BUDGET
) -> Result:
    """A person moves a token to another node, out of and into sub-processes as needed: a deviation.

    Leaving a sub-process this way ends all that runs in it. Raises NotATarget where no token can be put there.
    """
    found = _token(state, token)
    move = Move(graph, state, host, rules=RULES, budget=budget)
    place(move, found, node, reason=reason)
    return move.work()


def cancel(graph: Graph, state: State, host: Host) -> Result:
    """End the instance where it stands."""
    _refuse_ended(state)
    move = Move(graph, state, host, rules=RULES)
    move.fail("cancelled")
    return move.work()


def _finish(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    wanted: str,
    data: Mapping[str, object],
    budget: Budget,
) -> Result:
    found = _token(state, token, wanted=wanted)
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.set_variables(data, found.scope)
    move.finish(found)
    return move.work()


def _leave_out(graph: Graph, state: State, wait: Token, host: Host, *, reason: str) -> Result:
    """Drop a wait; what it belongs to stays."""
    move = Move(graph, state, host, rules=RULES)
    del move.tokens[wait.id]
    move.changes += [Deviation(wait, "", reason, move.now), WaitWithdrawn(wait)]
    return move.work()


def _beginnings(graph: Graph, node: str) -> list[GraphNode]:
    """Where an instance begins: at `node`; else at its none start event; else at all that nothing leads to."""
    for event in graph.starts:
        if graph.nodes[event.node].id == node or (not node and event.kind == "none"):
            return [graph.nodes[event.node]]
    free = graph.bodies[graph.process].begin
    if node or not free:
        raise NoSuchStart(node)
    return [graph.nodes[index] for index in free]


def _token(state: State, token: Id, *, wanted: str = "") -> Token:
    _refuse_ended(state)
    found = state.tokens.get(token)
    if found is None:
        raise TokenGone(token)
    if wanted and found.state != wanted:
        raise WrongState(found, wanted=wanted)
    if not wanted and found.attached_to is not None:
        raise WrongState(found, wanted="a position")
    return found


def _refuse_ended(state: State) -> None:
    if state.ending is not None:
        raise AlreadyEnded(state.ending)


def _depth(state: State, token: Token) -> int:
    depth = 0
    scope = state.scopes[token.scope]
    while scope.parent is not None:
        depth += 1
        scope = state.scopes[scope.parent]
    return depth
