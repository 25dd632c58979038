"""Compensation: what was completed is undone, the last first, each handler with the data of its time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tantam.process.engine import changes as did
from tantam.process.engine.graph import GraphNode, Trigger
from tantam.process.engine.moving import Move
from tantam.process.engine.state import DETACHED, Id, Record, Scope, Token
from tantam.process.engine.waiting import open_handler


def undo_thrown(move: Move, node: GraphNode, scope: Id, flow: str, trigger: Trigger) -> None:
    """A compensation event: it waits until all is undone, or goes on at once where it need not wait."""
    records = _asked_for(move, scope, trigger.key)
    if not records:
        move.proceed(node, scope, flow=flow)
        return
    token = move.wait(node, scope, flow=flow, state="undoing", phase="" if trigger.waits else DETACHED)
    begin_undo(move, token, records)
    if not trigger.waits:
        move.live[scope] += 1
        move.proceed(node, scope, flow=flow)


def _asked_for(move: Move, scope: Id, activity: str) -> list[Record]:
    """What to compensate: all that the enclosing process or sub-process has done, or one activity of it or around."""
    for group in _groups(move, scope):
        records = move.done_in(group)
        if not activity:
            return records
        found = [record for record in records if record.node == activity]
        if found:
            return found
        if group in move.scopes and move.scopes[group].node == activity:
            return records  # the sub-process around, named by itself
    return []


def _groups(move: Move, scope: Id) -> Iterable[Id]:
    """The scopes whose activities a compensation event may undo, from inside out; event sub-processes act for the
    scope they stand in, a compensation handler for the ended one it undoes."""
    for here in move.around(scope):
        if here.kind == "body" and not move.graph.bodies[here.node].is_handler:
            yield here.id
        elif here.kind == "undo" and here.focus is not None:
            yield here.focus


def begin_undo(move: Move, token: Token, records: list[Record]) -> None:
    """Undo `records` one after the other; `token` goes on when all are done."""
    scope = move.open(token.node, parent=token.scope, owner=token.id, kind="undo")
    undo_next(move, move.change_scope(scope, queue=_claim(move, scope, records)))


def _claim(move: Move, scope: Scope, records: list[Record]) -> tuple[Id, ...]:
    """From now on these belong to this compensation: nobody else undoes them as well."""
    for record in records:
        move.records[record.id] = replace(record, scope=scope.id)
    return tuple(record.id for record in records)


def undo_next(move: Move, scope: Scope) -> None:
    """Begin the next handler; where none is left, what waited for them goes on."""
    if scope.focus is not None:
        move.forget([scope.focus])
    while scope.queue:
        record = move.records.pop(scope.queue[0])
        scope = move.change_scope(scope, queue=scope.queue[1:], variables=record.variables, focus=record.inside)
        if _begin_handler(move, scope, record):
            return
        if record.inside is not None:  # undone by undoing all that was done in it
            inner = _claim(move, scope, move.done_in(record.inside))
            scope = move.change_scope(scope, queue=(*inner, *scope.queue))
    _all_undone(move, scope)


def _begin_handler(move: Move, scope: Scope, record: Record) -> bool:
    node = move.graph.by_id[record.node]
    start = move.graph.bodies[node.body].undo if node.undo < 0 and node.body else -1
    if node.undo < 0 and start < 0:
        return False
    move.changes.append(did.Compensated(record, move.now))
    if node.undo >= 0:
        move.enter(move.graph.nodes[node.undo], scope.id)
    else:
        open_handler(move, move.graph.nodes[start], scope)
    return True


def _all_undone(move: Move, scope: Scope) -> None:
    assert scope.owner is not None  # noqa: S101
    move.shut(scope)
    move.changes.append(did.ScopeClosed(scope, "completed", move.now))
    token = move.tokens[scope.owner]
    if token.phase == DETACHED:
        del move.tokens[token.id]
        move.changes.append(did.TokenLeft(token, "joined", move.now))
        move.end(token.scope)
    else:
        move.finish(token)


def cancel_transaction(move: Move, scope: Id) -> None:
    """Cancel the transaction around: everything in it stops, what was done in it is undone, then its cancel boundary
    event takes over."""
    inner = next((one for one in move.around(scope) if _is_transaction(move, one)), None)
    if inner is None or inner.owner is None:
        return
    owner = move.tokens[inner.owner]
    if move.is_turn(move.graph.by_id[owner.node], owner.scope):
        around = next(one.owner for one in move.around(owner.scope) if one.kind == "loop")
        owner = move.tokens[around] if around is not None else owner
    records = _done_inside(move, owner)
    move.withdraw(owner, outcome="interrupted")
    move.records.update((record.id, record) for record in reversed(records))
    node = move.graph.by_id[owner.node]
    event = next((move.graph.nodes[index] for index in node.catches if _catches_cancel(move, index)), None)
    token = move.wait(event or node, owner.scope, flow="", state="undoing", phase=DETACHED if event is None else "")
    begin_undo(move, token, records)


def _is_transaction(move: Move, scope: Scope) -> bool:
    return scope.kind == "body" and move.graph.bodies[scope.node].is_transaction


def _catches_cancel(move: Move, index: int) -> bool:
    return any(trigger.kind == "cancel" for trigger in move.graph.nodes[index].triggers)


def _done_inside(move: Move, owner: Token) -> list[Record]:
    """What was completed inside a step that still runs, however deep, the last first."""
    scopes: set[Id] = set()
    for scope in move.scopes.values():  # inner ones were opened later
        if scope.owner == owner.id or scope.parent in scopes:
            scopes.add(scope.id)
    return [record for record in reversed(move.records.values()) if record.scope in scopes]
