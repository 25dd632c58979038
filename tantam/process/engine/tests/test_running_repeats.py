"""Loops, several instances, quantities of tokens, ad-hoc sub-processes, calls within a file."""

from __future__ import annotations

from time import thread_time

import pytest

from tantam.process.engine import run
from tantam.process.engine.changes import CallRequested, Result, TokenLeft
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import NotATarget
from tantam.process.engine.tests.drawing import Drawing, FakeHost, instances, loop
from tantam.process.engine.tests.following import complete, incidents, is_finished, standing, token_at, waits


def repeated(marker: str, **attributes: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add("userTask", "u", inner=marker, **attributes)
    drawing.path("s", "u", drawing.user("then"))
    return drawing


def turns(result: Result) -> list[dict[str, object]]:
    """The variables of the turns that stand, in order."""
    scopes = result.state.scopes
    return [dict(scopes[token.scope].variables) for token in result.state.tokens.values() if token.state == "waiting"]


def do_one(graph: Graph, result: Result, host: FakeHost, *, number: int = 0, **data: object) -> Result:
    """Complete one of the waiting turns of `u`."""
    waiting = [token for token in result.state.tokens.values() if token.node == "u" and token.state == "waiting"]
    return run.complete(graph, result.state, waiting[number].id, host, data=data)


def test_a_loop_goes_on_while_its_condition_holds() -> None:
    graph, host = repeated(loop("lan < 3")).graph(), FakeHost()
    result = run.start(graph, host, variables={"lan": 0})
    for count in (1, 2):
        result = do_one(graph, result, host, lan=count)
        assert standing(result) == [("u", "inside"), ("u", "waiting")]
        assert turns(result) == [{"loopCounter": count + 1}]
    assert standing(do_one(graph, result, host, lan=3)) == [("then", "waiting")]


def test_a_loop_tested_before_may_not_begin_at_all() -> None:
    graph = repeated(loop("lan < 3", before=True)).graph()
    assert standing(run.start(graph, FakeHost(), variables={"lan": 3})) == [("then", "waiting")]
    assert ("u", "waiting") in standing(run.start(graph, FakeHost(), variables={"lan": 2}))


def test_a_maximum_ends_a_loop_whose_condition_still_holds() -> None:
    graph, host = repeated(loop("true", maximum=2)).graph(), FakeHost()
    result = do_one(graph, run.start(graph, host), host)
    assert standing(do_one(graph, result, host)) == [("then", "waiting")]


def test_ten_thousand_rounds_cost_the_same_each_and_need_no_recursion() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("task", "x", inner=loop(maximum=10_000))
    drawing.path("s", "x", drawing.end())
    graph = drawing.graph()
    begun = thread_time()
    result = run.start(graph, FakeHost())
    assert is_finished(result)
    assert thread_time() - begun < 5
    graph, host = repeated(loop(maximum=3_000)).graph(), FakeHost()
    result = run.start(graph, host)
    spans = []
    for _ in range(3_000):
        begun = thread_time()
        result = do_one(graph, result, host)
        spans.append(thread_time() - begun)
    assert standing(result) == [("then", "waiting")]
    assert sorted(spans[-500:])[250] < 3 * sorted(spans[:500])[250]


def test_instances_beside_each_other_have_values_of_their_own_and_give_theirs() -> None:
    more = (
        "<b:loopDataInputRef>khach</b:loopDataInputRef><b:loopDataOutputRef>tra_loi</b:loopDataOutputRef>"
        '<b:inputDataItem name="ai"/><b:outputDataItem name="noi"/>'
    )
    graph, host = repeated(instances(more=more)).graph(), FakeHost()
    result = run.start(graph, host, variables={"khach": ["An", "Bình", "Chi"]})
    assert [(turn["loopCounter"], turn["ai"]) for turn in turns(result)] == [(1, "An"), (2, "Bình"), (3, "Chi")]
    result = do_one(graph, result, host, number=2, noi="ba", chung=7)
    result = do_one(graph, result, host, number=0, noi="một")
    result = do_one(graph, result, host, noi="hai")
    assert standing(result) == [("then", "waiting")]
    assert result.state.variables["tra_loi"] == ["một", "hai", "ba"]
    assert result.state.variables["chung"] == 7
    assert "noi" not in result.state.variables


def test_instances_one_after_the_other() -> None:
    graph, host = repeated(instances("so", sequential=True)).graph(), FakeHost({"so": 2})
    result = run.start(graph, host)
    assert turns(result) == [{"loopCounter": 1}]
    result = do_one(graph, result, host)
    assert turns(result) == [{"loopCounter": 2}]
    assert standing(do_one(graph, result, host)) == [("then", "waiting")]


def test_enough_instances_end_the_others() -> None:
    done = "numberOfCompletedInstances / numberOfInstances >= 0.5"
    graph, host = repeated(instances("4", done=done)).graph(), FakeHost()
    result = do_one(graph, run.start(graph, host), host)
    assert len(turns(result)) == 3
    result = do_one(graph, result, host)
    assert standing(result) == [("then", "waiting")]
    left = [change for change in result.changes if isinstance(change, TokenLeft) and change.outcome == "withdrawn"]
    assert len(left) == 2


@pytest.mark.parametrize(
    ("number", "code"), [("-2", "bad_cardinality"), ("1.5", "bad_cardinality"), ("20000", "too_many_instances")]
)
def test_a_wrong_number_of_instances_is_an_incident_that_can_be_tried_again(number: str, code: str) -> None:
    graph, host = repeated(instances("so")).graph(), FakeHost({"so": float(number)})
    result = run.start(graph, host)
    assert incidents(result) == [("u", code)]
    host.data = {"so": 1}
    assert len(turns(run.retry(graph, result.state, token_at(result.state, "u").id, host))) == 1


def test_no_instance_at_all_is_done_at_once() -> None:
    assert standing(run.start(repeated(instances("0")).graph(), FakeHost())) == [("then", "waiting")]


def test_a_boundary_of_a_repeated_activity_belongs_to_the_whole() -> None:
    drawing = repeated(instances("3"))
    drawing.boundary("b", "u", drawing.message("dừng"))
    drawing.flow("b", drawing.user("rescue"))
    graph, host = drawing.graph(), FakeHost()
    result = do_one(graph, run.start(graph, host), host)
    assert waits(result) == ["b"]
    result = run.message(graph, result.state, "dừng", host)
    assert standing(result) == [("rescue", "waiting")]
    assert len(result.state.scopes) == 1


def test_an_error_in_one_instance_stops_them_all() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("p", inner=instances("2")):
        drawing.start("s1")
        drawing.path("s1", drawing.user("u"), drawing.end("e1", event=drawing.error("A")))
    drawing.boundary("b", "p", drawing.error("A"))
    drawing.flow("b", drawing.user("rescue"))
    drawing.path("s", "p", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(do_one(graph, result, host)) == [("rescue", "waiting")]


def behaving(behavior: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    name = {"One": "oneBehaviorEventRef", "None": "noneBehaviorEventRef"}.get(behavior)
    thrown = f"<b:condition>loopCounter = 2</b:condition><b:event>{drawing.signal('X')}</b:event>"
    told = f"<b:complexBehaviorDefinition>{thrown}</b:complexBehaviorDefinition>"
    more = told if behavior == "Complex" else ""
    drawing.roots.append('<b:signalEventDefinition id="SD" signalRef="S_X"/>')
    marker = instances("3", sequential=True, more=more, behavior=behavior, **({name: "SD"} if name else {}))
    drawing.add("userTask", "u", inner=marker)
    drawing.boundary("b", "u", drawing.signal("X"))
    drawing.flow("b", drawing.user("told"))
    drawing.path("s", "u", drawing.user("then"))
    return drawing


@pytest.mark.parametrize(
    ("behavior", "told", "rounds"), [("All", 0, 3), ("One", 1, 3), ("None", 3, 3), ("Complex", 1, 2)]
)
def test_completing_instances_tell_of_themselves_as_the_behavior_says(behavior: str, told: int, rounds: int) -> None:
    graph, host = behaving(behavior).graph(), FakeHost()
    result = run.start(graph, host)
    for _ in range(rounds):
        result = do_one(graph, result, host)
    assert standing(result) == sorted([("then", "waiting")] + [("told", "waiting")] * told)


def test_an_activity_waits_for_as_many_tokens_as_it_needs_and_gives_as_many_as_it_says() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("task", "many", completionQuantity="2")
    drawing.gateway("g", "parallel")
    drawing.path("s", "g", "many")
    drawing.path("g", drawing.user("one"), drawing.user("three", startQuantity="3"), drawing.end())
    drawing.flow("many", "three")
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("one", "waiting"), ("three", "joining"), ("three", "joining")]
    result = complete(graph, result, "one", host)
    assert standing(result) == [("three", "waiting")]
    assert is_finished(complete(graph, result, "three", host))


def adhoc(*, ordering: str = "Parallel", completion: str = "", cancels: bool = True) -> Drawing:
    drawing = Drawing()
    drawing.start()
    inner = f"<b:completionCondition>{completion}</b:completionCondition>" if completion else ""
    with drawing.inside(
        "p", "adHocSubProcess", inner, ordering=ordering, cancelRemainingInstances=str(cancels).lower()
    ):
        for name in ("a", "b", "c"):
            drawing.user(name)
    drawing.path("s", "p", drawing.user("then"))
    return drawing


def test_ad_hoc_activities_are_all_there_at_once_or_one_by_one() -> None:
    graph, host = adhoc().graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("a", "waiting"), ("b", "waiting"), ("c", "waiting"), ("p", "inside")]
    for name in ("b", "a", "c"):
        result = complete(graph, result, name, host)
    assert standing(result) == [("then", "waiting")]
    graph = adhoc(ordering="Sequential").graph()
    result = run.start(graph, host)
    for name in ("a", "b", "c"):
        assert standing(result) == [(name, "waiting"), ("p", "inside")]
        result = complete(graph, result, name, host)
    assert standing(result) == [("then", "waiting")]


def test_an_ad_hoc_sub_process_ends_when_its_condition_holds() -> None:
    graph, host = adhoc(completion="du").graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "b", host, du=True)
    assert standing(result) == [("then", "waiting")]
    graph = adhoc(completion="du", cancels=False).graph()
    result = complete(graph, run.start(graph, host), "b", host, du=True)
    assert standing(result) == [("a", "waiting"), ("c", "waiting"), ("p", "inside")]


