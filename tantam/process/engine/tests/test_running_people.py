"""What people and failing actions do: deviations, incidents, cancelling; long loops."""

from __future__ import annotations

import time

import pytest

from tantam.process.engine import run
from tantam.process.engine.changes import (
    ActionRequested,
    DecisionMade,
    Deviation,
    InstanceFinished,
    ScopeClosed,
    TokenLeft,
)
from tantam.process.engine.moving import Budget
from tantam.process.engine.state import AlreadyEnded, NotATarget, State, TokenGone, WrongState
from tantam.process.engine.tests.drawing import Drawing, FakeHost, after
from tantam.process.engine.tests.following import complete, incidents, is_finished, standing, token_at, visited, waits


def served() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add(
        "serviceTask",
        "v",
        extension='<t:action name="cases.assign"><t:setting name="mode" value="least_loaded"/></t:action>',
    )
    drawing.boundary("bt", "v", after("PT1H"), interrupting=False)
    drawing.user("u")
    drawing.path("s", "v", "u", drawing.end())
    drawing.path("bt", drawing.end("e2"))
    return drawing


def test_a_service_task_asks_for_its_action_and_waits_for_the_report() -> None:
    graph, host = served().graph(), FakeHost()
    result = run.start(graph, host)
    (request,) = [change for change in result.changes if isinstance(change, ActionRequested)]
    assert (request.name, request.settings) == ("cases.assign", (("mode", "least_loaded"),))
    done = run.action_done(graph, result.state, request.token.id, host, data={"assignee": 7})
    assert standing(done) == [("u", "waiting")]
    assert done.state.variables == {"assignee": 7}
    with pytest.raises(TokenGone):
        run.action_done(graph, done.state, request.token.id, host)


def test_a_failed_action_is_an_incident_that_is_tried_again_or_skipped() -> None:
    graph, host = served().graph(), FakeHost()
    begun = run.start(graph, host)
    token = token_at(begun.state, "v")
    failed = run.action_failed(
        graph, begun.state, token.id, host, code="smtp", message_vi="không gửi được", message_en="not sent"
    )
    assert incidents(failed) == [("v", "smtp")]
    assert waits(failed) == ["bt"]  # its clock goes on
    with pytest.raises(WrongState):
        run.action_done(graph, failed.state, token.id, host)
    again = run.retry(graph, failed.state, token.id, host)
    assert [type(change) for change in again.changes] == [ActionRequested]
    assert standing(run.action_done(graph, again.state, token.id, host)) == [("u", "waiting")]
    skipped = run.skip(graph, failed.state, token.id, host, reason="đã gọi điện")
    assert standing(skipped) == [("u", "waiting")]
    (deviation,) = [change for change in skipped.changes if isinstance(change, Deviation)]
    assert (deviation.token.node, deviation.target, deviation.reason) == ("v", "", "đã gọi điện")
    with pytest.raises(WrongState):
        run.retry(graph, begun.state, token.id, host)


def test_a_decision_table_sets_a_variable_that_the_next_condition_sees() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("businessRuleTask", "d", extension=f'<t:decision result="loai">{TABLE}</t:decision>')
    drawing.gateway("g", default="g-b")
    drawing.path("s", "d", "g")
    drawing.end("a")
    drawing.end("b")
    drawing.flow("g", "a", condition='loai = "gấp"')
    drawing.flow("g", "b")
    graph = drawing.graph()
    result = run.start(graph, FakeHost({"tien": 900}))
    (made,) = [change for change in result.changes if isinstance(change, DecisionMade)]
    assert (made.node, made.variable, made.value, made.rules) == ("d", "loai", "gấp", (1,))
    assert result.state.variables == {"loai": "gấp"}
    assert visited(result) == ["s", "d", "g", "a"]
    assert visited(run.start(graph, FakeHost({"tien": 1}))) == ["s", "d", "g", "b"]


TABLE = (
    "<![CDATA[<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='x' name='x' namespace='x'>"
    "<decision id='loai' name='loai'><variable name='loai'/><decisionTable id='t' hitPolicy='FIRST'>"
    "<input id='i'><inputExpression typeRef='number'><text>tien</text></inputExpression></input>"
    "<output id='o' name='loai' typeRef='string'/>"
    "<rule id='r1'><inputEntry><text>&gt; 500</text></inputEntry><outputEntry><text>\"gấp\"</text></outputEntry></rule>"
    "<rule id='r2'><inputEntry><text>-</text></inputEntry><outputEntry><text>\"thường\"</text></outputEntry></rule>"
    "</decisionTable></decision></definitions>]]>"
)


