"""Inclusive and complex gateways: by the standard's own rule, also where nothing is nested in blocks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tantam.process.engine import run
from tantam.process.engine.changes import Result
from tantam.process.engine.graph import Graph
from tantam.process.engine.tests.drawing import Drawing, FakeHost
from tantam.process.engine.tests.following import complete, incidents, is_finished, standing, visited


def split(*, kind: str = "inclusive", **attributes: str) -> Drawing:
    """An inclusive split into tasks a, b and c, each taken by its own variable, into a join of a kind."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "inclusive", **attributes)
    drawing.gateway("j", kind)
    drawing.flow("s", "g")
    for name in ("a", "b", "c"):
        drawing.user(name)
        drawing.flow("g", name, condition=f"{name} = true", name=f"to_{name}")
        drawing.flow(name, "j")
    drawing.path("j", drawing.user("then"), drawing.end())
    return drawing


def chosen(names: str) -> dict[str, bool]:
    return {name: name in names for name in "abc"}


@pytest.mark.parametrize("names", ["a", "ab", "bc", "abc"])
def test_an_inclusive_join_waits_for_exactly_what_was_chosen(names: str) -> None:
    graph, host = split().graph(), FakeHost(chosen(names))
    result = run.start(graph, host)
    assert standing(result) == [(name, "waiting") for name in names]
    for name in names[:-1]:
        result = complete(graph, result, name, host)
        assert "then" not in [node for node, _ in standing(result)]
    result = complete(graph, result, names[-1], host)
    assert standing(result) == [("then", "waiting")]


def test_nothing_chosen_is_an_incident_unless_there_is_a_default() -> None:
    assert incidents(run.start(split().graph(), FakeHost(chosen("")))) == [("g", "no_branch")]
    drawing = split(default="to_d")
    drawing.flow("g", "then", name="to_d")
    assert standing(run.start(drawing.graph(), FakeHost(chosen("")))) == [("then", "waiting")]
    assert standing(run.start(drawing.graph(), FakeHost(chosen("c")))) == [("c", "waiting")]


def test_a_branch_that_ends_elsewhere_lets_the_join_go_on() -> None:
    drawing = split()
    drawing.gateway("x", default="x-j")
    drawing.lines = [line for line in drawing.lines if 'id="b-j"' not in line]
    drawing.path("b", "x", "j")
    drawing.flow("x", drawing.end("away"), condition="di = true")
    graph, host = drawing.graph(), FakeHost(chosen("ab"))
    result = complete(graph, run.start(graph, host), "a", host)
    assert ("j", "joining") in standing(result)
    assert standing(complete(graph, result, "b", host, di=True)) == [("then", "waiting")]


def test_a_token_stuck_far_upstream_holds_the_join_and_one_that_cannot_come_does_not() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.gateway("j", "inclusive")
    drawing.flow("s", "g")
    drawing.path("g", drawing.user("near"), "j")
    drawing.path("g", drawing.user("far1"), drawing.user("far2"), "j")
    drawing.path("g", drawing.user("elsewhere"), drawing.end("e1"))
    drawing.path("j", drawing.user("then"), drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "near", host)
    result = complete(graph, result, "far1", host)
    assert standing(result) == [("elsewhere", "waiting"), ("far2", "waiting"), ("j", "joining")]
    assert standing(complete(graph, result, "far2", host)) == [("elsewhere", "waiting"), ("then", "waiting")]


def test_a_loop_back_into_an_inclusive_join_does_not_block_itself() -> None:
    """The token that may come back by the loop can also come by nothing else: the join must not wait for itself."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("j", "inclusive")
    drawing.gateway("again", default="again-e")
    drawing.path("s", "j", drawing.user("work"), "again")
    drawing.flow("again", "j", condition="lai")
    drawing.flow("again", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("work", "waiting")]
    result = complete(graph, result, "work", host, lai=True)
    assert standing(result) == [("work", "waiting")]
    assert is_finished(complete(graph, result, "work", host, lai=False))


def test_a_token_that_may_as_well_come_where_one_waits_already_does_not_hold_the_join() -> None:
    """BPMN's clause of the second path: a token that can reach both an empty and a filled flow does not block."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("fork", "parallel")
    drawing.gateway("j", "inclusive")
    drawing.gateway("x", default="x-j")
    drawing.flow("s", "fork")
    drawing.path("fork", drawing.user("one"), "j")
    drawing.path("fork", drawing.user("two"), "x")
    drawing.flow("x", "j")
    drawing.flow("x", "one", condition="lai")
    drawing.path("j", drawing.user("then"), drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "one", host)
    assert standing(result) == [("then", "waiting"), ("two", "waiting")]


