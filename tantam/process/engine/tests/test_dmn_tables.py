"""Decision tables: every hit policy, defaults, several outputs, and which rules hit."""

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from tantam.process.engine.dmn import DmnError, compile_decisions
from tantam.process.engine.feel import to_json

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def text(tag: str, content: str, attributes: str = "") -> str:
    return f"<{tag} {attributes}><text>{escape(content)}</text></{tag}>"


def table(
    rules: Sequence[Sequence[str]],
    *,
    inputs: Sequence[str] = ("x",),
    outputs: Sequence[str] = ("<output/>",),
    policy: str = "",
    namespace: str = MODEL,
) -> str:
    """A file with one decision, `D`, that is a table; each rule lists its input cells, then its output cells."""
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(text("inputEntry", cell) for cell in rule[: len(inputs)])
        + "".join(text("outputEntry", cell) for cell in rule[len(inputs) :])
        + "</rule>"
        for number, rule in enumerate(rules, 1)
    )
    columns = "".join(f"<input>{text('inputExpression', name)}</input>" for name in inputs)
    return (
        f'<definitions xmlns="{namespace}" id="m" name="m" namespace="urn:m"><decision id="d1" name="D">'
        f"<decisionTable id='t1' {policy}>{columns}{''.join(outputs)}{rows}</decisionTable></decision></definitions>"
    )


def decided(xml: str, **context: object) -> tuple[object, list[int]]:
    value, rules = compile_decisions(xml).decide_with_rules("D", context)
    return to_json(value), rules


OVERLAPPING = [("> 0", '"low"'), ("> 5", '"high"'), ("> 7", '"low"')]
ORDER = text("outputValues", '"high", "low"')


@pytest.mark.parametrize(
    ("policy", "x", "value", "rules"),
    [
        ('hitPolicy="UNIQUE"', 3, "low", [1]),
        ('hitPolicy="UNIQUE"', 6, None, [1, 2]),
        ('hitPolicy="ANY"', 6, None, [1, 2]),
        ('hitPolicy="FIRST"', 9, "low", [1]),
        ('hitPolicy="PRIORITY"', 9, "high", [1, 2, 3]),
        ('hitPolicy="RULE ORDER"', 9, ["low", "high", "low"], [1, 2, 3]),
        ('hitPolicy="OUTPUT ORDER"', 9, ["high", "low", "low"], [1, 2, 3]),
        ('hitPolicy="COLLECT"', 6, ["low", "high"], [1, 2]),
        ('hitPolicy="COLLECT"', 0, [], []),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 9, 3, [1, 2, 3]),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 0, 0, []),
        ('hitPolicy="FIRST"', 0, None, []),
        ("", 3, "low", [1]),
    ],
)
def test_each_hit_policy_answers_as_the_standard_says(policy, x, value, rules):
    xml = table(OVERLAPPING, outputs=(f"<output>{ORDER}</output>",), policy=policy)
    assert decided(xml, x=x) == (value, rules)


@pytest.mark.parametrize(("aggregation", "value"), [("SUM", 60), ("MIN", 10), ("MAX", 30)])
def test_collect_adds_up_and_finds_the_least_and_the_greatest(aggregation, value):
    rules = [("> 0", "10"), ("> 1", "20"), ("> 2", "30")]
    xml = table(rules, policy=f'hitPolicy="COLLECT" aggregation="{aggregation}"')
    assert decided(xml, x=5) == (value, [1, 2, 3])
    assert decided(xml, x=0) == (None, [])


def test_any_answers_when_all_matching_rules_agree():
    xml = table([("> 0", '"a"'), ("> 1", '"a"')], policy='hitPolicy="ANY"')
    assert decided(xml, x=2) == ("a", [1, 2])


def test_several_outputs_make_a_context_and_defaults_fill_in():
    outputs = (
        f'<output name="đội">{text("defaultOutputEntry", chr(34) + "ho-tro" + chr(34))}</output>',
        f'<output name="hạn">{text("defaultOutputEntry", "duration(" + chr(34) + "PT4H" + chr(34) + ")")}</output>',
    )
    rules = [('"warranty"', "-", '"bao-hanh"', 'duration("P1D")'), ('"safety"', "true", '"giam-doc"', "null")]
    xml = table(rules, inputs=("kind", "vip"), outputs=outputs)
    assert decided(xml, kind="warranty") == ({"đội": "bao-hanh", "hạn": "P1D"}, [1])
    assert decided(xml, kind="safety", vip=True) == ({"đội": "giam-doc", "hạn": None}, [2])
    assert decided(xml, kind="advice") == ({"đội": "ho-tro", "hạn": "PT4H"}, [])