def stages() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    with drawing.inside("sub"):
        drawing.start("s1")
        drawing.gateway("f", "parallel")
        drawing.user("b")
        drawing.user("c")
        drawing.gateway("j", "parallel")
        drawing.path("s1", "f", "b", "j", drawing.end("e1"))
        drawing.path("f", "c", "j")
    drawing.boundary("bt", "sub", after("PT1H"))
    drawing.user("d")
    drawing.path("s", "a", "sub", "d", drawing.end())
    drawing.path("bt", drawing.end("e2"))
    return drawing


def test_a_person_can_jump_forward_and_back_with_a_reason() -> None:
    graph, host = stages().graph(), FakeHost()
    result = run.start(graph, host)
    token = token_at(result.state, "a")
    result = run.jump(graph, result.state, token.id, host, node="d", reason="khách gấp")
    assert standing(result) == [("d", "waiting")]
    deviation, left = result.changes[:2]
    assert isinstance(deviation, Deviation)
    assert (deviation.token.node, deviation.target, deviation.reason) == ("a", "d", "khách gấp")
    assert isinstance(left, TokenLeft)
    assert left.outcome == "jumped"
    with pytest.raises(TokenGone):
        run.jump(graph, result.state, token.id, host, node="d", reason="lại")
    result = run.jump(graph, result.state, token_at(result.state, "d").id, host, node="a", reason="làm lại")
    assert standing(result) == [("a", "waiting")]


def test_a_jump_into_a_sub_process_opens_it_with_its_boundary_events() -> None:
    graph, host = stages().graph(), FakeHost()
    result = run.start(graph, host)
    result = run.jump(graph, result.state, token_at(result.state, "a").id, host, node="c", reason="x")
    assert standing(result) == [("c", "waiting"), ("sub", "inside")]
    assert waits(result) == ["bt"]


def test_a_jump_out_of_a_sub_process_ends_all_that_runs_in_it() -> None:
    graph, host = stages().graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "a", host)
    assert standing(result) == [("b", "waiting"), ("c", "waiting"), ("sub", "inside")]
    result = run.jump(graph, result.state, token_at(result.state, "b").id, host, node="d", reason="x")
    assert standing(result) == [("d", "waiting")]
    assert [(c.scope.node, c.outcome) for c in result.changes if isinstance(c, ScopeClosed)] == [("sub", "jumped")]
    assert is_finished(complete(graph, result, "d", host))


def test_a_jump_inside_a_sub_process_stays_in_its_scope() -> None:
    graph, host = stages().graph(), FakeHost()
    begun = complete(graph, run.start(graph, host), "a", host)
    result = run.jump(graph, begun.state, token_at(begun.state, "b").id, host, node="e1", reason="x")
    assert standing(result) == [("c", "waiting"), ("sub", "inside")]
    assert begun.state.scopes == result.state.scopes


@pytest.mark.parametrize("target", ["s", "bt", "j", "unknown"])
def test_some_nodes_are_no_targets(target: str) -> None:
    graph, host = stages().graph(), FakeHost()
    result = run.start(graph, host)
    with pytest.raises(NotATarget):
        run.jump(graph, result.state, token_at(result.state, "a").id, host, node=target, reason="x")


def test_skipping_a_sub_process_goes_on_after_it() -> None:
    graph, host = stages().graph(), FakeHost()
    result = complete(graph, run.start(graph, host), "a", host)
    result = run.skip(graph, result.state, token_at(result.state, "sub").id, host, reason="x")
    assert standing(result) == [("d", "waiting")]
    assert waits(result) == []
    assert len(result.state.scopes) == 1


def test_a_join_cannot_be_skipped_but_left_by_a_jump() -> None:
    graph, host = stages().graph(), FakeHost()
    result = complete(graph, complete(graph, run.start(graph, host), "a", host), "b", host)
    joining = token_at(result.state, "j")
    with pytest.raises(WrongState):
        run.skip(graph, result.state, joining.id, host, reason="x")
    result = run.jump(graph, result.state, joining.id, host, node="e1", reason="x")
    assert standing(result) == [("c", "waiting"), ("sub", "inside")]


