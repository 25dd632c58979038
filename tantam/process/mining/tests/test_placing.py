"""A file without a drawing gets one: every element its place, nothing upon another, the file otherwise as it was."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from tantam.process.engine.bpmn import read
from tantam.process.mining.placing import placed

_FILE = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">{together}
<process id="p"><endEvent id="e"/><startEvent id="s"/><exclusiveGateway id="g"/>
<userTask id="t"/><boundaryEvent id="b" attachedToRef="t"><timerEventDefinition/></boundaryEvent>
<subProcess id="sub"><startEvent id="s2"/><task id="t2"/><sequenceFlow id="i" sourceRef="s2" targetRef="t2"/>
</subProcess>
<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="g"/>
<sequenceFlow id="f3" sourceRef="g" targetRef="t"/><sequenceFlow id="f4" sourceRef="g" targetRef="sub"/>
<sequenceFlow id="f5" sourceRef="sub" targetRef="e"/><sequenceFlow id="f6" sourceRef="b" targetRef="e"/>
</process></definitions>
"""
_TOGETHER = (
    '<collaboration id="c"><participant id="own" processRef="p"/><participant id="other" name="Hãng"/></collaboration>'
)


def _drawn(text: str):
    return read(placed(text, read(text.encode())).encode())


def test_every_element_has_its_place_and_only_an_event_at_an_edge_lies_upon_another():
    drawn = _drawn(_FILE.format(together=""))
    assert not drawn.problems
    assert {shape.element for shape in drawn.shapes} == {node.id for node in drawn.nodes}
    assert {edge.element for edge in drawn.edges} == {flow.id for flow in drawn.flows}
    upon = set()
    for one, other in combinations(drawn.shapes, 2):
        a, b = one.bounds, other.bounds
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        if one.plane == other.plane and not apart:
            upon.add(frozenset({one.element, other.element}))
    assert upon == {frozenset({"t", "b"})}


def test_the_drawing_goes_from_left_to_right_in_whatever_order_the_file_was_written():
    places = {shape.element: shape.bounds.x for shape in _drawn(_FILE.format(together="")).shapes}
    assert places["s"] < places["t"] < places["g"] < places["sub"] < places["e"]


def test_a_sub_process_is_folded_and_what_it_holds_stands_on_its_own_page():
    shapes = {shape.element: shape for shape in _drawn(_FILE.format(together="")).shapes}
    assert (shapes["sub"].plane, shapes["sub"].is_expanded) == ("p", False)
    assert (shapes["s2"].plane, shapes["t2"].plane) == ("sub", "sub")


def test_pools_stand_below_each_other_and_hold_their_steps():
    shapes = {shape.element: shape for shape in _drawn(_FILE.format(together=_TOGETHER)).shapes}
    own, other, step = (shapes[key].bounds for key in ("own", "other", "e"))
    assert {shapes[key].plane for key in ("own", "other", "e")} == {"c"}
    assert own.x <= step.x
    assert step.x + step.width <= own.x + own.width
    assert other.y >= own.y + own.height


def test_a_file_that_is_drawn_stays_as_it_is():
    text = placed(_FILE.format(together=""), read(_FILE.format(together="").encode()))
    assert placed(text, read(text.encode())) == text


def test_a_chain_of_thousands_is_drawn():
    steps = "".join(
        f'<task id="t{n}"/><sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>' for n in range(2000)
    )
    text = _FILE.split("{together}")[0] + f'<process id="p">{steps}<task id="t2000"/></process></definitions>'
    assert len(_drawn(text).shapes) == 2001


_SHAPE = (
    '<di:BPMNShape id="x" bpmnElement="{}"><dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' x="1" y="1" width="36" height="36"/></di:BPMNShape>'
)