def test_what_follows_in_an_ad_hoc_sub_process_is_left_out_when_it_has_done_enough() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("p", "adHocSubProcess", "<b:completionCondition>du</b:completionCondition>"):
        drawing.path(drawing.user("a"), drawing.user("b"))
    drawing.path("s", "p", drawing.user("then"))
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(complete(graph, result, "a", host)) == [("b", "waiting"), ("p", "inside")]
    assert standing(complete(graph, result, "a", host, du=True)) == [("then", "waiting")]


def test_a_process_of_the_same_file_runs_inside_its_call() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("callActivity", "call", calledElement="Q")
    drawing.boundary("b", "call", drawing.error("A"))
    drawing.path("s", "call", drawing.user("then"))
    drawing.flow("b", drawing.user("rescue"))
    with drawing.another_process("Q"):
        drawing.start("qs")
        drawing.gateway("qg", default="fine")
        drawing.path("qs", drawing.user("inner"), "qg")
        drawing.flow("qg", drawing.end("bad", event=drawing.error("A")), condition="xau")
        drawing.flow("qg", drawing.end("qe"), name="fine")
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host)
    assert standing(begun) == [("call", "inside"), ("inner", "waiting")]
    assert standing(complete(graph, begun, "inner", host)) == [("then", "waiting")]
    assert standing(complete(graph, begun, "inner", host, xau=True)) == [("rescue", "waiting")]
    done = complete(graph, begun, "inner", host)
    with pytest.raises(NotATarget):  # nobody can say from outside which call it would be in
        run.jump(graph, done.state, token_at(done.state, "then").id, host, node="inner", reason="quay lại")
    back = run.jump(graph, begun.state, token_at(begun.state, "inner").id, host, node="inner", reason="làm lại")
    assert standing(back) == standing(begun)


