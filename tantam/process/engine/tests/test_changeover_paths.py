"""Several paths at once into a sub-process and out of it: together where they belong to one run, else not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process.engine import run
from tantam.process.engine.changeover import Crossing, check_map, propose
from tantam.process.engine.changeover.beside import Beside
from tantam.process.engine.changes import Result
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import State
from tantam.process.engine.tests.blocks import Block, number
from tantam.process.engine.tests.drawing import Drawing, FakeHost
from tantam.process.engine.tests.following import complete, is_finished, standing, token_at
from tantam.process.engine.tests.oracle import begin
from tantam.process.engine.tests.test_changeover_scopes import MIXED, alone, codes, cross, drawn, flat
from tantam.process.engine.tests.test_random_processes import STEPS, _choices, _do, _possible, is_sound

Draw = Callable[[Drawing], object]


def forked(d: Drawing, *, is_wrapped: bool) -> None:
    """Two steps side by side and one after them, alone or in a sub-process; then one more."""
    with d.inside("sub") if is_wrapped else nullcontext():
        if is_wrapped:
            d.path(d.start("i"), "fork")
            d.path("b2", d.end("ie"))
        d.gateway("fork", "parallel")
        d.gateway("join", "parallel")
        for name in ("x", "y"):
            d.path("fork", d.user(name), "join")
        d.path("join", d.user("b2"))
    d.user("a")
    d.path(*(("s", "a", "sub") if is_wrapped else ("s", "a", "fork")))
    d.path("sub" if is_wrapped else "b2", d.user("c"), d.end())


def begun(graph: Graph, *done: str, host: FakeHost | None = None) -> State:
    host = host or FakeHost()
    result = run.start(graph, host)
    for name in done:
        result = complete(graph, result, name, host)
    return result.state


@pytest.mark.parametrize("done", [("a",), ("a", "x"), ("a", "x", "y")])
@pytest.mark.parametrize("is_wrapped", [True, False])
def test_all_paths_go_together_and_the_sub_process_ends_once(is_wrapped: bool, done: tuple[str, ...]) -> None:
    old = drawn(lambda d: forked(d, is_wrapped=is_wrapped))
    new = drawn(lambda d: forked(d, is_wrapped=not is_wrapped))
    before = begun(old, *done)
    moved = cross(old, new, before)
    assert moved.objections == ()
    is_sound(new, moved.state)
    assert sum(scope.node == "sub" for scope in moved.state.scopes.values()) == (not is_wrapped)
    kept = {token.id for token in before.positions() if token.node != "sub"}
    assert {token.id for token in moved.state.positions() if token.node != "sub"} == kept
    result, host = Result(moved.state, ()), FakeHost()
    host._ids = count(20_000)
    for name in ("a", "x", "y", "b2", "c")[len(done) :]:
        assert [node for node, state in standing(result) if node == "c" and state == "waiting"] == ["c"] * (name == "c")
        result = complete(new, result, name, host)
    assert is_finished(result)


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_what_came_out_of_a_sub_process_and_waits_for_others_has_come_without_it_too(is_wrapped: bool) -> None:
    def joined(d: Drawing, *, is_wrapped: bool) -> None:
        d.path("s", d.gateway("fork", "parallel"), d.user("x"), d.gateway("join", "parallel"), d.user("c"), d.end())
        with d.inside("sub") if is_wrapped else nullcontext():
            d.user("y")
            if is_wrapped:
                d.path(d.start("i"), "y", d.end("ie"))
        d.flow("fork", "sub" if is_wrapped else "y", name="in")
        d.flow("sub" if is_wrapped else "y", "join", name="out")

    old = drawn(lambda d: joined(d, is_wrapped=is_wrapped))
    new = drawn(lambda d: joined(d, is_wrapped=not is_wrapped))
    moved = cross(old, new, begun(old, "y"))
    assert moved.objections == ()
    assert standing(complete(new, Result(moved.state, ()), "x", FakeHost())) == [("c", "waiting")]


def two_in_turn(d: Drawing, *, wrapped: tuple[str, ...]) -> None:
    """Three steps side by side, some of them in a sub-process."""
    d.gateway("fork", "parallel")
    with d.inside("sub"):
        d.gateway("fork2", "parallel")
        d.path(d.start("i"), "fork2")
        for name in wrapped:
            d.path("fork2", d.user(name), d.end(f"e_{name}"))
    d.path("s", "fork", "sub", d.end())
    for name in sorted({"x", "y", "z"} - set(wrapped)):
        d.path("fork", d.user(name), d.end(f"e_{name}"))


def test_only_some_of_the_paths_of_a_run_do_not_leave_it() -> None:
    old = drawn(lambda d: two_in_turn(d, wrapped=("x", "y", "z")))
    new = drawn(lambda d: two_in_turn(d, wrapped=("y", "z")))
    found = cross(old, new, begun(old))
    assert codes(found) == [("some_paths", "sub")]
    for language in ("vi", "en"):
        assert "Kiểm tra" in found.objections[0].words(name="Kiểm tra", target="", language=language)
    host = FakeHost()
    assert codes(cross(old, new, begun(old, "y", "z", host=host))) == []


def test_nobody_goes_into_a_run_that_was_there_before() -> None:
    old = drawn(lambda d: two_in_turn(d, wrapped=("x",)))
    new = drawn(lambda d: two_in_turn(d, wrapped=("x", "y", "z")))
    assert set(propose(old, new)) & {"y", "z"} == set()


def test_paths_inside_a_sub_process_in_a_sub_process_leave_both() -> None:
    def nested(d: Drawing, *, is_wrapped: bool) -> None:
        for name in ("out", "in"):
            d.gateway(f"{name}_fork", "parallel") if not is_wrapped else None
        if not is_wrapped:
            d.path("s", "out_fork", "in_fork")
            for name, fork in (("x", "in_fork"), ("y", "in_fork"), ("z", "out_fork")):
                d.path(fork, d.user(name), d.end(f"e_{name}"))
            return
        with d.inside("outer"):
            d.path(d.start("o"), d.gateway("out_fork", "parallel"))
            with d.inside("inner"):
                d.path(d.start("i"), d.gateway("in_fork", "parallel"))
                for name in ("x", "y"):
                    d.path("in_fork", d.user(name), d.end(f"e_{name}"))
            d.path("out_fork", "inner", d.end("o_end"))
            d.path("out_fork", d.user("z"), d.end("e_z"))
        d.path("s", "outer", d.end())

    old, new = drawn(lambda d: nested(d, is_wrapped=True)), drawn(lambda d: nested(d, is_wrapped=False))
    gone = cross(old, new, begun(old))
    assert (gone.objections, len(gone.state.scopes)) == ((), 1)
    assert standing(Result(gone.state, ())) == [("x", "waiting"), ("y", "waiting"), ("z", "waiting")]
    back = cross(new, old, gone.state)
    assert back.objections == ()
    is_sound(old, back.state)
    owners = {scope.node: token_at(back.state, scope.node).scope for scope in back.state.scopes.values() if scope.owner}
    names = {scope.id: scope.node for scope in back.state.scopes.values()}
    assert {name: names[scope] for name, scope in owners.items()} == {"outer": "P", "inner": "outer"}
    assert {token.node: names[token.scope] for token in back.state.tokens.values() if token.state == "waiting"} == {
        "x": "inner", "y": "inner", "z": "outer",
    }  # fmt: skip


def twice(d: Drawing, *, is_wrapped: bool, inner: Draw | None = None) -> None:
    """Two tokens come to the same place: each begins a run of its own."""
    d.gateway("fork", "parallel")
    with d.inside("sub") if is_wrapped else nullcontext():
        if is_wrapped:
            d.start("i")
        d.gateway("fork2", "parallel")
        for name in ("x", "y"):
            d.path("fork2", d.user(name), d.end(f"e_{name}"))
        d.path(*(("i", "merge") if is_wrapped else ("merge", "fork2")))
        if is_wrapped:
            d.flow("merge", "fork2")
        d.gateway("merge")
    d.path("s", "fork")
    for name in ("p", "q"):
        d.path("fork", d.user(name), "sub" if is_wrapped else "merge")
    if is_wrapped:
        d.flow("sub", d.end())


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_paths_of_two_runs_stay(is_wrapped: bool) -> None:
    old = drawn(lambda d: twice(d, is_wrapped=is_wrapped))
    new = drawn(lambda d: twice(d, is_wrapped=not is_wrapped))
    assert cross(old, new, begun(old, "p")).objections == ()
    assert set(codes(cross(old, new, begun(old, "p", "q")))) == {("several_paths", "sub")}


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_paths_that_the_new_version_never_runs_side_by_side_stay(is_wrapped: bool) -> None:
    def chosen(d: Drawing) -> None:
        with d.inside("sub") if not is_wrapped else nullcontext():
            d.gateway("either", default="other")
            for name in ("x", "y"):
                d.user(name)
            d.flow("either", "x", condition="n = 1")
            d.flow("either", "y", name="other")
            for name in ("x", "y"):
                d.path(name, d.end(f"e_{name}"))
            if not is_wrapped:
                d.path(d.start("i"), "either")
        d.path("s", d.user("a"), "either" if is_wrapped else "sub")
        if not is_wrapped:
            d.flow("sub", d.end())

    old, new = drawn(lambda d: forked(d, is_wrapped=is_wrapped)), drawn(chosen)
    assert codes(cross(old, new, begun(old, "a"))) == [("several_paths", "sub")]


def test_what_waits_for_a_path_that_never_comes_there_stays() -> None:
    def ending(d: Drawing) -> None:
        with d.inside("sub"):
            d.path(d.start("i"), d.gateway("fork", "parallel"))
            for name in ("x", "y", "z"):
                d.path("fork", d.user(name), d.end(f"e_{name}"))
        d.path("s", d.user("a"), "sub", d.end())

    def joined(d: Drawing) -> None:
        d.path("s", d.user("a"), d.gateway("fork", "parallel"))
        d.gateway("join", "parallel")
        for name in ("x", "y", "z"):
            d.path("fork", d.user(name), "join")
        d.path("join", d.end())

    old, new = drawn(ending), drawn(joined)
    assert cross(old, new, begun(old, "a")).objections == ()
    assert codes(cross(old, new, begun(old, "a", "x"))) == [("would_wait_for_ever", "join")]


def test_what_may_stand_side_by_side() -> None:
    def draw(d: Drawing) -> None:
        d.gateway("fork", "parallel")
        d.gateway("either", default="d")
        d.gateway("join", "parallel")
        d.path("s", "fork", d.user("x"), "join", d.user("after"), d.end())
        d.path("fork", "either")
        d.flow("either", d.user("y"), condition="n = 1")
        d.flow("either", d.user("z"), name="d")
        d.gateway("merge")
        d.path("y", "merge", "join")
        d.path("z", "merge")
        d.boundary("late", "x", d.message("m"), interrupting=False)
        d.path("late", d.user("extra"), d.end("e2"))
        d.boundary("stop", "y", d.message("m2"))
        d.path("stop", d.user("instead"), "merge")

    beside = Beside(drawn(draw), "P")
    names = ["x", "y", "z", "after", "extra", "instead"]
    found = {(one, other) for one in names for other in names if one <= other and beside.may(one, other)}
    assert found == {
        ("x", "y"), ("x", "z"), ("instead", "x"), ("extra", "x"), ("extra", "y"), ("extra", "z"), ("extra", "instead"),
        ("after", "extra"), ("extra", "extra"),
    }  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(block=MIXED, seed=st.integers(0, 2**32))
def test_a_walk_that_goes_in_and_out_of_sub_processes_still_fits_its_model_to_the_end(block: Block, seed: int) -> None:
    """The oracle knows nothing of sub-processes that only wrap: to it both versions are one."""
    model, random = number(block), Random(seed)  # noqa: S311
    without = {name for name in sorted(alone(model)) if random.random() < 0.7}
    graphs = [flat(model, set()), flat(model, without)]
    maps = [propose(graphs[0], graphs[1]), propose(graphs[1], graphs[0])]
    assert [check_map(graphs[one], graphs[1 - one], maps[one]) for one in (0, 1)] == [[], []]
    crossings = [Crossing(graphs[one], graphs[1 - one], maps[one]) for one in (0, 1)]
    side, choices = 0, _choices(graphs[0], random)
    host = FakeHost(choices)
    result, left = run.start(graphs[0], host), begin(model, choices)
    for _ in range(STEPS):
        if left is None:
            break
        if random.random() < 0.5:
            crossed = crossings[side].cross(result.state, host)
            assert {one.code for one in crossed.objections} <= {"compensation_lost", "other_place"}
            if not crossed.objections:
                result, side = Result(crossed.state, ()), 1 - side
                is_sound(graphs[side], result.state)
        event = random.choice(left.enabled())
        choices = _choices(graphs[side], random)
        host.data = dict(choices)
        result, _ = _do(graphs[side], result, event, host)
        left = left.step(event, choices)
        is_sound(graphs[side], result.state)
        assert sorted(_possible(result.state)) == sorted(left.enabled() if left is not None else [])
    assert (result.state.ending is None) == (left is not None)
