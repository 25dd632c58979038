"""Signals, errors, escalations, conditions: who catches them, what they stop, what goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tantam.process.engine import run
from tantam.process.engine.changes import ErrorThrown, EscalationThrown, Result, SignalThrown
from tantam.process.engine.check import check
from tantam.process.engine.state import AlreadyEnded, NothingWaits
from tantam.process.engine.tests.drawing import Drawing, FakeHost, after, cycle, when
from tantam.process.engine.tests.following import complete, fire, incidents, is_finished, standing, token_at, waits


def caught(result: Result) -> list[tuple[str, str, str]]:
    return [
        (type(change).__name__, change.code, change.caught)
        for change in result.changes
        if isinstance(change, ErrorThrown | EscalationThrown)
    ]


def test_a_signal_wakes_all_that_wait_for_it_and_nobody_else() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.flow("s", "g")
    for name, signal in (("a", "gió"), ("b", "gió"), ("c", "mưa")):
        drawing.catch(f"x{name}", drawing.signal(signal))
        drawing.path("g", f"x{name}", drawing.user(name))
    drawing.add("intermediateThrowEvent", "t", inner=drawing.signal("gió"))
    drawing.path("g", "t", drawing.user("d"))
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("a", "waiting"), ("b", "waiting"), ("d", "waiting"), ("xc", "signal")]
    assert [change.name for change in result.changes if isinstance(change, SignalThrown)] == ["gió"]
    assert graph.signals == {"gió", "mưa"}
    with pytest.raises(NothingWaits):
        run.signal(graph, result.state, "gió", host)
    assert ("c", "waiting") in standing(run.signal(graph, result.state, "mưa", host))


def test_a_branch_that_throws_first_is_still_heard_by_a_branch_drawn_after_it() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.add("intermediateThrowEvent", "t", inner=drawing.signal("x"))
    drawing.flow("s", "g")
    drawing.path("g", "t", drawing.end("e1"))
    for step in ("p1", "p2", "p3"):
        drawing.add("task", step)
    drawing.catch("c", drawing.signal("x"))
    drawing.path("g", "p1", "p2", "p3", "c", drawing.end("e2"))
    assert is_finished(run.start(drawing.graph(), FakeHost()))


def nested(event: str, *, code: str = "A", on: str = "outer", interrupting: bool = True) -> Drawing:
    """Two sub-processes, one in the other: the inner one throws; a boundary event of `on` catches `code`."""
    drawing = Drawing()
    define = drawing.error if event == "error" else drawing.escalation
    drawing.start()
    with drawing.inside("outer"):
        drawing.start("s1")
        drawing.user("beside")
        drawing.flow("s1", "beside")
        with drawing.inside("inner"):
            drawing.start("s2")
            drawing.user("work")
            drawing.end("thrown", event=define("A"))
            drawing.path("s2", "work", "thrown")
        drawing.flow("s1", "inner")
        if on == "inner":
            drawing.boundary("b", "inner", define(code), interrupting=interrupting)
            drawing.flow("b", drawing.user("rescue"))
    if on == "outer":
        drawing.boundary("b", "outer", define(code), interrupting=interrupting)
        drawing.flow("b", drawing.user("rescue"))
    drawing.path("s", "outer", drawing.user("then"))
    return drawing


@pytest.mark.parametrize("event", ["error", "escalation"])
@pytest.mark.parametrize("code", ["A", ""])
def test_it_goes_up_to_the_first_boundary_that_catches_it_and_stops_all_inside(event: str, code: str) -> None:
    graph, host = nested(event, code=code).graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host)
    assert standing(result) == [("rescue", "waiting")]
    assert [found[2] for found in caught(result)] == ["b"]
    assert is_finished(complete(graph, result, "rescue", host))


def test_an_inner_boundary_stops_only_its_own_step() -> None:
    graph, host = nested("error", on="inner").graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host)
    assert standing(result) == [("beside", "waiting"), ("outer", "inside"), ("rescue", "waiting")]


def test_an_error_that_nothing_catches_fails_the_instance() -> None:
    graph, host = nested("error", code="B").graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host)
    assert result.state.ending == "failed"
    assert (dict(result.state.tokens), dict(result.state.scopes)) == ({}, {})
    assert caught(result) == [("ErrorThrown", "A", "")]
    with pytest.raises(AlreadyEnded):
        run.cancel(graph, result.state, host)


def test_an_escalation_that_nothing_catches_is_noted_and_goes_on() -> None:
    graph, host = nested("escalation", code="B").graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host)
    assert caught(result) == [("EscalationThrown", "A", "")]
    assert standing(result) == [("beside", "waiting"), ("outer", "inside")]


def test_an_escalation_beside_lets_the_step_go_on() -> None:
    graph, host = nested("escalation", interrupting=False).graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host)
    assert standing(result) == [("beside", "waiting"), ("outer", "inside"), ("rescue", "waiting")]


def test_the_exact_code_is_preferred_to_a_catch_all() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("p"):
        drawing.start("s1")
        drawing.path("s1", drawing.end("e1", event=drawing.error("A")))
    drawing.boundary("any", "p", drawing.error())
    drawing.boundary("one", "p", drawing.error("A"))
    drawing.path("s", "p", drawing.end())
    for name in ("any", "one"):
        drawing.flow(name, drawing.user(f"after_{name}"))
    assert standing(run.start(drawing.graph(), FakeHost())) == [("after_one", "waiting")]


def handled(event: str, definition: str, *, interrupting: bool) -> Drawing:
    """A sub-process with two tasks at once, of which the first leads to a throwing event, and an event sub-process."""
    drawing = Drawing()
    drawing.start()
    with drawing.inside("p"):
        drawing.start("s1")
        for name in ("work", "beside"):
            drawing.user(name)
            drawing.flow("s1", name)
        defining: dict[str, Callable[[str], str]] = {
            "error": drawing.error, "escalation": drawing.escalation, "signal": drawing.signal,
        }  # fmt: skip
        define = defining[event]
        kind = "endEvent" if event == "error" else "intermediateThrowEvent"
        drawing.add(kind, "t", inner=define("A"))
        drawing.flow("work", "t")
        if event != "error":
            drawing.flow("t", drawing.user("onward"))
        with drawing.handling("h", define(definition), interrupting=interrupting) as start:
            drawing.path(start, drawing.user("help"), drawing.end("he"))
    drawing.path("s", "p", drawing.user("then"))
    return drawing


@pytest.mark.parametrize("event", ["error", "escalation", "signal"])
def test_an_event_sub_process_takes_over_what_runs_beside_it(event: str) -> None:
    graph, host = handled(event, "A", interrupting=True).graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host)
    assert standing(result) == [("h", "inside"), ("help", "waiting"), ("p", "inside")]
    assert waits(result) == []
    assert standing(complete(graph, result, "help", host)) == [("then", "waiting")]


@pytest.mark.parametrize("event", ["escalation", "signal"])
def test_an_event_sub_process_beside_may_start_again(event: str) -> None:
    graph, host = handled(event, "A", interrupting=False).graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host)
    assert [node for node, _ in standing(result)] == ["beside", "h", "help", "onward", "p"]
    result = complete(graph, complete(graph, result, "beside", host), "onward", host)
    assert standing(result) == [("h", "inside"), ("help", "waiting"), ("p", "inside")]
    assert waits(result) == []  # only the event sub-process runs: it is not started any more
    assert standing(complete(graph, result, "help", host)) == [("then", "waiting")]


def test_what_an_event_sub_process_throws_is_caught_around_it_not_by_itself() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("p"):
        drawing.start("s1")
        drawing.path("s1", drawing.end("e1", event=drawing.error("A")))
        with drawing.handling("h", drawing.error()) as start:
            drawing.path(start, drawing.end("e2", event=drawing.error("B")))
    drawing.boundary("b", "p", drawing.error("B"))
    drawing.flow("b", drawing.user("rescue"))
    drawing.path("s", "p", drawing.end())
    result = run.start(drawing.graph(), FakeHost())
    assert caught(result) == [("ErrorThrown", "A", "h_s"), ("ErrorThrown", "B", "b")]
    assert standing(result) == [("rescue", "waiting")]


def test_a_handler_of_the_process_itself_takes_over_the_whole_process() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("work")
    drawing.path("s", "work", drawing.end())
    with drawing.handling("h", drawing.message("dừng")) as start:
        drawing.path(start, drawing.user("help"))
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host)
    assert waits(begun) == ["h_s"]
    assert is_finished(complete(graph, begun, "work", host))
    result = run.message(graph, begun.state, "dừng", host)
    assert standing(result) == [("h", "inside"), ("help", "waiting")]
    assert is_finished(complete(graph, result, "help", host))


def test_a_business_error_of_an_action_is_caught_by_its_code_and_else_is_an_incident() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.service("x")
    drawing.boundary("b", "x", drawing.error("no-money"))
    drawing.flow("b", drawing.user("rescue"))
    drawing.path("s", "x", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host)
    token = token_at(begun.state, "x").id

    def failed(code: str) -> Result:
        return run.action_failed(graph, begun.state, token, host, code=code, message_vi="hỏng", message_en="broke")

    assert standing(failed("no-money")) == [("rescue", "waiting")]
    assert incidents(failed("network")) == [("x", "network")]
    assert run.throw(graph, begun.state, token, host, code="network").state.ending == "failed"


def test_a_condition_occurs_once_each_time_it_becomes_true() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.boundary("b", "u", when("tien > 10"), interrupting=False)
    drawing.flow("b", drawing.user("look"))
    drawing.path("s", "u", drawing.end())
    graph, host = drawing.graph(), FakeHost({"tien": 5})
    result = run.start(graph, host)
    counts = []
    for money in (5, 20, 30, 1, 11, 12):
        host.data = {"tien": money}
        result = run.look_again(graph, result.state, host)
        counts.append(sum(node == "look" for node, _ in standing(result)))
    assert counts == [0, 1, 1, 1, 2, 2]


def test_a_condition_that_holds_at_once_stops_its_step_before_it_begins() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("p"):
        drawing.start("s1")
        drawing.path("s1", drawing.user("never"))
    drawing.boundary("b", "p", when("x = 1"))
    drawing.flow("b", drawing.user("rescue"))
    drawing.path("s", "p", drawing.end())
    graph = drawing.graph()
    result = run.start(graph, FakeHost({"x": 1}))
    assert standing(result) == [("rescue", "waiting")]
    assert "never" not in {change.token.node for change in result.changes if hasattr(change, "token")}
    assert ("never", "waiting") in standing(run.start(graph, FakeHost({"x": 2})))


def test_a_variable_set_in_one_branch_wakes_a_condition_in_another() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.flow("s", "g")
    drawing.path("g", drawing.catch("c", when("dong_y")), drawing.user("then"))
    drawing.path("g", drawing.user("ask"), drawing.user("next"))
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "ask", host, dong_y=True)
    assert standing(result) == [("next", "waiting"), ("then", "waiting")]


def test_a_repeating_timer_fires_as_often_as_it_says_at_even_distances() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.boundary("b", "u", cycle("R3/PT10M"), interrupting=False)
    drawing.flow("b", drawing.user("n"))
    drawing.path("s", "u", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result, begun = run.start(graph, host), host.now
    dues = []
    while "b" in waits(result):
        due = token_at(result.state, "b").due_at
        assert due is not None
        dues.append((due - begun).total_seconds())
        host.now = max(host.now, due)
        host.pass_time(3)  # it fires a little late; the next one does not drift
        result = run.timer(graph, result.state, token_at(result.state, "b").id, host)
    assert dues == [600, 1200, 1800]
    assert sum(node == "n" for node, _ in standing(result)) == 3


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("R/2026-03-02T10:00:00+07:00/P1D", (2, 3, 4)),
        ("R/2026-03-02T10:00:00+07:00/2026-03-03T10:00:00+07:00", (2, 3, 4)),
        ("R3/P1D/2026-03-05T10:00:00+07:00", (2, 3, 4)),
        ("R/P1D/2026-03-05T10:00:00+07:00", None),
        ("R3/2026-03-03T10:00:00+07:00/2026-03-02T10:00:00+07:00", None),
        ("R3/P1D/P1D", None),
    ],
)
def test_a_timer_may_repeat_by_any_interval_of_which_the_begin_is_known(
    rule: str, days: tuple[int, ...] | None
) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.boundary("b", "u", cycle(rule), interrupting=False)
    drawing.flow("b", drawing.end("e2"))
    drawing.path("s", "u", drawing.end())
    if days is None:
        assert "bad_cycle" in [found.code for found in check(drawing.diagram())]
        return
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    found = []
    for _ in range(3):
        due = token_at(result.state, "b").due_at
        assert due is not None
        found.append(due.astimezone(host.zone).isoformat())
        result = fire(graph, result, "b", host)
    assert found == [f"2026-03-0{day}T10:00:00+07:00" for day in days]
    left = [token.repeats for token in result.state.tokens.values() if token.node == "b"]
    assert left == ([-1] if rule.startswith("R/") else [])


def several(*, parallel: bool) -> Drawing:
    drawing = Drawing()
    drawing.start()
    event = drawing.message("thư") + drawing.signal("tín") + after("PT1H")
    drawing.add("intermediateCatchEvent", "x", inner=event, parallelMultiple=str(parallel).lower())
    drawing.path("s", "x", drawing.user("then"))
    return drawing


def test_the_first_of_several_events_is_enough() -> None:
    graph, host = several(parallel=False).graph(), FakeHost()
    begun = run.start(graph, host)
    assert standing(begun) == [("x", "choosing")]
    assert waits(begun) == ["x", "x", "x"]
    for result in (run.message(graph, begun.state, "thư", host), run.signal(graph, begun.state, "tín", host)):
        assert standing(result) == [("then", "waiting")]
        assert waits(result) == []


def test_all_of_several_events_together() -> None:
    graph, host = several(parallel=True).graph(), FakeHost()
    result = run.signal(graph, run.start(graph, host).state, "tín", host)
    assert standing(result) == [("x", "choosing")]
    with pytest.raises(NothingWaits):
        run.signal(graph, result.state, "tín", host)
    result = run.message(graph, result.state, "thư", host)
    (timer,) = [token for token in result.state.tokens.values() if token.state == "timer"]
    host.pass_time(3600)
    assert standing(run.timer(graph, result.state, timer.id, host)) == [("then", "waiting")]


def test_a_boundary_of_several_events_together_is_set_anew() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.add(
        "boundaryEvent", "b", inner=drawing.message("a") + drawing.message("b"), attachedToRef="u",
        cancelActivity="false", parallelMultiple="true",
    )  # fmt: skip
    drawing.flow("b", drawing.user("n"))
    drawing.path("s", "u", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("a", "b", "b", "a"):
        result = run.message(graph, result.state, name, host)
    assert sum(node == "n" for node, _ in standing(result)) == 2
    assert waits(result) == ["b", "b"]


def test_a_link_leads_to_where_it_is_caught() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("intermediateThrowEvent", "t", inner='<b:linkEventDefinition name="L"/>')
    drawing.catch("c", '<b:linkEventDefinition name="L"/>')
    drawing.catch("other", '<b:linkEventDefinition name="M"/>')
    drawing.add("intermediateThrowEvent", "t2", inner='<b:linkEventDefinition name="M"/>')
    drawing.path("s", "t")
    drawing.path("c", drawing.user("u"), "t2")
    drawing.path("other", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("u", "waiting")]
    assert is_finished(complete(graph, result, "u", host))


@pytest.mark.parametrize("by", ["b", "a"])
def test_a_gateway_that_begins_the_process_with_all_events_waits_for_the_others(by: str) -> None:
    drawing = Drawing()
    drawing.gateway("g", "eventBased", instantiate="true", eventGatewayType="Parallel")
    drawing.gateway("j", "parallel")
    for name in ("a", "b"):
        drawing.catch(name, drawing.message(name))
        drawing.path("g", name, "j")
    drawing.path("j", drawing.user("then"))
    graph, host = drawing.graph(), FakeHost()
    assert [(start.kind, start.message) for start in graph.starts] == [("message", "a"), ("message", "b")]
    result = run.start(graph, host, node=by)
    other = "a" if by == "b" else "b"
    assert standing(result) == sorted([(other, "message"), ("j", "joining")])
    assert standing(run.message(graph, result.state, other, host)) == [("then", "waiting")]


def test_a_start_that_needs_two_events_waits_for_the_second() -> None:
    drawing = Drawing()
    event = drawing.message("a") + drawing.signal("b")
    drawing.add("startEvent", "s", inner=event, parallelMultiple="true")
    drawing.path("s", drawing.user("u"))
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host, node="s", definition=1)
    assert standing(result) == [("s", "choosing")]
    assert standing(run.message(graph, result.state, "a", host)) == [("u", "waiting")]
