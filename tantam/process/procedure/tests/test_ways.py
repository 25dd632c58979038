"""How ways part and come together: who signs the procedure must not read either–or where both are done."""

from __future__ import annotations

import pytest

from tantam.process.engine.tests.drawing import Drawing
from tantam.process.procedure import Heading, Table, compose
from tantam.process.procedure.tests.world import subject


def _facts(drawing: Drawing, step: str, *, language: str = "vi") -> dict[str, str]:
    """The small table of one step by what stands before its lines."""
    blocks = compose(subject(drawing.diagram(), language=language)).blocks
    at = next(at for at, one in enumerate(blocks) if isinstance(one, Heading) and one.text.endswith(f". {step}"))
    table = blocks[at + 1]
    assert isinstance(table, Table)
    return {row[0]: row[1] for row in table.rows}


def _diamond(gateway: str, *, conditions: tuple[str, str] = ("", ""), join: str = "") -> Drawing:
    """A, then B and C between two gateways, then D."""
    drawing = Drawing()
    drawing.start()
    for name in "ABCD":
        drawing.user(name, name=name)
    drawing.add(gateway, "split")
    drawing.add(join or gateway, "join")
    drawing.end()
    drawing.path("s", "A", "split")
    for name, condition in zip("BC", conditions, strict=True):
        drawing.flow("split", name, condition=condition)
        drawing.flow(name, "join")
    drawing.path("join", "D", "e")
    return drawing


@pytest.mark.parametrize(
    ("language", "onward", "head", "waits"),
    [
        ("vi", "Làm cùng lúc:\n– Bước 2 (B)\n– Bước 3 (C)", "Bắt đầu", "Sau khi xong cả bước 2 (B) và bước 3 (C)"),
        (
            "en", "All of these at once:\n– Step 2 (B)\n– Step 3 (C)", "Begins",
            "Once step 2 (B) and step 3 (C) are all done",
        ),
    ],
)  # fmt: skip
def test_what_is_done_at_once_says_so_and_the_step_behind_says_that_it_waits_for_both(
    language: str, onward: str, head: str, waits: str
):
    drawing = _diamond("parallelGateway")
    names = {"vi": "Tiếp theo", "en": "Next"}
    assert _facts(drawing, "A", language=language)[names[language]] == onward
    last = _facts(drawing, "D", language=language)
    assert last[head] == waits
    assert head not in _facts(drawing, "B", language=language)


def test_who_finishes_one_of_them_reads_what_is_waited_for_before_it_goes_on():
    said = _facts(_diamond("parallelGateway"), "B")["Tiếp theo"]
    assert said == "Sau khi xong cả bước 2 (B) và bước 3 (C): bước 4 (D)"


def test_of_a_choice_one_way_is_taken_and_nothing_is_waited_for():
    drawing = _diamond("exclusiveGateway", conditions=("tien > 5", ""))
    assert _facts(drawing, "A")["Tiếp theo"] == (
        "Một trong các nhánh:\n– Nếu tien trên 5: bước 2 (B)\n– Còn lại: bước 3 (C)"
    )
    assert "Bắt đầu" not in _facts(drawing, "D")
    assert _facts(drawing, "B")["Tiếp theo"] == "Bước 4 (D)"


def test_where_each_that_applies_is_taken_one_or_more_are():
    drawing = _diamond("inclusiveGateway", conditions=("tien > 5", "tien > 9"))
    assert _facts(drawing, "A")["Tiếp theo"].split("\n") == [
        "Một hoặc nhiều nhánh, mỗi nhánh đúng thì đi:",
        "– Nếu tien trên 5: bước 2 (B)",
        "– Nếu tien trên 9: bước 3 (C)",
    ]
    assert _facts(drawing, "D")["Bắt đầu"] == "Sau khi xong mọi nhánh đã đi trong số bước 2 (B) và bước 3 (C)"


def test_several_arrows_out_of_a_step_are_gone_at_once_without_any_gateway():
    drawing = Drawing()
    drawing.start()
    for name in "ABC":
        drawing.user(name, name=name)
    drawing.path("s", "A", "B")
    drawing.flow("A", "C")
    assert _facts(drawing, "A")["Tiếp theo"] == "Làm cùng lúc:\n– Bước 2 (B)\n– Bước 3 (C)"


def test_of_several_events_the_first_decides():
    drawing = Drawing()
    drawing.start()
    for name in "ABC":
        drawing.user(name, name=name)
    drawing.add("eventBasedGateway", "wait")
    drawing.add("intermediateCatchEvent", "m", inner=drawing.message("M"))
    hours = "<b:timerEventDefinition><b:timeDuration>PT2H</b:timeDuration></b:timerEventDefinition>"
    drawing.add("intermediateCatchEvent", "t", inner=hours)
    drawing.path("s", "A", "wait", "m", "B")
    drawing.path("wait", "t", "C")
    assert _facts(drawing, "A")["Tiếp theo"].split("\n") == [
        "Việc nào đến trước thì đi đường đó:",
        "– Sau khi có tin “M”: bước 2 (B)",
        "– Sau khi quá 2\u00a0giờ (giờ thường): bước 3 (C)",
    ]


