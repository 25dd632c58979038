"""The simulation of queues is held against what theory says of them (M/M/1 and M/M/c, exact in closed form)."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import factorial
from random import Random

import pytest

from tantam.core.values.business_time import Calendar
from tantam.core.values.instants import VIETNAM
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.graph import Graph
from tantam.process.rehearsal.load import Arriving, Crew, Effort, Load, Scenario, run_load

START = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)
ONE_STEP = """<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1" id="defs">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="s"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="work" name="Việc">
      <bpmn:extensionElements><tantam:time resolution="PT30M"/></bpmn:extensionElements>
      <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="e"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="s" targetRef="work"/>
    <bpmn:sequenceFlow id="b" sourceRef="work" targetRef="e"/>
  </bpmn:process>
</bpmn:definitions>"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(read(ONE_STEP.encode()))


def _poisson(many: int, *, every: float, seed: int) -> list[Arriving]:
    random, at, found = Random(seed), START, []  # noqa: S311  must be repeatable
    for _ in range(many):
        at += timedelta(seconds=random.expovariate(1 / every))
        found.append(Arriving(at=at))
    return found


def _queue(graph: Graph, *, people: int, load: float, many: int = 12_000) -> Load:
    """`people` who each take 600 s on average, kept busy for `load` of their time."""
    return run_load(
        graph,
        Scenario(
            arrivals=_poisson(many, every=600 / (people * load), seed=people),
            crews={"desk": Crew(people=people)},
            crew_of={"work": "desk"},
            efforts={"work": Effort(mean=600, spread="exponential")},
            seed=7,
        ),
    )


def _erlang_wait(people: int, load: float) -> float:
    """Mean time in the queue of an M/M/c (Erlang C), in seconds, where work takes 600 s on average."""
    offered = people * load
    last = offered**people / factorial(people) / (1 - load)
    waits = last / (sum(offered**n / factorial(n) for n in range(people)) + last)
    return waits * 600 / (people * (1 - load))


@pytest.mark.parametrize(("people", "load"), [(1, 0.5), (1, 0.7), (2, 0.7), (4, 0.8)])
def test_queues_are_as_long_as_theory_says(graph, people, load):
    found = _queue(graph, people=people, load=load)
    waits = found.steps["work"].waits
    assert sum(waits) / len(waits) == pytest.approx(_erlang_wait(people, load), rel=0.15)
    assert found.crews["desk"].busy / found.crews["desk"].there == pytest.approx(load, rel=0.05)
    stays = found.steps["work"].stays
    assert sum(stays) / len(stays) == pytest.approx(_erlang_wait(people, load) + 600, rel=0.1)


def test_littles_law_and_that_nobody_is_lost(graph):
    found = _queue(graph, people=2, load=0.7, many=4_000)
    assert found.arrived == found.finished == len(found.steps["work"].stays) == found.ends["e"] == 4_000
    assert (found.running, found.stuck, found.failed, found.is_cut) == (0, 0, 0, False)


def test_the_same_seed_gives_the_same_run(graph):
    first, second = (_queue(graph, people=2, load=0.6, many=500) for _ in range(2))
    assert first.steps["work"].waits == second.steps["work"].waits


def test_people_work_only_when_their_desk_is_open_and_nights_are_no_waiting(graph):
    office = Calendar(zone="Asia/Ho_Chi_Minh", weekly={day: [("08:00", "12:00")] for day in range(7)})
    found = run_load(
        graph,
        Scenario(
            arrivals=[Arriving(at=START + timedelta(hours=3, minutes=30)) for _ in range(2)],
            crews={"desk": Crew(people=1, calendar=office)},
            crew_of={"work": "desk"},
            efforts={"work": Effort(mean=1800, spread="fixed")},
        ),
    )
    assert found.steps["work"].waits == [0.0, 1800.0]
    assert found.steps["work"].stays == [1800.0, 20 * 3600 + 1800.0 + 1800.0]
    assert (found.steps["work"].promised, found.steps["work"].kept) == (2, 1)


def test_a_spent_budget_says_so_and_what_came_in_counts(graph):
    asked: list[float] = []

    def twice(share: float) -> bool:
        asked.append(share)
        return len(asked) < 2

    scenario = Scenario(arrivals=_poisson(500, every=60, seed=1), crews={})
    found = run_load(graph, scenario, may_go_on=twice)
    assert found.is_cut
    assert 0 < found.arrived < 500


def test_nobody_comes_and_nothing_happens(graph):
    assert run_load(graph, Scenario(arrivals=[], crews={})).arrived == 0


LOOP = ONE_STEP.replace(
    '<bpmn:endEvent id="e"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>',
    """<bpmn:eventBasedGateway id="g"><bpmn:incoming>b</bpmn:incoming><bpmn:outgoing>c</bpmn:outgoing>
      <bpmn:outgoing>d</bpmn:outgoing></bpmn:eventBasedGateway>
    <bpmn:intermediateCatchEvent id="again"><bpmn:incoming>c</bpmn:incoming><bpmn:outgoing>f</bpmn:outgoing>
      <bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>
    <bpmn:intermediateCatchEvent id="over"><bpmn:incoming>d</bpmn:incoming><bpmn:outgoing>h</bpmn:outgoing>
      <bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="e"><bpmn:incoming>h</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="c" sourceRef="g" targetRef="again"/>
    <bpmn:sequenceFlow id="d" sourceRef="g" targetRef="over"/>
    <bpmn:sequenceFlow id="f" sourceRef="again" targetRef="work"/>
    <bpmn:sequenceFlow id="h" sourceRef="over" targetRef="e"/>""",
).replace('targetRef="e"/>\n  </bpmn:process>', 'targetRef="g"/>\n  </bpmn:process><bpmn:message id="m" name="again"/>')


def test_an_answer_that_comes_in_half_the_rounds_comes_on_average_once():
    """Each round draws anew: with 1/2 the rounds are geometric, two on average, and nobody goes round for ever."""
    looping = compile_graph(read(LOOP.encode()))
    waits = {"again": Effort(mean=60, spread="fixed", share=0.5)}
    found = run_load(looping, Scenario(arrivals=_poisson(3_000, every=600, seed=3), crews={}, waits=waits))
    assert found.finished == 3_000
    assert found.steps["work"].done / 3_000 == pytest.approx(2.0, rel=0.05)


def test_who_waits_for_the_first_event_waits_at_the_gateway_and_goes_on_by_the_arrow_of_what_came():
    looping = compile_graph(read(LOOP.encode()))
    waits = {"again": Effort(mean=60, spread="fixed", share=0.5)}
    found = run_load(looping, Scenario(arrivals=_poisson(200, every=600, seed=3), crews={}, waits=waits))
    assert set(found.steps["g"].stays) == {60.0, 86_400.0}
    assert sorted(found.steps["g"].stays) == sorted(found.steps["again"].stays + found.steps["over"].stays)
    assert (found.flows["c"], found.flows["d"]) == (found.steps["again"].done, found.steps["over"].done)
    assert found.flows["d"] == found.flows["f"] - found.flows["c"] + 200 == 200