def test_a_published_process_is_asked_for_and_reports_back() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("callActivity", "call", calledElement="QT-02")
    drawing.boundary("b", "call", drawing.escalation(), interrupting=False)
    drawing.flow("b", drawing.user("told"))
    drawing.path("s", "call", drawing.user("then"))
    graph, host = drawing.graph(), FakeHost()
    begun = run.start(graph, host, variables={"x": 1})
    (asked,) = [change for change in begun.changes if isinstance(change, CallRequested)]
    assert (asked.process, asked.variables) == ("QT-02", {"x": 1})
    assert standing(run.escalated(graph, begun.state, asked.token.id, host, code="E")) == [
        ("call", "calling"), ("told", "waiting"),
    ]  # fmt: skip
    done = run.called_done(graph, begun.state, asked.token.id, host, data={"y": 2})
    assert standing(done) == [("then", "waiting")]
    assert done.state.variables == {"x": 1, "y": 2}
    assert run.throw(graph, begun.state, asked.token.id, host, code="A").state.ending == "failed"
    failed = run.called_failed(graph, begun.state, asked.token.id, host, code="c", message_vi="v", message_en="e")
    again = run.retry(graph, failed.state, asked.token.id, host)
    assert [change.process for change in again.changes if isinstance(change, CallRequested)] == ["QT-02"]


def test_a_task_of_the_file_is_done_at_its_call() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.roots.append('<b:globalUserTask id="G" name="Gọi"/>')
    drawing.add("callActivity", "call", calledElement="G")
    drawing.path("s", "call", drawing.end())
    graph, host = drawing.graph(), FakeHost()
    result = run.start(graph, host)
    assert standing(result) == [("call", "waiting")]
    assert is_finished(complete(graph, result, "call", host))