def test_what_is_done_at_once_in_one_case_only_stands_in_that_case():
    drawing = Drawing()
    drawing.start()
    for name in "ABCD":
        drawing.user(name, name=name)
    drawing.add("exclusiveGateway", "x")
    drawing.add("parallelGateway", "p")
    drawing.path("s", "A", "x")
    drawing.flow("x", "p", condition="tien > 5")
    drawing.path("x", "D")
    drawing.path("p", "B")
    drawing.path("p", "C")
    said = _facts(drawing, "A")["Tiếp theo"].split("\n")
    assert said[0] == "Một trong các nhánh:"
    both = next(one for one in said if "cùng lúc" in one)
    assert both.startswith("– Nếu tien trên 5: làm cùng lúc: bước ")
    assert both.count(" và ") == 1
    assert len(said) == 3


def test_a_choice_among_what_is_done_at_once_stays_a_choice():
    drawing = Drawing()
    drawing.start()
    for name in "ABCD":
        drawing.user(name, name=name)
    drawing.add("parallelGateway", "p")
    drawing.add("exclusiveGateway", "x")
    drawing.path("s", "A", "p", "B")
    drawing.path("p", "x")
    drawing.flow("x", "C", condition="tien > 5")
    drawing.flow("x", "D")
    said = _facts(drawing, "A")["Tiếp theo"].split("\n")
    assert said[0] == "Làm cùng lúc:"
    assert len(said) == 3
    choice = next(one for one in said if "Một trong" in one)
    assert choice.startswith("– Một trong các nhánh: (1) nếu tien trên 5: bước ")
    assert "; (2) còn lại: bước " in choice


def test_a_clock_at_a_step_says_that_the_step_is_not_done_by_then():
    drawing = Drawing()
    drawing.start()
    for name in "AB":
        drawing.user(name, name=name)
    hours = "<b:timerEventDefinition><b:timeDuration>PT2H</b:timeDuration></b:timerEventDefinition>"
    drawing.add("boundaryEvent", "t", inner=hours, attachedToRef="A", cancelActivity="false")
    drawing.end()
    drawing.path("s", "A", "e")
    drawing.path("t", "B")
    assert _facts(drawing, "A")["Trong lúc làm"] == (
        "Quá 2\u00a0giờ (giờ thường) mà chưa xong: bước vẫn tiếp tục; bước 2 (B)"
    )


def test_a_step_that_can_also_be_come_to_without_waiting_says_from_where():
    drawing = _diamond("parallelGateway")
    drawing.user("E", name="E")
    drawing.path("E", "D")
    assert _facts(drawing, "D")["Bắt đầu"].split("\n") == [
        "Sau khi xong cả bước 3 (B) và bước 4 (C)",
        "Hoặc đến thẳng từ bước 1 (E)",
    ]


def test_of_ways_that_met_before_one_or_the_other_is_waited_for():
    drawing = _diamond("parallelGateway")
    drawing.user("E", name="E")
    drawing.add("exclusiveGateway", "meet")
    drawing.path("E", "meet")
    drawing.path("B", "meet", "join")
    drawing.lines = [line for line in drawing.lines if 'id="B-join"' not in line]
    assert _facts(drawing, "D")["Bắt đầu"] == "Sau khi xong cả bước 4 (C) và (bước 1 (E) hoặc bước 3 (B))"


def test_a_link_goes_on_where_it_comes_out():
    drawing = Drawing()
    drawing.start()
    for name in "AB":
        drawing.user(name, name=name)
    link = '<b:linkEventDefinition name="L"/>'
    drawing.add("intermediateThrowEvent", "out", inner=link)
    drawing.add("intermediateCatchEvent", "in", inner=link)
    drawing.path("s", "A", "out")
    drawing.path("in", "B")
    assert _facts(drawing, "A")["Tiếp theo"] == "Bước 1 (B)"  # numbered first, for no arrow leads there


def test_a_loop_of_gateways_ends():
    drawing = Drawing()
    drawing.start()
    drawing.user("A", name="A")
    drawing.add("parallelGateway", "p")
    drawing.add("parallelGateway", "q")
    drawing.path("s", "A", "p", "q", "p")
    drawing.path("q", "A")
    assert _facts(drawing, "A")["Tiếp theo"].endswith("ước 1 (A)")
