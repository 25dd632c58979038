"""What goes along with what an event throws: who gets it, as what, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tantam.process.engine import run
from tantam.process.engine.carrying import MOST_CARRIED
from tantam.process.engine.changes import ErrorThrown, EscalationThrown, MessageThrown, SignalThrown
from tantam.process.engine.check import check
from tantam.process.engine.comparing import compare
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.plan import read_plan
from tantam.process.engine.simulate import simulate
from tantam.process.engine.tests.drawing import Drawing, FakeHost
from tantam.process.engine.tests.following import standing, token_at

CARRY = '<t:carry name="ly_do" value="&quot;vỡ &quot; + hang"/><t:carry name="so_tien"/>'
GIVEN = {"hang": "ly", "so_tien": 30}
TAKEN = {"ly_do": "vỡ ly", "so_tien": 30}


def throwing(kind: str = "intermediateThrowEvent", extension: str = CARRY) -> Drawing:
    drawing = Drawing()
    drawing.start()
    if kind == "sendTask":
        drawing.add(kind, "t", messageRef=drawing.message_id("M"), extension=extension)
    else:
        drawing.add(kind, "t", inner=drawing.message("M"), extension=extension)
    drawing.path("s", "t")
    return drawing


def problems(drawing: Drawing) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in check(drawing.diagram()) if one.element_id == "t"]


@pytest.mark.parametrize("kind", ["intermediateThrowEvent", "endEvent", "sendTask"])
def test_a_message_takes_along_what_the_drawing_names(kind: str) -> None:
    result = run.start(throwing(kind).graph(), FakeHost(), variables=GIVEN)
    assert [dict(one.data) for one in result.changes if isinstance(one, MessageThrown)] == [TAKEN]


def test_a_message_that_names_nothing_takes_nothing_along() -> None:
    result = run.start(throwing(extension="").graph(), FakeHost(), variables=GIVEN)
    assert [dict(one.data) for one in result.changes if isinstance(one, MessageThrown)] == [{}]


def test_a_signal_brings_it_to_those_who_hear_it_within_the_process_and_to_the_others() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.add("intermediateThrowEvent", "t", inner=drawing.signal("x"), extension=CARRY)
    drawing.catch("c", drawing.signal("x"))
    drawing.flow("s", "g")
    drawing.path("g", "t", drawing.end("e"))
    drawing.path("g", "c", drawing.user("u"))
    result = run.start(drawing.graph(), FakeHost(), variables=GIVEN)
    assert standing(result) == [("u", "waiting")]
    assert result.state.variables == GIVEN | TAKEN
    assert [dict(one.data) for one in result.changes if isinstance(one, SignalThrown)] == [TAKEN]


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_error_or_escalation_brings_it_to_where_it_is_caught(kind: str) -> None:
    drawing = Drawing()
    drawing.start()
    event = drawing.error("A") if kind == "error" else drawing.escalation("A")
    with drawing.inside("sub", inner='<b:dataObject id="d" name="so_tien"/>'):
        drawing.start("s2")
        drawing.add("endEvent", "t", inner=event, extension='<t:carry name="so_tien" value="1 + 1"/>')
        drawing.path("s2", "t")
    drawing.boundary("b", "sub", event)
    drawing.path("s", "sub", drawing.end("e"))
    drawing.path("b", drawing.user("u"))
    result = run.start(drawing.graph(), FakeHost(), variables={"so_tien": 1})
    assert standing(result) == [("u", "waiting")]
    assert result.state.variables == {"so_tien": 2}  # not the data object of the sub-process, which is gone
    thrown = [one for one in result.changes if isinstance(one, ErrorThrown | EscalationThrown)]
    assert [(one.caught, dict(one.data)) for one in thrown] == [("b", {"so_tien": 2})]


def test_a_signal_from_elsewhere_sets_the_data_object_of_the_place_that_hears_it() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub", inner='<b:dataObject id="d" name="so_tien"/>'):
        drawing.start("s2")
        drawing.catch("c", drawing.signal("x"))
        drawing.path("s2", "c", drawing.user("u"))
    drawing.path("s", "sub", drawing.end("e"))
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host, variables={"so_tien": 1})
    heard = run.signal(graph, begun.state, "x", host, payload={"so_tien": 5, "moi": True})
    assert heard.state.variables == {"so_tien": 1, "moi": True}
    assert [dict(one.variables) for one in heard.state.scopes.values() if one.node == "sub"] == [{"so_tien": 5}]


@pytest.mark.parametrize(
    ("value", "code"),
    [("dai", "carried_too_large"), ("&quot;a\\u0000b&quot;", "carried_not_kept")],
)
def test_what_cannot_go_along_stands_as_an_incident_and_nothing_is_thrown(value: str, code: str) -> None:
    drawing = throwing(extension=f'<t:carry name="x" value="{value}"/>')
    result = run.start(drawing.graph(), FakeHost(), variables={"dai": "a" * 20_000})
    stopped = token_at(result.state, "t")
    assert (stopped.state, stopped.problem) == ("incident", code)
    assert not [one for one in result.changes if isinstance(one, MessageThrown)]


def test_once_it_can_go_along_a_retry_throws_it() -> None:
    graph, host = throwing(extension='<t:carry name="x" value="dai"/>').graph(), FakeHost()
    stuck = run.start(graph, host, variables={"dai": "a" * 20_000}).state
    mended = replace(stuck, variables={"dai": "a"})
    again = run.retry(graph, mended, token_at(stuck, "t").id, host)
    assert [dict(one.data) for one in again.changes if isinstance(one, MessageThrown)] == [{"x": "a"}]


def test_what_the_formula_cannot_answer_goes_along_as_nothing() -> None:
    result = run.start(throwing(extension='<t:carry name="x" value="1 / nobody"/>').graph(), FakeHost())
    assert [dict(one.data) for one in result.changes if isinstance(one, MessageThrown)] == [{"x": None}]


@pytest.mark.parametrize(
    ("extension", "found"),
    [
        (CARRY, []),
        ('<t:carry name="a" value="1 +"/>', [("bad_expression", "error")]),
        ('<t:carry name="" value="1"/>', [("carried_without_name", "error")]),
        ('<t:carry name="hai từ" value="1"/>', [("carried_without_name", "error")]),
        ('<t:carry name="lý_do" value="1"/>', []),
        ('<t:carry name="a" value="1"/><t:carry name="a" value="2"/>', [("carried_twice", "error")]),
        (
            "".join(f'<t:carry name="a{n}" value="1"/>' for n in range(MOST_CARRIED + 1)),
            [("too_much_carried", "error")],
        ),
        ('<t:action name="cases.note"/><t:carry name="a" value="1"/>', [("carried_nowhere", "warning")]),
    ],
)
def test_the_check_finds_what_cannot_go_along(extension: str, found: list[tuple[str, str]]) -> None:
    assert problems(throwing("sendTask", extension)) == found


def test_what_a_waiting_event_says_goes_nowhere() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("t", drawing.message("M"), extension=CARRY)
    drawing.path("s", "t")
    assert problems(drawing) == [("carried_nowhere", "warning")]
    assert run.start(drawing.graph(), FakeHost()).state.tokens


def test_a_simulation_shows_what_goes_along() -> None:
    graph = compile_graph(throwing(extension=f'<t:correlation key="hang"/>{CARRY}').diagram())
    told = simulate(graph, read_plan({"variables": GIVEN}))
    trace = told["trace"]
    assert isinstance(trace, list)
    sent = [entry for entry in trace if entry["event"] == "message thrown"]
    assert [(entry["message"], entry["key"], entry["data"]) for entry in sent] == [("M", "ly", TAKEN)]


def test_two_versions_tell_what_goes_along_otherwise() -> None:
    old, new = throwing(extension=""), throwing()
    [found] = compare(old.diagram(), new.diagram(), language="vi")
    assert [(one.name, one.before, one.after) for one in found.aspects] == [
        ("carries", "", 'ly_do = "vỡ " + hang; so_tien')
    ]
