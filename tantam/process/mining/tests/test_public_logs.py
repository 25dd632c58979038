"""The public logs: their published counts, and fitness as another tool computes it (see the notes at each)."""

from collections import Counter

import pytest

from tantam.process.conformance.tests.corpora import CORPORA
from tantam.process.engine import bpmn
from tantam.process.mining.alignment import conformance
from tantam.process.mining.deviations import deviations_of
from tantam.process.mining.log import by_activity
from tantam.process.mining.mapping import net_of, node_name
from tantam.process.mining.measures import count
from tantam.process.mining.outline import outline_of
from tantam.process.mining.tests.made import END, START, net
from tantam.process.mining.xes import read_xes

LOGS = CORPORA / "eventlogs"
pytestmark = pytest.mark.skipif(not LOGS.exists(), reason="the event logs are not here (TANTAM_CORPORA)")
FLOWS = "s-t0 t0-g g-j g-t1 t1-t2 t2-t3 t3-h h-j h-t5 j-t4 t4-e t5-e"
ROAD = ["Create Fine", "Send Fine", "Insert Fine Notification", "Add penalty", "Payment", "Send for Credit Collection"]


def measured(name):
    with (LOGS / f"{name}.xes").open("rb") as file:
        return count(read_xes(file), key=by_activity)


def pairs(measures):
    return {(one.source, one.target): one.count for one in measures.follows}


def test_the_running_example_has_its_published_counts():
    log = measured("running-example")
    assert (log.cases, log.events, len(log.activities), len(log.variants)) == (6, 42, 8, 6)
    assert pairs(log) == {
        ("check ticket", "decide"): 6,
        ("check ticket", "examine casually"): 2,
        ("check ticket", "examine thoroughly"): 1,
        ("decide", "pay compensation"): 3,
        ("decide", "reinitiate request"): 3,
        ("decide", "reject request"): 3,
        ("examine casually", "check ticket"): 4,
        ("examine casually", "decide"): 2,
        ("examine thoroughly", "check ticket"): 2,
        ("examine thoroughly", "decide"): 1,
        ("register request", "check ticket"): 2,
        ("register request", "examine casually"): 3,
        ("register request", "examine thoroughly"): 1,
        ("reinitiate request", "check ticket"): 1,
        ("reinitiate request", "examine casually"): 1,
        ("reinitiate request", "examine thoroughly"): 1,
    }
    assert log.starts == (("register request", 6),)
    assert log.ends == (("pay compensation", 3), ("reject request", 3))


def test_the_running_example_fits_its_model_entirely():
    drawing = bpmn.read((LOGS / "running-example.bpmn").read_bytes())
    made = net_of(outline_of(drawing), label=node_name)
    found = conformance(made, measured("running-example").variants)
    assert made.approximations == ()
    assert (found.average_fitness, found.log_fitness, found.fitting, found.computed) == (1.0, 1.0, 6, 6)


def test_the_road_traffic_log_has_its_published_counts():
    log = measured("roadtraffic100traces")
    assert (log.cases, log.events, len(log.activities), len(log.variants)) == (100, 390, 10, 10)
    found = pairs(log)
    assert (len(found), sum(found.values())) == (18, 290)
    assert found["Create Fine", "Send Fine"] == 77
    assert found["Send Fine", "Insert Fine Notification"] == 56
    assert found["Payment", "Payment"] == 5
    assert dict(log.starts) == {"Create Fine": 100}
    assert dict(log.ends) == {"Payment": 47, "Send for Credit Collection": 36, "Send Fine": 17}
    assert [(one.name, one.cases) for one in log.rework] == [("Payment", 10)]


def test_the_road_traffic_log_fits_a_model_as_well_as_another_tool_says():
    """Compared with pm4py 2.7.23 on the same model: the same cost for each case and the same mean; its fitness of the
    log (0.913534) counts silent moves as a hundred-thousandth each, ours does not."""
    steps = "".join(f'<task id="t{number}" name="{name}"/>' for number, name in enumerate(ROAD))
    gateways = "".join(f'<exclusiveGateway id="{name}"/>' for name in "gjh")
    made = net(START + steps + gateways + END, FLOWS, label=node_name)
    found = conformance(made, measured("roadtraffic100traces").variants)
    costs: Counter[tuple[int, float]] = Counter()
    for one in found.variants:
        assert one.alignment is not None
        costs[one.alignment.cost, round(one.alignment.fitness, 4)] += one.variant.count
    assert costs == {(0, 1.0): 68, (2, 0.5): 16, (1, 0.875): 10, (1, 0.8): 5, (4, 0.6364): 1}
    assert found.average_fitness == pytest.approx(0.8938636363636363)
    assert found.log_fitness == pytest.approx(1 - 51 / 590)
    deviations = [(one.kind, one.label, one.after, one.cases) for one in deviations_of(found, made)]
    assert deviations[:3] == [
        ("extra", "Send Fine", "Create Fine", 20),
        ("skipped", "Payment", "Create Fine", 16),
        ("repeated", "Payment", "Payment", 5),
    ]
