"""Whatever is drawn and can be published runs without breaking: nothing is lost, nothing left over, nothing crashes."""

from __future__ import annotations

from random import Random

import pytest

from tantam.process.engine import run
from tantam.process.engine.changes import Result
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.graph import Graph
from tantam.process.engine.moving import Budget
from tantam.process.engine.state import Refused, State, Token
from tantam.process.engine.tests.drawing import FakeHost
from tantam.process.engine.tests.test_random_processes import is_accounted, is_sound
from tantam.process.engine.tests.wild import NAMES, Wild

DRAWINGS = 100
STEPS = 25
SMALL = Budget(entries=2_000, pending=300)


@pytest.mark.parametrize("block", range(3))
def test_anything_that_can_be_published_runs_soundly(block: int) -> None:
    ran = 0
    for seed in range(block * DRAWINGS, (block + 1) * DRAWINGS):
        try:
            graph = compile_graph(Wild(seed).drawing.diagram())
        except NotRunnable:
            continue
        ran += 1
        roam(graph, seed)
    assert ran > DRAWINGS / 3


def roam(graph: Graph, seed: int) -> None:
    """Do anything that can be done, at random; every state is sound."""
    random = Random(seed)  # noqa: S311
    host = FakeHost({"a": random.randint(0, 2)})
    result = run.start(graph, host, budget=SMALL)
    before = State()
    for _ in range(STEPS):
        is_sound(graph, result.state)
        is_accounted(result, before)
        if result.state.ending is not None:
            assert [*result.state.tokens, *result.state.scopes, *result.state.records.added] == []
            return
        before = result.state
        host.data = {"a": random.randint(0, 2)}
        host.pass_time(1800)
        try:
            result = _anything(graph, before, host, random)
        except Refused:
            result = Result(before, ())


def _anything(graph: Graph, state: State, host: FakeHost, random: Random) -> Result:
    token = random.choice(list(state.tokens.values()))
    chance = random.random()
    if chance < 0.1:
        return random.choice((run.signal, run.message))(graph, state, random.choice(NAMES), host, budget=SMALL)
    if chance < 0.15:
        node = random.choice(graph.nodes).id
        return run.jump(graph, state, token.id, host, node=node, reason="thử", budget=SMALL)
    if chance < 0.2:
        return run.skip(graph, state, token.id, host, reason="thử", budget=SMALL)
    if chance < 0.21:
        return run.cancel(graph, state, host)
    return _with(graph, state, token, host)


def _with(graph: Graph, state: State, token: Token, host: FakeHost) -> Result:
    if token.state == "waiting":
        return run.complete(graph, state, token.id, host, budget=SMALL)
    if token.state == "timer":
        assert token.due_at is not None
        host.now = max(host.now, token.due_at)
        return run.timer(graph, state, token.id, host, budget=SMALL)
    if token.state == "message":
        return run.message(graph, state, token.wait_key, host, token=token.id, budget=SMALL)
    if token.state == "signal":
        return run.signal(graph, state, token.wait_key, host, budget=SMALL)
    if token.state == "incident":
        return run.retry(graph, state, token.id, host, budget=SMALL)
    return run.look_again(graph, state, host, budget=SMALL)
