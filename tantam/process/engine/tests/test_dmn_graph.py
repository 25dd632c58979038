"""Decisions that require others, boxed expressions, functions, services, types and imports."""

from decimal import Decimal

import pytest

from tantam.process.engine.dmn import DmnError, compile_decisions, open_decisions
from tantam.process.engine.feel import FeelError, to_json


def model(content: str, *, namespace: str = "urn:m", name: str = "m") -> str:
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="{name}" name="{name}" '
        f'namespace="{namespace}">{content}</definitions>'
    )


def says(expression: str) -> str:
    return f"<literalExpression><text>{expression}</text></literalExpression>"


def decision(name: str, logic: str, *, requires: str = "", kind: str = "") -> str:
    type_ref = f' typeRef="{kind}"' if kind else ""
    return f'<decision id="_{name}" name="{name}"><variable name="{name}"{type_ref}/>{requires}{logic}</decision>'


def needs(kind: str, href: str) -> str:
    outer = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
    return f'<{outer}><required{kind} href="{href}"/></{outer}>'


def test_a_decision_uses_the_decisions_it_requires_and_their_rules_are_told():
    table = (
        "<decisionTable hitPolicy='FIRST'><input><inputExpression><text>tổng đơn</text></inputExpression></input>"
        '<output/><rule><inputEntry><text>&gt;= 1000</text></inputEntry><outputEntry><text>"vip"</text></outputEntry>'
        '</rule><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"thường"</text></outputEntry></rule>'
        "</decisionTable>"
    )
    decisions = compile_decisions(
        model(
            '<inputData id="_orders" name="đơn hàng"><variable name="đơn hàng"/></inputData>'
            + decision("tổng đơn", says("sum(đơn hàng.giá)"), requires=needs("Input", "#_orders"))
            + decision("hạng", table, requires=needs("Decision", "#_tổng đơn"))
            + decision("lời chào", says('"Chào khách " + hạng'), requires=needs("Decision", "#_hạng"))
        )
    )
    context = {"đơn hàng": [{"giá": 400}, {"giá": 700}]}
    assert decisions.decide("lời chào", context) == "Chào khách vip"
    assert decisions.decide_with_rules("hạng", context) == ("vip", [1])
    assert decisions.decide_with_rules("lời chào", context) == ("Chào khách vip", [])
    assert decisions.explain("lời chào", context) == ("Chào khách vip", [("hạng", [1])])
    assert decisions.input_names == ("đơn hàng",)


def test_a_decision_sees_only_the_elements_it_requires():
    decisions = compile_decisions(model(decision("a", says("1")) + decision("b", says("a"))))
    assert decisions.decide("b", {"a": 5}) is None


BOXED = [
    (
        "<context><contextEntry><variable name='x'/>"
        + says("2")
        + "</contextEntry><contextEntry><variable name='y y'/>"
        + says("x + 1")
        + "</contextEntry></context>",
        {"x": 2, "y y": 3},
    ),
    (
        "<context><contextEntry><variable name='x'/>"
        + says("2")
        + "</contextEntry><contextEntry>"
        + says("x * 5")
        + "</contextEntry></context>",
        10,
    ),
    ("<list>" + says("1") + says("1 + 1") + "</list>", [1, 2]),
    (
        "<relation><column name='a'/><column name='b'/><row>" + says("1") + says("a") + "</row></relation>",
        [{"a": 1, "b": 7}],
    ),
    (
        "<conditional><if>"
        + says("a > 1")
        + "</if><then>"
        + says('"yes"')
        + "</then><else>"
        + says('"no"')
        + "</else></conditional>",
        "yes",
    ),
    (
        "<filter><in>" + says("[{n m: 1}, {n m: 3}]") + "</in><match>" + says("n m > 2") + "</match></filter>",
        [{"n m": 3}],
    ),
    ("<for iteratorVariable='i'><in>" + says("[1, 2]") + "</in><return>" + says("i * a") + "</return></for>", [7, 14]),
    (
        "<some iteratorVariable='i'><in>" + says("[1, 2]") + "</in><satisfies>" + says("i = 2") + "</satisfies></some>",
        True,
    ),
    (
        "<every iteratorVariable='i'><in>"
        + says("[1, 2]")
        + "</in><satisfies>"
        + says("i = 2")
        + "</satisfies></every>",
        False,
    ),
    (
        "<invocation>"
        + says("function(p, q) p - q")
        + "<binding><parameter name='q'/>"
        + says("1")
        + "</binding><binding><parameter name='p'/>"
        + says("a")
        + "</binding></invocation>",
        6,
    ),
]


