"""Turns of loops in rows: a turn that ends takes its row away and adds what it gave, and touches no other.

What a loop begins with and what its turns gave is read one by one while it runs, and all of it once when it is over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from tantam.core.actions.rows import delete_late, execute_late, insert_late
from tantam.core.queries import Kept
from tantam.process.engine.state import Id, Scope, State
from tantam.process.engine.turns import Turns
from tantam.process.models import Instance, Turn, TurnValue

_TURNS = Kept(lambda instance: Turn.objects.filter(instance=instance).order_by("id"))


class StoredTurns:
    """What the turns of one instance begin with and gave before this step."""

    def __init__(self, instance_id: int) -> None:
        self.instance_id = instance_id

    def item(self, loop: Id, number: int) -> object:
        """The value that a turn begins with."""
        mine = TurnValue.objects.filter(instance=self.instance_id, loop_id=loop, is_result=False, number=number)
        found = mine.values_list("value", flat=True).first()
        return found[0] if found else None

    def results(self, loop: Id) -> Iterable[tuple[int, object]]:
        """The numbers of the turns that gave something, and what."""
        given = TurnValue.objects.filter(instance=self.instance_id, loop_id=loop, is_result=True)
        return [(number, value[0]) for number, value in given.values_list("number", "value")]


def has_row(scope: Scope, scopes: Mapping[Id, Scope]) -> bool:
    """Whether a scope is one of many turns at once: the others stand together in a column of the instance."""
    if scope.kind != "turn" or scope.parent is None or scope.parent not in scopes:
        return False
    rounds = scopes[scope.parent].rounds
    return rounds is not None and rounds.at_once


def scopes_in_rows(instance_id: int, scopes: Mapping[Id, Scope]) -> dict[Id, Scope]:
    """The turns of the loops among these scopes that run at once; nothing is asked where there are none."""
    if not any(scope.rounds is not None and scope.rounds.at_once for scope in scopes.values()):
        return {}
    return {row.pk: scope_of(row) for row in _TURNS(instance=instance_id)}


def scope_of(row: Turn) -> Scope:
    """A turn as the engine knows it."""
    return Scope(
        id=row.pk, node=row.node, parent=row.loop_id, opened_at=row.opened_at, kind="turn", variables=row.variables
    )


def store_turns(instance: Instance, *, before: State, after: State) -> None:
    """Write which turns a step has begun, changed and ended, what they were handed and what they gave."""
    if after.scopes is not before.scopes:
        _store_scopes(instance, before.scopes, after.scopes)
    if after.turns is not before.turns and after.turns.is_changed:
        _store_values(instance, after.turns)


def _store_scopes(instance: Instance, before: Mapping[Id, Scope], after: Mapping[Id, Scope]) -> None:
    gone = [int(key) for key, scope in before.items() if key not in after and has_row(scope, before)]
    if gone:
        delete_late(Turn, gone)
    for key, scope in after.items():
        known = before.get(key)
        if known is scope or not has_row(scope, after):
            continue
        if known is None:
            insert_late(_row(scope, instance))
        elif known.variables != scope.variables:
            execute_late(Turn, _CHANGE, [json.dumps(dict(scope.variables)), int(key)])


def _row(scope: Scope, instance: Instance) -> Turn:
    return Turn(
        id=scope.id,
        instance=instance,
        node=scope.node,
        loop_id=int(scope.parent or 0),
        opened_at=scope.opened_at,
        variables=dict(scope.variables),
    )


def _store_values(instance: Instance, turns: Turns) -> None:
    for loop, items in turns.items.items():
        for number, item in enumerate(items):
            insert_late(_value(instance, loop, number, item, is_result=False))
    for loop, given in turns.given.items():
        for number, value in given.items():
            insert_late(_value(instance, loop, number, value, is_result=True))
    if turns.over:
        execute_late(TurnValue, _OVER, [instance.pk, [int(loop) for loop in turns.over]])


def _value(instance: Instance, loop: Id, number: int, value: object, *, is_result: bool) -> TurnValue:
    return TurnValue(instance=instance, loop_id=loop, is_result=is_result, number=number, value=[value])


_CHANGE: Final = "UPDATE process_turn SET variables = %s::jsonb WHERE id = %s"
_OVER: Final = "DELETE FROM process_turnvalue WHERE instance_id = %s AND loop_id = ANY(%s)"
