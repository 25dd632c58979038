"""What was done is set against the drawing beside everything else: in parts, restartable, each path once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.core.actions.unit import unit
from tantam.core.queries import ask
from tantam.organisation.models import Agent
from tantam.process.actions import mine, publish, save_draft, want_round
from tantam.process.actions.mining import aligning, reading, rounds
from tantam.process.mining.alignment import Aligner, conformance
from tantam.process.mining.deviations import deviations_of
from tantam.process.mining.mapping import net_of
from tantam.process.mining.measures import count
from tantam.process.models import Deviation, Handing, Instance, Mining, PathStep, Process, Visit, Walk, WalkedPath
from tantam.process.queries import Filters
from tantam.process.queries.compiling import compiled
from tantam.process.queries.event_log import LogPart, event_log
from tantam.process.queries.mined import (
    deviating,
    done_at,
    fitness,
    fitness_by_week,
    given_reasons,
    handed_over,
    part_of,
    steps_by_name,
    walked_variants,
)
from tantam.process.tests.drawn import SIMPLE
from tantam.process.tests.mined import DAY, compared, past
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    w.build_world()
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    return publish(draft, by=None, reason="thử", now=w.NOW)


def part(version, *, days=30, **dimensions):
    return part_of(version.pk, filters=Filters(days=days, **dimensions), now=w.NOW)


def several(version):
    """Six as drawn (two of them with a second round), three without the answer, one with a question done twice."""
    for number in range(4):
        past(version, "sage", days=2 + number, channel="zalo")
    for number in range(2):
        past(version, "sagbage", days=2 + number, channel="email")
    for number in range(3):
        past(version, "sge", days=9 + number, channel="zalo")
    past(version, "sagbbage", days=16, channel="email")


def test_figures_are_those_of_the_pure_room_over_the_same_log(version):
    several(version)
    compared()
    names = steps_by_name(version.pk, language="vi")
    log = event_log(LogPart(version_id=version.pk, since=w.NOW - 30 * DAY, until=w.NOW), names=names)
    net = net_of(compiled(version.pk).graph)
    whole = conformance(net, count(log).variants)
    found = fitness(part(version))
    assert (found.cases, found.computed, found.exact) == (whole.cases, whole.computed, whole.fitting) == (10, 10, 6)
    assert found.average == pytest.approx(whole.average_fitness)
    expected = {(one.kind, one.node, one.after): (one.times, one.cases) for one in deviations_of(whole, net)}
    assert {(one.kind, one.node, one.after): (one.times, one.cases) for one in deviating(part(version))} == expected
    assert expected[("skipped", "a", "")] == (3, 3)


def test_a_period_and_a_channel_are_questions_over_what_is_computed(version):
    several(version)
    compared()
    parts = WalkedPath.objects.count()
    assert fitness(part(version, days=7)).cases == 6
    assert fitness(part(version, channel="email")).exact == 2
    assert fitness(part(version, channel="zalo")).share == pytest.approx(4 / 7)
    assert fitness(part(version, team="nobody")).average is None
    assert [(one.cases, one.exact) for _, one in fitness_by_week(part(version))] == [(1, 0), (3, 0), (6, 6)]
    assert WalkedPath.objects.count() == parts == 4


def test_a_page_goes_through_the_runs_once_for_all_its_figures(version):
    several(version)
    compared()
    seen = part(version)
    with CaptureQueriesContext(connection) as asked:
        for figures in (fitness, fitness_by_week, deviating, done_at, walked_variants):
            figures(seen)
    assert len(asked) == 6
    assert sum("process_walk " in query["sql"] for query in asked) == 1


def test_what_has_run_the_same_way_before_is_not_aligned_again(version, monkeypatch):
    several(version)
    compared()
    aligned = []
    real = Aligner.align

    def align(self, steps):
        aligned.append(steps)
        return real(self, steps)

    monkeypatch.setattr(Aligner, "align", align)
    past(version, "sage", days=-0.01, channel="zalo")
    past(version, "sbe", days=-0.01, channel="zalo")
    later = w.NOW + timedelta(hours=2)
    compared(now=later)
    assert aligned == [["b"]]
    assert Walk.objects.count() == 12
    assert Mining.objects.get().computed_at == later


def test_a_version_rests_between_two_rounds_and_one_who_asks_is_served_at_once(version):
    several(version)
    compared()
    assert mine(now=w.NOW + timedelta(minutes=9), seconds=60) == 0
    want_round(version, now=w.NOW)
    assert Mining.objects.get().is_under_way
    assert mine(now=w.NOW + timedelta(minutes=9), seconds=60) > 0
    assert mine(now=w.NOW + timedelta(minutes=20), seconds=60) > 0
    version.state = "retired"
    version.save(update_fields=["state"])
    assert mine(now=w.NOW + timedelta(minutes=40), seconds=60) == 0


def test_asking_reads_also_what_was_brought_in_for_the_past(version):
    several(version)
    compared()
    past(version, "sage", days=20)
    compared(now=w.NOW + timedelta(minutes=20))
    assert Walk.objects.count() == 10
    want_round(version, now=w.NOW + timedelta(minutes=21))
    compared(now=w.NOW + timedelta(minutes=22))
    assert Walk.objects.count() == 11


def test_a_round_that_breaks_off_goes_on_where_it_was(version, monkeypatch):
    several(version)
    monkeypatch.setattr(reading, "BATCH", 1)
    assert mine(now=w.NOW, seconds=0) == 0
    for _ in range(4):
        ticks = iter([0.0, 0.0, 99.0, *[99.0] * 50])
        assert mine(now=w.NOW, seconds=1, clock=lambda: next(ticks)) == 1  # noqa: B023 - asked within the round
    some = Walk.objects.count()
    assert 1 <= some < 10
    assert Mining.objects.get().state == "reading"
    compared()
    assert Walk.objects.count() == 10
    assert Mining.objects.get().state == "done"


def test_running_and_cancelled_ones_are_not_judged(version):
    past(version, "sa", state="running")
    past(version, "sa", state="cancelled")
    compared()
    assert fitness(part(version)).cases == 0
    assert Mining.objects.get().computed_at == w.NOW


def test_a_run_that_ended_anew_counts_once_with_its_last_path(version):
    run = past(version, "sage", days=2)
    compared()
    at = w.NOW + timedelta(minutes=30)
    Visit.objects.create(instance_id=run.pk, version_id=version.pk, node="b", entered_at=w.NOW, left_at=at)
    Instance.objects.filter(pk=run.pk).update(finished_at=at)
    compared(now=at + timedelta(hours=1))
    [walk] = Walk.objects.all()
    assert (walk.path.steps, walk.ended_at) == (["a", "b"], at)


def test_beyond_the_budget_of_states_it_is_not_computed_and_said_of_how_many(version, monkeypatch):
    several(version)
    monkeypatch.setattr(aligning, "STATES", 1)
    compared()
    found = fitness(part(version))
    assert (found.cases, found.computed, found.beyond, found.average) == (10, 0, 10, None)
    monkeypatch.undo()
    compared(now=w.NOW + timedelta(minutes=20))
    assert fitness(part(version)).beyond == 10  # it is not tried in vain again and again
    want_round(version, now=w.NOW + timedelta(minutes=21))
    compared(now=w.NOW + timedelta(minutes=22))
    assert fitness(part(version)).beyond == 0


def test_beyond_the_budget_of_time_the_most_walked_are_known_and_the_rest_waits(version, monkeypatch):
    several(version)
    monkeypatch.setattr(rounds, "BUDGET_SECONDS", 0.0)
    monkeypatch.setattr(rounds, "PART_SECONDS", 0.0)
    compared()
    found = fitness(part(version))
    assert (found.computed, found.waiting, found.beyond) == (4, 6, 0)
    assert Mining.objects.get().state == "done"
    compared(now=w.NOW + timedelta(minutes=11))
    assert fitness(part(version)).waiting == 3


def test_what_goes_round_for_ever_is_not_tried(version, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST", 6)
    past(version, ["s", "a", *["b", "a"] * 4, "e"])
    compared()
    [path] = WalkedPath.objects.all()
    assert (path.state, len(path.steps)) == ("beyond", 6)


def test_where_the_drawing_is_read_otherwise_all_is_aligned_anew(version):
    several(version)
    compared()
    Mining.objects.update(net="of an older release")
    before = Counter(PathStep.objects.values_list("kind", "node", "after", "times"))
    compared(now=w.NOW + timedelta(minutes=11))
    assert Mining.objects.get().net != "of an older release"
    assert Counter(PathStep.objects.values_list("kind", "node", "after", "times")) == before


def test_a_version_that_cannot_be_compared_does_not_hold_up_the_others(version, monkeypatch):
    several(version)
    other = Process.objects.create(key="QT-10", name="Khác", created_at=w.NOW)
    broken = publish(save_draft(other, bpmn=SIMPLE, revision=0, by=None, now=w.NOW), by=None, reason="thử", now=w.NOW)
    real = aligning.forget_if_changed

    def fail(mining):
        if mining.version_id == broken.pk:
            raise ValueError("no net")
        real(mining)

    monkeypatch.setattr(rounds, "forget_if_changed", fail)
    compared()
    states = dict(Mining.objects.values_list("version_id", "state"))
    assert states == {version.pk: "done", broken.pk: "broken"}


def test_hand_overs_are_between_people_and_between_teams(version):
    past(version, "sagbage", by=[None, 7, None, 8, 7, None, None], teams=["x", "x", "x", "y", "y", "y", "y"])
    past(version, "sagbage", by=[None, 7, None, 8, 8, None, None], teams=["x"] * 7)
    compared()
    people = handed_over(part(version), between=Handing.Between.PEOPLE)
    told = {(one.source, one.target): (one.times, one.cases) for one in people}
    assert told == {("agent:7", "agent:8"): (2, 2), ("agent:8", "agent:7"): (1, 1)}
    teams = handed_over(part(version), between=Handing.Between.TEAMS)
    assert [(one.source, one.target, one.times) for one in teams] == [("x", "y", 1)]


def test_people_act_for_their_own_team_whichever_has_the_case(version):
    khoi, vinh = (Agent.objects.get(username=name).pk for name in ("khoi", "vinh"))
    past(version, "sagbage", by=[None, khoi, None, vinh, khoi, None, None], teams=["ho-tro"] * 7)
    compared()
    teams = handed_over(part(version), between=Handing.Between.TEAMS)
    told = {(one.source, one.target): one.times for one in teams}
    assert told == {("ho-tro", "tra-hang-bao-hanh"): 1, ("tra-hang-bao-hanh", "ho-tro"): 1}


def test_a_batch_costs_the_same_statements_whatever_its_size(version):
    def statements(of):
        with CaptureQueriesContext(connection) as asked:
            reading.store_walks(version.pk, of)
        return len(asked)

    few = [past(version, "sagbage", days=3, by=[7, 8] * 4).pk]
    many = [past(version, "sagbage"[: 4 + number % 4], days=3 + number, by=[7, 8] * 4).pk for number in range(40)]
    statements(few)  # what is kept of the drawing is read once
    assert statements(few) == statements(many) <= 9


@pytest.mark.django_db(transaction=True)
def test_one_part_at_a_time_in_the_whole_house(version):
    several(version)
    held, done = Event(), Event()

    def hold():
        with unit():
            ask("SELECT pg_advisory_xact_lock(%s)", [rounds._LOCK])
            held.set()
            done.wait(20)
        connection.close()

    other = Thread(target=hold)
    other.start()
    held.wait(20)
    assert mine(now=w.NOW, seconds=60) == 0
    assert not Mining.objects.exists()
    done.set()
    other.join()
    assert mine(now=w.NOW, seconds=60) > 0


def test_a_reason_stands_with_what_it_is_about(version):
    run = past(version, "sbbe")
    for from_node, reason in [("a", "khách gọi trước"), ("b", "hỏi lại lần nữa")]:
        Deviation.objects.create(
            instance_id=run.pk, version_id=version.pk, from_node=from_node, to_node="e" if from_node == "a" else "",
            reason=reason, at=w.NOW,
        )  # fmt: skip
    compared()
    found = given_reasons(part(version), deviating(part(version)))
    told = {(kind, node): [one.reason for one in given] for (kind, node, _), given in found.items()}
    assert told[("skipped", "a")] == ["khách gọi trước"]
    assert "hỏi lại lần nữa" in next(given for (kind, node), given in told.items() if node == "b")
