"""Events that are thrown: where they go, who catches them, what they stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tantam.process.engine import changes as did
from tantam.process.engine.carrying import carried
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.correlating import key_of
from tantam.process.engine.graph import GraphNode, Trigger
from tantam.process.engine.moving import Move
from tantam.process.engine.state import Id, Scope, Token
from tantam.process.engine.undoing import cancel_transaction, undo_thrown
from tantam.process.engine.waiting import interrupt, occur, open_handler

NOTHING: Final[Mapping[str, object]] = {}


@dataclass(frozen=True, slots=True)
class Catch:
    """What catches an error or escalation: a boundary event of the step of `owner`, or an event sub-process's start
    in `scope`."""

    event: GraphNode
    owner: Token | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Throw:
    """One of the events that a token throws: where it stands, by which flow it came, and what it sends along."""

    scope: Id
    flow: str
    trigger: Trigger
    key: str
    data: Mapping[str, object]


def throw(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """A token comes to an event that throws, or to a send task."""
    if move.pending and any(trigger.kind in ("signal", "message") for trigger in node.triggers):
        move.later.append((node, scope, flow))  # whoever waits for it beside must be there first
        return
    try:
        keys = [key_of(trigger, move, scope) for trigger in node.triggers]
        data = [carried(trigger, move, scope) for trigger in node.triggers]
    except Stuck as reason:
        move.stop(node, scope, flow=flow, reason=reason)
        return
    move.emptied.discard(scope)
    for trigger, key, along in zip(node.triggers, keys, data, strict=True):
        if trigger.kind == "compensate":
            undo_thrown(move, node, scope, flow, trigger)
            return
        _throw_one(move, node, Throw(scope, flow, trigger, key, along))
        if scope not in move.scopes or scope in move.emptied:
            return  # it stopped itself
    move.proceed(node, scope, flow=flow)


def _throw_one(move: Move, node: GraphNode, thrown: Throw) -> None:
    scope, trigger, data = thrown.scope, thrown.trigger, thrown.data
    if trigger.kind == "message":
        move.changes.append(did.MessageThrown(node.id, trigger.key, move.now, thrown.key, data))
    elif trigger.kind == "signal":
        throw_signal(move, node, trigger.key, data=data)
    elif trigger.kind == "escalation":
        throw_escalation(move, node, scope, trigger.key, data=data)
    elif trigger.kind in ("error", "cancel", "terminate"):
        move.changes.append(did.NodePassed(node.id, scope, thrown.flow, move.now))
        if trigger.kind == "error":
            throw_error(move, node.id, scope, trigger.key, data=data)
        elif trigger.kind == "cancel":
            cancel_transaction(move, scope)
        else:
            terminate(move, scope)


def terminate(move: Move, scope: Id) -> None:
    """End the process or sub-process at once, with everything in it."""
    here = move.scopes[scope]
    move.empty(scope)
    move.rules.close[here.kind](move, here)


def throw_signal(move: Move, node: GraphNode, name: str, *, data: Mapping[str, object] = NOTHING) -> None:
    """Broadcast a signal: everything in the instance that waits for it goes on; the host tells other instances."""
    hear(move, [token for token in move.tokens.values() if token.state == "signal" and token.wait_key == name], data)
    move.changes.append(did.SignalThrown(node.id, name, move.now, data))


def hear(move: Move, waiting: Sequence[Token], data: Mapping[str, object]) -> None:
    """A signal comes to those who wait for it; what it brings becomes variables where each of them stands."""
    for scope in dict.fromkeys(wait.scope for wait in waiting):
        move.set_variables(data, scope)
    for wait in waiting:
        if move.tokens.get(wait.id) is wait:
            occur(move, wait)


def throw_error(
    move: Move, node: str, scope: Id, code: str, *, token: Token | None = None, data: Mapping[str, object] = NOTHING
) -> None:
    """Throw an error from inside `scope`, by the step of `token` where it has one; uncaught, the instance fails."""
    found = catcher(move, "error", code, scope, token=token)
    move.changes.append(did.ErrorThrown(node, code, found.event.id if found is not None else "", move.now, data))
    if found is None:
        move.fail()
    else:
        _caught(move, found, data)


def throw_escalation(
    move: Move,
    node: GraphNode,
    scope: Id,
    code: str,
    *,
    token: Token | None = None,
    data: Mapping[str, object] = NOTHING,
) -> None:
    """Throw an escalation from inside `scope`, by the step of `token` where it has one; uncaught, it is only noted."""
    found = catcher(move, "escalation", code, scope, token=token)
    by = found.event.id if found is not None else ""
    move.changes.append(did.EscalationThrown(node.id, code, by, move.now, data))
    if found is not None:
        _caught(move, found, data)


def catcher(move: Move, kind: str, code: str, scope: Id, *, token: Token | None = None) -> Catch | None:
    """Who catches an error or escalation: the step itself, then event sub-processes and boundaries from inside out.

    What an event sub-process throws is not caught by those beside it, but by what stands around them all.
    """
    if token is not None and (event := _on_boundary(move, kind, code, token)) is not None:
        return Catch(event, owner=token)
    is_beside = False
    for here in move.around(scope):
        if here.kind == "body":
            body = move.graph.bodies[here.node]
            starts = () if is_beside else tuple(move.graph.nodes[start] for _, start in body.handlers)
            if (event := _matching(starts, kind, code)) is not None:
                return Catch(event, scope=here)
            is_beside = body.is_handler
        owner = move.tokens.get(here.owner) if here.owner is not None else None
        if owner is not None and (event := _on_boundary(move, kind, code, owner)) is not None:
            return Catch(event, owner=owner)
    return None


def _on_boundary(move: Move, kind: str, code: str, owner: Token) -> GraphNode | None:
    node = move.graph.by_id[owner.node]
    if not node.catches or move.is_turn(node, owner.scope):
        return None
    return _matching(tuple(move.graph.nodes[index] for index in node.catches), kind, code)


def _matching(events: tuple[GraphNode, ...], kind: str, code: str) -> GraphNode | None:
    """The event for exactly this code, else one for any."""
    for wanted in (code, ""):
        for event in events:
            if any(trigger.kind == kind and trigger.key == wanted for trigger in event.triggers):
                return event
    return None


def _caught(move: Move, found: Catch, data: Mapping[str, object]) -> None:
    """What it brings becomes variables where the event that catches it stands."""
    if found.scope is not None:
        move.set_variables(data, found.scope.id)
        if found.event.is_interrupting:
            interrupt(move, found.scope)
        open_handler(move, found.event, found.scope)
        return
    owner = found.owner
    assert owner is not None  # noqa: S101
    move.set_variables(data, owner.scope)
    if found.event.is_interrupting:
        move.withdraw(owner, outcome="interrupted")
    else:
        move.live[owner.scope] += 1
    move.proceed(found.event, owner.scope, flow="")


def throw_from_turn(move: Move, owner: Token, trigger: Trigger | None) -> None:
    """An event that a completing instance of a multi-instance activity throws.

    Caught on the activity's own boundary it starts a way beside, whatever the boundary event says about interrupting:
    it tells of one instance that is over, the others go on or end as the activity's own rule says.
    """
    node = move.graph.by_id[owner.node]
    for index in (*node.boundaries, *node.catches):
        event = move.graph.nodes[index]
        if any(_tells(caught, trigger) for caught in event.triggers):
            move.live[owner.scope] += 1
            move.proceed(event, owner.scope, flow="")
            return
    if trigger is not None and trigger.kind == "signal":
        throw_signal(move, node, trigger.key)
    elif trigger is not None and trigger.kind == "escalation":
        throw_escalation(move, node, owner.scope, trigger.key)


def _tells(caught: Trigger, trigger: Trigger | None) -> bool:
    if trigger is None:
        return caught.kind == "signal"
    return caught.kind == trigger.kind and caught.key in ("", trigger.key)
