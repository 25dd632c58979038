"""What the rest of BPMN's elements must say to run: the code, on the element, in both languages."""

from __future__ import annotations

import pytest

from tantam.process.engine.check import check
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, instances, loop, when

CANCEL = "<b:cancelEventDefinition/>"
LINK = '<b:linkEventDefinition name="L"/>'
Found = list[tuple[str, str]]


def found_in(drawing: Drawing, *, severity: str = "error", processes: set[str] | None = None) -> Found:
    problems = [one for one in check(drawing.diagram(), processes=processes) if one.severity == severity]
    assert all(one.message_vi != one.message_en and "{" not in one.message_vi for one in problems)
    return sorted((one.code, one.element_id) for one in problems)


def simple() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.path("s", "u", drawing.end())
    return drawing


def with_marker(marker: str) -> Drawing:
    drawing = simple()
    drawing.flow("u", drawing.add("userTask", "x", inner=marker))
    return drawing


@pytest.mark.parametrize(
    ("marker", "code"),
    [
        (loop(), "loop_without_end"),
        (loop("true").replace("testBefore", 'loopMaximum="-1" testBefore'), "bad_maximum"),
        (loop("true").replace("testBefore", 'loopMaximum="0" testBefore'), "bad_maximum"),
        (loop("true").replace("testBefore", 'loopMaximum="many" testBefore'), "bad_maximum"),
        (loop("1 +"), "bad_expression"),
        (instances(), "instances_without_number"),
        (instances("-1"), "bad_number"),
        (instances("2.5"), "bad_number"),
        (instances("10001"), "bad_number"),
        (instances("2", done="1 +"), "bad_expression"),
        (instances("2", behavior="Some"), "bad_behavior"),
        (instances("2", behavior="Complex", more="<b:complexBehaviorDefinition/>"), "behavior_without_condition"),
    ],
)
def test_loops_say_how_often(marker: str, code: str) -> None:
    assert found_in(with_marker(marker)) == [(code, "x")]


@pytest.mark.parametrize("name", ["startQuantity", "completionQuantity"])
@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", "1001", ""])
def test_quantities_of_tokens_are_whole_numbers_from_one(name: str, text: str) -> None:
    drawing = simple()
    drawing.flow("u", drawing.user("x", **{name: text}))
    assert found_in(drawing) == [("bad_quantity", "x")]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<b:signalEventDefinition/>", "signal_empty"),
        ("<b:conditionalEventDefinition/>", "condition_empty"),
        (when("1 +"), "bad_expression"),
    ],
)
def test_what_is_awaited_is_named(inner: str, code: str) -> None:
    drawing = simple()
    drawing.flow("u", drawing.catch("x", inner))
    assert found_in(drawing) == [(code, "x")]


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_what_is_thrown_has_a_code(kind: str) -> None:
    drawing = simple()
    drawing.flow("u", drawing.end("x", event=f"<b:{kind}EventDefinition/>"))
    assert found_in(drawing) == [("code_empty", "x")]


def test_errors_interrupt() -> None:
    drawing = simple()
    drawing.boundary("b", "u", drawing.error("A"), interrupting=False)
    with drawing.handling("h", drawing.error("B"), interrupting=False) as start:
        drawing.path(start, drawing.end("e2"))
    assert found_in(drawing) == [("error_beside", "b"), ("error_beside", "h_s")]


def test_cancelling_belongs_to_transactions() -> None:
    drawing = simple()
    drawing.flow("u", drawing.end("x", event=CANCEL))
    drawing.boundary("b", "u", CANCEL)
    assert found_in(drawing) == [("cancel_not_on_transaction", "b"), ("cancel_outside", "x")]
    drawing = simple()
    with drawing.inside("t", "transaction"):
        drawing.start("s1")
        drawing.path("s1", drawing.end("x", event=CANCEL))
    drawing.flow("u", "t")
    assert found_in(drawing) == []
    assert ("cancel_uncaught", "x") in found_in(drawing, severity="warning")


def test_compensation_is_tied_to_an_activity_out_of_the_flow() -> None:
    drawing = simple()
    drawing.boundary("b", "u", COMPENSATE)
    assert found_in(drawing) == [("compensation_without_activity", "b")]
    drawing = simple()
    drawing.undone_by("u", "h")
    drawing.flow("h", "e")
    assert found_in(drawing) == [("compensation_in_flow", "h")]
    drawing = simple()
    drawing.flow("u", drawing.end("x", event='<b:compensateEventDefinition activityRef="nobody"/>'))
    assert found_in(drawing) == [("compensation_unknown", "x")]
    drawing = simple()
    drawing.user("h", isForCompensation="true")
    assert found_in(drawing) == [("unreachable", "h")]
    drawing = simple()
    with drawing.handling("h", COMPENSATE) as start:
        drawing.path(start, drawing.end("e2"))
    assert found_in(drawing) == [("compensation_of_process", "h_s")]


