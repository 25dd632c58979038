"""A table that runs and cannot be meant is doubted, on the row."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from tantam.process.engine.check import check
from tantam.process.engine.dmn import table_doubts
from tantam.process.engine.tests.drawing import Drawing

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'


def table(*rows: tuple[list[str], list[str]], policy: str = "FIRST") -> str:
    rules = "".join(
        f'<rule id="dong_{number}">'
        + "".join(f"<inputEntry><text>{text}</text></inputEntry>" for text in conditions)
        + "".join(f"<outputEntry><text>{text}</text></outputEntry>" for text in results)
        + "</rule>"
        for number, (conditions, results) in enumerate(rows, start=1)
    )
    columns = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in "ab")
    return (
        f'{HEAD}<decision id="q" name="q"><decisionTable hitPolicy="{policy}">{columns}<output name="x"/>'
        f'<output name="y"/>{rules}</decisionTable></decision></definitions>'
    )


def doubts(*rows: tuple[list[str], list[str]], policy: str = "FIRST") -> list[tuple[str, int]]:
    return [(one.code, one.rule) for one in table_doubts(table(*rows, policy=policy))]


SAID = ['"x"', "1"]


def test_a_row_without_any_result_is_doubted_and_one_with_a_single_result_is_not():
    assert doubts((["1", "-"], ["null", "null"]), (["2", "-"], ["null", "1"])) == [("row_without_result", 1)]
    assert doubts((["1", "-"], ['""', ""])) == [("row_without_result", 1)]


@pytest.mark.parametrize("again", [["1", "2"], ["1 ", " 2"]])
def test_the_same_row_once_more_is_never_reached(again):
    assert doubts((["1", "2"], SAID), (["1", "3"], SAID), (again, SAID)) == [("row_never_reached", 3)]


def test_a_row_behind_a_wider_one_is_never_reached():
    assert doubts((["1", "-"], SAID), (["1", "5"], SAID)) == [("row_never_reached", 2)]
    assert doubts((["-", "-"], SAID), (["1", "5"], SAID)) == [("row_never_reached", 2)]


def test_a_wider_row_behind_a_narrow_one_is_what_a_table_is_for():
    assert doubts((["1", "5"], SAID), (["1", "-"], SAID), (["-", "-"], SAID)) == []


def test_where_exactly_one_row_may_match_the_rest_row_spoils_all_others():
    assert doubts((["1", "5"], SAID), (["2", "-"], SAID), (["-", "-"], SAID), policy="UNIQUE") == [
        ("row_beside_another", 3)
    ]
    assert doubts((["1", "5"], SAID), (["2", "5"], SAID), policy="UNIQUE") == []


def test_tables_that_collect_may_say_the_same_twice():
    assert doubts((["1", "5"], SAID), (["1", "5"], SAID), policy="COLLECT") == []


def test_what_is_no_table_is_not_doubted():
    assert table_doubts("no xml") == []
    assert table_doubts(f"{HEAD}</definitions>") == []


def test_a_thousand_rows_of_all_shapes_are_looked_at_in_one_go():
    rows = [([str(n) if n % 2 else "-", str(n) if n % 3 else "-"], SAID) for n in range(1, 2000)]
    found = doubts(*rows)
    assert found[0] == ("row_never_reached", 7)
    assert len(found) == 1993


def test_the_drawing_is_warned_on_the_step_in_both_languages_and_still_runs():
    dmn = table((["1", "-"], SAID), (["1", "2"], ["null", "null"]))
    drawing = Drawing()
    drawing.start()
    drawing.add("businessRuleTask", "b", extension=f"<t:decision result='q'>{escape(dmn)}</t:decision>")
    drawing.end()
    drawing.path("s", "b", "e")
    found = [one for one in check(drawing.diagram()) if one.code == "doubtful_row"]
    assert [(one.severity, one.element_id) for one in found] == [("warning", "b"), ("warning", "b")]
    assert found[0].message_vi == (
        "Bảng quyết định, dòng 2: Dòng này không cho kết quả nào: khi khớp, bảng trả lời trống."
    )
    assert found[1].message_en == "Decision table, row 2: This row is never used: row 1 above it always matches first."