def test_a_boundary_event_may_still_bring_a_token() -> None:
    drawing = split()
    drawing.boundary("bt", "a", drawing.message("gấp"), interrupting=False)
    drawing.flow("bt", drawing.user("extra"))
    drawing.flow("extra", "j")
    graph, host = drawing.graph(), FakeHost(chosen("ab"))
    result = run.message(graph, run.start(graph, host).state, "gấp", host)
    result = complete(graph, complete(graph, result, "a", host), "b", host)
    assert standing(result) == [("extra", "waiting"), ("j", "joining"), ("j", "joining")]
    assert standing(complete(graph, result, "extra", host)) == [("then", "waiting")]


def test_two_tokens_by_one_flow_are_two_rounds() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.gateway("m")
    drawing.gateway("j", "inclusive")
    drawing.flow("s", "g")
    for name in ("a", "b"):
        drawing.path("g", drawing.user(name), "m")
    drawing.path("g", drawing.user("c"), "j")
    drawing.path("m", drawing.user("pass"), "j")
    drawing.path("j", drawing.user("then"), drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("a", "pass", "b", "pass"):
        result = complete(graph, result, name, host)
    assert [node for node, _ in standing(result)] == ["c", "j", "j"]
    result = complete(graph, result, "c", host)
    assert sorted(visited(result)).count("j") == 2
    assert standing(result) == [("then", "waiting"), ("then", "waiting")]


def race(condition: str, *, flows: Sequence[tuple[str, str]] = ()) -> tuple[Graph, FakeHost]:
    """Three branches into a complex gateway."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.add("complexGateway", "j", inner=f"<b:activationCondition>{condition}</b:activationCondition>")
    drawing.flow("s", "g")
    for name in ("a", "b", "c"):
        drawing.path("g", drawing.user(name), "j")
    for name, asked in flows or (("then", ""),):
        drawing.user(name)
        drawing.flow("j", name, condition=asked)
    return drawing.graph(), FakeHost()


def walk(graph: Graph, host: FakeHost, *names: str) -> list[Result]:
    results = [run.start(graph, host)]
    for name in names:
        results.append(complete(graph, results[-1], name, host))
    return results


def test_a_complex_gateway_lets_two_of_three_through_once_and_swallows_the_third() -> None:
    graph, host = race("activationCount &gt;= 2")
    _, one, two, three = walk(graph, host, "b", "a", "c")
    assert ("j", "joining") in standing(one)
    assert standing(two) == [("c", "waiting"), ("then", "waiting")]
    assert standing(three) == [("then", "waiting")]
    assert is_finished(complete(graph, three, "then", host))


def test_its_reset_may_send_a_token_of_its_own() -> None:
    flows = (("first", "waitingForStart = true"), ("rest", "waitingForStart = false"))
    graph, host = race("activationCount &gt;= 1", flows=flows)
    *_, one, two, three = walk(graph, host, "a", "b", "c")
    assert standing(one) == [("b", "waiting"), ("c", "waiting"), ("first", "waiting")]
    assert standing(two) == [("c", "waiting"), ("first", "waiting")]
    assert standing(three) == [("first", "waiting"), ("rest", "waiting")]


def test_it_resets_when_what_is_missing_cannot_come_and_starts_anew_in_a_loop() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.gateway("m")
    drawing.add("complexGateway", "j", inner="<b:activationCondition>activationCount &gt;= 1</b:activationCondition>")
    drawing.gateway("again", default="again-e")
    drawing.path("s", "m", "g")
    for name in ("a", "b"):
        drawing.path("g", drawing.user(name), "j")
    drawing.path("j", drawing.user("look"), "again")
    drawing.flow("again", "m", condition="lai")
    drawing.flow("again", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("a", "b", "look"):
        result = complete(graph, result, name, host, lai=True)
    assert standing(result) == [("a", "waiting"), ("b", "waiting")]
    for name in ("b", "look"):
        result = complete(graph, result, name, host, lai=False)
    assert standing(result) == [("a", "waiting")]
    assert [dict(scope.reset) for scope in result.state.scopes.values()] == [{"j": ("b-j",)}]
    assert is_finished(complete(graph, result, "a", host))


def test_a_join_behind_a_join_waits_for_what_the_first_one_has_just_let_out() -> None:
    """Both are looked at in the same step: the outer one must see the token on its way from the inner one."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.gateway("outer", "inclusive")
    drawing.gateway("inner", "inclusive")
    drawing.flow("s", "g")
    drawing.path("g", drawing.user("a"), "outer")
    drawing.path("g", drawing.user("b"), "inner")
    drawing.path("g", drawing.user("c"), "inner")
    drawing.flow("inner", "outer")
    drawing.path("outer", drawing.user("then"), drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("b", "a", "c"):
        result = complete(graph, result, name, host)
    assert standing(result) == [("then", "waiting")]
    assert visited(result).count("outer") == 1
