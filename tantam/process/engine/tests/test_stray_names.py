"""Names that nothing sets, found before a ticket goes the wrong way."""

from __future__ import annotations

from tantam.process.engine.bpmn import read
from tantam.process.engine.formulas import FEEL
from tantam.process.engine.stray import stray_names

_FILE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1" id="d">
 <process id="p" isExecutable="true"><extensionElements>{example}</extensionElements>
  <startEvent id="s"/>
  <userTask id="hoi" name="Hỏi"><extensionElements>
   <tantam:form><tantam:field key="tien_hang" type="money"/></tantam:form></extensionElements></userTask>
  {more}
  <exclusiveGateway id="g" default="khong"/><endEvent id="e"/><endEvent id="f"/>
  <sequenceFlow id="a" sourceRef="s" targetRef="hoi"/><sequenceFlow id="b" sourceRef="hoi" targetRef="g"/>
  <sequenceFlow id="co" sourceRef="g" targetRef="e"><conditionExpression>{when}</conditionExpression></sequenceFlow>
  <sequenceFlow id="khong" sourceRef="g" targetRef="f"/>
 </process></definitions>"""
_TABLE = """<businessRuleTask id="bang" name="Mức"><extensionElements><tantam:decision result="muc"><![CDATA[
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d"><decision id="x"><decisionTable id="t">
 <input id="i"><inputExpression><text>{asks}</text></inputExpression></input><output id="o" name="muc"/>
 <rule id="r1"><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>{gives}</text></outputEntry></rule>
</decisionTable></decision></definitions>]]></tantam:decision></extensionElements></businessRuleTask>"""
_CALL = '<callActivity id="goi" name="Gọi" calledElement="QT-09"/>'


def _found(
    *, when: str = "true", more: str = "", example: str = "", known: tuple[str, ...] = ()
) -> list[tuple[str, str, str, int]]:
    diagram = read(_FILE.format(when=when, more=more, example=example).encode())
    strays = stray_names(diagram, known=known, is_open=lambda node: node.kind == "callActivity", language=FEEL)
    return [(one.element.id, one.name, one.alike, one.row) for one in strays]


def test_a_slip_of_the_pen_is_found_with_the_name_that_was_meant():
    assert _found(when="tien_hag &gt; 500000") == [("co", "tien_hag", "tien_hang", 0)]


def test_what_a_form_fills_in_and_what_the_ticket_knows_is_no_stray():
    assert _found(when='tien_hang &gt; 5 and khan = "high" and so_lan.hoi &gt; 1', known=("khan",)) == []


def test_a_name_like_no_other_is_found_too():
    assert _found(when="thap") == [("co", "thap", "", 0)]


def test_where_names_may_come_from_outside_only_slips_of_the_pen_are_told():
    assert _found(when="thap", more=_CALL) == []
    assert _found(when="tien_hag &gt; 5", more=_CALL) == [("co", "tien_hag", "tien_hang", 0)]


def test_names_a_formula_makes_itself_are_its_own():
    assert _found(when="some x in [1, 2] satisfies x &gt; tien_hang") == []


def test_a_result_without_quotation_marks_is_found_with_its_row():
    assert _found(more=_TABLE.format(asks="tien_hang", gives="thap")) == [("bang", "thap", "", 1)]
    assert _found(more=_TABLE.format(asks="tien_hang", gives='"thap"')) == []


def test_what_a_column_asks_for_is_looked_at():
    assert _found(more=_TABLE.format(asks="tien_hag", gives="1")) == [("bang", "tien_hag", "tien_hang", 0)]


def test_what_examples_are_given_may_be_asked_for():
    given = '{"variables": {"nguon": "a"}, "messages": [{"at": "PT1H", "name": "x", "data": {"tra_loi": true}}]}'
    example = f"<tantam:example key='v'><tantam:given>{given}</tantam:given></tantam:example>"
    assert _found(when='nguon = "b" or tra_loi', example=example) == []


def test_a_formula_that_cannot_be_read_is_said_elsewhere():
    assert _found(when="tien_hag &gt;") == []
