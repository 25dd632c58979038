"""The repetitions of a timer by ISO 8601: those before anybody waited are over, and what is missed fires once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tantam.process.engine import run
from tantam.process.engine.cycles import Repetition, first_repetition, next_repetition
from tantam.process.engine.graph import TimerRule
from tantam.process.engine.tests.drawing import MONDAY, Drawing, FakeHost, cycle
from tantam.process.engine.tests.following import fire, standing, token_at, waits


def moment(day: int, hour: int = 8) -> datetime:
    """Of March 2026 in Vietnam; the fake host's clock stands at 2, 8:00."""
    return MONDAY + timedelta(days=day - 2, hours=hour - 8)


def rule(text: str) -> TimerRule:
    drawing = Drawing()
    drawing.start("t", event=cycle(text))
    drawing.flow("t", drawing.end())
    timer = drawing.graph().starts[0].timer
    assert timer is not None
    return timer


@pytest.mark.parametrize(
    ("text", "due", "number"),
    [
        ("R5/2026-03-05T08:00:00+07:00/P1D", moment(5), 1),
        ("R5/2026-03-02T08:00:00+07:00/P1D", moment(2), 1),
        ("R5/2026-02-28T08:00:00+07:00/P1D", moment(2), 3),
        ("R5/2026-02-27T09:00:00+07:00/P1D", moment(2, 9), 4),
        ("R5/2026-02-26T08:00:00+07:00/P1D", moment(2), 5),
        ("R5/2026-02-25T08:00:00+07:00/P1D", None, 0),
        ("R5/2026-01-01T08:00:00+07:00/P1D", None, 0),
        ("R999999/2026-01-01T08:00:00+07:00/PT1S", None, 0),
        ("R/1970-01-01T00:00:00Z/PT7S", MONDAY + timedelta(seconds=2), 253_201_887),
        ("R/2025-12-31T08:00:00+07:00/P1M", moment(31), 4),
        ("R3/P1D/2026-03-04T08:00:00+07:00", moment(2), 2),
        ("R5/P1D", moment(3), 1),
    ],
)
def test_what_began_before_anybody_waited_counts_from_its_begin(text: str, due: datetime | None, number: int) -> None:
    found = first_repetition(rule(text), FakeHost())
    assert found == (None if due is None else Repetition(due, number))


@pytest.mark.parametrize(
    ("text", "now", "due", "number"),
    [
        ("R5/2026-03-01T08:00:00+07:00/P1D", moment(2, 9), moment(3), 3),
        ("R5/2026-03-01T08:00:00+07:00/P1D", moment(4, 9), moment(5), 5),
        ("R5/2026-03-01T08:00:00+07:00/P1D", moment(5, 9), None, 0),
        ("R/PT1H", moment(5, 9), moment(5, 10), 74),
        ("R/P1M", moment(2, 9), moment(33), 1),
    ],
)
def test_what_was_missed_is_counted_as_over(text: str, now: datetime, due: datetime | None, number: int) -> None:
    host = FakeHost()
    host.now = now
    assert next_repetition(rule(text), moment(2), host) == (None if due is None else Repetition(due, number))


def test_business_time_is_counted_by_the_host_not_by_the_clock() -> None:
    text = TimerRule(kind="cycle", seconds=3600, instant="2026-03-01T08:00:00+07:00", repeats=20, is_business=True)
    assert first_repetition(text, FakeHost()) == Repetition(moment(2), 13)  # the fake business's hour lasts two


def test_a_window_makes_one_of_those_that_fall_on_its_opening() -> None:
    text = TimerRule(kind="cycle", seconds=3600, instant="2026-03-01T08:00:00+07:00", repeats=30, window=(480, 1200))
    host = FakeHost()
    host.now = moment(1, 19)
    assert next_repetition(text, moment(1, 19), host) == Repetition(moment(2), 13)
    host.now = moment(2)
    assert next_repetition(text, moment(2), host) == Repetition(moment(2, 9), 26)


def reminded(text: str, *, interrupting: bool = False) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.boundary("b", "u", cycle(text), interrupting=interrupting)
    drawing.flow("b", drawing.user("n"))
    drawing.path("s", "u", drawing.end())
    return drawing


