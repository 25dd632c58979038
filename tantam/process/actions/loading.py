"""Rows into the engine's state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tantam.core.queries import Kept
from tantam.process.actions.completions import StoredRecords
from tantam.process.actions.turning import StoredTurns, has_row, scopes_in_rows
from tantam.process.engine.records import Records
from tantam.process.engine.state import Ending, Id, Rounds, Scope, State
from tantam.process.engine.state import Token as EngineToken
from tantam.process.engine.turns import Turns
from tantam.process.models import Instance, Token

FIRST_LOOK = timedelta(minutes=1)


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
    scopes = scopes_from_json(instance.scopes)
    return State(
        tokens={token.id: token for token in tokens},
        scopes=scopes | scopes_in_rows(instance.pk, scopes),
        variables=instance.variables,
        records=Records(kept=StoredRecords(instance.pk)),
        turns=Turns(kept=StoredTurns(instance.pk)),
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
        correlation=row.correlation,
        attached_to=row.attached_to_id,
        definition=row.definition,
        repeats=row.repeats,
        response_due_at=row.response_due_at,
        resolution_due_at=row.resolution_due_at,
        paused_at=row.paused_at,
        problem=row.problem,
        phase=row.phase,
    )


def row_of(token: EngineToken, instance: Instance) -> Token:
    """One token as a row. A person's work is due when it is to be done (`Token.done_by`); an awaited condition is
    looked at again some time after. What stands still is due never."""
    due_at = token.due_at
    if token.state == "waiting":
        due_at = token.done_by if token.paused_at is None else None
    elif token.state == "condition":
        due_at = token.entered_at + FIRST_LOOK
    return Token(
        id=token.id,
        instance=instance,
        version_id=instance.version_id,
        node=token.node,
        scope_id=token.scope,
        state=token.state,
        due_at=due_at,
        wait_key=token.wait_key,
        correlation=token.correlation,
        entered_at=token.entered_at,
        attached_to_id=token.attached_to,
        definition=token.definition,
        repeats=token.repeats,
        flow=token.flow,
        response_due_at=token.response_due_at,
        resolution_due_at=token.resolution_due_at,
        paused_at=token.paused_at,
        problem=token.problem,
        phase=token.phase,
    )


def column_of(scopes: Mapping[Id, Scope]) -> dict[str, list[object]]:
    """The scopes that stand in the column of their instance: all but those that have rows of their own."""
    return scopes_as_json({key: scope for key, scope in scopes.items() if not has_row(scope, scopes)})


def scopes_as_json(scopes: Mapping[Id, Scope]) -> dict[str, list[object]]:
    """Scopes in a column of the instance: node, parent, owner, opened at, and what else one knows, if anything."""
    return {str(scope.id): _scope_as_json(scope) for scope in scopes.values()}


def _scope_as_json(scope: Scope) -> list[object]:
    kept: list[object] = [scope.node, scope.parent, scope.owner, scope.opened_at.isoformat()]
    rounds = scope.rounds
    more = {
        "kind": scope.kind if scope.kind != "body" else None,
        "variables": dict(scope.variables) or None,
        "rounds": [rounds.total, rounds.begun, rounds.completed, rounds.at_once] if rounds else None,
        "queue": scope.queue or None,
        "focus": scope.focus,
        "reset": dict(scope.reset) or None,
        "unstarted": scope.unstarted or None,
    }
    found = {name: value for name, value in more.items() if value is not None}
    return [*kept, found] if found else kept


def scopes_from_json(kept: Mapping[str, list[Any]]) -> dict[Id, Scope]:
    """What `scopes_as_json` wrote."""
    return {int(key): _scope(int(key), *values) for key, values in kept.items()}


def _scope(
    key: int, node: str, parent: int | None, owner: int | None, opened_at: str, more: dict[str, Any] | None = None
) -> Scope:
    at = datetime.fromisoformat(opened_at)
    if not more:
        return Scope(id=key, node=node, parent=parent, owner=owner, opened_at=at)
    return Scope(
        id=key,
        node=node,
        parent=parent,
        owner=owner,
        opened_at=at,
        kind=more.get("kind", "body"),
        variables=more.get("variables", {}),
        rounds=_rounds(more.get("rounds")),
        queue=tuple(more.get("queue", ())),
        focus=more.get("focus"),
        reset={gateway: tuple(flows) for gateway, flows in more.get("reset", {}).items()},
        unstarted=tuple(more.get("unstarted", ())),
    )


def _rounds(kept: list[Any] | None) -> Rounds | None:
    if kept is None:
        return None
    total, begun, completed, at_once = kept
    return Rounds(total=total, begun=begun, completed=completed, at_once=at_once)


def _ending(instance: Instance) -> Ending | None:
    endings: dict[str, Ending] = {"finished": "finished", "cancelled": "cancelled", "failed": "failed"}
    return endings.get(instance.state)
