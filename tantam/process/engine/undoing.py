"""Compensation: what was completed is undone, the last first, each handler with the data of its time."""

from __future__ import annotations

from collections.abc import Iterable

from tantam.process.engine import changes as did
from tantam.process.engine.graph import GraphNode, Trigger
from tantam.process.engine.moving import Move
from tantam.process.engine.records import Record
from tantam.process.engine.state import DETACHED, Id, Scope, Token
from tantam.process.engine.waiting import open_handler


def undo_thrown(move: Move, node: GraphNode, scope: Id, flow: str, trigger: Trigger) -> None:
    """A compensation event: it waits until all is undone, or goes on at once where it need not wait."""
    records = _asked_for(move, scope, trigger.key)
    if not records:
        move.proceed(node, scope, flow=flow)
        return
    token = move.wait(node, scope, flow=flow, state="undoing", phase="" if trigger.waits else DETACHED)
    move.own_records().take_out(records)  # from now on they are this one's: nobody else undoes them as well
    begin_undo(move, token, records)
    if not trigger.waits:
        move.live[scope] += 1
        move.proceed(node, scope, flow=flow)


def _asked_for(move: Move, scope: Id, activity: str) -> list[Record]:
    """What to compensate: all that the enclosing process or sub-process has done, or one activity of it or around."""
    for group in _groups(move, scope):
        records = move.records.done_in([group])
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
    """Undo `records`, which were taken out, one after the other, the last first; `token` goes on when all are done."""
    scope = move.open(token.node, parent=token.scope, owner=token.id, kind="undo")
    move.own_records().put_in(records, scope.id)
    undo_next(move, move.change_scope(scope, queue=(scope.id,)))


def undo_next(move: Move, scope: Scope) -> None:
    """Begin the next handler; where none is left, what waited for them goes on."""
    if scope.focus is not None:
        move.forget([scope.focus])
    while scope.queue:
        record = move.own_records().take_last(scope.queue[0])
        if record is None:
            scope = move.change_scope(scope, queue=scope.queue[1:], focus=None)
            continue
        scope = move.change_scope(scope, variables=record.variables, focus=record.inside)
        if _begin_handler(move, scope, record):
            return
        if record.inside is not None:  # undone by undoing all that was done in it, which nobody else can reach
            scope = move.change_scope(scope, queue=(record.inside, *scope.queue), focus=None)
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
    records = move.records.done_in(_inside(move, owner))
    move.own_records().take_out(records)  # with what was done in them they outlive the scopes they were done in
    move.withdraw(owner, outcome="interrupted")
    node = move.graph.by_id[owner.node]
    event = next((move.graph.nodes[index] for index in node.catches if _catches_cancel(move, index)), None)
    token = move.wait(event or node, owner.scope, flow="", state="undoing", phase=DETACHED if event is None else "")
    begin_undo(move, token, records)


def _is_transaction(move: Move, scope: Scope) -> bool:
    return scope.kind == "body" and move.graph.bodies[scope.node].is_transaction


def _catches_cancel(move: Move, index: int) -> bool:
    return any(trigger.kind == "cancel" for trigger in move.graph.nodes[index].triggers)


def _inside(move: Move, owner: Token) -> set[Id]:
    """The scopes that run inside a step, however deep."""
    scopes: set[Id] = set()
    for scope in move.scopes.values():  # inner ones were opened later
        if scope.owner == owner.id or scope.parent in scopes:
            scopes.add(scope.id)
    return scopes