@pytest.mark.parametrize(("logic", "value"), BOXED)
def test_a_boxed_expression_is_worth_what_it_says(logic, value):
    xml = model(
        '<inputData id="_a" name="a"><variable name="a" typeRef="number"/></inputData>'
        + decision("d", logic, requires=needs("Input", "#_a"))
    )
    assert to_json(compile_decisions(xml).decide("d", {"a": 7})) == value


FACTORIAL = (
    '<businessKnowledgeModel id="_f" name="giai thừa"><variable name="giai thừa"/>'
    '<encapsulatedLogic><formalParameter name="n" typeRef="number"/>'
    + says("if n &lt; 2 then 1 else n * giai thừa(n - 1)")
    + f"</encapsulatedLogic>{needs('Knowledge', '#_f')}</businessKnowledgeModel>"
)


def test_a_function_may_call_itself_and_holds_its_parameters_to_their_types():
    xml = model(
        FACTORIAL
        + decision("d", says("giai thừa(10)"), requires=needs("Knowledge", "#_f"))
        + decision("e", says("giai thừa(n: [3])"), requires=needs("Knowledge", "#_f"))
        + decision("g", says('giai thừa("x")'), requires=needs("Knowledge", "#_f"))
    )
    decisions = compile_decisions(xml)
    assert decisions.decide("d", {}) == 3628800
    assert decisions.decide("e", {}) == 6
    with pytest.raises(FeelError, match="too deep"):  # "x" is no number, so n is null and never gets below 2
        decisions.decide("g", {})


def test_a_function_knows_itself_without_saying_that_it_requires_itself():
    xml = model(
        FACTORIAL.replace(needs("Knowledge", "#_f"), "")
        + '<businessKnowledgeModel id="_m" name="max"><variable name="max"/><encapsulatedLogic>'
        + '<formalParameter name="n"/>'
        + says("max(n, 3)")
        + "</encapsulatedLogic></businessKnowledgeModel>"
        + decision("d", says("giai thừa(5)"), requires=needs("Knowledge", "#_f"))
        + decision("e", says("max(2)"), requires=needs("Knowledge", "#_m"))
    )
    decisions = compile_decisions(xml)
    assert decisions.decide("d", {}) == 120
    assert decisions.decide("e", {}) == 3


def test_a_service_is_asked_like_a_decision_and_called_like_a_function():
    xml = model(
        '<inputData id="_a" name="a"><variable name="a" typeRef="number"/></inputData>'
        + decision("inner", says("a * 2"), requires=needs("Input", "#_a"))
        + decision("outer", says("inner + 1"), requires=needs("Decision", "#_inner"))
        + '<decisionService id="_s" name="S"><variable name="S"/><outputDecision href="#_outer"/>'
        '<encapsulatedDecision href="#_inner"/><inputData href="#_a"/></decisionService>'
        + decision("d", says("S(10) + S(a: 1)"), requires=needs("Knowledge", "#_s"))
    )
    decisions = compile_decisions(xml)
    assert decisions.decide("S", {"a": 3}) == 7
    assert decisions.decide("d", {}) == 24


TYPES = (
    '<itemDefinition name="mức"><typeRef>string</typeRef><allowedValues><text>"cao", "thấp"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="phiếu"><itemComponent name="mức độ"><typeRef>mức</typeRef></itemComponent>'
    '</itemDefinition><itemDefinition name="các phiếu" isCollection="true"><typeRef>phiếu</typeRef></itemDefinition>'
    '<inputData id="_p" name="p"><variable name="p" typeRef="các phiếu"/></inputData>'
)


