"""What a step leads to is the same after it was written to rows and read again: every walk still fits its model."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process.actions.completions import record_of
from tantam.process.actions.completions import row_of as completion_of
from tantam.process.actions.loading import engine_token, row_of, scopes_as_json, scopes_from_json
from tantam.process.engine.changes import Result
from tantam.process.engine.records import Record, Records
from tantam.process.engine.state import Id
from tantam.process.engine.tests.blocks import Block, draw, number
from tantam.process.engine.tests.test_random_processes import BLOCKS, walk
from tantam.process.models import Instance

INSTANCE = Instance(id=1, version_id=1)


@dataclass
class Table:
    """Rows of what can be compensated, changed as the store changes them."""

    rows: dict[Id, Record] = field(default_factory=dict)

    def done_in(self, scopes: Collection[Id]) -> Sequence[Record]:
        return [record for record in self.rows.values() if record.scope in scopes]

    def last_in(self, scope: Id, *, before: Id | None) -> Record | None:
        keys = list(self.rows)
        until = keys.index(before) if before is not None else len(keys)
        return next((self.rows[key] for key in reversed(keys[:until]) if self.rows[key].scope == scope), None)

    def after(self, records: Records) -> Table:
        """Itself after a step."""
        rows = {} if records.is_cleared else {key: row for key, row in self.rows.items() if key not in records.gone}
        rows = {key: records.claimed.get(key, row) for key, row in rows.items()}
        rows |= {record.id: record_of(completion_of(record, INSTANCE)) for record in records.added.values()}
        ended = set(records.forgotten)
        while inner := {row.inside for row in rows.values() if row.scope in ended and row.inside} - ended:
            ended |= inner
        return Table({key: row for key, row in rows.items() if row.scope not in ended})


def kept(result: Result) -> Result:
    """The state as it comes back from its rows and documents."""
    state = result.state
    tokens = [engine_token(row_of(token, INSTANCE)) for token in state.tokens.values()]
    before = state.records.kept if isinstance(state.records.kept, Table) else Table()
    again = replace(
        state,
        tokens={token.id: token for token in tokens},
        scopes=scopes_from_json(json.loads(json.dumps(scopes_as_json(state.scopes)))),
        records=Records(kept=before.after(state.records)),
    )
    assert {key: replace(token, due_at=None) for key, token in state.tokens.items()} == {
        key: replace(token, due_at=None) for key, token in again.tokens.items()
    }
    assert again.scopes == state.scopes
    ended = {group for scope in state.scopes.values() for group in (*scope.queue, scope.focus)}
    everywhere = {*state.scopes, *(scope for scope in ended if scope is not None)}
    everywhere |= _inside(state.records, everywhere)
    for scope in everywhere:
        assert again.records.done_in([scope]) == state.records.done_in([scope])
    assert len(again.records.done_in(everywhere)) == len(before.after(state.records).rows)
    return Result(again, result.changes)


def _inside(records: Records, waiting: set[Id]) -> set[Id]:
    """The ended scopes that can be reached from these."""
    found: set[Id] = set()
    while waiting:
        inner = {one.inside for one in records.done_in(waiting) if one.inside is not None} - found
        found |= inner
        waiting = inner
    return found


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=BLOCKS, seed=st.integers(0, 2**32))
def test_nothing_is_lost_between_two_steps(block: Block, seed: int) -> None:
    model = number(block)
    graph = draw(model).graph()
    random = Random(seed)  # noqa: S311
    for _ in range(3):
        left, state = walk(graph, model, random, kept=kept)
        assert (state.ending is not None, not state.tokens) == (left is None, left is None)
