"""Files made to do harm, or that are something else: a message, nothing read, soon."""

import pytest

from tantam.process.engine.dmn import DmnError, compile_decisions
from tantam.process.engine.dmn.xml import MAX_BYTES
from tantam.process.engine.feel import FeelError

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">'
BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + HEAD + "&b;</definitions>"
)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (BOMB, "doctype"),
        ('<!DOCTYPE d SYSTEM "file:///etc/passwd">' + HEAD + "</definitions>", "doctype"),
        (HEAD + "&nothing;</definitions>", "not_xml"),
        (HEAD, "not_xml"),
        ("", "not_xml"),
        ("not xml at all", "not_xml"),
        (b"\x00\x01\x02", "not_xml"),
        (b'<?xml version="1.0" encoding="no-such-code"?><a/>', "not_xml"),
        ("<a/>", "not_dmn"),
        ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "not_dmn"),
        (HEAD + "<a>" * 500, "too_deep"),
        (HEAD + "<a/> " * 150_000 + "</definitions>", "too_many"),
        (" " * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_a_file_that_is_unsafe_or_no_dmn_is_refused(xml, code):
    with pytest.raises(DmnError) as caught:
        compile_decisions(xml)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_the_line_of_a_faulty_expression_is_told():
    xml = HEAD + '\n<decision id="d" name="d">\n<literalExpression id="e">\n<text>1 +\n  )</text>\n'
    with pytest.raises(DmnError) as caught:
        compile_decisions(xml + "</literalExpression></decision></definitions>")
    (problem,) = caught.value.problems
    assert (problem.code, problem.element_id, problem.line) == ("unexpected", "e", 5)


def test_an_id_used_twice_is_refused():
    one = '<decision id="d" name="d"><literalExpression><text>1</text></literalExpression></decision>'
    with pytest.raises(DmnError) as caught:
        compile_decisions(HEAD + one + one + "</definitions>")
    assert [(problem.code, problem.element_id) for problem in caught.value.problems] == [("duplicate_id", "d")]


def test_types_that_are_nothing_but_names_for_each_other_do_no_harm():
    types = '<itemDefinition name="a"><typeRef>b</typeRef></itemDefinition>'
    types += '<itemDefinition name="b"><typeRef>a</typeRef></itemDefinition>'
    logic = '<decision id="d" name="d"><variable name="d" typeRef="a"/><literalExpression><text>1</text>'
    xml = HEAD + types + logic + "</literalExpression></decision></definitions>"
    assert compile_decisions(xml).decide("d", {}) == 1


def test_a_long_chain_of_decisions_is_answered_or_refused_but_never_breaks():
    links = "".join(
        f'<decision id="d{i}" name="d{i}"><informationRequirement><requiredDecision href="#d{i + 1}"/>'
        f"</informationRequirement><literalExpression><text>d{i + 1}</text></literalExpression></decision>"
        for i in range(2000)
    )
    last = '<decision id="d2000" name="d2000"><literalExpression><text>1</text></literalExpression></decision>'
    decisions = compile_decisions(HEAD + links + last + "</definitions>")
    assert decisions.decide("d1970", {}) == 1
    with pytest.raises(FeelError, match="too deep"):
        decisions.decide("d0", {})


def test_a_decision_that_works_for_ever_is_stopped():
    logic = "<literalExpression><text>count(for i in 1..10**20 return i)</text></literalExpression>"
    decisions = compile_decisions(HEAD + f'<decision id="d" name="d">{logic}</decision></definitions>')
    with pytest.raises(FeelError, match="too many steps"):
        decisions.decide("d", {})


def test_services_that_call_each_other_twice_pay_for_every_call():
    links = "".join(
        f'<decisionService id="s{i}" name="s{i}"><outputDecision href="#d{i}"/></decisionService>'
        f'<decision id="d{i}" name="d{i}"><knowledgeRequirement><requiredKnowledge href="#s{i + 1}"/>'
        f"</knowledgeRequirement><literalExpression><text>s{i + 1}() + s{i + 1}()</text></literalExpression></decision>"
        for i in range(40)
    )
    last = '<decisionService id="s40" name="s40"><outputDecision href="#d40"/></decisionService>'
    last += '<decision id="d40" name="d40"><literalExpression><text>1</text></literalExpression></decision>'
    decisions = compile_decisions(HEAD + links + last + "</definitions>")
    assert decisions.decide("d35", {}) == 32
    with pytest.raises(FeelError, match="too many steps"):
        decisions.decide("d0", {})


def test_a_table_pays_for_the_tests_it_makes_and_no_more():
    rules = "".join(
        f"<rule><inputEntry><text>{i}</text></inputEntry><outputEntry><text>{i}</text></outputEntry></rule>"
        for i in range(2_000)
    )
    table = '<decisionTable hitPolicy="FIRST"><input><inputExpression><text>x</text></inputExpression></input><output/>'
    function = f'<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="x"/>{table}{rules}'
    function += "</decisionTable></encapsulatedLogic></businessKnowledgeModel>"
    asking = '<decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
    asking += "<literalExpression><text>for i in 1..n return f(x)</text></literalExpression></decision>"
    decisions = compile_decisions(f"{HEAD}{function}{asking}</definitions>")
    assert decisions.decide("d", {"n": 1_000, "x": 5}) == [5] * 1_000
    with pytest.raises(FeelError, match="too many steps"):
        decisions.decide("d", {"n": 1_000, "x": 1_999})


def test_a_file_of_nothing_but_long_expressions_is_read_to_a_limit():
    logic = "<literalExpression><text>" + "a + " * 15_000 + "a</text></literalExpression>"
    xml = HEAD + "".join(f'<decision id="d{i}" name="d{i}">{logic}</decision>' for i in range(20)) + "</definitions>"
    with pytest.raises(DmnError) as refused:
        compile_decisions(xml)
    assert [(found.code, found.element_id) for found in refused.value.problems] == [
        ("too_long", f"d{i}") for i in range(16, 20)
    ]
    assert refused.value.problems[0].message_vi == "Biểu thức quá dài (tối đa 1000000 ký tự)."
