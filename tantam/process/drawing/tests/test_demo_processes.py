"""The demo's diagrams themselves: complete in both languages, drawn in full, only what the engine runs."""

from xml.etree import ElementTree

import pytest

from tantam.process.drawing.tests.world import DEMOS, FOLDER, demo
from tantam.process.engine.diagram import Diagram, Flow, Lane, Node, Pool, Process
from tantam.process.engine.kinds import TASKS

KINDS = TASKS - {"task", "manualTask", "scriptTask", "callActivity"} | {
    "startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent", "subProcess",
    "exclusiveGateway", "parallelGateway", "eventBasedGateway",
}  # fmt: skip
ACTIONS = {
    "cases.acknowledge": ["closed", "closed_en"],
    "cases.apply_classification": [], "cases.assign": ["mode"], "cases.send_script": [],
    "cases.close": [], "cases.escalate": [], "cases.notify": [], "cases.start_process": ["process"],
    "surveys.send": ["survey"],
}  # fmt: skip
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


def unconditional(diagram: Diagram) -> list[str]:
    """Branches of an exclusive gateway with neither a condition nor the default mark."""
    return [
        flow
        for node in diagram.nodes
        if node.kind == "exclusiveGateway" and len(node.outgoing) > 1
        for flow in node.outgoing
        if diagram.flows_by_id[flow].condition is None and flow != node.default
    ]


@pytest.mark.parametrize("name", DEMOS)
def test_the_reader_finds_nothing_wrong(name: str):
    assert demo(name).problems == ()
    assert demo(name).processes[0].care.key == name[:5].upper()
    assert [key for key, _ in demo(name).processes[0].care.stage_labels] == [
        "intake", "classification", "handling", "follow_up", "feedback",
    ]  # fmt: skip


@pytest.mark.parametrize("name", DEMOS)
def test_every_name_script_guide_item_and_field_is_there_in_english_too(name: str):
    diagram = demo(name)
    named: list[Node | Flow | Lane | Pool | Process] = [*diagram.nodes, *diagram.flows, *diagram.lanes]
    named += [*diagram.pools, *diagram.processes]
    assert [thing.id for thing in named if thing.name and not thing.labels.in_language("en")] == []
    texts = [text for node in diagram.nodes for text in (node.care.scripts, node.care.guide) if text]
    texts += [item.texts for node in diagram.nodes for item in node.care.checklist]
    texts += [entry.labels for node in diagram.nodes for entry in node.care.form]
    assert len(texts) > 15
    assert [text for text in texts if [language for language, _ in text.pairs] != ["vi", "en"]] == []


@pytest.mark.parametrize("name", DEMOS)
def test_everything_is_drawn_and_stands_in_a_lane_with_a_role(name: str):
    diagram = demo(name)
    assert {node.id for node in diagram.nodes} <= {shape.element for shape in diagram.shapes}
    assert {flow.id for flow in diagram.flows} == {edge.element for edge in diagram.edges}
    assert [node.id for node in diagram.nodes if not node.lane] == []
    assert [lane.id for lane in diagram.lanes if lane.role is None] == []


@pytest.mark.parametrize("name", DEMOS)
def test_only_elements_and_actions_of_the_first_set_are_used(name: str):
    diagram = demo(name)
    assert {node.kind for node in diagram.nodes} <= KINDS
    for node in diagram.nodes:
        assert {event.kind for event in node.events} <= {"timer", "message", "terminate"}
        if node.kind in ("serviceTask", "sendTask"):
            assert node.care.action is not None, node.id
            assert [key for key, _ in node.care.action.settings] == ACTIONS[node.care.action.name]
        if node.kind == "userTask":
            assert node.care.done in ("reply", "button", "approval")
            assert node.care.times is not None, node.id


def test_only_the_draft_has_a_branch_without_a_condition_and_only_one():
    assert {name: unconditional(demo(name)) for name in DEMOS} == {
        "qt-01-v2": [],
        "qt-01-v3": [],
        "qt-02": [],
        "qt-03": [],
        "qt-04": ["du_dieu_kien__giai_thich"],
    }


def test_the_third_version_of_the_general_process_only_adds_the_promise():
    old, new = ({node.id for node in demo(name).nodes} for name in ("qt-01-v2", "qt-01-v3"))
    assert old <= new
    assert new - old == {"da_ro_cau_tra_loi", "hen_tra_loi", "tre_hen", "bao_truong_ca", "da_bao_truong_ca"}


@pytest.mark.parametrize("name", ["qt-01-v2", "qt-01-v3"])
def test_the_classification_is_a_first_hit_table_with_five_outputs(name: str):
    decision = demo(name).node("phan_loai_bang").care.decision
    assert decision is not None
    assert decision.result == "phan_loai"
    root = ElementTree.fromstring(decision.xml)  # noqa: S314 (our own file)
    table = next(root.iter(DMN + "decisionTable"))
    assert table.attrib["hitPolicy"] == "FIRST"
    assert [output.attrib["name"] for output in table.iter(DMN + "output")] == [
        "loai",
        "khan",
        "to",
        "quy_trinh",
        "han_phut",
    ]
    rules = list(table.iter(DMN + "rule"))
    kinds = [next(rule.iter(DMN + "outputEntry"))[0].text for rule in rules]
    expected = ("safety", "complaint", "warranty", "return", "delivery", "advice", "advice", "question")
    assert kinds == [f'"{kind}"' for kind in expected]
    assert next(rules[0].iter(DMN + "inputEntry"))[0].text == (
        'mentions(?, ["cháy", "khói", "chập", "nổ", "mất phanh", "tai nạn"])'
    )


def test_the_quote_step_stops_its_clock_while_the_customer_thinks():
    step = demo("qt-03").node("bao_gia")
    assert step.name == "Báo giá và chờ khách duyệt"
    assert step.care.times is not None
    assert (step.care.times.response, step.care.times.pauses) == (1800, "customer")


def test_the_folder_holds_these_files_and_no_other():
    assert sorted(path.stem for path in FOLDER.glob("*.bpmn")) == sorted(DEMOS)
