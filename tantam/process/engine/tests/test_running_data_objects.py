"""Data objects of a sub-process: variables that begin and end with it, seen only inside."""

from __future__ import annotations

from tantam.process.engine import run
from tantam.process.engine.tests.drawing import Drawing, FakeHost, instances
from tantam.process.engine.tests.following import complete, standing


def drawn(*, objects: str, inner: str = "") -> Drawing:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub", inner=inner):
        drawing.lines.append(objects)
        drawing.start("s1")
        drawing.gateway("g", default="g-dear")
        drawing.path("s1", drawing.user("work"), "g")
        drawing.flow("g", drawing.user("cheap"), condition="phi = 5")
        drawing.flow("g", drawing.user("dear"))
        drawing.path("cheap", drawing.end("e1"))
        drawing.path("dear", "e1")
    drawing.path("s", "sub", drawing.user("then"), drawing.end())
    return drawing


OWN = '<b:dataObject id="d1"/><b:dataObjectReference id="r1" name="phi" dataObjectRef="d1"/>'


def test_what_is_set_inside_is_seen_inside_and_gone_with_it() -> None:
    graph, host = drawn(objects=OWN).graph(), FakeHost()
    result = run.start(graph, host, variables={"phi": 1})
    (inner,) = [scope for scope in result.state.scopes.values() if scope.node == "sub"]
    assert inner.variables == {"phi": None}
    result = complete(graph, result, "work", host, phi=5, khac=2)
    assert standing(result) == [("cheap", "waiting"), ("sub", "inside")]
    result = complete(graph, result, "cheap", host)
    assert (standing(result), result.state.variables) == ([("then", "waiting")], {"phi": 1, "khac": 2})


def test_a_property_of_a_sub_process_is_its_own_as_a_data_object_is() -> None:
    graph, host = drawn(objects='<b:property id="p1" name="phi"/>').graph(), FakeHost()
    result = run.start(graph, host, variables={"phi": 1})
    result = complete(graph, result, "work", host, phi=5)
    assert standing(result) == [("cheap", "waiting"), ("sub", "inside")]
    assert complete(graph, result, "cheap", host).state.variables == {"phi": 1}


def test_a_reference_to_an_object_of_the_process_is_the_instances_own() -> None:
    drawing = drawn(objects='<b:dataObjectReference id="r1" name="phi" dataObjectRef="d1"/>')
    drawing.lines.insert(0, '<b:dataObject id="d1" name="phi"/>')
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host, phi=5)
    assert result.state.variables == {"phi": 5}
    assert all(not scope.variables for scope in result.state.scopes.values())


def test_each_instance_of_a_repeated_sub_process_has_its_own() -> None:
    graph, host = drawn(objects=OWN, inner=instances("2")).graph(), FakeHost()
    result = run.start(graph, host)
    first, second = [token for token in result.state.tokens.values() if token.node == "work"]
    result = run.complete(graph, result.state, first.id, host, data={"phi": 5})
    result = run.complete(graph, result.state, second.id, host, data={"phi": 6})
    assert [node for node, state in standing(result) if state == "waiting"] == ["cheap", "dear"]


def test_each_entry_begins_anew() -> None:
    drawing = drawn(objects=OWN)
    drawing.flow("then", "sub", condition="lai", name="again")
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "work", host, phi=5)
    result = complete(graph, result, "cheap", host)
    result = complete(graph, result, "then", host, lai=True)
    (inner,) = [scope for scope in result.state.scopes.values() if scope.node == "sub"]
    assert inner.variables == {"phi": None}
