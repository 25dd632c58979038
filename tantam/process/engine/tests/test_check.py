"""What a drawing that cannot run is told: the code, on the element, with the line, in both languages."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.formulas import Language
from tantam.process.engine.tests.drawing import Drawing, after, cycle
from tantam.process.engine.wording import WORDING

CORPORA = Path(os.environ.get("TANTAM_CORPORA", Path(__file__).parents[4].parent / "shared" / "corpora"))


def errors(drawing: Drawing) -> list[tuple[str, str]]:
    """(code, element) of the errors; every one stands on the line of its element."""
    lines = drawing.xml().decode().splitlines()
    found = check(drawing.diagram(), actions={"cases.note"})
    for finding in found:
        assert finding.message_vi != finding.message_en
        assert f'id="{finding.element_id}"' in lines[finding.line - 1], finding
    return [(finding.code, finding.element_id) for finding in found if finding.severity == "error"]


def warnings(drawing: Drawing) -> list[tuple[str, str]]:
    """(code, element) of the warnings."""
    return [(found.code, found.element_id) for found in check(drawing.diagram()) if found.severity == "warning"]


def simple() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    drawing.path("s", "u", drawing.end())
    return drawing


def test_a_sound_drawing_has_no_errors_and_warns_of_a_step_without_role() -> None:
    assert errors(simple()) == []
    assert warnings(simple()) == [("no_role", "u")]


def test_a_role_of_a_lane_around_is_enough() -> None:
    drawing = simple()
    drawing.lines.insert(
        0,
        '<b:laneSet><b:lane id="L"><b:extensionElements><t:role kind="head"/></b:extensionElements><b:childLaneSet>'
        '<b:lane id="L2"><b:flowNodeRef>u</b:flowNodeRef></b:lane></b:childLaneSet></b:lane></b:laneSet>',
    )
    assert warnings(drawing) == []


@pytest.mark.parametrize(
    ("kind", "inner", "name"),
    [
        ("scriptTask", "", "script task"),
        ("choreographyTask", "", "choreography task"),
        ("implicitThrowEvent", "", "implicit throw event"),
        ("intermediateCatchEvent", "<b:escalationEventDefinition/>", "escalation event"),
        ("intermediateCatchEvent", "<b:errorEventDefinition/>", "error event"),
        ("intermediateThrowEvent", "<b:timerEventDefinition/>", "timer event"),
        ("intermediateThrowEvent", "<b:terminateEventDefinition/>", "terminate event"),
        ("intermediateThrowEvent", "<b:cancelEventDefinition/>", "cancel event"),
    ],
)
def test_what_does_not_run_is_refused_by_name(kind: str, inner: str, name: str) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add(kind, "x", inner=inner)
    drawing.path("s", "x", drawing.end())
    (finding,) = [found for found in check(drawing.diagram()) if found.code == "unsupported"]
    assert finding.element_id == "x"
    assert finding.message_en == f"“x”: {name} does not run yet."
    with pytest.raises(NotRunnable) as caught:
        compile_graph(drawing.diagram())
    assert finding in caught.value.problems


def test_scripts_run_only_where_a_host_binds_them() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("scriptTask", "x", inner="<b:script>print</b:script>")
    drawing.path("s", "x", drawing.end())
    assert errors(drawing) == [("unsupported", "x")]
    assert not [
        found for found in check(drawing.diagram(), language=Language(runs_scripts=True)) if found.severity == "error"
    ]


Broken = dict[str, tuple[Drawing, list[tuple[str, str]]]]


def broken() -> Broken:
    """Name → (drawing, the errors it must give)."""
    return broken_flows() | broken_gateways() | broken_beginnings() | broken_events() | broken_steps()


def _case(found: Broken, name: str, *expected: tuple[str, str]) -> Drawing:
    drawing = simple()
    found[name] = (drawing, list(expected))
    return drawing


def broken_flows() -> Broken:
    """Flows that lead nowhere or where they must not."""
    found: Broken = {}
    case = partial(_case, found)
    case("a flow to nowhere", ("dangling_flow", "u-gone")).flow("u", "gone")
    case("a flow from nowhere", ("dangling_flow", "gone-u")).flow("gone", "u")
    case("a flow without ends", ("dangling_flow", "f")).add("sequenceFlow", "f")
    case("a flow out of an end", ("flow_out_of_end", "e-u")).flow("e", "u")
    case("a flow into a start", ("flow_into_start", "u-s")).flow("u", "s")

    drawing = case("a flow into a boundary event", ("flow_into_boundary", "u-b"))
    drawing.boundary("b", "u", after("PT1H"))
    drawing.flow("u", "b")

    drawing = case("a flow across a border", ("flow_crosses_border", "u-in"), ("unreachable", "in"))
    with drawing.inside("sub"):
        drawing.start("s1")
        drawing.path("s1", drawing.end("e1"))
        drawing.user("in")
    drawing.flow("u", "sub")
    drawing.flow("u", "in")
    found["a flow across a border"][1].remove(("unreachable", "in"))  # the flow does lead there

    case("an id used twice", ("duplicate_id", "u")).user("u")
    case("a step nothing leads to", ("unreachable", "x")).user("x")
    return found


def broken_gateways() -> Broken:
    """Gateways that cannot choose."""
    found: Broken = {}
    case = partial(_case, found)
    drawing = case("a branch without condition", ("branch_without_condition", "g-b"))
    drawing.gateway("g")
    drawing.flow("u", "g")
    drawing.flow("g", drawing.end("a"), condition="x = 1")
    drawing.flow("g", drawing.end("b"))

    drawing = case("a default that is not a way out", ("bad_default", "u2"))
    drawing.user("u2", default="s-u")
    drawing.flow("u", "u2")

    drawing = case("a gateway that leads nowhere", ("gateway_without_way_on", "g"))
    drawing.flow("u", drawing.gateway("g"))

    drawing = case(
        "an event gateway", ("event_gateway_needs_two", "g"), ("event_gateway_target", "g-x"),
        ("event_gateway_condition", "g-x"),
    )  # fmt: skip
    drawing.gateway("g", "eventBased")
    drawing.flow("u", "g")
    drawing.flow("g", drawing.user("x"), condition="true")

    drawing = case("a shared event", ("event_gateway_shared", "m"))
    drawing.gateway("g", "eventBased")
    drawing.catch("m", drawing.message("m"))
    drawing.catch("t", after("PT1H"))
    drawing.path("u", "g", "m")
    drawing.flow("g", "t")
    drawing.flow("u", "m")
    return found


def broken_beginnings() -> Broken:
    """Too many beginnings, or none."""
    found: Broken = {}
    case = partial(_case, found)
    case("two starts", ("several_starts", "s2")).path(found["two starts"][0].start("s2"), "u")

    drawing = case("an empty sub-process", ("empty_subprocess", "sub"))
    with drawing.inside("sub"):
        pass
    drawing.flow("u", "sub")

    drawing = case("a sub-process that begins by a message", ("start_in_subprocess", "s1"))
    with drawing.inside("sub"):
        drawing.start("s1", event=drawing.message("m"))
    drawing.flow("u", "sub")
    return found


def broken_events() -> Broken:
    """Events that do not know what they wait for."""
    found: Broken = {}
    case = partial(_case, found)
    for name, event, code in (
        ("a timer without time", "<b:timerEventDefinition/>", "timer_empty"),
        ("a wrong duration", after("P1X"), "bad_timer"),
        ("a repeating duration", after("R3/PT1H"), "bad_timer"),
        ("a cycle without time between", cycle("R3/PT0S"), "bad_cycle"),
        ("a cycle of no rounds", cycle("R0/PT1H"), "bad_cycle"),
        ("a wrong formula for a timer", after("1 +"), "bad_expression"),
        ("a message event without message", "<b:messageEventDefinition/>", "message_empty"),
        ("a catch event without event", "", "catch_without_event"),
    ):
        drawing = case(name, (code, "x"))
        drawing.flow("u", drawing.catch("x", event))

    drawing = case("a wrong window", ("bad_window", "x"))
    drawing.flow("u", drawing.catch("x", after("PT1H"), extension='<t:timer between="8-25"/>'))
    return found


def broken_steps() -> Broken:
    """Steps without what they need, and wrong conditions."""
    found: Broken = {}
    case = partial(_case, found)
    for kind, code in (
        ("receiveTask", "message_empty"),
        ("serviceTask", "no_action"),
        ("sendTask", "no_action"),
        ("businessRuleTask", "no_table"),
    ):
        drawing = case(f"a bare {kind}", (code, "x"))
        drawing.flow("u", drawing.add(kind, "x"))

    drawing = case("a boundary event on nothing", ("boundary_without_host", "b"), ("unreachable", "b"))
    drawing.boundary("b", "gone", after("PT1H"))

    for name, condition in (
        ("a wrong condition", "x >"),
        ("python in a condition", "lambda: 1"),
        ("another engine's condition", "${x}"),
    ):
        drawing = case(name, ("bad_expression", "u-z"))
        drawing.end("z")
        drawing.flow("u", "z", condition=condition)
    return found


@pytest.mark.parametrize("name", broken())
def test_each_mistake_is_named_on_its_element(name: str) -> None:
    drawing, expected = broken()[name]
    assert sorted(errors(drawing)) == sorted(expected)
    with pytest.raises(NotRunnable):
        compile_graph(drawing.diagram())


def test_an_action_the_catalogue_does_not_have_is_named_with_it() -> None:
    drawing = simple()
    drawing.flow("u", drawing.service("x", "cases.explode"))
    assert errors(drawing) == [("unknown_action", "x")]
    (finding,) = check(drawing.diagram(), actions=())[-1:]
    assert dict(finding.params) == {"name": "x", "action": "cases.explode"}
    assert [found.code for found in check(drawing.diagram(), actions=None)] == ["no_role"]


def test_a_process_without_start_or_a_file_without_process_cannot_run() -> None:
    drawing = Drawing()
    drawing.path(drawing.user("u"), drawing.end())
    assert ("no_start", "P") in warnings(drawing)
    assert errors(drawing) == []
    drawing.flow("e", "u")
    assert ("no_start", "P") in errors(drawing)
    empty = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
    assert [found.code for found in check(read(empty))] == ["no_process"]


def test_one_process_of_a_file_runs_the_marked_one() -> None:
    text = simple().xml().decode()
    other = '<b:process id="Q" isExecutable="%s"><b:scriptTask id="y"/></b:process></b:definitions>'
    drawn_only = text.replace("</b:definitions>", other % "false")
    assert [found.code for found in check(read(drawn_only.encode()))] == ["no_role"]
    both = text.replace("</b:definitions>", other % "true")
    assert [(found.code, found.element_id) for found in check(read(both.encode()))] == [("several_executable", "Q")]
    (marked,) = check(read(both.replace('<b:scriptTask id="y"/>', '<b:scriptTask id="y" name="Gọi"/>').encode()))
    assert marked.message_vi == "Chỉ một quy trình trong tệp được chạy; “Gọi” cũng được chọn để chạy."
    pool = '<b:collaboration id="C"><b:participant id="L" name="Kho" processRef="Q"/></b:collaboration></b:definitions>'
    (marked,) = check(read(both.replace("</b:definitions>", pool).encode()))
    assert (marked.element_id, dict(marked.params)["name"]) == ("L", "Kho")
    neither = drawn_only.replace('isExecutable="true"', "")
    found = check(read(neither.encode()))
    assert [one.code for one in found] == ["none_executable", "does_not_run", "does_not_run"]


def test_a_place_without_way_to_an_end_is_a_warning() -> None:
    drawing = simple()
    drawing.user("a")
    drawing.user("b")
    drawing.path("u", "a", "b", "a")
    assert [found for found in warnings(drawing) if found[0] == "no_way_to_end"] == [
        ("no_way_to_end", "a"),
        ("no_way_to_end", "b"),
    ]
    assert errors(drawing) == []


def test_a_condition_in_another_language_is_refused() -> None:
    drawing = simple()
    drawing.end("z")
    drawing.flow("u", "z", condition="x")
    xml = drawing.xml().replace(b"<b:conditionExpression>", b'<b:conditionExpression language="urn:groovy">')
    assert [found.code for found in check(read(xml)) if found.severity == "error"] == ["other_language"]


def test_a_large_drawing_is_checked_and_compiled_in_a_moment() -> None:
    drawing = Drawing()
    drawing.start()
    names = [drawing.user(f"u{index}") for index in range(5_000)]
    drawing.path("s", *names, drawing.end())
    assert errors_codes(drawing) == set()
    assert len(compile_graph(drawing.diagram()).nodes) == 5_002


def errors_codes(drawing: Drawing) -> set[str]:
    """The codes of the errors."""
    return {found.code for found in check(drawing.diagram()) if found.severity == "error"}


def test_deeply_nested_sub_processes_compile() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.lines.append("".join(f'<b:subProcess id="p{level}">' for level in range(90)))
    drawing.user("u")
    drawing.lines.append("</b:subProcess>" * 90)
    drawing.path("s", "p0", drawing.end())
    assert errors_codes(drawing) == set()


def test_every_sentence_exists_in_both_languages() -> None:
    for code, (vi, en) in WORDING.items():
        assert vi.endswith((".", "?", "}", ")")), code
        assert en.endswith((".", "?", "}", ")")), code
        assert vi != en


@pytest.mark.parametrize("folder", ["betsy", "miwg", "eventlogs"])
def test_every_file_of_the_public_sets_is_checked_without_an_exception(folder: str) -> None:
    files = sorted((CORPORA / folder).rglob("*.bpmn"))
    if not files:
        pytest.skip(f"no corpus at {CORPORA / folder}")
    for path in files:
        diagram = read(path.read_bytes())
        ids = {process.id for process in diagram.processes} | {node.id for node in diagram.nodes}
        ids |= {flow.id for flow in diagram.flows} | {pool.id for pool in diagram.pools} | {""}
        for finding in check(diagram):
            assert finding.element_id in ids, path.name


def test_of_several_processes_none_of_which_runs_each_is_named_on_its_pool() -> None:
    drawn = """<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D">
    <b:collaboration id="C"><b:participant id="pool_a" processRef="A"/></b:collaboration>
    <b:process id="A" name="Kho"><b:task id="a1" name="Nhặt"/><b:task id="a2" name="Gói"/><b:task id="a3" name="Dán"/>
      <b:task id="a4" name="Gửi"/></b:process>
    <b:process id="B"/></b:definitions>"""
    found = check(read(drawn.encode()))
    assert [(one.code, one.element_id, one.severity) for one in found] == [
        ("none_executable", "", "error"), ("does_not_run", "pool_a", "warning"), ("does_not_run", "B", "warning"),
    ]  # fmt: skip
    assert found[1].message_vi == ("Quy trình “Kho” (Nhặt, Gói, Dán…) chưa được chọn để chạy.")


def test_two_arrows_of_one_way_are_warned_of_on_the_later_one() -> None:
    drawing = simple()
    assert not [code for code, _element in warnings(drawing) if code == "doubled_flow"]
    drawing.flow("s", "u", name="again")
    assert ("doubled_flow", "again") in warnings(drawing)


def test_where_a_way_is_missing_it_is_said_once_for_all_that_stands_behind() -> None:
    drawing = simple()
    with drawing.inside("sub"):
        drawing.start("s1")
        drawing.path("s1", drawing.end("e1"))
    drawing.path(drawing.user("x"), "sub", "u")
    drawing.path(drawing.user("a"), drawing.user("b"), "a")  # a ring that nothing leads to
    drawing.path(drawing.user("alone"), "u")
    diagram = read(drawing.xml())
    found = {one.element_id: one for one in check(diagram) if one.code.startswith("unreachable")}
    assert {name: one.code for name, one in found.items()} == {
        "x": "unreachable_with_more", "a": "unreachable_with_next", "alone": "unreachable",
    }  # fmt: skip
    assert "3 phần tử nằm sau nó" in found["x"].message_vi
