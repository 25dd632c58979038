"""Sub-processes that come or go around what runs: what goes out or in takes along all that belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process.engine import run
from tantam.process.engine.changeover import Crossed, Crossing, check_map, propose
from tantam.process.engine.changes import Result
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import State
from tantam.process.engine.tests import blocks
from tantam.process.engine.tests.blocks import Block, Inside, Numbered, number
from tantam.process.engine.tests.drawing import COMPENSATE, MONDAY, Drawing, FakeHost, after, instances
from tantam.process.engine.tests.following import complete, is_finished, standing, token_at, waits
from tantam.process.engine.tests.test_random_processes import AWAITED, BLOCKS, is_sound, walk

Draw = Callable[[Drawing], object]
LATER = MONDAY + timedelta(hours=5)


def drawn(draw: Draw) -> Graph:
    drawing = Drawing()
    drawing.start()
    draw(drawing)
    return drawing.graph()


def plain(d: Drawing) -> None:
    d.path("s", d.user("a"), d.user("b"), d.user("c"), d.end())


def wrapped(d: Drawing, *, own: str = "") -> None:
    """The second step stands in a sub-process with a timer at its edge and a message that starts something in it."""
    with d.inside("sub", inner=own):
        d.start("i")
        d.path("i", d.user("b"), d.end("ie"))
        with d.handling("also", d.message("nữa"), interrupting=False) as begin:
            d.path(begin, d.user("extra"), d.end("xe"))
    d.boundary("late", "sub", after("PT2H"))
    d.path("late", d.end("le"))
    d.path("s", d.user("a"), "sub", d.user("c"), d.end())


def at_b(graph: Graph, **variables: object) -> State:
    host = FakeHost()
    return complete(graph, run.start(graph, host, variables=variables), "a", host).state


def cross(old: Graph, new: Graph, state: State, **chosen: str) -> Crossed:
    node_map = propose(old, new) | chosen
    assert check_map(old, new, node_map) == []
    return Crossing(old, new, node_map).cross(state, later_host(now=LATER))


def later_host(*, now: datetime) -> FakeHost:
    """A host whose ids nothing has yet."""
    host = FakeHost(now=now)
    host._ids = count(10_000)
    return host


def codes(crossed: Crossed) -> list[tuple[str, str]]:
    return [(objection.code, objection.node) for objection in crossed.objections]


def test_a_step_goes_into_a_new_sub_process_around_it_whose_events_are_awaited_from_now_on() -> None:
    old, new = drawn(plain), drawn(wrapped)
    before = at_b(old)
    state = cross(old, new, before).state
    assert standing(Result(state, ())) == [("b", "waiting"), ("sub", "inside")]
    (inner,) = [scope for scope in state.scopes.values() if scope.node == "sub"]
    owner, work = token_at(state, "sub"), token_at(state, "b")
    assert (inner.owner, inner.parent, work.scope, owner.scope) == (owner.id, owner.scope, inner.id, owner.scope)
    assert (work.id, work.entered_at) == (token_at(before, "b").id, token_at(before, "b").entered_at)
    assert token_at(state, "late").due_at == LATER + timedelta(hours=2)
    started_by = next(token for token in state.tokens.values() if token.state == "message")
    assert (started_by.attached_to, started_by.scope) == (inner.id, inner.id)
    result = complete(new, Result(state, ()), "b", later_host(now=LATER))
    assert (standing(result), waits(result)) == ([("c", "waiting")], [])


def test_a_step_goes_out_of_its_sub_process_whose_events_are_awaited_no_more() -> None:
    old, new = drawn(wrapped), drawn(plain)
    before = at_b(old)
    state = cross(old, new, before).state
    assert [(token.node, token.id) for token in state.tokens.values()] == [("b", token_at(before, "b").id)]
    assert [scope.node for scope in state.scopes.values()] == ["P"]
    result = complete(new, complete(new, Result(state, ()), "b", later_host(now=LATER)), "c", later_host(now=LATER))
    assert is_finished(result)


def test_out_of_a_sub_process_that_is_still_there_beside_it() -> None:
    def beside(d: Drawing) -> None:
        with d.inside("sub"):
            d.start("i")
            d.path("i", d.user("x"), d.end("ie"))
        d.path("s", d.user("a"), "sub", d.user("b"), d.end())

    old, new = drawn(wrapped), drawn(beside)
    assert standing(Result(cross(old, new, at_b(old)).state, ())) == [("b", "waiting")]
    assert codes(cross(new, old, at_b_of(new))) == [("no_target", "x")]


def at_b_of(graph: Graph) -> State:
    return at_b(graph)


def test_into_a_sub_process_that_runs_already_or_several_times_nobody_goes() -> None:
    def several(d: Drawing) -> None:
        with d.inside("sub", inner=instances("2")):
            d.start("i")
            d.path("i", d.user("b"), d.end("ie"))
        d.path("s", d.user("a"), "sub", d.end())

    def left_alone(d: Drawing) -> None:
        with d.inside("sub"):
            d.start("i")
            d.path("i", d.user("x"), d.end("ie"))
        d.path("s", d.user("a"), d.user("b"), "sub", d.end())

    old, new = drawn(plain), drawn(several)
    assert "b" not in propose(old, new)
    assert [(one.code, one.node) for one in check_map(old, new, {"b": "b"})] == [("other_scope", "b")]
    assert "b" not in propose(drawn(left_alone), drawn(wrapped))  # its sub-process is one that is there already
    assert "b" not in propose(drawn(several), old)


def test_data_objects_come_with_their_values_and_go_with_them() -> None:
    own = '<b:dataObject id="d1"/><b:dataObjectReference id="r1" name="ghi_chu" dataObjectRef="d1"/>'
    old, new = drawn(plain), drawn(lambda d: wrapped(d, own=own))
    moved = cross(old, new, at_b(old, ghi_chu="gọi lại")).state
    names = next(iter(new.bodies["sub"].own), "")
    assert names, "the drawing has a data object"
    inner = next(scope for scope in moved.scopes.values() if scope.node == "sub")
    assert dict(inner.variables) == {"ghi_chu": "gọi lại"}
    changed = replace(moved, scopes={**moved.scopes, inner.id: replace(inner, variables={"ghi_chu": "xong"})})
    back = cross(new, old, changed).state
    (root,) = back.scopes.values()
    assert dict(root.variables) == {"ghi_chu": "xong"}


def undoable(d: Drawing, *, is_wrapped: bool) -> None:
    """Two steps that can be undone, alone or in a sub-process, then compensation."""

    def steps() -> None:
        for name in ("a", "b"):
            d.user(name)
            d.undone_by(name, f"un{name}")
        d.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
        d.path("a", "b", d.user("ask"), "undo")

    if is_wrapped:
        with d.inside("sub"):
            steps()
            d.path(d.start("i"), "a")
            d.path("undo", d.end("ie"))
        d.path("s", "sub", d.end())
    else:
        steps()
        d.path("s", "a")
        d.path("undo", d.end())


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_what_was_done_goes_along_and_is_undone_there(is_wrapped: bool) -> None:
    old = drawn(lambda d: undoable(d, is_wrapped=is_wrapped))
    new = drawn(lambda d: undoable(d, is_wrapped=not is_wrapped))
    host = FakeHost()
    result = run.start(old, host)
    for name in ("a", "b"):
        result = complete(old, result, name, host)
    moved = cross(old, new, result.state)
    assert moved.objections == ()
    result = complete(new, Result(moved.state, ()), "ask", host)
    for name in ("unb", "una"):
        assert (name, "waiting") in standing(result)
        result = complete(new, result, name, host)
    assert is_finished(result)


def test_what_was_done_before_a_new_sub_process_around_it_could_no_longer_be_undone() -> None:
    def one(d: Drawing, *, is_wrapped: bool) -> None:
        if is_wrapped:
            with d.inside("sub"):
                d.path(d.start("i"), d.user("a"), d.end("ie"))
                d.undone_by("a", "una")
            d.path("s", "sub", d.user("b"), d.end())
        else:
            d.path("s", d.user("a"), d.user("b"), d.end())
            d.undone_by("a", "una")

    old, new = drawn(lambda d: one(d, is_wrapped=False)), drawn(lambda d: one(d, is_wrapped=True))
    assert codes(cross(old, new, at_b(old))) == [("compensation_lost", "a")]
    assert sorted(codes(cross(new, old, at_b(new)))) == [("compensation_lost", "a"), ("compensation_lost", "sub")]


# Whatever is drawn


class Flat(Drawing):
    """Draws the same without some sub-processes: what begins and ends them is passed like a step."""

    def __init__(self, without: set[str]) -> None:
        super().__init__()
        self.without = without
        self.ends: dict[str, tuple[str, str]] = {}

    @contextmanager
    def inside(self, element: str, kind: str = "subProcess", inner: str = "", **attributes: str) -> Iterator[str]:
        if element in self.without:
            self.ends[element] = (f"s{element[1:]}", f"e{element[1:]}")
            for name in self.ends[element]:
                self.add("task", name)
            yield element
        else:
            with super().inside(element, kind, inner, **attributes):
                yield element

    def start(self, element: str = "s", *, event: str = "") -> str:
        return element if self._is_passed(element) else super().start(element, event=event)

    def end(self, element: str = "e", *, event: str = "") -> str:
        return element if self._is_passed(element) else super().end(element, event=event)

    def _is_passed(self, element: str) -> bool:
        return any(element in ends for ends in self.ends.values())

    def flow(self, source: str, target: str, *, condition: str = "", name: str = "") -> str:
        name = name or f"{source}-{target}"
        source, target = self.ends.get(source, ("", source))[1], self.ends.get(target, (target, ""))[0]
        return super().flow(source, target, condition=condition, name=name)


def alone(model: Numbered) -> set[str]:
    """The sub-processes of a model that only wrap."""
    mine = {f"p{model.number}"} if isinstance(model.block, Inside) and len(model.parts) == 1 else set()
    return mine.union(*(alone(part) for part in model.parts))


def flat(model: Numbered, without: set[str]) -> Graph:
    drawing = Flat(without)
    drawing.start("start")
    first, last = blocks._draw(drawing, model)
    drawing.flow("start", first)
    drawing.flow(last, drawing.end("end"))
    return drawing.graph()


def picture(state: State, *, but: set[str]) -> Counter[tuple[object, ...]]:
    """All that a state is, but for the ids and times of sub-processes that come and go."""
    names = {key: scope.node for key, scope in state.scopes.items()} | {
        key: token.node for key, token in state.tokens.items()
    }
    tokens = [
        (one.node, one.state, names[one.scope], names.get(one.attached_to or 0), one.phase, one.definition)
        + (() if one.node in but else (one.id, one.due_at, one.entered_at, one.flow if one.state == "joining" else ""))
        for one in state.tokens.values()
    ]
    scopes = [
        (one.node, one.kind, names.get(one.parent or 0), names.get(one.owner or 0)) for one in state.scopes.values()
    ]
    return Counter([*tokens, *scopes])


def ends(graph: Graph, state: State, random: Random, host: FakeHost) -> bool:
    """Whether what runs comes to its end, whatever happens on the way."""
    result = Result(state, ())
    for _ in range(300):
        if result.state.ending is not None:
            return True
        is_sound(graph, result.state)
        token = random.choice([one for one in result.state.tokens.values() if one.state in AWAITED])
        if token.state == "waiting":
            result = run.complete(graph, result.state, token.id, host)
        elif token.state == "timer":
            host.now = max(host.now, token.due_at or host.now)
            result = run.timer(graph, result.state, token.id, host)
        else:
            result = run.message(graph, result.state, token.wait_key, host, token=token.id)
    return False


#: Blocks with sub-processes that only wrap, anywhere.
WRAPPED = st.builds(Inside, BLOCKS, st.none(), st.just(False))
MIXED: st.SearchStrategy[Block] = st.one_of(WRAPPED, st.builds(blocks.Sequence, st.tuples(BLOCKS, WRAPPED)), BLOCKS)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(block=MIXED, seed=st.integers(0, 2**32))
def test_whatever_stands_where_goes_out_and_comes_back_as_it_was_and_ends_there_too(block: Block, seed: int) -> None:
    model, random = number(block), Random(seed)  # noqa: S311
    without = {name for name in sorted(alone(model)) if random.random() < 0.7}
    graph, other = flat(model, set()), flat(model, without)
    out, into = propose(graph, other), propose(other, graph)
    assert (check_map(graph, other, out), check_map(other, graph, into)) == ([], [])
    there, back = Crossing(graph, other, out), Crossing(other, graph, into)

    def kept(result: Result) -> Result:
        if result.state.ending is not None:
            return result
        host = later_host(now=max(one.entered_at for one in result.state.tokens.values()))
        gone = there.cross(result.state, host)
        if gone.objections:
            assert {one.code for one in gone.objections} <= {"compensation_lost", "other_place"}
            assert gone.state == result.state
            return result
        is_sound(other, gone.state)
        again = back.cross(gone.state, host)
        assert again.objections == ()
        assert picture(again.state, but=without) == picture(result.state, but=without)
        data = {f"c{n}": random.randrange(3) for n in range(40)} | {f"l{n}": 0 for n in range(40)}
        host.data = dict(data)
        assert ends(other, gone.state, random, host)
        return result

    walk(graph, model, random, kept=kept)