@pytest.mark.parametrize(
    "page",
    [
        '<di:BPMNDiagram id="one" {names}/>',
        '<di:BPMNDiagram id="one" {names}></di:BPMNDiagram>',
        '<di:BPMNDiagram id="one" {names}><di:BPMNPlane id="plane"/></di:BPMNDiagram>',
        '<di:BPMNDiagram id="one" {names}><di:BPMNPlane bpmnElement="p"/></di:BPMNDiagram>',
        '<di:BPMNDiagram id="one" {names}><di:BPMNPlane bpmnElement="gone">{good}</di:BPMNPlane></di:BPMNDiagram>',
        '<di:BPMNDiagram id="one" {names}><di:BPMNPlane bpmnElement="p">{ghost}</di:BPMNPlane></di:BPMNDiagram>',
    ],
)
def test_pages_that_show_no_step_make_way_for_one_that_shows_them_all(page):
    names = 'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
    said = page.format(names=names, good=_SHAPE.format("s"), ghost=_SHAPE.format("gone"))
    drawn = placed(text := _FILE.format(together="").replace("</definitions>", said + "</definitions>"), _read(text))
    assert 'id="one"' not in drawn
    assert {shape.element for shape in _read(drawn).shapes} == {node.id for node in _read(drawn).nodes}


def test_a_page_that_shows_a_step_stays_as_it_is():
    names = 'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
    page = f'<di:BPMNDiagram {names}><di:BPMNPlane bpmnElement="p">{_SHAPE.format("s")}</di:BPMNPlane></di:BPMNDiagram>'
    text = _FILE.format(together="").replace("</definitions>", page + "</definitions>")
    assert placed(text, _read(text)) == text


def _read(text: str):
    return read(text.encode())


_LANED = """<?xml version="1.0"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">{together}
<b:process id="p" name="Đổi &amp; trả"><b:laneSet id="ls"><b:lane id="shop" name="Cửa hàng">
<b:flowNodeRef>s</b:flowNodeRef>
<b:flowNodeRef>t</b:flowNodeRef><b:flowNodeRef>g</b:flowNodeRef><b:flowNodeRef>e</b:flowNodeRef></b:lane>
<b:lane id="back" name="Phía sau"><b:childLaneSet id="cs"><b:lane id="stock" name="Kho"><b:flowNodeRef>a</b:flowNodeRef>
<b:flowNodeRef>c</b:flowNodeRef></b:lane><b:lane id="money" name="Kế toán"><b:flowNodeRef>r</b:flowNodeRef></b:lane>
</b:childLaneSet></b:lane><b:lane id="idle" name="Chưa có việc"/></b:laneSet>
<b:startEvent id="s"/><b:userTask id="t"/><b:exclusiveGateway id="g"/><b:userTask id="a"/><b:userTask id="c"/>
<b:userTask id="r"/><b:boundaryEvent id="late" attachedToRef="r"><b:timerEventDefinition/></b:boundaryEvent>
<b:userTask id="nobody"/><b:endEvent id="e"/>
<b:sequenceFlow id="f1" sourceRef="s" targetRef="t"/><b:sequenceFlow id="f2" sourceRef="t" targetRef="g"/>
<b:sequenceFlow id="f3" sourceRef="g" targetRef="a"/><b:sequenceFlow id="f4" sourceRef="g" targetRef="c"/>
<b:sequenceFlow id="f5" sourceRef="a" targetRef="r"/><b:sequenceFlow id="f6" sourceRef="c" targetRef="r"/>
<b:sequenceFlow id="f7" sourceRef="r" targetRef="e"/><b:sequenceFlow id="f8" sourceRef="late" targetRef="nobody"/>
<b:sequenceFlow id="f9" sourceRef="g" targetRef="e"/><b:sequenceFlow id="f10" sourceRef="r" targetRef="t"/>
</b:process></b:definitions>
"""


def _inside(inner, outer):
    return (
        outer.x <= inner.x
        and inner.x + inner.width <= outer.x + outer.width
        and outer.y <= inner.y
        and inner.y + inner.height <= outer.y + outer.height
    )


def test_every_step_stands_in_its_lane_and_every_lane_in_the_one_around_it_and_in_the_pool():
    drawn = _drawn(_LANED.format(together=""))
    assert not drawn.problems
    places = {shape.element: shape.bounds for shape in drawn.shapes}
    assert places.keys() == {node.id for node in drawn.nodes} | {lane.id for lane in drawn.lanes} | {drawn.pools[0].id}
    for lane in drawn.lanes:
        assert all(_inside(places[node], places[lane.id]) for node in lane.nodes)
        assert _inside(places[lane.id], places[lane.parent or drawn.pools[0].id])
    tops = [places[key].y for key in ("shop", "stock", "money", "idle")]
    assert tops == sorted(tops)
    ends = [places[key].y + places[key].height for key in ("shop", "stock", "money", "idle")]
    assert tops[1:] == ends[:-1]
    assert _inside(places["nobody"], places[drawn.pools[0].id])
    assert places["nobody"].y >= ends[-1]  # in no lane