@pytest.mark.parametrize(
    ("given", "value"),
    [([{"mức độ": "cao"}], ["cao"]), ({"mức độ": "thấp"}, ["thấp"]), ([{"mức độ": "vừa"}], None), ([{"x": 1}], None)],
)
def test_an_input_that_is_not_of_its_type_is_null(given, value):
    xml = model(TYPES + decision("d", says("p.mức độ"), requires=needs("Input", "#_p")))
    assert compile_decisions(xml).decide("d", {"p": given}) == value


def test_a_result_that_is_not_of_its_type_is_null():
    xml = model(decision("a", says("[5]"), kind="number") + decision("b", says('"x"'), kind="number"))
    decisions = compile_decisions(xml)
    assert decisions.decide("a", {}) == Decimal(5)
    assert decisions.decide("b", {}) is None


def test_elements_of_an_imported_file_go_by_the_name_of_the_import():
    library = model(
        FACTORIAL + TYPES + decision("một", says("1"), kind="number"), namespace="urn:library", name="library"
    )
    xml = model(
        '<import namespace="urn:library" name="thư viện" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
        + decision(
            "d",
            says("thư viện.giai thừa(4) + thư viện.một"),
            requires=needs("Knowledge", "urn:library#_f") + needs("Decision", "urn:library#_một"),
        )
        + decision("e", says('"cao" instance of thư viện.mức'))
    )
    decisions = compile_decisions(xml, imports=[library])
    assert decisions.decide("d", {}) == 25
    assert decisions.decide("e", {}) is True
    with pytest.raises(DmnError, match="urn:library#_f"):
        compile_decisions(xml)


def test_what_is_imported_without_a_name_is_known_as_if_it_stood_here_from_several_files():
    unnamed = '<import namespace="{}" name="" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    first = model(FACTORIAL + TYPES, namespace="urn:1")
    second = model(decision("một", says("1"), kind="number"), namespace="urn:2")
    xml = model(
        unnamed.format("urn:1")
        + unnamed.format("urn:2")
        + decision(
            "d",
            says("giai thừa(4) + một"),
            requires=needs("Knowledge", "urn:1#_f") + needs("Decision", "urn:2#_một"),
        )
        + decision("e", says('"thấp"'), kind="mức")
    )
    decisions = compile_decisions(xml, imports=[first, second])
    assert decisions.decide("d", {}) == 25
    assert decisions.decide("e", {}) == "thấp"


def test_an_input_of_an_imported_file_is_given_by_name_with_its_namespace_or_inside_the_import():
    library = model(
        '<inputData id="_p" name="p"><variable name="p" typeRef="number"/></inputData>'
        + decision("twice", says("p * 2"), requires=needs("Input", "#_p")),
        namespace="urn:library",
    )
    xml = model(
        '<import namespace="urn:library" name="lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
        + decision("d", says("lib.twice + 1"), requires=needs("Decision", "urn:library#_twice"))
    )
    decisions = compile_decisions(xml, imports=[library])
    assert decisions.decide("d", {"p": 2}) == 5
    assert decisions.decide("d", {"urn:library#p": 3, "p": 9}) == 7
    assert decisions.decide("d", {"lib": {"p": 4}, "p": 9}) == 9
    assert decisions.decide("d", {"lib.p": 5, "p": 9}) == 11


def test_a_function_is_asked_with_its_parameters_as_context():
    assert compile_decisions(model(FACTORIAL)).decide("giai thừa", {"n": 5}) == 120


def test_a_circle_of_requirements_is_refused_on_each_of_its_elements():
    xml = model(
        decision("a", says("b"), requires=needs("Decision", "#_b"))
        + decision("b", says("a"), requires=needs("Decision", "#_a"))
        + decision("c", says("1"))
    )
    with pytest.raises(DmnError) as caught:
        compile_decisions(xml)
    assert [(item.code, item.element_id) for item in caught.value.problems] == [
        ("requirement_cycle", "_a"),
        ("requirement_cycle", "_b"),
    ]
    assert open_decisions(xml).decide("a", {}) is None


def test_a_faulty_part_is_null_and_the_rest_still_answers_when_opened_leniently():
    decisions = open_decisions(model(decision("a", says("1 +")) + decision("b", says("2"))))
    assert [(item.code, item.element_id) for item in decisions.problems] == [("unexpected_end", "_a")]
    assert decisions.decide("a", {}) is None
    assert decisions.decide("b", {}) == 2
