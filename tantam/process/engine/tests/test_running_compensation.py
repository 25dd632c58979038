"""Compensation: what was done is undone, the last first, with its data; transactions; nothing that was not done."""

from __future__ import annotations

from tantam.process.engine import run
from tantam.process.engine.changes import Compensated, Result
from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, FakeHost, instances
from tantam.process.engine.tests.following import complete, is_finished, standing, token_at


def undone(result: Result) -> list[str]:
    return [change.record.node for change in result.changes if isinstance(change, Compensated)]


def trip(*, thrown: str = COMPENSATE) -> Drawing:
    """Three bookings one after the other, each with its cancellation, then a question, then compensation."""
    drawing = Drawing()
    drawing.start()
    names = ("bay", "phong", "xe")
    for name in names:
        drawing.user(name)
        drawing.undone_by(name, f"huy_{name}")
    drawing.add("intermediateThrowEvent", "undo", inner=thrown)
    drawing.path("s", *names, drawing.user("ask"), "undo", drawing.user("then"), drawing.end())
    return drawing


def test_what_was_done_is_undone_the_last_first_one_after_the_other() -> None:
    graph, host = trip().graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("bay", "phong", "xe", "ask"):
        result = complete(graph, result, name, host)
    for name in ("huy_xe", "huy_phong", "huy_bay"):
        assert standing(result) == sorted([("undo", "undoing"), (name, "waiting")])
        result = complete(graph, result, name, host)
    assert standing(result) == [("then", "waiting")]
    assert not result.state.records.added


def test_what_was_not_done_is_not_undone_and_nothing_twice() -> None:
    drawing = trip()
    drawing.add("intermediateThrowEvent", "undo2", inner=COMPENSATE)
    drawing.path("then", "undo2", drawing.user("last"))
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "bay", host)
    jumped = run.jump(graph, result.state, token_at(result.state, "phong").id, host, node="ask", reason="thôi")
    result = complete(graph, jumped, "ask", host)
    assert undone(result) == ["bay"]
    result = complete(graph, result, "huy_bay", host)
    result = complete(graph, result, "then", host)
    assert undone(result) == []
    assert ("last", "waiting") in standing(result)


def test_one_activity_alone_is_undone_and_the_others_later() -> None:
    graph, host = trip(thrown='<b:compensateEventDefinition activityRef="phong"/>').graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("bay", "phong", "xe", "ask"):
        result = complete(graph, result, name, host)
    assert undone(result) == ["phong"]
    result = complete(graph, result, "huy_phong", host)
    assert standing(result) == [("then", "waiting")]
    assert [record.node for record in result.state.records.added.values()] == ["bay", "xe"]


def test_a_throw_that_need_not_wait_goes_on_at_once() -> None:
    graph, host = trip(thrown='<b:compensateEventDefinition waitForCompletion="false"/>').graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("bay", "phong", "xe", "ask"):
        result = complete(graph, result, name, host)
    assert standing(result) == [("huy_xe", "waiting"), ("then", "waiting"), ("undo", "undoing")]
    result = complete(graph, result, "then", host)
    for name in ("huy_xe", "huy_phong"):
        result = complete(graph, result, name, host)
    assert is_finished(complete(graph, result, "huy_bay", host))


def with_inside(*, handler: bool) -> Drawing:
    """A sub-process with two bookings, completed, then compensated from outside."""
    drawing = Drawing()
    drawing.start()
    with drawing.inside("p"):
        drawing.start("s1")
        for name in ("a", "b"):
            drawing.user(name)
            drawing.undone_by(name, f"no_{name}")
        drawing.path("s1", "a", "b", drawing.end("e1"))
        if handler:
            with drawing.handling("h", COMPENSATE) as start:
                drawing.user("own")
                drawing.add("intermediateThrowEvent", "inner", inner=COMPENSATE)
                drawing.path(start, "own", "inner", drawing.end("e2"))
    drawing.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
    drawing.path("s", "p", drawing.user("ask"), "undo", drawing.end())
    return drawing


def test_a_sub_process_without_handler_is_undone_by_undoing_what_was_done_in_it() -> None:
    graph, host = with_inside(handler=False).graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("a", "b", "ask"):
        result = complete(graph, result, name, host)
    for name in ("no_b", "no_a"):
        assert standing(result) == sorted([("undo", "undoing"), (name, "waiting")])
        result = complete(graph, result, name, host)
    assert is_finished(result)