def test_at_the_edge_of_a_step_only_what_is_left_fires() -> None:
    graph, host = reminded("R5/2026-02-27T09:00:00+07:00/P1D").graph(), FakeHost()
    result, dues = run.start(graph, host), []
    while waits(result):
        dues.append(token_at(result.state, "b").due_at)
        result = fire(graph, result, "b", host)
    assert dues == [moment(2, 9), moment(3, 9)]
    assert standing(result) == [("n", "waiting"), ("n", "waiting"), ("u", "waiting")]


@pytest.mark.parametrize("interrupting", [True, False])
def test_at_the_edge_of_a_step_what_is_over_is_not_awaited(interrupting: bool) -> None:
    graph = reminded("R5/2026-01-01T08:00:00+07:00/P1D", interrupting=interrupting).graph()
    result = run.start(graph, FakeHost())
    assert (standing(result), waits(result)) == ([("u", "waiting")], [])


@pytest.mark.parametrize(("text", "left"), [("R9/PT1H", 1), ("R5/PT1H", None), ("R/PT1H", -1)])
def test_what_was_missed_at_the_edge_of_a_step_fires_once(text: str, left: int | None) -> None:
    graph, host = reminded(text).graph(), FakeHost()
    result = run.start(graph, host)
    host.pass_time(7 * 3600 + 60)  # it was due seven times
    result = run.timer(graph, result.state, token_at(result.state, "b").id, host)
    assert [node for node, _state in standing(result)] == ["n", "u"]
    if left is None:
        assert waits(result) == []
    else:
        wait = token_at(result.state, "b")
        assert (wait.due_at, wait.repeats) == (moment(2, 16), left)


def test_an_event_sub_process_counts_alike() -> None:
    for text, found in [("R5/2026-02-27T09:00:00+07:00/P1D", [moment(2, 9)]), ("R2/2026-01-01T08:00Z/P1D", [])]:
        drawing = Drawing()
        drawing.start()
        with drawing.handling("h", cycle(text), interrupting=False) as begins:
            drawing.flow(begins, drawing.end("he"))
        drawing.path("s", drawing.user("u"), drawing.end())
        result = run.start(drawing.graph(), FakeHost())
        assert [token.due_at for token in result.state.tokens.values() if token.node == "h_s"] == found


@pytest.mark.parametrize(("text", "due"), [("R5/2026-02-27T09:00:00+07:00/P1D", 1), ("R2/2026-01-01T08:00:00Z/P1D", 0)])
def test_in_the_flow_it_waits_for_the_next_or_where_all_is_over_goes_on_as_after_a_date(text: str, due: int) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("c", cycle(text)), drawing.user("u"), drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert token_at(result.state, "c").due_at == host.now + timedelta(hours=due)
    assert standing(fire(graph, result, "c", host)) == [("u", "waiting")]


def test_after_a_gateway_what_is_over_goes_on_at_once() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "eventBased")
    drawing.flow("s", "g")
    drawing.path("g", drawing.catch("c", cycle("R2/2026-01-01T08:00:00Z/P1D")), drawing.user("u"), drawing.end())
    drawing.path("g", drawing.catch("m", drawing.message("hi")), drawing.end("e2"))
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert token_at(result.state, "c").due_at == host.now
    assert standing(fire(graph, result, "c", host)) == [("u", "waiting")]


def test_a_start_counts_what_is_over_and_what_nobody_saw() -> None:
    drawing = Drawing()
    drawing.start("t", event=cycle("R200/2026-02-22T08:00:00+07:00/PT1H"))
    drawing.flow("t", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    (start,) = graph.starts
    assert run.first_start(graph, start, host) == (moment(2), 192)
    assert run.start_after(graph, start, host, last=moment(2), times=193) == (moment(2, 9), 193)
    host.now = moment(2, 12)
    assert run.start_after(graph, start, host, last=moment(2), times=193) == (moment(2, 13), 197)
    host.now = moment(3)
    assert run.start_after(graph, start, host, last=moment(2), times=193) == (None, 200)
    assert run.over_since(start, host) == moment(2, 15)
