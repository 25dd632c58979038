"""Gateways and flows: where tokens go."""

from __future__ import annotations

import pytest

from tantam.process.engine import run
from tantam.process.engine.changes import TokenLeft
from tantam.process.engine.state import NothingWaits, TokenGone
from tantam.process.engine.tests.drawing import Drawing, FakeHost, after
from tantam.process.engine.tests.following import (
    complete,
    fire,
    incidents,
    is_finished,
    standing,
    token_at,
    visited,
    waits,
)


def choice() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", default="g-c")
    for name in "abc":
        drawing.add("task", name)
        drawing.end(f"e{name}")
        drawing.flow(name, f"e{name}")
    drawing.flow("s", "g")
    drawing.flow("g", "c")
    drawing.flow("g", "a", condition="x > 10")
    drawing.flow("g", "b", condition="x > 5")
    return drawing


@pytest.mark.parametrize(("x", "taken"), [(11, "a"), (6, "b"), (1, "c"), (None, "c")])
def test_an_exclusive_gateway_takes_the_first_true_branch_else_the_default(x: object, taken: str) -> None:
    result = run.start(choice().graph(), FakeHost({"x": x}))
    assert visited(result) == ["s", "g", taken, f"e{taken}"]
    assert is_finished(result)


def test_an_exclusive_gateway_without_a_true_branch_is_an_incident_that_can_be_tried_again() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g")
    drawing.end("a")
    drawing.end("b")
    drawing.flow("s", "g")
    drawing.flow("g", "a", condition="x = 1")
    drawing.flow("g", "b", condition="x = 2")
    graph, host = drawing.graph(), FakeHost({"x": 0})
    result = run.start(graph, host)
    assert incidents(result) == [("g", "no_branch")]
    assert standing(result) == [("g", "incident")]
    token = token_at(result.state, "g")
    assert incidents(run.retry(graph, result.state, token.id, host)) == [("g", "no_branch")]
    host.data["x"] = 2
    again = run.retry(graph, result.state, token.id, host)
    assert visited(again) == ["g", "b"]
    assert is_finished(again)


def test_the_data_of_the_case_is_asked_once_a_step_and_only_where_a_condition_needs_it() -> None:
    host = FakeHost({"x": 1})
    run.start(choice().graph(), host)
    assert host.asked == 1
    plain = Drawing()
    plain.start()
    plain.user("u")
    plain.end()
    plain.path("s", "u", "e")
    host = FakeHost()
    complete(plain.graph(), run.start(plain.graph(), host), "u", host)
    assert host.asked == 0


def forked() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("f", "parallel")
    drawing.user("a")
    drawing.user("b")
    drawing.gateway("j", "parallel")
    drawing.user("c")
    drawing.end()
    drawing.path("s", "f", "a", "j", "c", "e")
    drawing.path("f", "b", "j")
    return drawing


def test_a_parallel_join_waits_for_one_token_of_each_flow() -> None:
    graph, host = forked().graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("a", "waiting"), ("b", "waiting")]
    result = complete(graph, result, "a", host)
    assert standing(result) == [("b", "waiting"), ("j", "joining")]
    result = complete(graph, result, "b", host)
    assert standing(result) == [("c", "waiting")]
    assert visited(result) == ["b", "j"]
    assert [c.outcome for c in result.changes if isinstance(c, TokenLeft)] == ["completed", "joined"]
    assert is_finished(complete(graph, result, "c", host))


def test_two_tokens_by_the_same_flow_do_not_make_a_join() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("f", "parallel")
    drawing.gateway("m")
    drawing.add("task", "x")
    drawing.add("task", "y")
    drawing.user("slow")
    drawing.gateway("j", "parallel")
    drawing.end()
    drawing.path("s", "f", "x", "m", "j", "e")
    drawing.path("f", "y", "m")
    drawing.path("f", "slow", "j")
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("j", "joining"), ("j", "joining"), ("slow", "waiting")]
    result = complete(graph, result, "slow", host)
    assert standing(result) == [("j", "joining")]  # the second one waits for a partner that never comes
    assert not is_finished(result)


