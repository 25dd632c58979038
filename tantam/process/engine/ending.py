"""When scopes end: their last token is gone, or an ad-hoc sub-process has done enough."""

from __future__ import annotations

from dataclasses import replace

from tantam.process.engine import changes as did
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.feel import FeelError
from tantam.process.engine.graph import Body
from tantam.process.engine.joining import reset
from tantam.process.engine.moving import Move
from tantam.process.engine.state import Id, Scope


def token_ended(move: Move, scope: Scope) -> None:
    """A token of a process or sub-process has ended."""
    body = move.graph.bodies[scope.node]
    if body.is_adhoc and not _goes_on(move, body, scope):
        return
    if body.handlers and move.live[scope.id]:
        _stop_listening(move, body, scope)
    while not move.live[scope.id] and (waiting := move.scopes[scope.id].reset):
        reset(move, move.graph.by_id[next(iter(waiting))], scope.id)
    if not move.live[scope.id]:
        close_body(move, move.scopes[scope.id])


def close_body(move: Move, scope: Scope) -> None:
    """The last token is gone: the sub-process is done, or the instance has finished."""
    move.drop_waits(scope.id)
    if scope.owner is None:
        move.finish_instance("finished")
        return
    move.shut(scope)
    move.changes.append(did.ScopeClosed(scope, "completed", move.now))
    move.finish(move.tokens[scope.owner], inside=scope.id)


def _stop_listening(move: Move, body: Body, scope: Scope) -> None:
    """What only its event sub-processes still run in starts no more of them (BPMN 2.0, 13.5.4)."""
    holders = {move.graph.nodes[holder].id for holder, _ in body.handlers}
    if any(entry[1] == scope.id for entry in (*move.pending, *move.later)):
        return
    own = (token for token in move.tokens.values() if token.scope == scope.id and token.attached_to is None)
    if all(token.node in holders for token in own):
        move.drop_waits(scope.id)


def begin_adhoc(move: Move, body: Body, scope: Scope) -> None:
    """Begin all activities at once, or the first of them."""
    ids = [move.graph.nodes[index].id for index in body.begin]
    begun = ids[:1] if body.is_sequential else ids
    move.scopes[scope.id] = replace(scope, unstarted=tuple(ids[len(begun) :]))
    for name in begun:
        move.enter(move.graph.by_id[name], scope.id)


def is_enough(move: Move, scope: Id) -> bool:
    """Whether what was just done in an ad-hoc sub-process is enough, so that nothing follows it."""
    here = move.scopes[scope]
    body = move.graph.bodies[here.node] if here.kind == "body" else None
    if body is None or not body.is_adhoc or body.done is None:
        return False
    try:
        return body.done(move.context(scope), now=move.now) is True
    except FeelError:
        return True  # it is said where the token ends


def _goes_on(move: Move, body: Body, scope: Scope) -> bool:
    """Whether nothing is left to say about an ad-hoc sub-process; False where its end was settled here."""
    try:
        is_done = body.done is not None and body.done(move.context(scope.id), now=move.now) is True
    except FeelError as error:
        owner = move.tokens[scope.owner] if scope.owner is not None else None
        move.empty(scope.id)
        if owner is not None:
            move.clear(scope, outcome="withdrawn")
            move.mark(owner, Stuck.from_feel(error))
        return False
    if is_done:
        scope = move.change_scope(scope, unstarted=())
        if body.cancels_rest:
            move.empty(scope.id)
    if scope.unstarted and not move.live[scope.id]:
        name, *rest = scope.unstarted
        move.change_scope(scope, unstarted=tuple(rest))
        move.enter(move.graph.by_id[name], scope.id)
    return True
