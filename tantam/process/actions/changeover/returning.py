"""Putting moved instances back where they were, unless they have gone on since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tantam.process.actions.changeover.reading import Standing, TokenRow, mark_of
from tantam.process.actions.changeover.writing import MOVABLE, Writing
from tantam.process.models import Passage, Token


@dataclass
class Returning:
    """One batch on its way back. `returned`: instance by passage; `kept`: passages of what has gone on since."""

    writing: Writing
    returned: dict[int, int] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)

    def take(
        self, passage_id: int, instance_id: int, standing: Standing | None, *, before: dict[str, Any], mark: int
    ) -> None:
        """One instance, None where it has ended or was moved on; it is put back only where it stands as it came."""
        if standing is None or mark_of(standing.tokens) != mark or _is_calling(standing):
            self.kept.append(passage_id)
            return
        self.returned[passage_id] = instance_id
        self.writing.instances.append(instance_id)
        if any(row.state == Token.State.INCIDENT for row in standing.tokens):
            self.writing.with_incidents.append(instance_id)
        self.writing.calls += standing.resting
        self._put_back(standing, before)

    def _put_back(self, standing: Standing, before: dict[str, Any]) -> None:
        writing = self.writing
        changed = {row[0]: dict(zip(MOVABLE, row[1:], strict=False)) for row in before.get("tokens", ())}
        added = set(before.get("added", ()))
        writing.changed += [{"id": key, **values} for key, values in changed.items()]
        writing.dropped += added
        writing.tokens += [row.id for row in standing.tokens if row.id not in changed and row.id not in added]
        writing.added += [TokenRow(**kept) for kept in before.get("dropped", ())]
        if "scopes" in before:
            writing.place(standing, before["scopes"])
        writing.records += [
            {"instance_id": standing.instance_id, "key": key, "node": node, "scope": scope}
            for key, node, scope in before.get("records", ())
        ]

    def write(self) -> None:
        """Everything, in the caller's transaction."""
        self.writing.write()
        for state, keys in ((Passage.State.RETURNED, list(self.returned)), (Passage.State.KEPT, self.kept)):
            if keys:
                with connection.cursor() as cursor:
                    cursor.execute("UPDATE process_passage SET state = %s WHERE id = ANY(%s)", [state, keys])


def _is_calling(standing: Standing) -> bool:
    """Whether a step is being done outside at this moment."""
    return any(row.state == Token.State.ACTION and row.id not in standing.resting for row in standing.tokens)
