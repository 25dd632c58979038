"""What can be compensated, in rows of its own: read when something is compensated, written as it is added.

A round of a loop costs the same whether it is the first or the ten-thousandth: it adds a row and reads none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from tantam.core.actions.rows import delete_late, execute_late, insert_late
from tantam.core.queries import Kept as KeptQuestion
from tantam.process.engine.records import Record, Records
from tantam.process.engine.state import Id
from tantam.process.models import Completion, Instance

#: How many are read at once: first what one step undoes mostly, then what one that does not stop on its way undoes.
FEW, MANY = 2, 200


class StoredRecords:
    """The records of one instance as they were before the step, which holds the instance."""

    def __init__(self, instance_id: int) -> None:
        self.instance_id = instance_id
        self.rows: dict[Id, int] = {}
        self._next: dict[tuple[Id, Id | None], Record | None] = {}

    def done_in(self, scopes: Collection[Id]) -> Sequence[Record]:
        """Those of these scopes, in the order they were completed."""
        mine = Completion.objects.filter(instance=self.instance_id, scope_id__in=list(scopes))
        return [self._known(row) for row in mine.order_by("id")]

    def last_in(self, scope: Id, *, before: Id | None) -> Record | None:
        """The last one of a scope; with `before`, the last one that was completed before that one."""
        if (scope, before) not in self._next:
            self._read(scope, before)
        return self._next[scope, before]

    def _read(self, scope: Id, before: Id | None) -> None:
        if before is None:
            limit, rows = FEW, list(_LAST(instance=self.instance_id, scope=scope))
        else:
            limit, row_id = MANY, self.rows[before]
            rows = list(_BEFORE(instance=self.instance_id, scope=scope, row=row_id))
        for row in rows:
            found = self._next[scope, before] = self._known(row)
            before = found.id
        if len(rows) < limit:
            self._next[scope, before] = None

    def _known(self, row: Completion) -> Record:
        self.rows[row.key] = row.pk
        return record_of(row)


_LAST = KeptQuestion(
    lambda instance, scope: Completion.objects.filter(instance=instance, scope_id=scope).order_by("-id")[:FEW]
)
_BEFORE = KeptQuestion(
    lambda instance, scope, row: Completion.objects.filter(instance=instance, scope_id=scope, pk__lt=row).order_by(
        "-id"
    )[:MANY]
)


def store_records(instance: Instance, *, before: Records, after: Records) -> None:
    """Write what a step has added, claimed for a compensation and taken away."""
    if after is before or not after.is_changed:
        return
    kept = after.kept if isinstance(after.kept, StoredRecords) else None
    if after.is_cleared:
        execute_late(Completion, _CLEAR, [instance.pk])
    if after.gone and kept is not None:
        delete_late(Completion, [kept.rows[key] for key in after.gone])
    if after.claimed and kept is not None:
        rows = [kept.rows[key] for key in after.claimed]
        execute_late(Completion, _CLAIM, [rows, [record.scope for record in after.claimed.values()]])
    if after.forgotten and not after.is_cleared:
        execute_late(Completion, _FORGET, [list(after.forgotten), instance.pk, instance.pk])
    for record in after.added.values():
        insert_late(row_of(record, instance))


def record_of(row: Completion) -> Record:
    """One row as the engine knows it."""
    return Record(
        id=row.key, node=row.node, scope=row.scope_id, at=row.at, variables=row.variables, inside=row.inside_id
    )


def row_of(record: Record, instance: Instance) -> Completion:
    """One record as a row; its place in the order comes from the table."""
    return Completion(
        instance=instance,
        key=record.id,
        node=record.node,
        scope_id=record.scope,
        at=record.at,
        variables=dict(record.variables),
        inside_id=record.inside,
    )


_CLEAR: Final = "DELETE FROM process_completion WHERE instance_id = %s"
_CLAIM: Final = """
UPDATE process_completion AS done SET scope_id = told.scope
FROM unnest(%s::bigint[], %s::bigint[]) AS told (id, scope) WHERE done.id = told.id
"""
_FORGET: Final = """
WITH RECURSIVE ended (scope) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT done.inside_id FROM process_completion AS done JOIN ended ON done.scope_id = ended.scope
    WHERE done.instance_id = %s AND done.inside_id IS NOT NULL
)
DELETE FROM process_completion AS done USING ended WHERE done.instance_id = %s AND done.scope_id = ended.scope
"""
