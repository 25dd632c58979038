"""Reading BPMN: what a diagram holds, and what a hostile file gets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Bounds, Goal, Point, Role
from tantam.process.engine.problem import Unreadable
from tantam.process.engine.xml import Limits

CORPORA = Path(os.environ.get("TANTAM_CORPORA", Path(__file__).parents[4].parent / "shared" / "corpora"))

CARE = (Path(__file__).parent / "care.bpmn").read_bytes()


def test_reads_a_step_with_everything_of_ours() -> None:
    node = read(CARE).node("U")
    assert (node.kind, node.name, node.label("en"), node.label("vi")) == (
        "userTask",
        "Xác nhận",
        "Confirm receipt",
        "Xác nhận",
    )
    assert (node.incoming, node.outgoing, node.default, node.lane, node.parent) == (("f1",), ("f2",), "f2", "L", "Pr")
    assert node.care.scripts.pairs == (("vi", "Dạ {kh} ạ"), ("en", "Hello {kh}"))
    assert node.care.guide.in_language("vi") == "Đọc kỹ"
    assert node.care.times is not None
    assert (node.care.times.response, node.care.times.resolution, node.care.times.pauses) == (600, 5400, "customer")
    assert [(item.key, item.texts.pairs) for item in node.care.checklist] == [
        ("k1", (("vi", "Hỏi tên"), ("en", "Ask name")))
    ]
    (entry,) = node.care.form
    assert (entry.key, entry.kind, entry.is_required, entry.options) == ("loai", "choice", True, ("a", "b"))
    assert (node.care.done, node.care.stage) == ("reply", "intake")


def test_reads_events_messages_actions_lanes_and_the_process() -> None:
    diagram = read(CARE)
    boundary = diagram.node("B")
    assert (boundary.attached_to, boundary.is_interrupting) == ("U", False)
    (timer,) = boundary.events
    assert timer.expression is not None
    assert (timer.kind, timer.timer, timer.expression.text, timer.time, timer.between) == (
        "timer",
        "timeDuration",
        "PT2H",
        "business",
        "08:00-20:00",
    )
    action = diagram.node("V").care.action
    assert action is not None
    assert (action.name, action.settings) == ("cases.assign", (("mode", "least_loaded"),))
    assert diagram.node("R").message == "customer.message"
    assert diagram.node("R").lane == "L"  # through the sub-process it stands in
    assert diagram.lanes[0].role == Role(kind="team", ref="ho-tro")
    (process,) = diagram.processes
    assert process.care.stage_labels[0][1].in_language("vi") == "Tiếp nhận"
    assert (process.care.key, process.care.touchpoints, process.care.segments, process.care.unmatched) == (
        "QT-01",
        ("email",),
        ("vip",),
        "reopen",
    )
    assert process.care.goals == (Goal(metric="frt", target="PT30M", share="0.9"),)
    condition = diagram.flows_by_id["f2"].condition
    assert condition is not None
    assert condition.text == 'urgency = "high"'
    assert diagram.pools[0].process == "Pr"
    assert diagram.problems == ()


def test_reads_where_things_are_drawn() -> None:
    diagram = read(CARE)
    (shape,) = diagram.shapes
    assert (shape.element, shape.bounds, shape.label) == ("U", Bounds(1, 2, 100, 80), Bounds(3, 4, 5, 6))
    assert (shape.fill, shape.stroke, shape.plane) == ("#fff", "#000", "Co")
    assert diagram.edges[0].waypoints == (Point(1, 2), Point(3.5, 4))
    assert diagram.artifacts[0].text == "ghi chú"


def test_what_has_no_id_gets_one_that_does_not_depend_on_line_breaks_and_is_no_others() -> None:
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process><startEvent/><task id="task_3"/>'
        '<task/><task name="x"/></process></definitions>'
    )
    nodes = [node.id for node in read(text.encode()).nodes]
    assert nodes == [node.id for node in read(text.replace("><", ">\n<").encode()).nodes]
    assert len(set(nodes)) == 4


def test_line_numbers_are_those_of_the_file() -> None:
    lines = CARE.decode().splitlines()
    diagram = read(CARE)
    for node in diagram.nodes:
        assert f'id="{node.id}"' in lines[node.line - 1]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">&b;</definitions>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><definitions/>"""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "file_has_doctype"),
        (EXTERNAL, "file_has_doctype"),
        (b"", "file_empty"),
        (b"  \n ", "file_empty"),
        (b"PK\x03\x04 not xml at all", "file_not_xml"),
        (b"\x00\x01\x02", "file_not_xml"),
        (CARE[:2000], "file_not_xml"),
        (b"<definitions>&undefined;</definitions>", "file_not_xml"),
        (b'<?xml version="1.0" encoding="klingon"?><definitions/>', "file_not_xml"),
        (b'<?xml version="1.0" encoding="utf-7"?><definitions/>', "file_not_xml"),
        (b"<definitions/>", "file_not_bpmn"),
        (b"<html><body/></html>", "file_not_bpmn"),
        (b"<a>" * 5000 + b"</a>" * 5000, "file_too_deep"),
        (b"<a>" + b"<b/>" * 400_001 + b"</a>", "file_too_many_elements"),
        (b"<a>" + b" " * 50_000_000 + b"</a>", "file_too_large"),
    ],
)
def test_a_broken_or_hostile_file_is_refused_with_a_reason_in_both_languages(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.problem.code == code
    assert caught.value.problem.message_vi
    assert caught.value.problem.message_en


def test_a_broken_file_names_the_line() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"<a>\n<b>\n</c>\n</a>")
    assert caught.value.problem.line == 3


def test_the_limit_of_size_can_be_set() -> None:
    with pytest.raises(Unreadable) as caught:
        read(CARE, limits=Limits(size=100))
    assert caught.value.problem.code == "file_too_large"


def test_a_duplicate_id_is_a_finding_with_its_line() -> None:
    data = CARE.replace(b'id="V"', b'id="U"')
    (finding,) = read(data).problems
    assert (finding.code, finding.element_id, finding.severity) == ("duplicate_id", "U", "error")
    assert 'serviceTask id="U"' in data.decode().splitlines()[finding.line - 1]


def test_absurd_coordinates_are_a_warning_not_a_crash() -> None:
    for wrong in (b'x="nan"', b'x="1e300"', b'x="abc"', b'x=""'):
        data = CARE.replace(b'Bounds x="1"', b"Bounds " + wrong)
        assert [finding.code for finding in read(data).problems] == ["bad_layout"]


@pytest.mark.parametrize("folder", ["betsy", "miwg"])
def test_every_file_of_the_public_sets_is_read(folder: str) -> None:
    files = sorted((CORPORA / folder).rglob("*.bpmn"))
    if not files:
        pytest.skip(f"no corpus at {CORPORA / folder}")
    for path in files:
        data = path.read_bytes()
        diagram = read(data)
        assert diagram.processes, path.name
        assert len(diagram.shapes) == data.count(b"<bpmndi:BPMNShape "), path.name
        assert len(diagram.edges) == data.count(b"<bpmndi:BPMNEdge "), path.name
        assert [finding.code for finding in diagram.problems] == [], path.name
