"""Rows into the engine's state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tantam.core.queries import Kept
from tantam.process.engine.state import Ending, Scope, State
from tantam.process.engine.state import Token as EngineToken
from tantam.process.models import Instance, Token


def lock(instance_id: int) -> Instance:
    """Lock the instance for this step; its subject must be locked before (see `registry.lock_subject`)."""
    found = _LOCKED.first(instance=instance_id)
    if found is None:
        raise Instance.DoesNotExist
    return found


_LOCKED = Kept(lambda instance: Instance.objects.select_for_update().filter(pk=instance))
_TOKENS = Kept(lambda instance: Token.objects.filter(instance=instance).order_by("id"))


def state_of(instance: Instance) -> State:
    """The engine's view of a stored instance."""
    tokens = [engine_token(row) for row in _TOKENS(instance=instance.pk)]
    return State(
        tokens={token.id: token for token in tokens},
        scopes=_scopes(instance.scopes),
        variables=instance.variables,
        ending=_ending(instance),
    )


def engine_token(row: Token) -> EngineToken:
    """One row as the engine knows it."""
    return EngineToken(
        id=row.pk,
        node=row.node,
        scope=row.scope_id,
        state=row.state,  # type: ignore[arg-type]  # the column's choices are the engine's states
        entered_at=row.entered_at,
        flow=row.flow,
        due_at=row.due_at if row.state == Token.State.TIMER else None,
        wait_key=row.wait_key,
        attached_to=row.attached_to_id,
        response_due_at=row.response_due_at,
        resolution_due_at=row.resolution_due_at,
        problem=row.problem,
        phase=row.phase,
    )


def row_of(token: EngineToken, instance: Instance) -> Token:
    """One token as a row. A person's work is due at its response time, else its resolution time."""
    due_at = token.response_due_at or token.resolution_due_at if token.state == "waiting" else token.due_at
    return Token(
        id=token.id,
        instance=instance,
        version_id=instance.version_id,
        node=token.node,
        scope_id=token.scope,
        state=token.state,
        due_at=due_at,
        wait_key=token.wait_key,
        entered_at=token.entered_at,
        attached_to_id=token.attached_to,
        flow=token.flow,
        response_due_at=token.response_due_at,
        resolution_due_at=token.resolution_due_at,
        problem=token.problem,
        phase=token.phase,
    )


def scopes_as_json(scopes: Mapping[int | str, Scope]) -> dict[str, list[object]]:
    """Scopes in a column of the instance."""
    return {
        str(scope.id): [scope.node, scope.parent, scope.owner, scope.opened_at.isoformat()] for scope in scopes.values()
    }


def _scopes(kept: Mapping[str, list[object]]) -> dict[int | str, Scope]:
    found: dict[int | str, Scope] = {}
    for key, (node, parent, owner, opened_at) in kept.items():
        opened = datetime.fromisoformat(str(opened_at))
        found[int(key)] = Scope(id=int(key), node=str(node), parent=_id(parent), owner=_id(owner), opened_at=opened)
    return found


def _id(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _ending(instance: Instance) -> Ending | None:
    endings: dict[str, Ending] = {"finished": "finished", "cancelled": "cancelled"}
    return endings.get(instance.state)