def test_a_sub_process_with_a_handler_undoes_itself_and_its_activities_when_the_handler_says_so() -> None:
    graph, host = with_inside(handler=True).graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("a", "b", "ask"):
        result = complete(graph, result, name, host)
    assert standing(result) == [("h", "inside"), ("own", "waiting"), ("undo", "undoing")]
    result = complete(graph, result, "own", host)
    assert undone(result) == ["b"]
    result = complete(graph, complete(graph, result, "no_b", host), "no_a", host)
    assert is_finished(result)
    assert not result.state.records.added


def test_each_instance_is_undone_with_the_data_of_its_time() -> None:
    drawing = Drawing()
    drawing.start()
    item = '<b:loopDataInputRef>xe</b:loopDataInputRef><b:inputDataItem name="bien_so"/>'
    drawing.add("userTask", "u", inner=instances(sequential=True, more=item))
    drawing.undone_by("u", "tra")
    drawing.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
    drawing.path("s", "u", "undo", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host, variables={"xe": ["29A", "30B"]})
    for _ in range(2):
        token = next(token for token in result.state.tokens.values() if token.state == "waiting")
        result = run.complete(graph, result.state, token.id, host)
    seen = []
    while result.state.ending is None:
        token = token_at(result.state, "tra")
        seen.append(result.state.scopes[token.scope].variables["bien_so"])
        result = complete(graph, result, "tra", host)
    assert seen == ["30B", "29A"]


def transaction(*, caught: bool = True) -> Drawing:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("t", "transaction"):
        drawing.start("s1")
        drawing.user("pay")
        drawing.undone_by("pay", "refund")
        drawing.gateway("g", "parallel")
        drawing.path("s1", "pay", "g", drawing.user("beside"))
        drawing.path("g", drawing.user("decide"), drawing.end("no", event="<b:cancelEventDefinition/>"))
    if caught:
        drawing.boundary("b", "t", "<b:cancelEventDefinition/>")
        drawing.flow("b", drawing.user("sorry"))
    drawing.path("s", "t", drawing.user("then"))
    return drawing


def test_a_cancelled_transaction_stops_undoes_and_leaves_by_its_boundary() -> None:
    graph, host = transaction().graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "pay", host)
    result = complete(graph, result, "decide", host)
    assert standing(result) == [("b", "undoing"), ("refund", "waiting")]
    assert standing(complete(graph, result, "refund", host)) == [("sorry", "waiting")]


def test_a_cancelled_transaction_without_boundary_ends_when_all_is_undone() -> None:
    graph, host = transaction(caught=False).graph(), FakeHost()
    result = complete(graph, complete(graph, run.start(graph, host), "pay", host), "decide", host)
    assert is_finished(complete(graph, result, "refund", host))


def test_a_transaction_that_is_not_cancelled_is_an_ordinary_sub_process() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("t", "transaction"):
        drawing.start("s1")
        drawing.path("s1", drawing.user("pay"), drawing.end("e1"))
    drawing.path("s", "t", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    assert is_finished(complete(graph, run.start(graph, host), "pay", host))


def test_an_interrupted_sub_process_leaves_nothing_to_undo() -> None:
    drawing = with_inside(handler=False)
    drawing.boundary("bt", "p", drawing.message("dừng"))
    drawing.flow("bt", "ask")
    graph, host = drawing.graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "a", host)
    assert len(result.state.records.added) == 1
    result = run.message(graph, result.state, "dừng", host)
    assert not result.state.records.added
    assert is_finished(complete(graph, result, "ask", host))


def test_a_person_who_stops_a_compensation_stops_all_of_it() -> None:
    graph, host = trip().graph(), FakeHost()
    result = run.start(graph, host)
    for name in ("bay", "phong", "xe", "ask"):
        result = complete(graph, result, name, host)
    skipped = run.skip(graph, result.state, token_at(result.state, "undo").id, host, reason="khách đổi ý")
    assert standing(skipped) == [("then", "waiting")]
    assert not skipped.state.records.added
    assert len(skipped.state.scopes) == 1