def test_a_cancelled_instance_holds_nothing_and_refuses_everything() -> None:
    graph, host = stages().graph(), FakeHost()
    begun = complete(graph, run.start(graph, host), "a", host)
    result = run.cancel(graph, begun.state, host)
    assert is_finished(result)
    assert result.changes[-1] == InstanceFinished("cancelled", host.now)
    assert sorted(c.token.node for c in result.changes if isinstance(c, TokenLeft)) == ["b", "c", "sub"]
    with pytest.raises(AlreadyEnded):
        run.cancel(graph, result.state, host)
    with pytest.raises(AlreadyEnded):
        run.message(graph, result.state, "m", host)
    with pytest.raises(AlreadyEnded):
        run.complete(graph, result.state, 1, host)


def looped() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.gateway("g", default="g-a")
    drawing.path("s", "a", "g")
    drawing.flow("g", "a")
    drawing.end()
    drawing.flow("g", "e", condition="vong >= 10000")
    return drawing


def test_ten_thousand_rounds_cost_the_same_each() -> None:
    graph, host = looped().graph(), FakeHost({"case": {"kind": "complaint"}})
    result = run.start(graph, host)

    def rounds(first: int, last: int) -> float:
        nonlocal result
        begun = time.process_time()
        for number in range(first, last):
            (token,) = result.state.tokens
            result = run.complete(graph, result.state, token, host, data={"vong": number})
        return time.process_time() - begun

    early = rounds(0, 2_000)
    rounds(2_000, 8_000)
    late = rounds(8_000, 10_000)
    assert len(result.state.tokens) == 1
    assert len(result.state.scopes) == 1
    assert late < early * 2 + 0.05
    (token,) = result.state.tokens
    assert is_finished(run.complete(graph, result.state, token, host, data={"vong": 10_000}))


def test_a_loop_without_any_wait_is_stopped_as_an_incident_without_recursion() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", default="g-t")
    drawing.add("task", "t")
    drawing.end()
    drawing.path("s", "g", "t", "g")
    drawing.flow("g", "e", condition="stop")
    graph, host = drawing.graph(), FakeHost({"stop": False})
    result = run.start(graph, host)
    ((node, code),) = incidents(result)
    assert code == "loop_without_wait"
    assert node in ("g", "t")
    assert len(visited(result)) == Budget().entries
    assert result.state.ending is None
    host.data["stop"] = True
    assert is_finished(run.retry(graph, result.state, token_at(result.state, node).id, host))


def test_a_loop_that_multiplies_tokens_is_stopped_while_they_are_still_few() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("m")
    drawing.gateway("f", "parallel")
    drawing.path("s", "m", "f", "m")
    drawing.flow("f", "m", name="again")
    drawing.path("f", drawing.end())
    result = run.start(drawing.graph(), FakeHost(), budget=Budget(entries=50_000, pending=100))
    assert len(result.state.tokens) <= 110
    assert {code for _, code in incidents(result)} == {"loop_without_wait"}


def test_the_rows_to_write_are_the_difference_to_what_is_stored() -> None:
    graph, host = served().graph(), FakeHost()
    begun = run.start(graph, host)
    rows = begun.rows(State())
    assert [token.node for token in rows.inserted] == ["v", "bt"]
    token = token_at(begun.state, "v")
    failed = run.action_failed(graph, begun.state, token.id, host, code="x", message_vi="x", message_en="x")
    rows = failed.rows(begun.state)
    assert (rows.inserted, [row.state for row in rows.updated], rows.deleted) == ((), ["incident"], ())
    done = run.action_done(graph, begun.state, token.id, host).rows(begun.state)
    assert [row.node for row in done.inserted] == ["u"]
    assert sorted(done.deleted, key=str) == sorted(begun.state.tokens, key=str)


def test_an_instance_brought_in_stands_where_it_is_put_with_its_waits() -> None:
    graph, host = stages().graph(), FakeHost()
    result = run.stand_at(graph, host, node="c", variables={"a": 1})
    assert standing(result) == [("c", "waiting"), ("sub", "inside")]
    assert waits(result) == ["bt"]
    assert result.state.variables == {"a": 1}
    with pytest.raises(NotATarget):
        run.stand_at(graph, host, node="j")
