from itertools import combinations
from xml.etree import ElementTree

import pytest

from tantam.process.drawing import Mark, draw
from tantam.process.drawing.full import Picture
from tantam.process.drawing.icons import EVENT_ICONS
from tantam.process.drawing.tests.world import DEMOS, busy_marks, demo, edge, shape, small
from tantam.process.engine.kinds import GATEWAYS

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("vi", "en")
TWO_STEPS = small(
    """<userTask id="a" name="Một"/><sequenceFlow id="f" sourceRef="a" targetRef="b" name="đi"/>
    <userTask id="b" name="Hai"/>""",
    shapes=shape("a", 0, 0) + shape("b", 300, 0) + edge("f", (120, 40), (300, 40)),
)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own text)


def drawn_nodes(svg: str) -> list[str]:
    return [element.attrib["data-node"] for element in parsed(svg).iter() if "data-node" in element.attrib]


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_and_flow_of_a_demo_diagram_is_drawn_exactly_once(name: str, language: str):
    diagram = demo(name)
    svg = draw(diagram, language=language, marks=busy_marks(diagram))
    assert sorted(drawn_nodes(svg)) == sorted(node.id for node in diagram.nodes)
    flows = [element.attrib["data-flow"] for element in parsed(svg).iter() if "data-flow" in element.attrib]
    assert sorted(flows) == sorted(flow.id for flow in diagram.flows)


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_busy", [False, True], ids=["plain", "busy"])
def test_no_label_badge_or_share_of_a_demo_diagram_covers_another(name: str, language: str, is_busy: bool):
    diagram = demo(name)
    picture = Picture(diagram, language=language, marks=busy_marks(diagram) if is_busy else {})
    assert len(picture.texts) >= 9
    assert [pair for pair in combinations(picture.texts, 2) if pair[0].overlaps(pair[1])] == []


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_of_a_demo_diagram_touches_a_step_an_event_or_a_line(name: str, language: str):
    diagram = demo(name)
    picture = Picture(diagram, language=language, marks={})
    page = picture.page
    solid = [box for node_id, box in page.boxes.items() if _is_solid(diagram.nodes_by_id.get(node_id), page)]
    lines = [piece.grown(0.01) for pieces in page.pieces.values() for piece in pieces]
    hit = [
        label_id
        for label_id, label in picture.labels.items()
        if any(label.box.overlaps(box) for box in solid)
        or any(label.box.overlaps(piece.grown(0.01)) for piece in lines)
    ]
    assert hit == []


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("then", [None, 0.99], ids=["now", "then and now"])
def test_no_share_behind_a_name_is_hidden_by_a_step(name: str, language: str, then: float | None):
    diagram = demo(name)
    marks = {flow.id: Mark(share=1.0, share_then=then) for flow in diagram.sequence_flows()}
    picture = Picture(diagram, language=language, marks=marks)
    solid = [box for key, box in picture.page.boxes.items() if _is_solid(diagram.nodes_by_id.get(key), picture.page)]
    flows = {key: label.box for key, label in picture.labels.items() if key in diagram.flows_by_id}
    assert len(flows) >= 4
    assert [key for key, label in flows.items() if any(label.overlaps(box) for box in solid)] == []


def _is_solid(node, page) -> bool:
    return node is not None and node.kind not in GATEWAYS and not page.is_expanded(node)


@pytest.mark.parametrize("name", DEMOS)
def test_a_badge_covers_no_event_on_the_edge_of_its_step_and_no_line_into_it(name: str):
    diagram = demo(name)
    picture = Picture(diagram, language="vi", marks=busy_marks(diagram))
    for node_id, badge in picture.badges.items():
        guests = picture.page.guests.get(node_id, [])
        assert not any(badge.overlaps(guest) for guest in guests), node_id


def test_names_that_look_like_markup_stay_text():
    evil = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    diagram = small(
        f"""<userTask id="a" name="&lt;b&gt; {evil}"/><startEvent id="s" name='{evil}'/>
        <sequenceFlow id="f" sourceRef="s" targetRef="a" name='{evil}'/>""",
        shapes=shape("s", 0, 20, 36, 36) + shape("a", 200, 0) + edge("f", (36, 38), (200, 38)),
    )
    svg = draw(diagram, language="vi", marks={"a": Mark(lines=("<i>",))}, link=lambda node: f'/x?"><script>{node}')
    root = parsed(svg)
    assert {element.tag for element in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "g", "a", "rect", "circle", "path", "text", "tspan")
    }
    titles = [title.text for title in root.iter(SVG + "title")]
    assert '"><script>alert(1)</script>' in titles
    assert {a.attrib["href"] for a in root.iter(SVG + "a")} == {'/x?"><script>a', '/x?"><script>s'}


@pytest.mark.parametrize("name", DEMOS)
def test_nothing_a_strict_content_policy_would_refuse(name: str):
    diagram = demo(name)
    svg = draw(diagram, language="vi", marks=busy_marks(diagram), link=lambda node: f"/s/{node}")
    names = {attribute for element in parsed(svg).iter() for attribute in element.attrib}
    assert "style" not in names
    assert "id" not in names  # many pictures on one page
    assert not {attribute for attribute in names if attribute.startswith("on")}
    assert "url(" not in svg


