"""Drawings of 5,000 elements of every shape are read, checked and compiled within seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.formulas import MOST_FORMULAS, MOST_TABLES
from tantam.process.engine.reaching import closure
from tantam.process.engine.tests.drawing import Drawing, after

SIZE = 5_000
#: Of processor time, on a machine that is busy with other things; the worst takes three.
MOST_SECONDS = 8.0


def chain() -> Drawing:
    drawing = Drawing()
    last = drawing.start()
    for number in range(SIZE):
        drawing.path(last, drawing.user(f"u{number}"))
        last = f"u{number}"
    drawing.flow(last, drawing.end())
    return drawing


def lanes() -> Drawing:
    drawing = chain()
    each = (f'<b:lane id="l{n}"><b:flowNodeRef>u{n}</b:flowNodeRef></b:lane>' for n in range(SIZE))
    drawing.lines.insert(0, f'<b:laneSet id="ls">{"".join(each)}</b:laneSet>')
    return drawing


def inclusive() -> Drawing:
    """Joins behind each other, all in one large loop."""
    drawing = Drawing()
    last = drawing.start()
    for number in range(SIZE // 4):
        split, join = f"g{number}", f"j{number}"
        drawing.gateway(split, "inclusive", default=f"{split}-b{number}")
        drawing.gateway(join, "inclusive")
        drawing.flow(last, split)
        drawing.flow(split, drawing.user(f"a{number}"), condition="x > 1")
        drawing.path(split, drawing.user(f"b{number}"), join)
        drawing.flow(f"a{number}", join)
        last = join
    drawing.path(last, "again")
    drawing.gateway("again", default="again-e")
    drawing.flow("again", "g0", condition="x > 1")
    drawing.flow("again", drawing.end())
    return drawing


def star() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    drawing.gateway("j", "inclusive")
    drawing.path("s", "g")
    for number in range(SIZE):
        drawing.path("g", drawing.user(f"u{number}"), "j")
    drawing.flow("j", drawing.end())
    return drawing


def links() -> Drawing:
    drawing = Drawing()
    last = drawing.start()
    for number in range(SIZE // 2):
        event = f'<b:linkEventDefinition name="l{number}"/>'
        drawing.add("intermediateThrowEvent", f"t{number}", inner=event)
        drawing.flow(last, f"t{number}")
        last = drawing.add("intermediateCatchEvent", f"k{number}", inner=event)
    drawing.flow(last, drawing.end())
    return drawing


def boundaries() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.user("u"), drawing.end())
    for number in range(SIZE // 2):
        drawing.boundary(f"b{number}", "u", after("PT1H"))
        drawing.flow(f"b{number}", drawing.user(f"x{number}"))
    return drawing


def back() -> Drawing:
    drawing = Drawing()
    last = drawing.start()
    for number in range(SIZE // 2):
        drawing.gateway(f"g{number}", default=f"g{number}-n{number}")
        drawing.path(last, f"g{number}", drawing.user(f"n{number}"))
        drawing.flow(f"g{number}", "g0", condition="x > 1", name=f"back{number}")
        last = f"n{number}"
    drawing.flow(last, drawing.end())
    return drawing


def circle_of_calls() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add("callActivity", "c", calledElement="P0")
    drawing.path("s", "c", drawing.end())
    count = SIZE // 3
    for number in range(count):
        with drawing.another_process(f"P{number}"):
            drawing.start(f"s{number}")
            drawing.add("callActivity", f"c{number}", calledElement=f"P{(number + 1) % count}")
            drawing.path(f"s{number}", f"c{number}", drawing.end(f"e{number}"))
    return drawing


@pytest.mark.parametrize(
    ("draw", "errors"),
    [(chain, 0), (lanes, 0), (inclusive, 0), (star, 0), (links, 0), (boundaries, 0), (back, 0),
     (circle_of_calls, SIZE // 3)],
)  # fmt: skip
def test_it_takes_no_longer_than_it_is_large(draw: Callable[[], Drawing], errors: int) -> None:
    data = draw().xml()
    begun = time.process_time()
    diagram = read(data)
    found = [one for one in check(diagram) if one.severity == "error"]
    if errors:
        with pytest.raises(NotRunnable):
            compile_graph(diagram)
    else:
        compile_graph(diagram)
    assert time.process_time() - begun < MOST_SECONDS
    assert len(diagram.nodes) >= SIZE
    assert [one.code for one in found] == ["call_in_circle"] * errors


def test_formulas_of_a_drawing_have_a_limit_together_said_on_the_element() -> None:
    drawing = Drawing()
    last = drawing.start()
    long = "x > " + "1 + " * 12_000 + "1"
    for number in range(8):
        drawing.gateway(f"g{number}", default=f"g{number}-u{number}")
        drawing.path(last, f"g{number}", drawing.user(f"u{number}"))
        drawing.flow(f"g{number}", f"u{number}", condition=long, name=f"c{number}")
        last = f"u{number}"
    drawing.flow(last, drawing.end())
    begun = time.process_time()
    (found,) = [one for one in check(drawing.diagram()) if one.severity == "error"]
    assert time.process_time() - begun < MOST_SECONDS
    assert (found.code, found.element_id) == ("too_much_formula", f"c{MOST_FORMULAS // len(long)}")
    assert found.message_en == (
        "The formulas of the drawing are longer than 250000 characters together: from “c5” on they are not read."
    )


def test_tables_of_a_drawing_have_a_limit_together() -> None:
    drawing = Drawing()
    last = drawing.start()
    count = 3
    for number in range(count):
        table = f'<t:decision result="r">{"&lt;" + "x" * (MOST_TABLES // 2)}</t:decision>'
        drawing.add("businessRuleTask", f"d{number}", extension=table)
        drawing.flow(last, f"d{number}")
        last = f"d{number}"
    drawing.flow(last, drawing.end())
    found = [one for one in check(drawing.diagram()) if one.code == "too_much_table"]
    assert [one.element_id for one in found] == ["d1"]


def test_what_leads_where_is_found_however_loops_stand_in_each_other() -> None:
    assert closure([[], [0], [1, 3], [2]]) == [0b0000, 0b0001, 0b1111, 0b1111]
    ring = [[(number - 1) % 50] for number in range(50)]
    assert closure(ring) == [(1 << 50) - 1] * 50
    assert closure(ring, passes=1) is None
