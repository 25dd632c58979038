"""Past cases played back: what is told of a day, in what proportion, to whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tantam.organisation.models import Agent
from tantam.process.actions import publish, save_draft
from tantam.process.engine.bpmn import read
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Process, Version, Visit
from tantam.process.queries import Filters, Replay, as_they_stood, last_moved, replay
from tantam.process.tests.drawn import SIMPLE, instance, stand
from tantam.process.values.periods import Period
from tests import world as w

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
YESTERDAY = Period(first=date(2026, 11, 22), last=date(2026, 11, 22))
BEGIN = YESTERDAY.since


@pytest.fixture
def version(settings) -> Version:
    settings.UI_ASSETS_REQUIRED = False
    w.build_world()
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW - 40 * DAY)
    return publish(draft, by=None, reason="thử", now=w.NOW - 40 * DAY)


def _stay(version: Version, case: int, node: str, *, hours: tuple[float, float], via: str = "", **labels: str) -> None:
    entered_at, left_at = BEGIN + hours[0] * HOUR, BEGIN + hours[1] * HOUR
    Visit.objects.create(
        instance_id=case, version_id=version.pk, node=node, entered_at=entered_at, left_at=left_at, via=via, **labels
    )


def _told(version: Version, **filters: Any) -> list[Any]:
    return list(replay(version.pk, period=YESTERDAY, filters=Filters(**filters), now=w.NOW).stays)


def test_a_day_tells_who_was_where_from_when_to_when(version):
    _stay(version, 812, "a", hours=(9, 10), via="to_a")
    _stay(version, 812, "b", hours=(10, 11.5), via="to_b")
    _stay(version, 813, "a", hours=(-2, 1))  # since the day before
    _stay(version, 814, "a", hours=(23, 26), via="to_a")  # until the day after
    _stay(version, 815, "a", hours=(-9, -8), via="to_a")  # all of it before
    _stay(version, 816, "a", hours=(25, 26), via="to_a")  # all of it after
    assert _told(version) == [
        (0, "a", "", -7200, 3600),
        (1, "a", "to_a", 32_400, 36_000),
        (1, "b", "to_b", 36_000, 41_400),
        (2, "a", "to_a", 82_800, 93_600),
    ]


def test_what_still_stands_is_there_to_the_end(version):
    stand(instance(version, channel="zalo"), "b", since=BEGIN + 3 * HOUR)
    assert _told(version) == [(0, "b", "", 10_800, None)]
    assert _told(version, channel="zalo") == [(0, "b", "", 10_800, None)]
    assert _told(version, channel="email") == []


def test_it_is_narrowed_as_the_picture_is(version):
    _stay(version, 1, "a", hours=(1, 2), channel="zalo")
    _stay(version, 2, "a", hours=(1, 2), channel="email")
    assert len(_told(version)) == 2
    assert len(_told(version, channel="zalo")) == 1


def test_many_cases_are_sampled_whole_and_it_is_said(version, monkeypatch):
    monkeypatch.setattr("tantam.process.queries.replaying._AIMED_AT", 40)
    for case in range(100):
        _stay(version, case, "a", hours=(1, 2))
        _stay(version, case, "b", hours=(2, 3))
    found = replay(version.pk, period=YESTERDAY, filters=Filters(), now=w.NOW)
    assert (found.every, found.stays_in_all) == (5, 200)
    by_case: dict[int, list[str]] = {}
    for case, node, *_ in found.stays:
        by_case.setdefault(case, []).append(node)
    assert 5 < len(by_case) < 45
    assert all(nodes == ["a", "b"] for nodes in by_case.values())
    again = replay(version.pk, period=YESTERDAY, filters=Filters(), now=w.NOW)
    assert again.stays == found.stays


def test_it_asks_three_questions_however_much_passed(version, django_assert_num_queries):
    for case in range(30):
        _stay(version, case, "a", hours=(1, 2))
    with django_assert_num_queries(3):
        assert len(_told(version)) == 30


def test_who_waits_for_the_first_event_stands_at_the_gateway_and_not_at_what_happened_later():
    d = Drawing()
    d.start()
    d.gateway("cho", "eventBased")
    d.catch("tra_loi", d.message("customer.message"))
    d.catch("bay_ngay", "<b:timerEventDefinition><b:timeDuration>P7D</b:timeDuration></b:timerEventDefinition>")
    d.path("s", "cho", "tra_loi", d.end("e1"))
    d.path("cho", "bay_ngay", d.end("e2"))
    kept = [(0, "cho", "s-cho", 60, 60), (0, "bay_ngay", "cho-bay_ngay", 60, 900), (1, "cho", "s-cho", 70, None)]
    found = Replay(since=BEGIN, until=BEGIN + DAY, stays=kept, every=1, stays_in_all=3)
    assert as_they_stood(found, read(d.xml())).stays == [
        (0, "cho", "s-cho", 60, 60),
        (0, "cho", "", 60, 900),
        (0, "bay_ngay", "cho-bay_ngay", 900, 900),
        (1, "cho", "s-cho", 70, None),
    ]


def _page(client: Any, query: str) -> Any:
    client.force_login(Agent.objects.get(username="uyen"))
    return client.get(f"{reverse('process_replay', args=['QT-09'])}?{query}")


def test_the_file_is_compact_and_names_nobody(version, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)
    _stay(version, 812, "a", hours=(9, 10), via="to_a")
    _stay(version, 812, "b", hours=(10, 11), via="to_b")
    assert _page(client, "day=22/11/2026&span=day").json() == {
        "day": "22/11/2026",
        "since": int(BEGIN.timestamp()),
        "length": 86_400,
        "every": 1,
        "all": 2,
        "nodes": ["a", "b"],
        "ways": ["to_a", "to_b"],
        "stays": [[0, 0, 0, 32_400, 36_000], [0, 1, 1, 36_000, 39_600]],
    }
    week = _page(client, "day=22/11/2026&span=week").json()
    assert (week["length"], week["stays"][0][3]) == (7 * 86_400, 6 * 86_400 + 32_400)


def test_who_has_not_chosen_a_day_is_shown_the_last_on_which_something_moved(version, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)
    _stay(version, 812, "a", hours=(-63, -62), channel="zalo")  # on the Thursday before that Sunday
    _stay(version, 813, "a", hours=(-39, -38), channel="email")
    _stay(version, 814, "a", hours=(25, 26))  # on the Monday after
    stand(instance(version), "b", since=BEGIN - 90 * HOUR)  # moves nothing, wherever it stands
    told = {
        query: (
            _page(client, f"{query}&span=day").json()["day"],
            len(_page(client, f"{query}&span=day").json()["stays"]),
        )
        for query in ("day=22/11/2026", "day=22/11/2026&near=1", "day=22/11/2026&near=1&channel=zalo")
    }
    assert told == {
        "day=22/11/2026": ("22/11/2026", 1),  # only what stands
        "day=22/11/2026&near=1": ("20/11/2026", 1),
        "day=22/11/2026&near=1&channel=zalo": ("19/11/2026", 1),
    }


def test_where_nothing_ever_moved_the_day_stays(version, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)
    _stay(version, 812, "a", hours=(-24 * 93, -24 * 93))
    assert _page(client, "day=22/11/2026&near=1&span=day").json()["day"] == "22/11/2026"


def test_the_last_day_with_movement_is_one_question(version, django_assert_num_queries):
    _stay(version, 812, "a", hours=(-63, -62))
    with django_assert_num_queries(1):
        assert last_moved(version.pk, until=YESTERDAY.last, filters=Filters()) == date(2026, 11, 19)


def test_a_day_that_is_none_is_said(version, client):
    answer = _page(client, "day=32/13/2026&span=day")
    assert answer.status_code == 422
    assert "22/11/2026" in answer.json()["wrong"][0]
    assert _page(client, "day=22/11/2026&span=year").status_code == 422