def test_the_picture_says_what_it_is_and_each_step_what_its_mark_says():
    marks = {"tra_loi_lan_dau": Mark(state="overdue", count=2, overdue=1)}
    for language, name, title in [
        ("vi", "Sơ đồ quy trình Tiếp nhận và xử lý yêu cầu chung", "Trả lời lần đầu: quá hạn, 2 phiếu, 1 quá hạn"),
        ("en", "Process diagram General intake and handling", "First answer: overdue, 2 tickets, 1 overdue"),
    ]:  # fmt: skip
        root = parsed(draw(demo("qt-01-v3"), language=language, marks=marks))
        assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", name)
        step = next(node for node in root.iter(SVG + "g") if node.attrib.get("data-node") == "tra_loi_lan_dau")
        assert step[0].text == title
        assert "dg-overdue" in step.attrib["class"].split()


def test_with_links_the_picture_is_a_group_and_each_link_has_a_name():
    root = parsed(draw(TWO_STEPS, language="vi", link=lambda node: f"/b/{node}" if node == "a" else None))
    assert root.attrib["role"] == "group"
    assert [(a.attrib["href"], a.attrib["aria-label"]) for a in root.iter(SVG + "a")] == [("/b/a", "Một")]
    assert sorted(drawn_nodes(draw(TWO_STEPS, language="vi", link=lambda node: None))) == ["a", "b"]


@pytest.mark.parametrize(
    ("heat", "level"), [(0.0, 1), (0.19, 1), (0.2, 2), (0.5, 3), (0.99, 5), (1.0, 5), (7.0, 5), (-1, 1)]
)
def test_heat_becomes_one_of_five_classes(heat: float, level: int):
    svg = draw(TWO_STEPS, language="vi", marks={"a": Mark(heat=heat)})
    assert f"dg-heat-{level}" in svg
    assert svg.count("dg-heat-") == 1


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("p90 12 ph", "p90 12 ph"),
        ("p90 0,9 → 6,3 giờ", "p90 0,9 → 6,3 giờ"),
        ("p90 110,9 → 116,3 giờ", "110,9 → 116,3 giờ"),
        ("p90\u00a0110,9\u00a0→\u00a0116,3\u00a0giờ", "110,9\u00a0→\u00a0116,3\u00a0giờ"),  # as pages say them
    ],
)
def test_no_figure_of_a_step_is_cut_it_loses_its_name_before(line: str, shown: str):
    svg = draw(TWO_STEPS, language="vi", marks={"a": Mark(lines=("12 → 15 ph", line))})
    figures = ["".join(one.itertext()) for one in parsed(svg).iter(SVG + "text") if "dg-figure" in one.attrib["class"]]
    assert figures == ["12 → 15 ph", shown]


def test_a_share_stands_on_the_line_or_behind_its_name():
    named = Picture(TWO_STEPS, language="vi", marks={"f": Mark(share=0.625)})
    assert named.labels["f"].words.lines == ("đi · 62%",)
    assert named.shares == {}
    bare = small(
        '<task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>',
        shapes=shape("a", 0, 0) + shape("b", 300, 0) + edge("f", (120, 40), (300, 40)),
    )
    share = Picture(bare, language="en", marks={"f": Mark(share=0.5)}).shares["f"]
    assert (share.x, share.y) == (210, 40)


def test_zero_counts_draw_no_badge_and_large_ones_are_short():
    assert Picture(TWO_STEPS, language="vi", marks={"a": Mark(count=0)}).badges == {}
    assert ">12k<" in draw(TWO_STEPS, language="vi", marks={"a": Mark(count=12_345)})


def test_a_diagram_without_layout_is_an_empty_picture_not_an_error():
    svg = draw(small('<task id="a" name="A"/>'), language="vi")
    assert drawn_nodes(svg) == []
    assert parsed(svg).attrib["aria-label"] == "Sơ đồ quy trình P"


def test_size_is_in_pixels_and_otherwise_left_to_the_page():
    assert parsed(draw(TWO_STEPS, language="vi", size=(640, 200))).attrib["width"] == "640"
    assert "width" not in parsed(draw(TWO_STEPS, language="vi")).attrib


def test_every_kind_of_event_and_step_has_a_sign_of_its_own():
    kinds = sorted(
        ["userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask", "task"]
    )
    signs = set()
    for kind in kinds:
        svg = draw(small(f'<{kind} id="a"/>', shapes=shape("a", 0, 0)), language="en")
        signs.add(tuple(path.attrib["d"] for path in parsed(svg).iter(SVG + "path")))
    assert len(signs) == len(kinds)
    definitions = [kind for kind in EVENT_ICONS if "ultiple" not in kind]
    events = set()
    for kind in [f"{definition}EventDefinition" for definition in definitions]:
        svg = draw(small(f'<endEvent id="a"><{kind}/></endEvent>', shapes=shape("a", 0, 0, 36, 36)), language="en")
        events.add(tuple(path.attrib["d"] for path in parsed(svg).iter(SVG + "path")))
    assert len(events) == len(definitions) == 10
