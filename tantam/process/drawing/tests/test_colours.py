import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tantam.process.drawing import Mark, draw, draw_for_print, draw_thumbnail
from tantam.process.drawing.colours import COLOURS, colour_of
from tantam.process.drawing.tests.world import edge, shape, small
from tantam.process.engine.comparing import compare
from tantam.process.engine.diagram import Diagram

ROOT = Path(__file__).resolve().parents[4]
BODY = '<userTask id="a" name="Một"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/><userTask id="b" name="Hai"/>'
SAID = 'xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" color:'


def coloured(name: str = ""):
    fill, stroke = COLOURS.get(name, ("", ""))
    step, flow = shape("a", 0, 0), edge("f", (120, 40), (300, 40))
    if name:
        said = f'<di:BPMNShape {SAID}background-color="{fill}" color:border-color="{stroke}"'
        step = step.replace("<di:BPMNShape", said)
        flow = flow.replace("<di:BPMNEdge", f'<di:BPMNEdge {SAID}border-color="{stroke}"')
    return small(BODY, shapes=step + shape("b", 300, 0) + flow)


def classes(svg: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group in ElementTree.fromstring(svg).iter():  # noqa: S314 (our own text)
        name = group.attrib.get("data-node") or group.attrib.get("data-flow")
        if name:
            inner = " ".join(one.attrib.get("class", "") for one in group.iter()).split()
            found[name] = [one for one in inner if one.startswith("dg-own-")]
    return found


@pytest.mark.parametrize("name", COLOURS)
def test_a_coloured_step_and_arrow_are_so_in_the_picture_and_their_neighbours_are_not(name: str):
    own = [f"dg-own-{name}"]
    assert classes(draw(coloured(name), language="vi")) == {"a": own, "b": [], "f": own}
    assert draw_thumbnail(coloured(name), language="vi").count(own[0]) == 1


@pytest.mark.parametrize("mark", [Mark(heat=0.1), Mark(state="done"), Mark(state="changed"), Mark(verdict="worse")])
def test_where_marks_paint_no_colour_of_the_drawing_can_be_taken_for_theirs(mark: Mark):
    assert classes(draw(coloured("red"), language="vi", marks={"b": mark})) == {"a": [], "b": [], "f": []}


def _in_lanes() -> Diagram:
    ground, line = COLOURS["blue"]
    said = f'<di:BPMNShape {SAID}background-color="{ground}" color:border-color="{line}"'
    body = (
        '<laneSet id="ls"><lane id="l1" name="Tổ Hỗ trợ"><flowNodeRef>a</flowNodeRef></lane>'
        f'<lane id="l2" name="Xưởng"><flowNodeRef>b</flowNodeRef></lane></laneSet>{BODY}'
    )
    lane = shape("l1", 0, 0, 600, 120).replace("<di:BPMNShape", said)
    rest = shape("l2", 0, 120, 600, 120) + shape("a", 60, 20) + shape("b", 300, 140)
    return small(body, shapes=lane + rest + edge("f", (180, 60), (300, 160)))


def test_a_coloured_lane_is_so_in_the_picture_and_on_paper_and_its_steps_are_not():
    drawn = draw(_in_lanes(), language="vi")
    assert re.findall(r'<g class="(dg-frame[^"]*)"', drawn) == ["dg-frame dg-own-blue", "dg-frame"]
    assert classes(drawn) == {"a": [], "b": [], "f": []}
    assert ".dg-own-blue rect.dg-lane{fill:#dbeafe;" in draw_for_print(_in_lanes(), language="vi")
    heated = draw(_in_lanes(), language="vi", marks={"a": Mark(heat=0.5)})
    assert "dg-own" not in heated


def test_numbers_on_a_step_leave_its_colour():
    assert classes(draw(coloured("red"), language="vi", marks={"a": Mark(count=3)}))["a"] == ["dg-own-red"]


def test_on_paper_a_colour_is_said_plainly_and_only_where_there_is_one():
    fill, stroke = COLOURS["green"]
    printed = draw_for_print(coloured("green"), language="vi")
    assert f".dg-own-green .dg-shape{{fill:{fill};stroke:{stroke}}}" in printed
    assert "dg-own-" not in draw_for_print(coloured(), language="vi")


@pytest.mark.parametrize(
    ("fill", "stroke", "name"),
    [
        ("#BBDEFB", "#0D4372", "blue"),
        ("#ffe0b2", "#6b3c00", "orange"),
        ("#c8e6c9", "#205022", "green"),
        ("#ffcdd2", "#831311", "red"),
        ("#e1bee7", "#5b176d", "purple"),
        ("#ccc", "", "grey"),
        ("", "#f00", "red"),
        ("#fff", "#000", ""),
        ("#ffffff", "#0000ff", ""),
        ("", "#000000", ""),
        ("papayawhip", "", ""),
        ("", "", ""),
    ],
)
def test_what_another_tool_chose_becomes_the_nearest_of_ours_and_black_on_white_none(fill: str, stroke: str, name: str):
    assert colour_of(fill, stroke) == name


def test_the_studio_and_the_style_sheet_have_the_same_colours():
    sheet = (ROOT / "tantam/process/drawing/diagram.css").read_text(encoding="utf-8")
    for name, (fill, stroke) in COLOURS.items():
        found = re.search(
            rf"\.dg-own-{name} {{ --dg-fill: light-dark\((\S+), (\S+)\); --dg-edge: light-dark\((\S+), (\S+)\)", sheet
        )
        assert found, name
        assert (found[1], found[3]) == (fill, stroke)
        script = ROOT / "frontend/src/studio/colours.js"
        if script.exists():
            line = f'fill: "{fill}", stroke: "{stroke}", dark: {{ fill: "{found[2]}", stroke: "{found[4]}" }}'
            assert f'key: "{name}"' in script.read_text(encoding="utf-8")
            assert line in script.read_text(encoding="utf-8")


def test_a_changed_colour_is_no_change_of_the_process():
    assert list(compare(coloured(), coloured("red"), language="vi")) == []
