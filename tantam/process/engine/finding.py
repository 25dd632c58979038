"""The token that a step is about; a step that is not possible is refused before anything has changed."""

from __future__ import annotations

from tantam.process.engine.state import AlreadyEnded, Id, NothingWaits, State, Token, TokenGone, WrongState


def token_of(state: State, token: Id, *, wanted: str = "") -> Token:
    """The token with this id, in the state `wanted` where one is named. Raises AlreadyEnded, TokenGone, WrongState."""
    refuse_ended(state)
    found = state.tokens.get(token)
    if found is None:
        raise TokenGone(token)
    if wanted and found.state != wanted:
        raise WrongState(found, wanted=wanted)
    if not wanted and found.attached_to is not None:
        raise WrongState(found, wanted="a position")
    return found


def refuse_ended(state: State) -> None:
    """Raises AlreadyEnded."""
    if state.ending is not None:
        raise AlreadyEnded(state.ending)


def waiting_for(state: State, name: str, *, key: str = "") -> Token:
    """The one token that takes a message: positions before waits at a boundary, the inner scope before the outer, the
    one that has waited longest. What waits for a key takes only messages with that key. Raises NothingWaits."""
    refuse_ended(state)
    waiting = [
        token
        for token in state.tokens.values()
        if token.state == "message" and token.wait_key == name and token.correlation in ("", key)
    ]
    if not waiting:
        raise NothingWaits(name)
    return min(waiting, key=lambda token: (token.attached_to is not None, -_depth(state, token), token.entered_at))


def _depth(state: State, token: Token) -> int:
    depth = 0
    scope = state.scopes[token.scope]
    while scope.parent is not None:
        depth += 1
        scope = state.scopes[scope.parent]
    return depth