def test_priority_over_several_outputs_looks_at_the_first_output_first():
    outputs = (
        f'<output name="a">{text("outputValues", "1, 2")}</output>',
        f'<output name="b">{text("outputValues", chr(34) + "y" + chr(34) + ", " + chr(34) + "x" + chr(34))}</output>',
    )
    rules = [("-", "2", '"y"'), ("-", "1", '"x"'), ("-", "1", '"y"')]
    assert decided(table(rules, outputs=outputs, policy='hitPolicy="PRIORITY"'), x=0) == (
        {"a": 1, "b": "y"},
        [1, 2, 3],
    )


def test_an_input_outside_the_allowed_values_decides_nothing():
    xml = table([("-", "1")]).replace("</inputExpression>", "</inputExpression>" + text("inputValues", "1, 2"))
    assert decided(xml, x=2) == (1, [1])
    assert decided(xml, x=3) == (None, [])


def test_cells_may_ask_about_the_value_and_other_values():
    rules = [
        ("? > limit and ? < 100", '"in"'),
        ("list contains([1, 2], ?)", '"listed"'),
        ("not(? > 2, 1, 2)", '"other"'),
    ]
    xml = table(rules)
    assert decided(xml, x=50, limit=10) == ("in", [1])
    assert decided(xml, x=2, limit=10) == ("listed", [2])
    assert decided(xml, x=0, limit=10) == ("other", [3])


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_of_the_format_is_read(namespace):
    assert decided(table([("1", '"one"')], namespace=namespace), x=1) == ("one", [1])


def test_a_prefix_before_every_tag_makes_no_difference():
    xml = table([("1", '"one"')]).replace("<", "<dmn:").replace("<dmn:/", "</dmn:").replace("xmlns=", "xmlns:dmn=")
    assert decided(xml, x=1) == ("one", [1])


def test_tables_call_the_functions_of_the_host():
    xml = table([("mentions(?, [" + '"hỏng"' + "])", '"complaint"')])
    functions = {"mentions": lambda subject, words: any(word in subject for word in words)}
    decisions = compile_decisions(xml, functions=functions)
    assert decisions.decide("D", {"x": "máy bị hỏng"}) == "complaint"
    assert decisions.decide("D", {"x": "cảm ơn"}) is None


def test_a_decision_is_found_by_name_or_id_and_names_what_it_needs():
    decisions = compile_decisions(table([("> y", "1")]))
    assert decisions.decide("d1", {"x": 2, "y": 1}) == Decimal(1)
    assert decisions.names == ("D",)
    assert decisions.free_names == {"x", "y"}
    with pytest.raises(DmnError, match="unknown"):
        decisions.decide("unknown", {})


@pytest.mark.parametrize(
    ("xml", "code", "element_id"),
    [
        (table([("1 +", "1")]), "unexpected_end", "d1"),
        (table([("1", "1")], policy='hitPolicy="BEST"'), "hit_policy", "t1"),
        (table([("1", "1")], policy='hitPolicy="PRIORITY"'), "no_output_values", "t1"),
        (table([("1",)]), "rule_width", "r1"),
        (table([("1", "1")]).replace("<output/>", '<output id="o" typeRef="nonsense"/>'), "unknown_type", "o"),
        (table([("1", "1")]).replace("decisionTable", "nothing"), "no_logic", "d1"),
    ],
)
def test_what_cannot_run_is_refused_on_its_element(xml, code, element_id):
    with pytest.raises(DmnError) as caught:
        compile_decisions(xml)
    (problem,) = caught.value.problems
    assert (problem.code, problem.element_id, problem.line) == (code, element_id, 1)
    assert problem.message_vi != problem.message_en


def test_priority_falls_back_to_the_order_of_the_types_allowed_values():
    kinds = '<itemDefinition name="urgency"><typeRef>string</typeRef><allowedValues><text>"high","low"</text>'
    kinds += "</allowedValues></itemDefinition>"
    rules = "".join(
        f"<rule><inputEntry><text>{test}</text></inputEntry><outputEntry><text>{value}</text></outputEntry></rule>"
        for test, value in (("&gt; 1", '"low"'), ("&gt; 2", '"high"'))
    )
    table = '<decisionTable hitPolicy="PRIORITY"><input><inputExpression><text>x</text></inputExpression></input>'
    table += f'<output typeRef="urgency"/>{rules}</decisionTable>'
    xml = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">'
    decisions = compile_decisions(f'{xml}{kinds}<decision id="d" name="d">{table}</decision></definitions>')
    assert [decisions.decide("d", {"x": x}) for x in (2, 3)] == ["low", "high"]
