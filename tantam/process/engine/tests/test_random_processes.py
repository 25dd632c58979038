"""Thousands of random walks through random processes: the engine and the oracle must always agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process.engine import run
from tantam.process.engine.changes import Result, ScopeClosed, ScopeOpened, TokenEntered, TokenLeft
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Refused, Scope, State, Token
from tantam.process.engine.tests.blocks import (
    Auto,
    Beside,
    Block,
    Choice,
    Crowd,
    Ended,
    Failed,
    First,
    Handled,
    Inside,
    Numbered,
    Parallel,
    Race,
    Raised,
    Repeat,
    Sequence,
    Some,
    Told,
    Turns,
    Undone,
    Work,
    draw,
    number,
)
from tantam.process.engine.tests.drawing import FakeHost
from tantam.process.engine.tests.oracle import Left, begin

WALKS = 6
Kept: TypeAlias = Callable[[Result], Result]
AWAITED = ("waiting", "timer", "message")
STEPS = 40


def _several(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[tuple[Block, ...]]:
    return st.lists(blocks, min_size=2, max_size=3).map(tuple)


def _larger(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    return st.one_of(
        st.builds(Sequence, _several(blocks)),
        st.builds(Choice, _several(blocks)),
        st.builds(Parallel, _several(blocks)),
        st.builds(Repeat, blocks),
        st.builds(Inside, blocks, st.none() | blocks, st.booleans()),
        st.builds(Beside, blocks),
        st.builds(Race, _several(blocks)),
        st.builds(Ended, _several(blocks)),
        st.builds(Some, _several(blocks)),
        st.builds(First, _several(blocks)),
        st.builds(Turns, blocks, st.booleans()),
        st.builds(Failed, blocks, blocks),
        st.builds(Raised, blocks),
        st.builds(Handled, blocks, blocks),
        st.builds(Told, st.tuples(blocks, blocks)),
    )


LEAVES: st.SearchStrategy[Block] = st.one_of(
    st.builds(Work),
    st.builds(Auto),
    st.builds(Crowd, st.integers(2, 3)),
    st.builds(Undone, st.integers(1, 3)),
)
BLOCKS: st.SearchStrategy[Block] = st.recursive(LEAVES, _larger, max_leaves=8)


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=BLOCKS, seed=st.integers(0, 2**32))
def test_every_walk_fits_the_model_and_none_gets_stuck(block: Block, seed: int) -> None:
    model = number(block)
    graph = draw(model).graph()
    random = Random(seed)  # noqa: S311
    for _ in range(WALKS):
        left, state = walk(graph, model, random)
        assert (state.ending is not None, not state.tokens) == (left is None, left is None)


def walk(
    graph: Graph, model: Numbered, random: Random, *, kept: Kept = lambda result: result
) -> tuple[Left | None, State]:
    """One walk, the oracle asked after each step; what it says is left (None: the end), and the state at its end.

    `kept` is what becomes of a state between two steps.
    """
    choices = _choices(graph, random)
    host = FakeHost(choices)
    result = kept(run.start(graph, host))
    left = begin(model, choices)
    _agree(graph, result, State(), left)
    for _ in range(STEPS):
        if left is None:
            break
        names = left.enabled()
        assert names, "the oracle itself is stuck"
        event = random.choice(names)
        choices = _choices(graph, random)
        host.data = dict(choices)
        before = result.state
        copy = (dict(before.tokens), dict(before.scopes), dict(before.variables), before.records.copy())
        result, used = _do(graph, result, event, host)
        same = copy == (before.tokens, before.scopes, before.variables, before.records)
        assert same, "the state before was touched"
        result = kept(result)
        _refuses_again(graph, result, used, host)
        left = left.step(event, choices)
        _agree(graph, result, before, left)
    return left, result.state


def _choices(graph: Graph, random: Random) -> dict[str, int]:
    """Which way each choice goes; loops go round more seldom, so that walks end."""
    names = {node.id for node in graph.nodes}
    count = max((int(name[1:].partition("_")[0]) for name in names if name[1:2].isdigit()), default=0)
    return {f"c{n}": random.randrange(3) for n in range(count + 1)} | {
        f"l{n}": int(random.random() < 0.4) for n in range(count + 1)
    }


def _do(graph: Graph, result: Result, event: str, host: FakeHost) -> tuple[Result, Token]:
    """Let `event` (a node) happen in the engine."""
    token = next(token for token in result.state.tokens.values() if token.node == event and token.state in AWAITED)
    if token.state == "waiting":
        return run.complete(graph, result.state, token.id, host), token
    if token.state == "timer":
        assert token.due_at is not None
        host.now = max(host.now, token.due_at)
        return run.timer(graph, result.state, token.id, host), token
    return run.message(graph, result.state, event, host), token


def _refuses_again(graph: Graph, result: Result, used: Token, host: FakeHost) -> None:
    """A step already taken is refused (a message that may come again is none)."""
    if used.id not in result.state.tokens:
        again = run.timer if used.state == "timer" else run.complete
        with pytest.raises(Refused):
            again(graph, result.state, used.id, host)


def _agree(graph: Graph, result: Result, before: State, left: Left | None) -> None:
    state = result.state
    is_sound(graph, state)
    is_accounted(result, before)
    if left is None:
        assert state.ending == "finished"
        assert not state.tokens
        assert not state.scopes
    else:
        assert state.ending is None
        assert Counter(_possible(state)) == Counter(left.enabled())


def _possible(state: State) -> list[str]:
    return [token.node for token in state.tokens.values() if token.state in AWAITED]


def is_sound(graph: Graph, state: State) -> None:
    """No token without a live scope, no wait without its token or scope, no scope without its owner or empty, no
    record of a scope that is no more."""
    for token in state.tokens.values():
        assert token.scope in state.scopes
        scope, node = state.scopes[token.scope], graph.node(token.node)
        if token.attached_to == token.scope:  # what starts an event sub-process
            assert scope.node == graph.container(graph.nodes[node.parent])
        elif scope.kind == "body":
            assert scope.node == graph.container(node)
        elif scope.kind == "turn":
            assert scope.node == node.id
        else:
            assert (scope.kind, graph.nodes.index(node)) == ("undo", node.index)
        if token.attached_to is not None:
            assert token.attached_to in state.tokens or token.attached_to == token.scope
    standing = Counter(token.scope for token in state.tokens.values() if token.attached_to is None)
    turns = Counter(scope.parent for scope in state.scopes.values() if scope.kind == "turn")
    for scope in state.scopes.values():
        assert bool(turns[scope.id]) == (scope.kind == "loop")
        assert bool(standing[scope.id]) == (scope.kind != "loop")
        _is_sound_scope(state, scope)
    ended = {record.inside for record in state.records.added.values()}
    ended |= {group for scope in state.scopes.values() for group in (*scope.queue, scope.focus)}
    for record in state.records.added.values():
        assert record.scope in state.scopes or record.scope in ended


def _is_sound_scope(state: State, scope: Scope) -> None:
    if scope.owner is not None:
        assert state.tokens[scope.owner].state in ("inside", "undoing")
        assert state.tokens[scope.owner].scope == scope.parent
    else:
        assert scope.parent is None or state.scopes[scope.parent].kind == "loop"


def is_accounted(result: Result, before: State) -> None:
    """Tokens are conserved: what stood, plus what entered, minus what left, is what stands; scopes likewise."""
    entered = [change.token.id for change in result.changes if isinstance(change, TokenEntered)]
    left = [change.token.id for change in result.changes if isinstance(change, TokenLeft)]
    stood = {token.id for token in before.positions()}
    waited = {token.id for token in before.tokens.values()} - stood
    stands = {token.id for token in result.state.positions()}
    assert len(set(left)) == len(left)
    assert (stood | set(entered)) - (set(left) - waited) == stands
    opened = {change.scope.id for change in result.changes if isinstance(change, ScopeOpened)}
    closed = {change.scope.id for change in result.changes if isinstance(change, ScopeClosed)}
    roots = {scope.id for scope in result.state.scopes.values() if scope.parent is None}
    inner_before = {scope.id for scope in before.scopes.values() if scope.parent is not None}
    assert (inner_before | opened) - closed == set(result.state.scopes) - roots
