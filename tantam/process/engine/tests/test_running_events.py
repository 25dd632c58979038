"""Starts, timers, messages, boundary events, ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tantam.process.engine import run
from tantam.process.engine.changes import (
    ActionRequested,
    InstanceStarted,
    MessageAwaited,
    MessageThrown,
    TaskOffered,
    TimerSet,
    TokenLeft,
    VariableSet,
    WaitWithdrawn,
)
from tantam.process.engine.state import NoSuchStart, NothingWaits, TokenGone, TooEarly, WrongState
from tantam.process.engine.tests.drawing import MONDAY, Drawing, FakeHost, after, at
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


def test_a_process_begins_at_its_none_start_unless_another_is_named() -> None:
    drawing = Drawing()
    drawing.start("sn")
    drawing.start("sm", event=drawing.message("customer.message"))
    drawing.start("st", event=after("P1D"))
    drawing.end()
    for start in ("sn", "sm", "st"):
        drawing.flow(start, "e")
    graph = drawing.graph()
    assert [(start.kind, start.message) for start in graph.starts] == [
        ("none", ""),
        ("message", "customer.message"),
        ("timer", ""),
    ]
    assert visited(run.start(graph, FakeHost())) == ["sn", "e"]
    assert visited(run.start(graph, FakeHost(), node="st")) == ["st", "e"]
    result = run.start(graph, FakeHost(), node="sm", variables={"text": "a"})
    assert visited(result) == ["sm", "e"]
    assert isinstance(result.changes[0], InstanceStarted)
    assert result.changes[1] == VariableSet("text", "a")
    with pytest.raises(NoSuchStart):
        run.start(graph, FakeHost(), node="e")


def test_a_timer_start_says_when_it_is_due() -> None:
    drawing = Drawing()
    drawing.start("daily", event=after("P1D"))
    drawing.start("once", event=at("never"))
    drawing.start("told", event=drawing.message("m"))
    drawing.end()
    for start in ("daily", "once", "told"):
        drawing.flow(start, "e")
    graph = drawing.graph()
    due = {graph.nodes[start.node].id: run.next_start(graph, start, FakeHost()) for start in graph.starts}
    assert due == {"daily": MONDAY + timedelta(days=1), "once": None, "told": None}


def test_a_process_without_none_start_must_be_told_where_to_begin() -> None:
    drawing = Drawing()
    drawing.start("sm", event=drawing.message("m"))
    drawing.end()
    drawing.flow("sm", "e")
    with pytest.raises(NoSuchStart):
        run.start(drawing.graph(), FakeHost())


def test_a_user_task_is_offered_with_its_two_due_times_in_business_time() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("u", extension='<t:time response="PT10M" resolution="PT1H"/>')
    drawing.path("s", "u", drawing.end())
    result = run.start(drawing.graph(), FakeHost())
    (offer,) = [change for change in result.changes if isinstance(change, TaskOffered)]
    assert offer.token.response_due_at == MONDAY + timedelta(minutes=20)
    assert offer.token.resolution_due_at == MONDAY + timedelta(hours=2)


def test_completing_sets_variables_and_a_second_time_is_refused_with_nothing_changed() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.user("v")
    drawing.path("s", "u", "v", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host)
    token = token_at(begun.state, "u")
    host.pass_time(60)
    result = run.complete(graph, begun.state, token.id, host, data={"a": 1})
    assert result.state.variables == {"a": 1}
    (left,) = [change for change in result.changes if isinstance(change, TokenLeft)]
    assert (left.token.entered_at, left.at) == (MONDAY, MONDAY + timedelta(seconds=60))
    before = dict(result.state.tokens)
    with pytest.raises(TokenGone):
        run.complete(graph, result.state, token.id, host)
    assert dict(result.state.tokens) == before
    assert standing(begun) == [("u", "waiting")]  # the earlier state was never touched


def test_a_timer_fires_when_due_and_not_before() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("t", after("PT1H"))
    drawing.path("s", "t", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    token = token_at(result.state, "t")
    assert token.due_at == MONDAY + timedelta(hours=1)
    host.pass_time(3599)
    with pytest.raises(TooEarly):
        run.timer(graph, result.state, token.id, host)
    with pytest.raises(WrongState):
        run.complete(graph, result.state, token.id, host)
    host.pass_time(1)
    assert is_finished(run.timer(graph, result.state, token.id, host))


@pytest.mark.parametrize(
    ("event", "extension", "due"),
    [
        (after("PT1H"), '<t:timer time="business"/>', MONDAY + timedelta(hours=2)),
        (after("P1M"), "", datetime(2026, 4, 2, 1, 0, tzinfo=UTC)),
        (after("PT1H"), '<t:timer between="08:00-20:00"/>', MONDAY + timedelta(hours=1)),
        (after("PT13H"), '<t:timer between="08:00-20:00"/>', MONDAY + timedelta(hours=24)),
        (after("PT23H"), '<t:timer between="08:00-20:00"/>', MONDAY + timedelta(hours=24)),
        (after("PT1H"), '<t:timer between="22:00-06:00"/>', MONDAY + timedelta(hours=14)),
        (after("PT20H"), '<t:timer between="22:00-06:00"/>', MONDAY + timedelta(hours=20)),
        (at("2026-03-05T09:00:00+07:00"), "", datetime(2026, 3, 5, 2, 0, tzinfo=UTC)),
        (at("2026-03-05T09:00:00"), "", datetime(2026, 3, 5, 2, 0, tzinfo=UTC)),
        (after("= wait"), "", MONDAY + timedelta(hours=3)),
        (at("promised"), "", datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
    ],
)
def test_when_a_timer_is_due(event: str, extension: str, due: datetime) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("t", event, extension=extension)
    drawing.path("s", "t", drawing.end())
    host = FakeHost({"wait": "PT3H", "promised": datetime(2026, 3, 2, 8, 0, tzinfo=UTC)})
    assert token_at(run.start(drawing.graph(), host).state, "t").due_at == due


@pytest.mark.parametrize(("value", "code"), [(None, "timer_without_value"), ("P999999Y", "timer_out_of_range")])
def test_a_timer_whose_formula_gives_no_time_is_an_incident(value: object, code: str) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("t", after("wait"))
    drawing.path("s", "t", drawing.end())
    host = FakeHost({"wait": value})
    graph = drawing.graph()
    result = run.start(graph, host)
    assert incidents(result) == [("t", code)]
    host.data["wait"] = "PT1M"
    again = run.retry(graph, result.state, token_at(result.state, "t").id, host)
    assert standing(again) == [("t", "timer")]


def test_a_message_wakes_the_receive_task_that_waits_for_it() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("receiveTask", "r", messageRef=drawing.message_id("customer.message"))
    drawing.path("s", "r", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert graph.messages == {"customer.message"}
    assert token_at(result.state, "r").wait_key == "customer.message"
    with pytest.raises(NothingWaits):
        run.message(graph, result.state, "other", host)
    assert is_finished(run.message(graph, result.state, "customer.message", host))


def test_one_message_goes_to_one_token_the_longest_waiting_position_first() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("f", "parallel")
    drawing.user("u")
    drawing.boundary("bm", "u", drawing.message("m"), interrupting=False)
    drawing.end("eb")
    drawing.flow("bm", "eb")
    drawing.user("first")
    drawing.add("receiveTask", "r1", messageRef=drawing.message_id("m"))
    drawing.add("receiveTask", "r2", messageRef=drawing.message_id("m"))
    drawing.path("s", "f", "u", drawing.end())
    drawing.path("f", "first", "r1", drawing.end("e1"))
    drawing.path("f", "r2", drawing.end("e2"))
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    host.pass_time(5)
    result = complete(graph, result, "first", host)
    order = []
    for _ in range(3):
        result = run.message(graph, result.state, "m", host)
        order.append(visited(result)[0])
    assert order == ["r2", "r1", "bm"]
    with pytest.raises(TokenGone):
        run.message(graph, result.state, "m", host, token=999)


def guarded(*, interrupting: bool) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.boundary("bt", "u", after("PT2H"), interrupting=interrupting)
    drawing.boundary("bm", "u", drawing.message("m"), interrupting=interrupting)
    drawing.user("late")
    drawing.user("told")
    drawing.path("s", "u", drawing.end())
    drawing.path("bt", "late")
    drawing.path("bm", "told")
    return drawing


def test_boundary_events_wait_while_their_activity_does_and_go_with_it() -> None:
    graph, host = guarded(interrupting=True).graph(), FakeHost()
    result = run.start(graph, host)
    assert waits(result) == ["bm", "bt"]
    assert [type(change) for change in result.changes if isinstance(change, TimerSet | MessageAwaited)] == [
        TimerSet,
        MessageAwaited,
    ]
    done = complete(graph, result, "u", host)
    assert sorted(c.wait.node for c in done.changes if isinstance(c, WaitWithdrawn)) == ["bm", "bt"]
    assert is_finished(done)


@pytest.mark.parametrize("event", ["bt", "bm"])
def test_an_interrupting_boundary_event_stops_its_activity_at_once(event: str) -> None:
    graph, host = guarded(interrupting=True).graph(), FakeHost()
    begun = run.start(graph, host)
    work = token_at(begun.state, "u")
    result = fire(graph, begun, "bt", host) if event == "bt" else run.message(graph, begun.state, "m", host)
    assert standing(result) == [("late" if event == "bt" else "told", "waiting")]
    assert waits(result) == []
    outcomes = [(c.token.node, c.outcome) for c in result.changes if isinstance(c, TokenLeft)]
    assert outcomes == [("u", "interrupted"), (event, "completed")]
    with pytest.raises(TokenGone):
        run.complete(graph, result.state, work.id, host)


def test_a_non_interrupting_timer_fires_once_and_the_work_goes_on() -> None:
    graph, host = guarded(interrupting=False).graph(), FakeHost()
    begun = run.start(graph, host)
    result = fire(graph, begun, "bt", host)
    assert standing(result) == [("late", "waiting"), ("u", "waiting")]
    assert waits(result) == ["bm"]
    result = complete(graph, result, "u", host)
    assert not is_finished(result)
    assert is_finished(complete(graph, result, "late", host))


def test_a_non_interrupting_message_can_come_again() -> None:
    graph, host = guarded(interrupting=False).graph(), FakeHost()
    result = run.start(graph, host)
    for _ in range(3):
        result = run.message(graph, result.state, "m", host)
    assert standing(result) == [("told", "waiting")] * 3 + [("u", "waiting")]
    assert visited(result) == ["bm"]


def test_a_message_or_action_can_be_thrown_by_a_send_task_an_event_and_an_end() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("sendTask", "send", messageRef=drawing.message_id("hello"))
    drawing.add("intermediateThrowEvent", "nothing")
    drawing.add("intermediateThrowEvent", "throw", inner=drawing.message("there"))
    drawing.add("endEvent", "e", inner=drawing.message("bye"), extension='<t:action name="mail.send"/>')
    drawing.path("s", "send", "nothing", "throw", "e")
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert [(c.node, c.name) for c in result.changes if isinstance(c, MessageThrown)] == [
        ("send", "hello"),
        ("throw", "there"),
    ]
    assert standing(result) == [("e", "action")]
    (request,) = [change for change in result.changes if isinstance(change, ActionRequested)]
    assert is_finished(run.action_done(graph, result.state, request.token.id, host))


def test_terminate_leaves_no_token_in_its_scope() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("f", "parallel")
    drawing.user("a")
    drawing.boundary("bt", "a", after("PT1H"))
    drawing.user("late")
    drawing.flow("bt", "late")
    drawing.user("b")
    drawing.end("x", event="<b:terminateEventDefinition/>")
    drawing.path("s", "f", "a", drawing.end())
    drawing.path("f", "b", "x")
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "b", host)
    assert is_finished(result)
    assert [(c.token.node, c.outcome) for c in result.changes if isinstance(c, TokenLeft)] == [
        ("b", "completed"),
        ("a", "withdrawn"),
    ]


def test_terminate_drops_what_its_siblings_were_about_to_do() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("f", "parallel")
    drawing.end("x", event="<b:terminateEventDefinition/>")
    drawing.service("v")
    drawing.path("s", "f", "x")
    drawing.path("f", "v", drawing.end())
    result = run.start(drawing.graph(), FakeHost())
    assert is_finished(result)
    assert [change for change in result.changes if isinstance(change, ActionRequested)] == []


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_timer_whose_step_breaks_stands_at_its_edge_and_the_work_goes_on(*, interrupting: bool) -> None:
    graph, host = guarded(interrupting=interrupting).graph(), FakeHost()
    begun = run.start(graph, host)
    token = token_at(begun.state, "bt")
    failed = run.timer_failed(graph, begun.state, token.id, host, code="broke", message_vi="hỏng", message_en="broke")
    assert incidents(failed) == [("bt", "broke")]
    assert standing(failed) == [("u", "waiting")]
    again = run.retry(graph, failed.state, token.id, host)
    assert standing(again) == ([("late", "waiting")] if interrupting else [("late", "waiting"), ("u", "waiting")])
    without = run.skip(graph, failed.state, token.id, host, reason="không cần nhắc")
    assert (standing(without), waits(without)) == ([("u", "waiting")], ["bm"])
    done = complete(graph, failed, "u", host)
    assert is_finished(done)
    assert waits(done) == []


def test_a_timer_on_the_way_whose_step_breaks_is_let_go_again() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("t", after("PT1H"))
    drawing.user("u")
    drawing.path("s", "t", "u", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host)
    token = token_at(begun.state, "t")
    failed = run.timer_failed(graph, begun.state, token.id, host, code="broke", message_vi="hỏng", message_en="broke")
    assert standing(failed) == [("t", "incident")]
    assert standing(run.retry(graph, failed.state, token.id, host)) == [("u", "waiting")]
    assert standing(run.skip(graph, failed.state, token.id, host, reason="gọi rồi")) == [("u", "waiting")]
