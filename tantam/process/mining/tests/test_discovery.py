"""The map of what people really do: how much of it is shown, how it is laid out and drawn."""

from itertools import combinations
from random import Random
from xml.etree import ElementTree

import pytest

from tantam.process.mining.discovery import BEGIN, END, map_of
from tantam.process.mining.layering import lay_out
from tantam.process.mining.log import Case, Event
from tantam.process.mining.measures import count
from tantam.process.mining.picture import draw_map
from tantam.process.mining.tests.made import case

SVG = "{http://www.w3.org/2000/svg}"
LOG = [*(case(f"a{n}", "ABCD") for n in range(8)), *(case(f"b{n}", "ABD") for n in range(3)), case("c", "ABXBD")]


def edges(found):
    return {(one.source, one.target): one.count for one in found.edges}


def test_the_whole_map_has_every_step_and_every_way_with_its_count():
    found = map_of(count(LOG))
    assert edges(found) == {
        (BEGIN, "A"): 12,
        ("A", "B"): 12,
        ("B", "C"): 8,
        ("C", "D"): 8,
        ("B", "D"): 4,
        ("B", "X"): 1,
        ("X", "B"): 1,
        ("D", END): 12,
    }
    assert [node.key for node in found.nodes] == [BEGIN, "A", "B", "C", "X", "D", END]
    assert (found.cases, found.all_nodes, found.all_edges) == (12, 5, 6)


def test_with_fewer_steps_what_follows_what_is_counted_anew():
    found = map_of(count(LOG), activities=0.6)
    assert edges(found) == {(BEGIN, "A"): 12, ("A", "B"): 12, ("B", "B"): 1, ("B", "D"): 12, ("D", END): 12}
    assert all(one.median_seconds is None for one in found.edges)


def test_with_fewer_ways_each_step_stays_on_its_most_travelled_one():
    found = map_of(count(LOG), paths=0)
    assert ("B", "D") not in edges(found)
    assert {("B", "X"), ("X", "B")} <= edges(found).keys()


@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_filtered_every_step_is_on_a_way_from_begin_to_end(seed):
    random = Random(seed)  # noqa: S311
    log = [case(str(n), "".join(random.choices("ABCDEFG", k=random.randint(1, 7)))) for n in range(20)]
    found = map_of(count(log), activities=random.random(), paths=random.random())
    ahead, back = reached(found, BEGIN, 0), reached(found, END, 1)
    assert ahead == back == {node.key for node in found.nodes}


def reached(found, start, side):
    pairs = [(one.source, one.target) if side == 0 else (one.target, one.source) for one in found.edges]
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        further = {target for source, target in pairs if source == here} - seen
        seen |= further
        waiting += further
    return seen


def test_an_empty_log_has_an_empty_map():
    found = map_of(count([]))
    assert [node.key for node in found.nodes] == [BEGIN, END]
    assert "<svg" in draw_map(found, name="Khiếu nại", language="vi")


def test_steps_never_overlap_and_forward_ways_go_to_the_right():
    random = Random(4)  # noqa: S311
    for _ in range(20):
        nodes = [str(number) for number in range(12)]
        pairs = list({(random.choice(nodes), random.choice(nodes)) for _ in range(25)})
        laid = lay_out(nodes, pairs, sizes=dict.fromkeys(nodes, (100.0, 50.0)))
        for one, other in combinations(laid.centres.values(), 2):
            assert abs(one[0] - other[0]) >= 100 or abs(one[1] - other[1]) >= 50
        for source, target in pairs:
            if int(source) < int(target):
                assert laid.centres[source][0] < laid.centres[target][0]


def test_the_same_log_gives_the_same_picture():
    first, second = (draw_map(map_of(count(LOG)), name="x", language="vi") for _ in range(2))
    assert first == second


def test_the_picture_says_its_figures_and_holds_no_style_script_or_id():
    evil = [Case(id="1", events=(Event(activity='<script>"&'), Event(activity="B")))]
    svg = draw_map(map_of(count(evil)), name="<Khiếu nại>", language="vi", link=lambda key: f"/buoc/?k={key}&x=1")
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert "<script>" not in svg
    assert not [one for one in root.iter() if {"style", "id", "onclick"} & one.attrib.keys()]
    assert root.get("aria-label") == "Sơ đồ thực tế: <Khiếu nại>"
    titles = [one.text for one in root.iter(f"{SVG}title")]
    assert "B: 1 lần ở 1 phiếu" in titles
    assert "Bắt đầu: 1 phiếu" in titles
    assert {one.get("href") for one in root.iter(f"{SVG}a")} == {"/buoc/?k=B&x=1", '/buoc/?k=<script>"&&x=1'}


def test_in_english_the_picture_speaks_english():
    svg = draw_map(map_of(count(LOG)), name="Complaints", language="en")
    assert "What people really do: Complaints" in svg
    assert "A → B: 12 times in 12 tickets" in svg
    assert "phiếu" not in svg