def test_links_lead_somewhere_and_only_there() -> None:
    drawing = simple()
    drawing.flow("u", drawing.add("intermediateThrowEvent", "x", inner=LINK))
    assert found_in(drawing) == [("link_without_target", "x")]
    for name in ("c1", "c2"):
        drawing.catch(name, LINK)
        drawing.flow(name, "e")
    assert found_in(drawing) == [("link_with_several_targets", "x")]
    drawing = simple()
    drawing.flow("u", drawing.add("intermediateThrowEvent", "x", inner=LINK))
    drawing.catch("c", LINK)
    drawing.path("x", "c", "e")
    assert found_in(drawing) == [("link_in_flow", "c"), ("link_in_flow", "x")]
    drawing = simple()
    drawing.flow("u", drawing.add("intermediateThrowEvent", "x", inner=LINK + drawing.signal("a")))
    assert ("link_among_others", "x") in found_in(drawing)


def test_event_sub_processes_have_one_start_with_an_event_and_stand_alone() -> None:
    drawing = simple()
    with drawing.inside("h", triggeredByEvent="true"):
        drawing.start("s1")
        drawing.path("s1", drawing.end("e1"))
    assert found_in(drawing) == [("handler_start", "h")]
    drawing = simple()
    with drawing.handling("h", drawing.message("m")) as start:
        drawing.path(start, drawing.end("e1"))
    drawing.flow("u", "h")
    assert found_in(drawing) == [("handler_in_flow", "h")]
    drawing = simple()
    with drawing.handling("h", drawing.message("m"), interrupting=False) as start:
        drawing.path(start, drawing.end("e1"))
    assert found_in(drawing) == []


def test_an_ad_hoc_sub_process_has_activities_and_neither_start_nor_end() -> None:
    drawing = simple()
    with drawing.inside("p", "adHocSubProcess"):
        drawing.start("s1")
        drawing.path("s1", drawing.end("e1"))
    drawing.flow("u", "p")
    assert ("start_or_end_in_adhoc", "s1") in found_in(drawing)
    assert ("start_or_end_in_adhoc", "e1") in found_in(drawing)
    drawing = simple()
    with drawing.inside("p", "adHocSubProcess"):
        pass
    drawing.flow("u", "p")
    assert found_in(drawing) == [("empty_subprocess", "p")]


def test_calls_name_a_process_that_there_is_and_never_come_back() -> None:
    drawing = simple()
    drawing.flow("u", drawing.add("callActivity", "x"))
    assert found_in(drawing) == [("nothing_called", "x")]
    drawing = simple()
    drawing.flow("u", drawing.add("callActivity", "x", calledElement="QT-9"))
    assert found_in(drawing) == []
    assert found_in(drawing, processes={"QT-9"}) == []
    assert found_in(drawing, processes={"QT-8"}) == [("unknown_process", "x")]
    drawing = simple()
    drawing.flow("u", drawing.add("callActivity", "x", calledElement="Q"))
    with drawing.another_process("Q"):
        drawing.start("qs")
        drawing.path("qs", drawing.add("callActivity", "y", calledElement="P"), drawing.end("qe"))
    assert found_in(drawing) == [("call_in_circle", "x"), ("call_in_circle", "y")]
    drawing = simple()
    drawing.flow("u", drawing.add("callActivity", "x", calledElement="Q"))
    with drawing.another_process("Q"):
        drawing.start("qs", event=drawing.message("m"))
        drawing.path("qs", drawing.end("qe"))
    assert ("no_plain_start", "Q") in found_in(drawing)


def test_what_begins_a_process_by_itself_has_nothing_before_it() -> None:
    drawing = simple()
    drawing.add("receiveTask", "r", instantiate="true", messageRef=drawing.message_id("m"))
    drawing.flow("u", "r")
    assert found_in(drawing) == [("instantiating_with_incoming", "r")]
    drawing = simple()
    drawing.gateway("g", "eventBased", eventGatewayType="Parallel")
    drawing.flow("u", "g")
    for name in ("a", "b"):
        drawing.catch(name, drawing.message(name))
        drawing.path("g", name, "e")
    assert found_in(drawing) == [("parallel_events_inside", "g")]


def test_nothing_of_it_compiles() -> None:
    with pytest.raises(NotRunnable):
        compile_graph(with_marker(loop()).diagram())


def test_a_key_where_no_message_is_awaited_is_said() -> None:
    drawing = Drawing()
    drawing.start()
    key = '<t:correlation key="ma_don"/>'
    drawing.path(
        "s", drawing.user("work", extension=key), drawing.catch("wait", drawing.message("giao"), extension=key)
    )
    drawing.add("receiveTask", "take", messageRef=drawing.message_id("giao"), extension=key)
    drawing.path("wait", "take", drawing.end())
    found = [one for one in check(drawing.diagram()) if one.code == "correlation_ignored"]
    assert [(one.element_id, one.severity) for one in found] == [("work", "warning")]
