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
    InstanceFinished,
    InstanceStarted,
    Result,
    TokenLeft,
    WaitWithdrawn,
)
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.entering import BEHAVIOURS
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
from tantam.process.engine.timing import due_at

_NOTHING: Final[Mapping[str, object]] = {}


def start(
    graph: Graph,
    host: Host,
    *,
    node: str = "",
    variables: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """Begin an instance at start event `node`, or at the process's none start event.

    Raises NoSuchStart where the process has none such.
    """
    event = _start_event(graph, node)
    move = Move(graph, State(), host, budget=budget)
    scope = move.open(graph.process)
    move.changes.append(InstanceStarted(scope.id, event.id, move.now))
    move.set_variables(variables)
    move.enter(event, scope.id)
    return move.work(BEHAVIOURS)


def next_start(graph: Graph, event: Start, host: Host) -> datetime | None:
    """When a timer start event is due, counted from now; None where it has no timer or its formula gives no time."""
    if event.timer is None:
        return None
    try:
        return due_at(event.timer, Move(graph, State(), host))
    except Stuck:
        return None


def stand_at(graph: Graph, host: Host, *, node: str, variables: Mapping[str, object] = _NOTHING) -> Result:
    """An instance brought in from elsewhere that stands at `node`, with all that waits there.

    Raises NotATarget where nothing can stand.
    """
    move = Move(graph, State(), host)
    scope = move.open(graph.process)
    move.changes.append(InstanceStarted(scope.id, node, move.now))
    move.set_variables(variables)
    put(move, node, scope)
    return move.work(BEHAVIOURS)


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
    """The requested action failed for good: its token stands as an incident until `retry`, `skip` or `jump`."""
    found = _token(state, token, wanted="action")
    move = Move(graph, state, host)
    move.mark(found, Stuck(code, vi=message_vi, en=message_en))
    return move.work(BEHAVIOURS)


def timer(graph: Graph, state: State, token: Id, host: Host, *, budget: Budget = DEFAULT_BUDGET) -> Result:
    """A timer has come due. Raises TooEarly before its time."""
    found = _token(state, token, wanted="timer")
    move = Move(graph, state, host, budget=budget)
    if found.due_at is None or move.now < found.due_at:
        raise TooEarly(f"token {found.id} is due at {found.due_at}")
    _fire(move, found)
    return move.work(BEHAVIOURS)


def timer_failed(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, message_vi: str, message_en: str
) -> Result:
    """A timer came due, and the step it leads to broke: it stands as an incident where it is until `retry` or `skip`.

    A timer at the edge of a step stays at that edge; the step itself goes on as before.
    """
    found = _token(state, token, wanted="timer")
    move = Move(graph, state, host)
    stopped = replace(found, state="incident", problem=code, phase=FIRING)
    move.tokens[found.id] = stopped
    move.changes.append(IncidentRaised(stopped, code, message_vi, message_en))
    return move.work(BEHAVIOURS)


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
    move = Move(graph, state, host, budget=budget)
    move.set_variables(payload)
    _fire(move, found)
    return move.work(BEHAVIOURS)


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
    move = Move(graph, state, host, budget=budget)
    node = graph.by_id[found.node]
    if found.phase == LEAVING:
        move.finish(found)
    elif found.phase == FIRING:
        again = replace(found, state="timer", problem="", phase="")
        move.tokens[again.id] = again
        _fire(move, again)
    elif node.behaviour == "action":
        again = replace(found, state="action", problem="")
        move.tokens[again.id] = again
        move.changes.append(ActionRequested(again, node.action, node.settings))
    else:
        move.withdraw(found, outcome="retried")
        move.live[found.scope] -= 1
        move.enter(node, found.scope, flow=found.flow)
    return move.work(BEHAVIOURS)


def skip(graph: Graph, state: State, token: Id, host: Host, *, reason: str, budget: Budget = DEFAULT_BUDGET) -> Result:
    """A person leaves a step undone and goes on along the drawing: a deviation.

    A failed timer at the edge of a step is left out, and the step goes on without it. Raises WrongState at a join or
    an event-based gateway, which have no way on without the others.
    """
    failed = state.tokens.get(token)
    if failed is not None and failed.attached_to is not None and failed.state == "incident":
        return _leave_out(graph, state, failed, host, reason=reason)
    found = _token(state, token)
    if graph.by_id[found.node].behaviour in ("choose", "join"):
        raise WrongState(found, wanted="a step that can be left on its own (jump instead)")
    move = Move(graph, state, host, budget=budget)
    move.changes.append(Deviation(found, "", reason, move.now))
    for scope in move.inside(found):
        move.clear(scope, outcome="skipped")
    move.finish(found, outcome="skipped")
    return move.work(BEHAVIOURS)


def jump(
    graph: Graph, state: State, token: Id, host: Host, *, node: str, reason: str, budget: Budget = DEFAULT_BUDGET
) -> Result:
    """A person moves a token to another node, out of and into sub-processes as needed: a deviation.

    Leaving a sub-process this way ends all that runs in it. Raises NotATarget where no token can be put there.
    """
    found = _token(state, token)
    move = Move(graph, state, host, budget=budget)
    place(move, found, node, reason=reason)
    return move.work(BEHAVIOURS)


def cancel(graph: Graph, state: State, host: Host) -> Result:
    """End the instance where it stands."""
    _refuse_ended(state)
    move = Move(graph, state, host)
    for token in list(move.tokens.values()):
        if token.id in move.tokens and token.attached_to is None and state.scopes[token.scope].parent is None:
            move.withdraw(token, outcome="cancelled")
    move.scopes.clear()
    move.ending = "cancelled"
    move.changes.append(InstanceFinished("cancelled", move.now))
    return move.work(BEHAVIOURS)


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
    move = Move(graph, state, host, budget=budget)
    move.set_variables(data)
    move.finish(found)
    return move.work(BEHAVIOURS)


def _fire(move: Move, token: Token) -> None:
    """What a token waited for has come."""
    if token.attached_to is None:
        move.finish(token)
        return
    owner = move.tokens[token.attached_to]
    event = move.graph.by_id[token.node]
    if event.host < 0:
        _fire_branch(move, token, owner)
    elif event.is_interrupting:
        move.withdraw(owner, outcome="interrupted", but=token.id)
        move.live[owner.scope] -= 1
        _leave_event(move, token, event)
    elif token.state == "timer":
        _leave_event(move, token, event)
    else:
        move.live[token.scope] += 1  # a message may come again, so its wait stays
        move.proceed(event, token.scope, flow="")


def _leave_out(graph: Graph, state: State, wait: Token, host: Host, *, reason: str) -> Result:
    """Drop a wait; what it belongs to stays."""
    move = Move(graph, state, host)
    del move.tokens[wait.id]
    move.changes += [Deviation(wait, "", reason, move.now), WaitWithdrawn(wait)]
    return move.work(BEHAVIOURS)


def _fire_branch(move: Move, token: Token, gateway: Token) -> None:
    """The first event of an event-based gateway wins, the others are withdrawn."""
    move.withdraw_waits(gateway, but=token.id)
    del move.tokens[gateway.id]
    move.live[gateway.scope] -= 1
    move.changes.append(TokenLeft(gateway, "completed", move.now))
    _leave_event(move, token, move.graph.by_id[token.node])


def _leave_event(move: Move, token: Token, event: GraphNode) -> None:
    """An attached wait becomes a token that goes on from its event."""
    move.live[token.scope] += 1
    move.finish(token)


def _start_event(graph: Graph, node: str) -> GraphNode:
    for event in graph.starts:
        if graph.nodes[event.node].id == node or (not node and event.kind == "none"):
            return graph.nodes[event.node]
    raise NoSuchStart(node)


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
