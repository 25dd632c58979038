"""The event log of a version, read from its visits."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from tantam.process.actions import publish, save_draft
from tantam.process.engine.state import Outcome
from tantam.process.mining.alignment import conformance
from tantam.process.mining.deviations import deviations_of
from tantam.process.mining.log import steps_of
from tantam.process.mining.mapping import net_of
from tantam.process.mining.measures import count
from tantam.process.models import Instance, Process, Visit
from tantam.process.queries import event_log as reading
from tantam.process.queries.compiling import compiled
from tantam.process.queries.event_log import LogPart, event_log
from tantam.process.registry import numbers as naming
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
NAMES = {"a": "Trả lời", "b": "Hỏi thêm"}
DAY = timedelta(days=1)


@pytest.fixture
def version():
    w.build_world()
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    return publish(draft, by=None, reason="thử", now=w.NOW)


def past(version, path, *, days=1, state="finished", by=7, outcomes=None, **labels):
    """An instance that began some days ago and took a path, ten minutes a node."""
    began = w.NOW - days * DAY
    found = Instance.objects.create(
        version=version, subject=f"case:{days}", labels=labels, started_at=began, state=state
    )
    for place, node in enumerate(path):
        at = began + timedelta(minutes=10 * place)
        left_at = at + timedelta(minutes=10)
        outcome = (outcomes or {}).get(node, "completed")
        Visit.objects.create(
            instance_id=found.pk,
            version_id=version.pk,
            node=node,
            entered_at=at,
            left_at=left_at,
            by_id=by,
            outcome=outcome,
        )
    return found


def part(version, **changed):
    return LogPart(**{"version_id": version.pk, "since": w.NOW - 30 * DAY, "until": w.NOW, **changed})


def test_each_case_tells_its_path_with_times_and_who_did_it(version):
    one = past(version, "sage", channel="zalo", segment="", other="x")
    [case] = event_log(part(version), names=NAMES)
    assert case.id == str(one.pk)  # nobody has given its subject a number
    assert case.attributes == {"instance": str(one.pk), "subject": "case:1", "channel": "zalo"}
    assert [(event.activity, event.node, event.lifecycle, event.resource) for event in case.events] == [
        ("Trả lời", "a", "start", ""),
        ("Trả lời", "a", "complete", "agent:7"),
    ]
    assert case.events[1].at == one.started_at + timedelta(minutes=20)


def test_only_what_was_completed_counts_as_done(version):
    past(version, "sabage", outcomes={"b": "skipped"})
    [case] = event_log(part(version), names=NAMES)
    assert [step.node for step in steps_of(case)] == ["a", "a"]
    assert "manualskip" in {event.lifecycle for event in case.events}


def test_every_outcome_of_a_stay_has_its_word():
    assert set(get_args(Outcome)) == set(reading.LIFECYCLE)


def test_a_part_is_a_version_a_period_states_and_dimensions(version):
    wanted = past(version, "sae", days=3, channel="zalo")
    past(version, "sae", days=31, channel="zalo")
    past(version, "sae", days=3, channel="email")
    past(version, "sae", days=3, channel="zalo", state="running")
    [case] = event_log(part(version, dimensions={"channel": "zalo"}), names=NAMES)
    assert case.id == str(wanted.pk)
    everyone = event_log(part(version, states=("finished", "running")), names=NAMES)
    assert len(list(everyone)) == 3


def test_cases_come_once_each_in_order_whatever_the_batch(version, monkeypatch, django_assert_num_queries):
    began = [past(version, "sae", days=days).pk for days in (5, 5, 5, 4, 3)]
    monkeypatch.setattr(reading, "BATCH", 2)
    with django_assert_num_queries(10):  # three batches with their visits and numbers, and one that is empty
        assert [int(case.id) for case in event_log(part(version), names=NAMES)] == began


def test_a_case_is_called_by_its_number_and_told_apart_when_it_ran_again(version, monkeypatch):
    asked = []

    def numbers(ids):
        asked.append(set(ids))
        return {one: f"TT-26-00000{one}" for one in ids if one != 4}

    monkeypatch.setitem(naming._numbers, "case", numbers)
    runs = [past(version, "sae", days=days).pk for days in (4, 3, 2)]
    again = [past(version, "sae", days=3, channel=channel).pk for channel in ("zalo", "email")]
    told = {int(str(case.attributes["instance"])): case.id for case in event_log(part(version), names=NAMES)}
    assert told == {
        runs[0]: str(runs[0]),  # it has none
        runs[1]: "TT-26-000003",
        runs[2]: "TT-26-000002",
        again[0]: "TT-26-000003/2",
        again[1]: "TT-26-000003/3",
    }
    assert asked == [{2, 3, 4}]
    narrowed = event_log(part(version, dimensions={"channel": "email"}), names=NAMES)
    assert [case.id for case in narrowed] == ["TT-26-000003/3"]  # the same name, whatever is left out


def test_the_log_of_a_version_is_compared_with_its_drawing(version):
    for _ in range(3):
        past(version, "sagbage")
    past(version, "sge")
    net = net_of(compiled(version.pk).graph)
    found = conformance(net, count(event_log(part(version), names=NAMES)).variants)
    assert (found.cases, found.fitting) == (4, 3)
    assert [(one.kind, one.node, one.cases) for one in deviations_of(found, net)] == [("skipped", "a", 1)]