def test_in_lanes_nothing_lies_upon_another_and_no_arrow_runs_through_a_step():
    drawn = _drawn(_LANED.format(together=""))
    steps = {shape.element: shape.bounds for shape in drawn.shapes if shape.element in drawn.nodes_by_id}
    for (one, a), (other, b) in combinations(steps.items(), 2):
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart or {one, other} == {"r", "late"}
    through = {
        (edge.element, name)
        for edge in drawn.edges
        for start, end in pairwise(edge.waypoints)
        for name, box in steps.items()
        if min(start.x, end.x) < box.x + box.width - 1
        and max(start.x, end.x) > box.x + 1
        and min(start.y, end.y) < box.y + box.height - 1
        and max(start.y, end.y) > box.y + 1
    }
    assert through == set()


def test_lanes_without_a_pool_get_one_named_as_the_process_and_the_rest_of_the_file_stays():
    text = _LANED.format(together="")
    drawn = placed(text, read(text.encode()))
    begin = text.index("</b:definitions>")
    assert drawn.startswith(text[:begin])
    assert [(pool.name, pool.process) for pool in read(drawn.encode()).pools] == [("Đổi & trả", "p")]
    assert {shape.plane for shape in read(drawn.encode()).shapes} == {"p_collaboration"}


def test_a_pool_that_is_there_holds_the_lanes():
    together = '<b:collaboration id="c"><b:participant id="own" processRef="p"/></b:collaboration>'
    drawn = _drawn(_LANED.format(together=together))
    assert [pool.id for pool in drawn.pools] == ["own"]
    places = {shape.element: shape.bounds for shape in drawn.shapes}
    assert _inside(places["shop"], places["own"])
    assert places["shop"].x == places["own"].x + 30
    assert places["shop"].x + places["shop"].width == places["own"].x + places["own"].width


_MESSAGES = (
    '<messageFlow id="m1" sourceRef="other" targetRef="s"/><messageFlow id="m2" sourceRef="t" targetRef="other"/>'
    '<messageFlow id="m3" sourceRef="t2" targetRef="other"/></collaboration>'
)


@pytest.mark.parametrize("is_laned", [False, True])
def test_messages_between_pools_go_from_the_border_of_the_one_to_the_step_of_the_other(is_laned):
    text = _FILE.format(together=_TOGETHER.replace("</collaboration>", _MESSAGES))
    if is_laned:
        lane = '<laneSet id="ls"><lane id="l">{}</lane></laneSet>'.format(
            "".join(f"<flowNodeRef>{key}</flowNodeRef>" for key in ("e", "s", "g", "t", "b", "sub"))
        )
        text = text.replace('<process id="p">', f'<process id="p">{lane}')
    drawn = _drawn(text)
    boxes = {shape.element: shape.bounds for shape in drawn.shapes}
    lines = {edge.element: edge.waypoints for edge in drawn.edges}
    assert "m3" not in lines  # what it comes from stands on a page of its own
    other = boxes["other"]
    for key, step, (at, to) in (("m1", "s", (0, -1)), ("m2", "t", (-1, 0))):
        assert lines[key][at].y == other.y
        assert other.x <= lines[key][at].x <= other.x + other.width
        assert lines[key][to].y == pytest.approx(boxes[step].y + boxes[step].height, abs=0.01)
        assert boxes[step].x < lines[key][to].x < boxes[step].x + boxes[step].width
        through = {
            name
            for name in ("e", "s", "g", "t", "sub")
            for one, two in pairwise(lines[key])
            if name != step
            and min(one.x, two.x) < boxes[name].x + boxes[name].width
            and max(one.x, two.x) > boxes[name].x
            and min(one.y, two.y) < boxes[name].y + boxes[name].height
            and max(one.y, two.y) > boxes[name].y
        }
        assert through == set()
