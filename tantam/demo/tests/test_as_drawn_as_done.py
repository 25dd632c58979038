"""The demo's histories against its drawings: ten thousand cases, as people would have done them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import process_time

import pytest

from tantam.demo.content import findings
from tantam.demo.content.history import History
from tantam.process.engine import bpmn
from tantam.process.mining.alignment import Budget, conformance
from tantam.process.mining.deviations import deviations_of
from tantam.process.mining.mapping import net_of
from tantam.process.mining.measures import Variant
from tantam.process.mining.net import Net
from tantam.process.mining.outline import outline_of

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
DRAWINGS = Path(findings.__file__).parent / "processes"
FILES = {"QT-01": "qt-01-v3.bpmn", "QT-02": "qt-02.bpmn", "QT-03": "qt-03.bpmn"}


@pytest.fixture(scope="module")
def histories() -> list[History]:
    return [one for one in findings.histories(now=NOW) if one.is_over]


def drawn(process: str) -> Net:
    return net_of(outline_of(bpmn.read((DRAWINGS / FILES[process]).read_bytes())))


def done(histories: list[History], process: str) -> list[tuple[str, ...]]:
    return [
        tuple(visit.step for visit in one.visits if visit.outcome == "completed")
        for one in histories
        if one.process == process
    ]


def variants(sequences: list[tuple[str, ...]]) -> list[Variant]:
    return [Variant(steps=steps, count=count, example="") for steps, count in Counter(sequences).items()]


def disturbed(steps: tuple[str, ...], random: Random) -> tuple[str, ...]:
    """As people do it: a step left out, done again, done before its turn."""
    made = list(steps)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3))):
        place = random.randrange(len(made))
        kind = random.randrange(3)
        if kind == 0 and len(made) > 1:
            del made[place]
        elif kind == 1:
            made.insert(random.randrange(len(made)), made[place])
        else:
            other = random.randrange(len(made))
            made[place], made[other] = made[other], made[place]
    return tuple(made)


@pytest.mark.parametrize(("process", "least"), [("QT-01", 0.999), ("QT-02", 0.98), ("QT-03", 1.0)])
def test_the_histories_of_the_demo_are_nearly_as_drawn(histories: list[History], process: str, least: float) -> None:
    found = conformance(drawn(process), variants(done(histories, process)))
    assert found.computed == found.cases > 250
    assert found.average_fitness is not None
    assert least <= found.average_fitness <= 1


def test_complaints_without_the_call_are_what_people_skip(histories: list[History]) -> None:
    net = drawn("QT-02")
    first = deviations_of(conformance(net, variants(done(histories, "QT-02"))), net)[0]
    assert (first.kind, first.label) == ("skipped", "goi_dien")


@pytest.mark.parametrize(
    ("process", "kinds"),
    [
        ("QT-01", {("repeated", "bao_ket_qua")}),
        ("QT-02", {("skipped", "goi_dien"), ("repeated", "tim_nguyen_nhan")}),
    ],
)
def test_what_deviates_is_what_people_did_and_gave_a_reason_for(
    histories: list[History], process: str, kinds: set[tuple[str, str]]
) -> None:
    net = drawn(process)
    now_drawn = [one for one in histories if one.process == process and (process, one.version) != ("QT-01", 2)]
    found = deviations_of(conformance(net, variants(done(now_drawn, process))), net)
    assert {(one.kind, one.label) for one in found} == kinds
    again = [one.strayed for one in now_drawn if one.strayed is not None]
    assert len(again) >= 8
    assert all(one.reason and one.who for one in again)


def test_ten_thousand_cases_are_aligned_within_a_minute(histories: list[History]) -> None:
    random = Random(7)  # noqa: S311
    began, cases, distinct = process_time(), 0, 0
    for process, share in (("QT-01", 6_000), ("QT-02", 3_000), ("QT-03", 1_000)):
        known = done(histories, process)
        log = variants([disturbed(random.choice(known), random) for _ in range(share)])
        found = conformance(drawn(process), log, budget=Budget(seconds=60))
        assert found.computed == share
        cases, distinct = cases + found.cases, distinct + len(log)
    assert cases == 10_000
    assert distinct > 2_000
    assert process_time() - began < 60
