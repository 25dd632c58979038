"""What the engine does is always as drawn: random walks through random processes align without a deviation."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tantam.process.engine.changes import Result
from tantam.process.engine.tests.blocks import Block, Handled, Undone, Work, draw, number
from tantam.process.engine.tests.following import visited
from tantam.process.engine.tests.test_random_processes import BLOCKS, walk
from tantam.process.mining.alignment import Aligner, Budget
from tantam.process.mining.mapping import net_of

WALKS = 4


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=BLOCKS, seed=st.integers(0, 2**32))
@example(block=Handled(Undone(1), Work()), seed=0)
def test_whatever_the_engine_does_costs_nothing(block: Block, seed: int) -> None:
    model = number(block)
    graph = draw(model).graph()
    aligner = Aligner(net_of(graph), budget=Budget(states=100_000, seconds=60))
    random = Random(seed)  # noqa: S311
    for _ in range(WALKS):
        path: list[str] = []

        def keep(result: Result, path: list[str] = path) -> Result:
            path.extend(visited(result))
            return result

        left, _ = walk(graph, model, random, kept=keep)
        if left is None:
            found = aligner.align(path)
            assert found is None or found.cost == 0, (path, found, block)
