from xml.etree import ElementTree

import pytest

from tantam.process.drawing import Mark, draw_mini, draw_thumbnail
from tantam.process.drawing.mini import Mini
from tantam.process.drawing.neighbours import look_around
from tantam.process.drawing.tests.world import DEMOS, busy_marks, demo

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own text)


def ids(nodes) -> list[str]:
    return [node.id for node in nodes]


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_node_of_a_demo_can_be_the_middle_and_stands_there_once_within_the_card(name: str, language: str):
    diagram = demo(name)
    for node in diagram.nodes:
        root = parsed(draw_mini(diagram, language=language, focus=node.id, marks=busy_marks(diagram)))
        shown = [element.attrib["data-node"] for element in root.iter() if "data-node" in element.attrib]
        assert shown.count(node.id) == 1
        assert len(shown) == len(set(shown))
        assert root.attrib["viewBox"] == "0 0 300 150"
        assert "style" not in {attribute for element in root.iter() for attribute in element.attrib}


@pytest.mark.parametrize("name", DEMOS)
def test_no_two_boxes_of_a_small_picture_overlap_and_none_leaves_the_card(name: str):
    diagram = demo(name)
    for node in diagram.nodes:
        found = look_around(diagram, focus=node.id, marks={})
        boxes = list(Mini(found, language="vi", marks={}, size=(300, 150), link=None).boxes.values())
        assert not any(a.overlaps(b) for index, a in enumerate(boxes) for b in boxes[:index]), node.id
        assert all(box.left >= 0 and box.top >= 0 and box.right <= 300 and box.bottom <= 150 for box in boxes)


def test_gateways_are_looked_through_both_ways():
    found = look_around(demo("qt-01-v3"), focus="tra_loi_lan_dau", marks={})
    assert ids(found.after) == ["hen_tra_loi", "hoi_chuyen_mon", "bao_ket_qua"]
    assert found.gateway is not None
    assert found.gateway.id == "da_ro_cau_tra_loi"
    assert found.hidden == 0


def test_what_was_done_is_preferred_before_the_step():
    marks = {"phan_cong": Mark(state="done")}
    assert ids(look_around(demo("qt-01-v3"), focus="tra_loi_lan_dau", marks=marks).before) == ["phan_cong"]


def test_a_step_that_is_both_before_and_after_is_shown_once_as_before():
    found = look_around(demo("qt-02"), focus="truong_phong_duyet", marks={})
    assert ids(found.before) == ["de_xuat_phuong_an"]
    assert ids(found.after) == ["bao_phuong_an"]


def test_the_edges_of_a_sub_process_are_looked_through():
    found = look_around(demo("qt-03"), focus="sua_xe", marks={})
    assert (ids(found.before), ids(found.after)) == (["bao_gia"], ["chay_thu"])


def test_an_unknown_step_is_a_key_error():
    with pytest.raises(KeyError):
        draw_mini(demo("qt-02"), language="vi", focus="khong_co")


def test_more_than_three_ways_on_are_counted():
    found = look_around(demo("qt-01-v3"), focus="phan_cong", marks={}, most_after=2)
    assert ids(found.after) == ["mo_qt_02", "mo_qt_03"]
    assert found.hidden == 2


def test_the_step_is_named_to_those_who_hear_it():
    root = parsed(draw_mini(demo("qt-02"), language="en", focus="goi_dien", marks={"goi_dien": Mark(state="current")}))
    assert root.attrib["aria-label"] == "Around the step Call the customer"
    assert "Call the customer: here now" in [title.text for title in root.iter(SVG + "title")]


@pytest.mark.parametrize("name", DEMOS)
def test_a_thumbnail_has_a_shape_for_each_step_and_no_words_but_its_name(name: str):
    diagram = demo(name)
    root = parsed(draw_thumbnail(diagram, language="vi", marks={"dong_phieu": Mark(heat=1.0)}))
    steps = [element for element in root.iter(SVG + "rect") if "dg-thumb-step" in element.attrib["class"]]
    assert len(steps) == sum(node.kind.endswith("Task") for node in diagram.nodes)
    assert sum("dg-heat-5" in step.attrib["class"] for step in steps) == 1
    assert list(root.iter(SVG + "text")) == []


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_names_of_the_steps_stand_whole_even_where_three_are_in_a_column(name: str, language: str):
    diagram = demo(name)
    for node in diagram.nodes:
        if node.kind.endswith("Task"):
            assert "…" not in draw_mini(diagram, language=language, focus=node.id), node.id
