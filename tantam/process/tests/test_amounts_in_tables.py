"""A condition on an amount that is a text never matches: the drawing is warned on the step, in both languages."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from tantam.process.actions import check_drawing
from tantam.process.context import offered_names
from tests import world as w

pytestmark = pytest.mark.django_db
FIELD = '<tantam:field key="tien_coc" type="money"/><tantam:field key="mau" type="text"/>'


def _drawing(asked: str, condition: str) -> str:
    dmn = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
        '<decision id="q" name="q"><decisionTable hitPolicy="FIRST">'
        f"<input><inputExpression><text>{asked}</text></inputExpression></input><output name='x'/>"
        f"<rule><inputEntry><text>{escape(condition)}</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "</decisionTable></decision></definitions>"
    )
    return f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
      xmlns:tantam="urn:tantam:bpmn:1"><process id="p" name="P" isExecutable="true"><startEvent id="s"/>
      <userTask id="a" name="Hỏi"><extensionElements><tantam:form>{FIELD}</tantam:form></extensionElements></userTask>
      <businessRuleTask id="b" name="Xếp"><extensionElements><tantam:decision result="q">{escape(dmn)}</tantam:decision>
      </extensionElements></businessRuleTask><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/>
      <sequenceFlow id="g" sourceRef="a" targetRef="b"/><sequenceFlow id="h" sourceRef="b" targetRef="e"/>
      </process></definitions>"""


def _found(asked: str, condition: str) -> list[tuple[str, str, str]]:
    wanted = {"text_for_amount", "parts_of_money"}
    found = [one for one in check_drawing(_drawing(asked, condition)) if one.code in wanted]
    return [(one.code, one.severity, one.element_id) for one in found]


@pytest.mark.parametrize(
    ("asked", "condition", "code"),
    [
        ("tien_coc", '"500k or more"', "text_for_amount"),
        ("tong_mua", '"between 500", "000 and 2"', "text_for_amount"),
        ("so_don", 'not("5")', "text_for_amount"),
        ("so_don", "ít", "text_for_amount"),
        ("tien_coc", ">= 500.000", "parts_of_money"),
        ("tong_mua", "1234.5", "parts_of_money"),
    ],
)
def test_a_condition_that_no_amount_meets_is_warned_of(asked, condition, code):
    assert _found(asked, condition) == [(code, "warning", "b")]


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        ("tien_coc", ">= 500000"),
        ("tien_coc", "[500000..2000000]"),
        ("tien_coc", 'number("5") < ?'),
        ("so_don", "1.5"),
        ("so_don", "tong_mua"),
        ("so_don", "null"),
        ("mau", '"500k or more"'),
        ("tong_mua / 2", "0.5"),
    ],
)
def test_amounts_formulas_and_texts_of_texts_are_not(asked, condition):
    assert _found(asked, condition) == []


def test_it_is_said_where_and_what_to_write_instead():
    (found,) = [one for one in check_drawing(_drawing("tien_coc", '"500k"')) if one.code == "text_for_amount"]
    assert found.message_vi == (
        'Bảng quyết định của “Xếp”, dòng 1, cột điều kiện 1: “tien_coc” là số, mà "500k" là chữ nên dòng này không '
        "bao giờ khớp. Hãy viết số, ví dụ >= 500000."
    )
    assert found.message_en == (
        'Decision table of “Xếp”, row 1, condition 1: “tien_coc” is a number, but "500k" is text: this row never '
        "matches. Write an amount, such as >= 500000."
    )


def test_the_studio_is_told_which_names_are_money():
    w.build_world()
    names = {one["name"]: one for one in offered_names(_drawing("tien_coc", "-"))["names"]}  # type: ignore[attr-defined]
    money = [key for key in ("tien_coc", "mau", "tong_mua", "so_don") if names[key]["is_money"]]
    assert money == ["tien_coc", "tong_mua"]
    assert names["tien_coc"]["kind"] == names["tong_mua"]["kind"] == "number"
