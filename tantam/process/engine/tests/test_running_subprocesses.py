"""Sub-processes: scopes open, end, are interrupted and terminated."""

from __future__ import annotations

from tantam.process.engine import run
from tantam.process.engine.changes import ScopeClosed, ScopeOpened, TokenLeft
from tantam.process.engine.tests.drawing import Drawing, FakeHost, after
from tantam.process.engine.tests.following import complete, fire, is_finished, standing, token_at, visited, waits


def nested(*, terminate: bool = False, interrupting: bool = True) -> Drawing:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub"):
        drawing.start("s1")
        drawing.gateway("f", "parallel")
        drawing.user("a")
        with drawing.inside("deep"):
            drawing.start("s2")
            drawing.user("b")
            drawing.path("s2", "b", drawing.end("e2"))
        drawing.end("e1", event="<b:terminateEventDefinition/>" if terminate else "")
        drawing.path("s1", "f", "a", "e1")
        drawing.path("f", "deep", drawing.end("e3"))
    drawing.boundary("bt", "sub", after("PT1H"), interrupting=interrupting)
    drawing.user("after")
    drawing.user("late")
    drawing.path("s", "sub", "after", drawing.end())
    drawing.path("bt", "late")
    return drawing


def test_a_sub_process_ends_when_its_last_token_is_gone() -> None:
    graph, host = nested().graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("a", "waiting"), ("b", "waiting"), ("deep", "inside"), ("sub", "inside")]
    assert [c.scope.node for c in result.changes if isinstance(c, ScopeOpened)] == ["sub", "deep"]
    result = complete(graph, result, "a", host)
    assert standing(result) == [("b", "waiting"), ("deep", "inside"), ("sub", "inside")]
    result = complete(graph, result, "b", host)
    assert visited(result) == ["b", "e2", "deep", "e3", "sub"]
    assert [(c.scope.node, c.outcome) for c in result.changes if isinstance(c, ScopeClosed)] == [
        ("deep", "completed"),
        ("sub", "completed"),
    ]
    assert standing(result) == [("after", "waiting")]
    assert waits(result) == []
    assert len(result.state.scopes) == 1


def test_an_interrupting_boundary_event_stops_everything_inside() -> None:
    graph, host = nested().graph(), FakeHost()
    result = fire(graph, run.start(graph, host), "bt", host)
    assert standing(result) == [("late", "waiting")]
    assert len(result.state.scopes) == 1
    assert sorted((c.token.node, c.outcome) for c in result.changes if isinstance(c, TokenLeft)) == [
        ("a", "withdrawn"),
        ("b", "withdrawn"),
        ("bt", "completed"),
        ("deep", "withdrawn"),
        ("sub", "interrupted"),
    ]
    assert is_finished(complete(graph, result, "late", host))


def test_a_non_interrupting_boundary_event_leaves_the_inside_alone() -> None:
    graph, host = nested(interrupting=False).graph(), FakeHost()
    result = fire(graph, run.start(graph, host), "bt", host)
    assert [node for node, _ in standing(result)] == ["a", "b", "deep", "late", "sub"]


def test_terminate_inside_ends_only_the_sub_process_and_the_way_goes_on() -> None:
    graph, host = nested(terminate=True).graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "a", host)
    assert standing(result) == [("after", "waiting")]
    assert len(result.state.scopes) == 1
    assert is_finished(complete(graph, result, "after", host))


def test_a_sub_process_without_start_begins_everywhere_nothing_leads_to() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub"):
        drawing.user("a")
        drawing.user("b")
        drawing.user("c")
        drawing.flow("a", "b")
    drawing.path("s", "sub", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("a", "waiting"), ("c", "waiting"), ("sub", "inside")]


def test_a_sub_process_in_a_loop_gets_a_new_scope_each_round() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub"):
        drawing.start("s1")
        drawing.user("a")
        drawing.path("s1", "a", drawing.end("e1"))
    drawing.gateway("g", default="g-e")
    drawing.end()
    drawing.path("s", "sub", "g")
    drawing.flow("g", "sub", condition="again")
    drawing.flow("g", "e")
    graph, host = drawing.graph(), FakeHost({"again": True})
    result = run.start(graph, host)
    seen = set()
    for _ in range(5):
        seen.add(token_at(result.state, "a").scope)
        result = complete(graph, result, "a", host)
    assert len(seen) == 5
    assert len(result.state.scopes) == 2
    host.data["again"] = False
    assert is_finished(complete(graph, result, "a", host))


def test_the_deepest_nesting_a_file_may_have_runs_and_is_interrupted() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.lines.append("".join(f'<b:subProcess id="p{level}">' for level in range(95)))
    drawing.user("u")
    drawing.lines.append("</b:subProcess>" * 95)
    drawing.boundary("bt", "p0", after("PT1H"))
    drawing.path("s", "p0", drawing.end())
    drawing.path("bt", drawing.end("late"))
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host)
    assert len(begun.state.scopes) == 96
    assert is_finished(complete(graph, begun, "u", host))
    assert is_finished(fire(graph, begun, "bt", host))
