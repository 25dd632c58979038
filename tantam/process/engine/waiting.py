"""Waits for events: set beside a step, a gateway or a scope, and what happens when their event comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from tantam.process.engine import changes as did
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.correlating import key_of
from tantam.process.engine.cycles import left_after, next_repetition
from tantam.process.engine.feel import FeelError
from tantam.process.engine.graph import GraphNode
from tantam.process.engine.moving import Move
from tantam.process.engine.state import HELD, Id, Scope, Token, TokenState
from tantam.process.engine.timing import set_now

STATES: Final[dict[str, TokenState]] = {
    "timer": "timer",
    "message": "message",
    "signal": "signal",
    "conditional": "condition",
}
_NOTED: Final[dict[str, Callable[[Token], did.Change]]] = {
    "timer": did.TimerSet,
    "message": did.MessageAwaited,
    "signal": did.SignalAwaited,
    "condition": did.ConditionAwaited,
}
#: Phase of an incident where an event sub-process could not begin to wait: a retry sets its waits again.
ARMING: Final = "arming"


def arm(move: Move, event: GraphNode, owner: Id, scope: Id, flow: str, *, but: int = -1) -> None:
    """Wait for the events of `event` beside `owner`; what cannot be reckoned (a time, a key) makes the owner an
    incident. A cycle of which all is over is not awaited, nor what would have to come together with it."""
    try:
        times = _times(move, event, scope, but=but)
    except Stuck as reason:
        _fail_to_arm(move, event, owner, scope, reason)
        return
    if event.needs_all and any(due is None for due, _repeats in times.values()):
        return
    for number, trigger in enumerate(event.triggers):
        if trigger.kind in STATES and number != but:
            due, repeats = times.get(number, (None, None))
            if number in times and due is None:
                continue
            try:
                correlation = key_of(trigger, move, scope)
            except Stuck as reason:
                _fail_to_arm(move, event, owner, scope, reason)
                return
            state = STATES[trigger.kind]
            wait = Token(
                id=move.host.new_id(),
                node=event.id,
                scope=scope,
                state=state,
                entered_at=move.now,
                flow=flow,
                due_at=due,
                wait_key=trigger.key,
                correlation=correlation,
                attached_to=owner,
                definition=number,
                repeats=repeats,
            )
            move.note_wait(wait)
            move.changes.append(_NOTED[state](wait))
            if state == "condition":
                move.dirty = True


def _fail_to_arm(move: Move, event: GraphNode, owner: Id, scope: Id, reason: Stuck) -> None:
    if owner in move.tokens:
        move.mark(move.tokens[owner], reason)
    else:
        move.live[scope] += 1
        move.stop(event, scope, flow="", reason=reason, phase=ARMING)


def _times(move: Move, event: GraphNode, scope: Id, *, but: int) -> dict[int, tuple[datetime | None, int | None]]:
    """When the timers of an event are due, by number, and how often after that; what stands in the flow is due at once
    where nothing of it is to come."""
    found: dict[int, tuple[datetime | None, int | None]] = {}
    for number, trigger in enumerate(event.triggers):
        if trigger.timer is not None and number != but:
            due, repeats = set_now(trigger.timer, move, scope)
            is_in_flow = event.host < 0 and event.kind != "startEvent"
            found[number] = (move.now, repeats) if due is None and is_in_flow else (due, repeats)
    return found


def arm_handlers(move: Move, scope: Scope) -> None:
    """Wait for what starts the event sub-processes of a scope that has just opened."""
    for _, start in move.graph.bodies[scope.node].handlers:
        arm(move, move.graph.nodes[start], scope.id, scope.id, "")


def occur(move: Move, wait: Token) -> None:
    """What a token waited for has come."""
    node = move.graph.by_id[wait.node]
    if wait.attached_to is None:
        move.finish(wait)
    elif node.needs_all and not _is_last(move, wait):
        move.tokens[wait.id] = replace(wait, state="occurred", due_at=None)
        move.changes.append(did.EventOccurred(wait, move.now))
    elif wait.attached_to in move.scopes:
        _start_handler(move, wait, node)
    else:
        _leave_owner(move, wait, node, move.tokens[wait.attached_to])


def _is_last(move: Move, wait: Token) -> bool:
    assert wait.attached_to is not None  # noqa: S101
    others = (other for other in move.waits_of(wait.attached_to) if other.node == wait.node and other.id != wait.id)
    return all(other.state == "occurred" for other in others)


def _leave_owner(move: Move, wait: Token, node: GraphNode, owner: Token) -> None:
    if node.host >= 0:
        _leave_boundary(move, wait, node, owner)
    elif owner.node == node.id:  # one of several events of the same node
        move.withdraw_waits(owner)
        move.finish(owner)
    else:
        _leave_gateway(move, wait, owner)


def _leave_gateway(move: Move, wait: Token, gateway: Token) -> None:
    """The first event of an event-based gateway wins, the others are withdrawn."""
    move.withdraw_waits(gateway, but=wait.id)
    del move.tokens[gateway.id]
    move.live[gateway.scope] -= 1
    move.changes.append(did.TokenLeft(gateway, "completed", move.now))
    _go_on(move, wait)


def _leave_boundary(move: Move, wait: Token, event: GraphNode, owner: Token) -> None:
    if event.is_interrupting:
        move.withdraw(owner, outcome="interrupted", but=wait.id)
        move.live[owner.scope] -= 1
        _go_on(move, wait)
    elif _comes_once(wait) and not event.needs_all:
        _go_on(move, wait)
    else:
        _rearm(move, wait, event)
        move.live[wait.scope] += 1
        move.proceed(event, wait.scope, flow="")


def _go_on(move: Move, wait: Token) -> None:
    """An attached wait becomes a token that goes on from its event."""
    move.live[wait.scope] += 1
    move.finish(wait)


def _comes_once(wait: Token) -> bool:
    return wait.state == "timer" and not wait.repeats


def _rearm(move: Move, wait: Token, event: GraphNode) -> None:
    """The event may come again: its wait stays, or is set for the next time. What comes only once is no more awaited.

    Of events that come together all are awaited anew, once all have come.
    """
    assert wait.attached_to is not None  # noqa: S101
    if event.needs_all:
        for other in move.waits_of(wait.attached_to):
            if other.node == event.id:
                del move.tokens[other.id]
        arm(move, event, wait.attached_to, wait.scope, wait.flow)
    elif wait.state == "condition":
        move.tokens[wait.id] = replace(wait, phase=HELD)
    elif wait.state == "timer":
        _set_again(move, wait, event)


def _set_again(move: Move, wait: Token, event: GraphNode) -> None:
    del move.tokens[wait.id]
    rule = event.triggers[wait.definition].timer
    if _comes_once(wait) or rule is None or wait.due_at is None or wait.repeats is None:
        move.changes.append(did.WaitWithdrawn(wait))
        return
    try:
        found = next_repetition(rule, wait.due_at, move.host)
    except Stuck:
        found = None
    left = left_after(rule, found, left=wait.repeats) if found is not None else -2
    if found is None or left < -1:
        move.changes.append(did.WaitWithdrawn(wait))
        return
    again = replace(wait, due_at=found.due, repeats=left, entered_at=move.now)
    move.tokens[again.id] = again
    move.changes.append(did.TimerSet(again))


def _start_handler(move: Move, wait: Token, start: GraphNode) -> None:
    """An event sub-process starts: beside what its scope does, or instead of it."""
    scope = move.scopes[wait.scope]
    if start.is_interrupting:
        interrupt(move, scope)
    else:
        _rearm(move, wait, start)
    open_handler(move, start, scope)


def interrupt(move: Move, scope: Scope) -> None:
    """Stop everything in a scope that an event sub-process takes over; nothing of it is awaited any more."""
    move.empty(scope.id, outcome="interrupted")
    if scope.unstarted or scope.reset:
        move.change_scope(move.scopes[scope.id], unstarted=(), reset={})


def open_handler(move: Move, start: GraphNode, scope: Scope) -> None:
    """Begin an event sub-process of `scope` at its start event."""
    holder = move.graph.nodes[start.parent]
    move.live[scope.id] += 1
    token = move.wait(holder, scope.id, flow="", state="inside")
    inner = move.open(holder.body, parent=scope.id, owner=token.id)
    arm_handlers(move, inner)
    move.enter(start, inner.id)


def look(move: Move) -> None:
    """Look at every awaited condition: one that has become true occurs."""
    move.dirty = False
    for wait in [token for token in move.tokens.values() if token.state == "condition"]:
        if move.tokens.get(wait.id) is not wait:
            continue
        holds = _holds(move, wait)
        if holds and wait.phase != HELD:
            occur(move, wait)
        elif not holds and wait.phase == HELD:
            move.tokens[wait.id] = replace(wait, phase="")


def _holds(move: Move, wait: Token) -> bool:
    condition = move.graph.by_id[wait.node].triggers[wait.definition].condition
    try:
        return condition is not None and condition(move.context(wait.scope), now=move.now) is True
    except FeelError:
        return False  # what cannot be answered does not hold
