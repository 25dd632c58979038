"""What a step leads to is the same after it was written to rows and read again: every walk still fits its model."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process.actions.loading import (
    engine_token,
    records_as_json,
    records_from_json,
    row_of,
    scopes_as_json,
    scopes_from_json,
)
from tantam.process.engine.changes import Result
from tantam.process.engine.tests.blocks import Block, draw, number
from tantam.process.engine.tests.test_random_processes import BLOCKS, walk
from tantam.process.models import Instance

INSTANCE = Instance(id=1, version_id=1)


def kept(result: Result) -> Result:
    """The state as it comes back from its rows and documents."""
    state = result.state
    tokens = [engine_token(row_of(token, INSTANCE)) for token in state.tokens.values()]
    documents = json.loads(json.dumps([scopes_as_json(state.scopes), records_as_json(state.records)]))
    again = replace(
        state,
        tokens={token.id: token for token in tokens},
        scopes=scopes_from_json(documents[0]),
        records=records_from_json(documents[1]),
    )
    assert {key: replace(token, due_at=None) for key, token in state.tokens.items()} == {
        key: replace(token, due_at=None) for key, token in again.tokens.items()
    }
    assert (again.scopes, again.records) == (state.scopes, state.records)
    return Result(again, result.changes)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=BLOCKS, seed=st.integers(0, 2**32))
def test_nothing_is_lost_between_two_steps(block: Block, seed: int) -> None:
    model = number(block)
    graph = draw(model).graph()
    random = Random(seed)  # noqa: S311
    for _ in range(3):
        left, state = walk(graph, model, random, kept=kept)
        assert (state.ending is not None, not state.tokens) == (left is None, left is None)
