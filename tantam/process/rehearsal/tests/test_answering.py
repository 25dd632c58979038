"""A trial answers as the past did: shares of ways come out as they were, whether values are known or only ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import sqrt
from random import Random

import pytest

from tantam.core.values.instants import VIETNAM
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.graph import Graph
from tantam.process.rehearsal.answering import Answers, Chance, Observation, usual
from tantam.process.rehearsal.deciding import START, Question, questions
from tantam.process.rehearsal.load import Arriving, Load, Scenario, run_load

START_AT = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)
MANY = 1_500
FEEL = 'xsi:type="bpmn:tFormalExpression" language="https://www.omg.org/spec/DMN/20191111/FEEL/"'


def _drawing(*, form: str, gates: str) -> tuple[Diagram, Graph]:
    xml = f"""<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="s"/>
    <bpmn:userTask id="work" name="Việc"><bpmn:extensionElements><tantam:form>{form}</tantam:form>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="a" sourceRef="s" targetRef="work"/>
    {gates}
  </bpmn:process>
</bpmn:definitions>"""
    diagram = read(xml.encode())
    return diagram, compile_graph(diagram)


def _arrow(name: str, source: str, target: str, condition: str = "") -> str:
    inner = f"<bpmn:conditionExpression {FEEL}>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


SCORED = _drawing(
    form='<tantam:field key="diem" type="number"/><tantam:field key="loi_khach" type="text"/>',
    gates='<bpmn:exclusiveGateway id="g" default="middle"/>'
    + _arrow("b", "work", "g")
    + _arrow("good", "g", "e1", "diem &gt;= 4")
    + _arrow("bad", "g", "e2", "diem &lt;= 2")
    + _arrow("middle", "g", "e3")
    + "".join(f'<bpmn:endEvent id="e{one}"/>' for one in (1, 2, 3)),
)
#: A sum that two gateways ask for, one behind the other.
LIMITS = _drawing(
    form='<tantam:field key="tien" type="money"/>',
    gates='<bpmn:exclusiveGateway id="g" default="own"/><bpmn:exclusiveGateway id="h" default="head"/>'
    + _arrow("b", "work", "g")
    + _arrow("above", "g", "h", "tien &gt; 300000")
    + _arrow("own", "g", "e1")
    + _arrow("director", "h", "e2", "tien &gt; 2000000")
    + _arrow("head", "h", "e3")
    + "".join(f'<bpmn:endEvent id="e{one}"/>' for one in (1, 2, 3)),
)


def _asked(drawn: tuple[Diagram, Graph]) -> list[Question]:
    return questions(*drawn, known=())


def _went(node: str, *ways: tuple[str, str]) -> dict[str, list[Observation]]:
    return {node: [Observation(ways={gate: frozenset({flow}) for gate, flow in ways})]}


def _run(
    drawn: tuple[Diagram, Graph], answers: Answers, *, past: Sequence[int | None] = (None,), seed: int = 5
) -> Load:
    arrivals = [Arriving(at=START_AT + timedelta(minutes=one), past=past[one % len(past)]) for one in range(MANY)]
    return run_load(drawn[1], Scenario(arrivals=arrivals, crews={}, answers=answers, seed=seed))


def _is_near(count: int, share: float, *, of: int) -> bool:
    """Within four standard deviations of a share drawn so often."""
    return abs(count / of - share) <= 4 * sqrt(share * (1 - share) / of)


def test_only_what_decides_a_way_is_a_question():
    (found,) = _asked(SCORED)
    assert (found.node, found.name, found.kind, found.gates, found.numbers) == (
        "work",
        "diem",
        "number",
        ("g",),
        (2, 4),
    )


def test_where_only_the_ways_are_known_the_shares_come_out_as_in_the_past():
    went = ["good"] * 80 + ["middle"] * 10 + ["bad"] * 10
    answers = Answers(SCORED[1], _asked(SCORED), runs=[_went("work", ("g", way)) for way in went])
    found = _run(SCORED, answers)
    assert _is_near(found.flows["good"], 0.8, of=MANY)
    assert _is_near(found.flows["middle"], 0.1, of=MANY)
    assert _is_near(found.flows["bad"], 0.1, of=MANY)
    assert [(one.values, one.ways, one.chance) for one in answers.basis()] == [(0, 100, None)]
    assert _run(SCORED, answers).flows == found.flows


def test_cases_of_the_past_go_exactly_the_ways_they_went():
    went = ["good"] * 8 + ["middle", "bad"]
    answers = Answers(SCORED[1], _asked(SCORED), runs=[_went("work", ("g", way)) for way in went])
    found = _run(SCORED, answers, past=range(10))
    assert [found.flows[one] for one in ("good", "middle", "bad")] == [MANY * 8 // 10, MANY // 10, MANY // 10]


def test_values_that_are_known_are_given_as_they_were():
    scores = [5, 5, 4, 3, 1]
    answers = Answers(SCORED[1], _asked(SCORED), runs=[{"work": [Observation(values={"diem": one})]} for one in scores])
    found = _run(SCORED, answers, past=range(5))
    assert [found.flows[one] for one in ("good", "middle", "bad")] == [MANY * 3 // 5, MANY // 5, MANY // 5]
    assert [(one.values, one.ways) for one in answers.basis()] == [(5, 0)]


def test_one_answer_leads_the_ways_at_all_gateways_that_ask_for_it():
    asked = _asked(LIMITS)
    assert asked[0].gates == ("g", "h")
    went = [_went("work", ("g", "own"))] * 65
    went += [_went("work", ("g", "above"), ("h", "head"))] * 25 + [
        _went("work", ("g", "above"), ("h", "director"))
    ] * 10
    found = _run(LIMITS, Answers(LIMITS[1], asked, runs=went))
    assert _is_near(found.flows["own"], 0.65, of=MANY)
    assert _is_near(found.flows["head"], 0.25, of=MANY)
    assert _is_near(found.flows["director"], 0.10, of=MANY)


def test_without_a_past_what_a_person_said_is_drawn_and_said_to_be_assumed():
    question = _asked(SCORED)[0]
    said = {question.key: Chance(kind="number", low=4, high=5)}
    answers = Answers(SCORED[1], [question], said=said)
    assert _run(SCORED, answers).flows["good"] == MANY
    assert [(one.values, one.ways, one.chance, one.is_said) for one in answers.basis()] == [
        (0, 0, said[question.key], True)
    ]


def test_without_a_past_or_a_word_a_guess_is_made_that_can_be_told():
    question = _asked(SCORED)[0]
    answers = Answers(SCORED[1], [question])
    found = _run(SCORED, answers)
    assert _is_near(found.flows["good"], 0.4, of=MANY)  # one of 1 to 5 alike
    (basis,) = answers.basis()
    assert basis.chance == usual(question) == Chance(kind="number", low=1, high=5)
    assert not basis.is_said


@pytest.mark.parametrize(
    ("chance", "values"),
    [
        (Chance(kind="boolean", shares=((True, 1.0), (False, 0.0))), {True}),
        (Chance(kind="choice", shares=(("a", 0.5), ("b", 0.5))), {"a", "b"}),
        (Chance(kind="number", low=2, high=3), {2, 3}),
        (Chance(kind="date", low=1, high=2), {"2026-11-24", "2026-11-25"}),
        (Chance(kind="text"), {None}),
    ],
)
def test_a_chance_draws_what_it_says(chance: Chance, values: set[object]):
    random = Random(1)  # noqa: S311  must be repeatable
    drawn = Counter(chance.draw(random, today=date(2026, 11, 23)) for _ in range(60))
    assert set(drawn) == values


def test_a_day_of_the_past_lies_as_far_ahead_as_it_did():
    question = Question(node="work", name="ngay", kind="date", readers=("t",))
    past = [{"work": [Observation(values={"ngay": "2026-03-05"}, on=date(2026, 3, 2))]}]
    answers = Answers(SCORED[1], [question], runs=past)
    given = answers.of("work", run=0, times=0, context={}, now=START_AT, random=Random(1))  # noqa: S311
    assert given == {"ngay": "2026-11-26"}


TABLE = """<bpmn:businessRuleTask id="bang"><bpmn:extensionElements><tantam:decision result="muc"><![CDATA[
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d"><decision id="x">
 <decisionTable id="t" hitPolicy="FIRST">
 <input id="i"><inputExpression><text>hang</text></inputExpression></input><output id="o" name="muc"/>
 <rule id="r1"><inputEntry><text>"vàng"</text></inputEntry><outputEntry><text>"cao"</text></outputEntry></rule>
 <rule id="r2"><inputEntry><text>-</text></inputEntry><outputEntry><text>"thường"</text></outputEntry></rule>
</decisionTable></decision></definitions>]]></tantam:decision></bpmn:extensionElements></bpmn:businessRuleTask>"""


@pytest.mark.parametrize(("form", "node"), [('<tantam:field key="hang" type="text"/>', "work"), ("", START)])
def test_what_a_table_asks_for_is_answered_so_that_its_result_leads_the_ways(form: str, node: str):
    """Whether a step asks for it or nobody does: then the case brings it along."""
    drawn = _drawing(
        form=form,
        gates=TABLE
        + '<bpmn:exclusiveGateway id="g" default="usual"/>'
        + _arrow("b", "work", "bang")
        + _arrow("c", "bang", "g")
        + _arrow("high", "g", "e1", 'muc = "cao"')
        + _arrow("usual", "g", "e2")
        + '<bpmn:endEvent id="e1"/><bpmn:endEvent id="e2"/>',
    )
    (question,) = _asked(drawn)
    assert (question.node, question.name, question.readers) == (node, "hang", ("bang", "g"))
    assert question.options == ("vàng",)
    runs = [_went(node, ("g", "high"))] * 20 + [_went(node, ("g", "usual"))] * 80
    assert _is_near(_run(drawn, Answers(drawn[1], [question], runs=runs)).flows["high"], 0.2, of=MANY)


def test_what_no_step_is_asked_for_is_brought_along_by_the_case():
    drawn = _drawing(
        form="",
        gates='<bpmn:exclusiveGateway id="g" default="no"/>'
        + _arrow("b", "work", "g")
        + _arrow("yes", "g", "e1", "da_tra_tien = true")
        + _arrow("no", "g", "e2")
        + '<bpmn:endEvent id="e1"/><bpmn:endEvent id="e2"/>',
    )
    (question,) = _asked(drawn)
    assert (question.node, question.name, question.kind) == (START, "da_tra_tien", "boolean")
    runs = [_went(START, ("g", "yes"))] * 30 + [_went(START, ("g", "no"))] * 70
    assert _is_near(_run(drawn, Answers(drawn[1], [question], runs=runs)).flows["yes"], 0.3, of=MANY)
    assert questions(*drawn, known={"da_tra_tien"}) == []