def test_conditions_on_the_flows_of_a_parallel_gateway_do_not_count() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("f", "parallel")
    drawing.end("a")
    drawing.end("b")
    drawing.flow("s", "f")
    drawing.flow("f", "a", condition="false")
    drawing.flow("f", "b")
    result = run.start(drawing.graph(), FakeHost())
    assert visited(result) == ["s", "f", "a", "b"]


@pytest.mark.parametrize(("x", "taken"), [(1, ["a", "c"]), (2, ["b", "c"]), (3, ["c"])])
def test_flows_out_of_a_task_are_taken_each_by_its_own_condition(x: int, taken: list[str]) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("task", "t")
    drawing.flow("s", "t")
    for name, condition in (("a", "x = 1"), ("b", "x = 2"), ("c", "")):
        drawing.end(name)
        drawing.flow("t", name, condition=condition)
    assert visited(run.start(drawing.graph(), FakeHost({"x": x}))) == ["s", "t", *taken]


@pytest.mark.parametrize(("x", "taken"), [(1, ["a"]), (2, ["d"])])
def test_the_default_flow_of_a_task_is_taken_only_where_no_condition_holds(x: int, taken: list[str]) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("task", "t", default="t-d")
    drawing.end("a")
    drawing.end("d")
    drawing.flow("s", "t")
    drawing.flow("t", "a", condition="x = 1")
    drawing.flow("t", "d")
    assert visited(run.start(drawing.graph(), FakeHost({"x": x}))) == ["s", "t", *taken]


def test_two_plain_flows_out_of_a_start_event_both_run() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.user("b")
    drawing.path("s", "a")
    drawing.path("s", "b")
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("a", "waiting"), ("b", "waiting")]
    result = complete(graph, result, "a", host)  # a step without a way on ends its branch
    assert not is_finished(result)
    assert is_finished(complete(graph, result, "b", host))


def racing() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "eventBased")
    drawing.catch("m", drawing.message("customer.message"))
    drawing.catch("t", after("PT1H"))
    drawing.add("receiveTask", "r", messageRef=drawing.message_id("order.paid"))
    drawing.path("s", "g", "m", drawing.end("em"))
    drawing.path("g", "t", drawing.end("et"))
    drawing.path("g", "r", drawing.end("er"))
    return drawing


def test_the_first_event_of_an_event_based_gateway_wins_and_withdraws_the_others() -> None:
    graph, host = racing().graph(), FakeHost()
    begun = run.start(graph, host)
    assert standing(begun) == [("g", "choosing")]
    assert waits(begun) == ["m", "r", "t"]
    by_message = run.message(graph, begun.state, "customer.message", host, payload={"text": "ạ"})
    assert visited(by_message) == ["g", "m", "em"]
    assert by_message.state.variables == {"text": "ạ"}
    assert is_finished(by_message)
    assert visited(run.message(graph, begun.state, "order.paid", host)) == ["g", "r", "er"]
    timer = token_at(begun.state, "t")
    by_time = fire(graph, begun, "t", host)
    assert visited(by_time) == ["g", "t", "et"]
    assert is_finished(by_time)
    with pytest.raises(NothingWaits):
        run.message(graph, begun.state, "other", host)
    still = run.message(graph, begun.state, "order.paid", host).state
    assert timer.id not in still.tokens


def test_a_timer_that_lost_the_race_is_refused() -> None:
    drawing = racing()
    drawing.user("u")
    drawing.path("m", "u")
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host)
    timer = token_at(begun.state, "t")
    after_message = run.message(graph, begun.state, "customer.message", host)
    host.pass_time(3600)
    with pytest.raises(TokenGone):
        run.timer(graph, after_message.state, timer.id, host)
