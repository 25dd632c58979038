"""The choices on a step's card are named in the reader's language; what is kept is the choice as drawn."""

from __future__ import annotations

from django.utils.translation import override

from tantam.cases.context.step_card import option_label
from tantam.process.engine.bpmn import read

FORM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:tantam:bpmn:1" id="d">
  <process id="p"><userTask id="a"><extensionElements><t:form>
    <t:field key="k" type="choice" options="hàng lỗi|resolved|khác">
      <t:option key="hàng lỗi"><t:label lang="en">faulty goods</t:label></t:option>
      <t:label lang="vi">Nguyên nhân</t:label><t:label lang="en">Cause</t:label></t:field>
  </t:form></extensionElements></userTask></process></definitions>"""


def test_a_choice_has_its_name_in_the_readers_language_and_outcomes_have_their_own():
    (field,) = read(FORM.encode()).node("a").care.form
    assert field.options == ("hàng lỗi", "resolved", "khác")
    with override("vi"):
        assert [option_label(option, field) for option in field.options] == ["hàng lỗi", "Đã giải quyết", "khác"]
    with override("en"):
        assert [option_label(option, field) for option in field.options] == ["faulty goods", "Solved", "khác"]
    assert (field.labels.in_language("vi"), field.labels.in_language("en")) == ("Nguyên nhân", "Cause")
