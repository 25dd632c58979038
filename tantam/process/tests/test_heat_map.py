"""The heat map's numbers against an example worked out by hand."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import TruncDate
from django.test.utils import CaptureQueriesContext

from tantam.organisation.models import Agent
from tantam.process.actions import publish, roll_up_days, save_draft
from tantam.process.context.heat import marks
from tantam.process.models import Instance, Process, Version, Visit, VisitDay, VisitRollup
from tantam.process.queries import Filters, HeatMap, StepFigures, heat_map
from tantam.process.queries.filtering import HANOI
from tantam.process.queries.places import places
from tantam.process.queries.stays import CELL, forget_stays
from tantam.process.tests.drawn import SIMPLE, instance, stand, visit
from tests import world as w

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: 23:30 and 00:30 in Hà Nội around the midnight that begins the day of NOW.
LATE_YESTERDAY = w.NOW.replace(day=22, hour=16, minute=30)
EARLY_TODAY = w.NOW.replace(day=22, hour=17, minute=30)


@pytest.fixture
def version():
    forget_stays()
    w.build_world()
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    return publish(draft, by=None, reason="thử", now=w.NOW)


@pytest.fixture
def busy(version):
    """Ten answers of 1 to 10 minutes over two days, four rounds through b; three stand, one late, one failed at b."""
    for minutes in range(1, 11):
        at = LATE_YESTERDAY if minutes % 2 else EARLY_TODAY
        visit(
            version,
            "a",
            left_at=at,
            seconds=60 * minutes,
            via="to_a",
            late=0,
            channel="zalo" if minutes > 5 else "email",
        )
    for number in range(4):
        visit(version, "b", left_at=LATE_YESTERDAY, seconds=3600, via="to_b", channel="zalo")
        visit(version, "e", left_at=EARLY_TODAY, seconds=0, via="to_e", channel="email")
        visit(version, "e", left_at=LATE_YESTERDAY - number * HOUR, seconds=0, via="to_e", channel="zalo")
    zalo, email = instance(version, channel="zalo"), instance(version, subject="case:2", channel="email")
    stand(zalo, "a", since=w.NOW - 2 * HOUR, due_at=w.NOW - HOUR)
    stand(email, "a", since=w.NOW - HOUR, due_at=w.NOW + HOUR)
    stand(email, "b", since=w.NOW - HOUR, state="incident")
    return version


def _figures(version: Version, **filters: Any) -> tuple[HeatMap, StepFigures, StepFigures]:
    found = heat_map(version.pk, filters=Filters(days=7, **filters), now=w.NOW)
    return found, found.steps["a"], found.steps["b"]


def test_the_numbers_of_the_example(busy):
    found, a, b = _figures(busy)
    assert (a.standing, a.overdue, a.incidents, a.oldest_at) == (2, 1, 0, w.NOW - 2 * HOUR)
    assert (b.standing, b.overdue, b.incidents) == (1, 0, 1)
    assert (found.standing, found.overdue, found.incidents) == (3, 1, 1)
    assert (a.lengths.count, a.lengths.seconds) == (10, 60 * 55)
    assert a.median == pytest.approx(300, rel=0.05)
    assert a.p90 == pytest.approx(540, rel=0.05)
    assert (b.median, b.p90) == (3600, 3600)
    assert found.shares == {"to_b": pytest.approx(5 / 13), "to_e": pytest.approx(8 / 13)}


def test_the_worst_step_is_the_late_one_and_what_promises_nothing_never_burns(busy):
    found, a, b = _figures(busy)
    assert found.worst is a
    assert a.heat == 1.0
    assert b.heat is not None
    assert b.heat <= 0.55


def test_seconds_are_no_bottleneck_though_they_be_most_of_all_the_time(version):
    for number in range(20):
        visit(version, "b", left_at=w.NOW - number * MINUTE, seconds=4, via="to_b", channel="zalo")
        visit(version, "a", left_at=w.NOW - number * MINUTE, seconds=1, via="to_a", channel="zalo")
    found, a, b = _figures(version)
    assert found.worst is None
    assert [a.heat, b.heat] == pytest.approx([0.19, 0.19])


def test_what_kept_its_promise_is_cool_though_it_took_most_of_the_time_and_what_broke_it_burns(version):
    promised = version.bpmn
    assert 'response="PT30M"' in promised
    for number in range(20):
        visit(version, "a", left_at=w.NOW - number * MINUTE, seconds=86_400, via="to_a", late=0, channel="zalo")
    found, a, _b = _figures(version)
    assert found.worst is None
    assert a.heat == pytest.approx(0.19)
    for number in range(3):
        visit(version, "a", left_at=w.NOW - number * MINUTE, seconds=2100, via="to_a", late=300, channel="zalo")
    forget_stays()
    found, a, _b = _figures(version)
    assert (found.worst, a.heat) == (a, 1.0)  # 3 of 23, fifteen minutes lost together


def test_a_promise_broken_by_a_minute_altogether_is_no_bottleneck(version):
    for number in range(3):
        visit(version, "a", left_at=w.NOW - number * MINUTE, seconds=1820, via="to_a", late=20, channel="zalo")
    found, a, _b = _figures(version)
    assert a.keeps_promise is False
    assert found.worst is None
    assert a.heat == pytest.approx(0.19)


@pytest.mark.parametrize(("seconds", "hurts"), [(599, False), (660, True)])
def test_without_a_promise_it_takes_ten_minutes_to_hurt_and_never_burns(version, seconds, hurts):
    for number in range(5):
        visit(version, "b", left_at=w.NOW - number * MINUTE, seconds=seconds, via="to_b", channel="zalo")
    found, _a, b = _figures(version)
    assert found.worst is (b if hurts else None)
    assert b.heat == pytest.approx(0.55 if hurts else 0.19)


def test_one_that_stands_late_is_marked_and_named_where_nothing_else_hurts_but_no_heat(version):
    stand(instance(version, channel="zalo"), "a", since=w.NOW - MINUTE, due_at=w.NOW - timedelta(seconds=1))
    found, a, _b = _figures(version)
    assert found.worst is a
    assert a.heat == pytest.approx(0.19)
    assert marks(found)["a"].heat_level == 1
    assert marks(found)["a"].overdue == 1


@pytest.mark.parametrize("channel", ["", "zalo"])
def test_summed_days_and_single_visits_say_the_same(busy, channel):
    before = _figures(busy, channel=channel)[0]
    assert roll_up_days(now=w.NOW) == date(2026, 11, 22)
    after = _figures(busy, channel=channel)[0]
    for node, step in before.steps.items():
        again = after.steps[node]
        assert (again.standing, again.lengths.count, again.median, again.p90, again.promises, again.heat) == (
            step.standing, step.lengths.count, step.median, step.p90, step.promises, step.heat,
        )  # fmt: skip
    assert after.shares == before.shares


DIMENSIONS: dict[str, list[str]] = {
    "channel": ["", "email", "zalo", "form"],
    "team": ["", "a", "b"],
    "segment": ["", "vip", "moi"],
}
#: Every way to narrow the view, a value that nobody has included.
VIEWS = [
    {name: value for name, value in zip(DIMENSIONS, values, strict=True) if value}
    for values in product(*([*wanted, "khác"] for wanted in DIMENSIONS.values()))
]


def many_visits(version: Version, *, random: Random, count: int = 150) -> None:
    """Over ten days, of every part, some to the microsecond and some within a second."""
    for _ in range(count):
        labels = {name: random.choice(values) for name, values in DIMENSIONS.items()}
        left_at = w.NOW - timedelta(seconds=random.randrange(10 * 86_400))
        seconds = random.choice([random.randrange(90_000), random.randrange(90_000_000_000) / 1e6, random.random() * 2])
        way = random.choice(["to_a", "again"])
        late = random.choice([None, 0, random.randrange(1, 90_000)])
        visit(version, random.choice("abe"), left_at=left_at, seconds=seconds, via=way, late=late, **labels)


def said(version: Version, **filters: str) -> list[Any]:
    """All that is shown of every step, to the microsecond."""
    forget_stays()
    return [
        (
            key,
            {bucket: (count, round(seconds, 6)) for bucket, (count, seconds) in step.lengths.buckets.items()},
            *(None if value is None else round(value, 6) for value in (step.lengths.seconds, step.median, step.p90)),
            step.promises,
        )
        for key, step in _figures(version, **filters)[0].steps.items()
    ]


NARROWED = [{"channel": "zalo"}, {"team": "b"}, {"segment": "vip"}, {"team": "a", "channel": "form"}]


@pytest.mark.parametrize(
    "view", [{"channel": "zalo"}, {"team": "b"}, {"segment": "vip"}, {"team": "a", "channel": "form"}]
)
def test_of_days_that_are_over_nothing_is_read_but_their_sums_however_the_view_is_narrowed(version, view):
    many_visits(version, random=Random(4))  # noqa: S311 - not for secrets
    before = said(version, **view)
    roll_up_days(now=w.NOW)
    assert before != said(version, channel="tin")
    Visit.objects.filter(left_at__lt=w.NOW.replace(day=22, hour=17, minute=0)).delete()
    assert said(version, **view) == before


def test_a_day_of_one_part_is_one_row_of_all_its_nodes(version):
    many_visits(version, random=Random(4), count=400)  # noqa: S311 - not for secrets
    roll_up_days(now=w.NOW)
    over = Visit.objects.filter(left_at__lt=w.NOW.replace(day=22, hour=17, minute=0))
    parts = over.values_list("channel", "team", "segment", TruncDate("left_at", tzinfo=HANOI)).distinct()
    assert VisitDay.objects.count() == parts.count()
    told = [cell for row in VisitDay.objects.all() for kept in row.lengths for cell in CELL.iter_unpack(kept)]
    assert sum(count for _, count, _ in told) == over.count()


def test_a_narrowed_view_finds_its_days_in_the_index(version):
    many_visits(version, random=Random(4), count=20)  # noqa: S311 - not for secrets
    roll_up_days(now=w.NOW)
    with CaptureQueriesContext(connection) as captured:
        said(version, team="a")
    (asked,) = [one["sql"] for one in captured.captured_queries if "process_visitday" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so small a table would be read through
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {asked}")
        plan = " ".join(row[0] for row in cursor.fetchall())
    found = plan.partition("process_one_row_a_day_and_part")[2].partition("Filter")[0]
    assert all(name in found for name in ("version_id = ", '"on" >= ', "(team)::text = ")), plan


@pytest.mark.parametrize("seed", range(3))
def test_random_visits_say_exactly_the_same_summed_or_single_however_narrowed(version, seed):
    many_visits(version, random=Random(seed))  # noqa: S311 - not for secrets
    before = [said(version, **view) for view in VIEWS]
    roll_up_days(now=w.NOW)
    assert [said(version, **view) for view in VIEWS] == before


def test_a_channel_narrows_everything(busy):
    found, a, b = _figures(busy, channel="zalo")
    assert (a.standing, a.lengths.count, b.standing) == (1, 5, 0)
    assert a.median == pytest.approx(480, rel=0.05)
    assert found.shares == {"to_b": 0.5, "to_e": 0.5}


def test_only_days_that_are_over_are_summed_and_twice_is_once(busy):
    roll_up_days(now=w.NOW)
    rows = set(VisitRollup.objects.values_list("node", "via", "on", "bucket", "count", "micros"))
    assert {row[2] for row in rows} == {date(2026, 11, 22)}
    assert sum(row[4] for row in rows if row[0] == "a") == 5
    assert roll_up_days(now=w.NOW) is None
    assert roll_up_days(now=w.NOW, since=date(2026, 11, 22)) == date(2026, 11, 22)
    assert set(VisitRollup.objects.values_list("node", "via", "on", "bucket", "count", "micros")) == rows


def test_the_period_begins_at_midnight_in_hanoi(busy):
    assert heat_map(busy.pk, filters=Filters(days=1), now=w.NOW).steps["a"].lengths.count == 5


def test_what_came_in_without_its_way_counts_for_the_only_one(version):
    for _ in range(3):
        visit(version, "g", left_at=w.NOW, seconds=0)
        visit(version, "e", left_at=w.NOW, seconds=0)
    visit(version, "g", left_at=w.NOW, seconds=0)  # where it went nobody knows: nothing is reckoned from what is left
    found = heat_map(version.pk, filters=Filters(), now=w.NOW)
    assert found.shares == {"to_e": 1, "to_b": 0}
    assert found.ways.taken == {"to_e": 3, "to_b": 0}


def test_however_many_steps_it_asks_a_handful_of_questions(busy, django_assert_num_queries):
    roll_up_days(now=w.NOW)
    heat_map(busy.pk, filters=Filters(), now=w.NOW)
    # The stamp of what is kept, what left just now, what stands.
    with django_assert_num_queries(3):
        found = heat_map(busy.pk, filters=Filters(), now=w.NOW)
    assert found.standing == 3


def test_what_left_a_while_ago_is_read_once_and_what_leaves_now_is_counted_at_once(version):
    visit(version, "a", left_at=w.NOW - HOUR, seconds=60, via="to_a")
    assert _figures(version)[1].lengths.count == 1
    visit(version, "a", left_at=w.NOW - HOUR, seconds=60, via="to_a")  # nobody leaves an hour ago
    visit(version, "a", left_at=w.NOW - MINUTE, seconds=60, via="to_a")
    assert _figures(version)[1].lengths.count == 2
    forget_stays()
    assert _figures(version)[1].lengths.count == 3


def test_places_of_one_channel_are_counted_from_their_index_without_a_look_at_the_rows(version):
    zalo = instance(version, channel="zalo")
    for _ in range(20):
        stand(zalo, "a", since=w.NOW - HOUR)
    with CaptureQueriesContext(connection) as captured:
        assert places(version.pk, dimensions={"channel": "zalo"}, now=w.NOW)[0].standing == 20
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so small a table would be read through
        cursor.execute("SET LOCAL enable_nestloop = off")  # so few would be asked run by run
        cursor.execute(f"EXPLAIN {captured.captured_queries[-1]['sql']}")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "process_tokens_standing" in plan
    assert "version_id = " in plan.partition("process_tokens_standing")[2].partition("Filter")[0]


def test_the_versions_are_listed_though_nobody_of_the_house_published_them(version, client, settings):
    settings.UI_ASSETS_REQUIRED = False
    client.force_login(Agent.objects.get(username="uyen"))
    page = client.get("/processes/QT-09/versions/")
    assert page.status_code == 200
    assert "None" not in page.content.decode()


def test_who_looks_at_the_new_version_is_told_what_still_runs_on_the_old(busy, client, settings):
    settings.UI_ASSETS_REQUIRED = False
    client.force_login(Agent.objects.get(username="uyen"))
    draft = save_draft(busy.process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    newer = publish(draft, by=None, reason="thử", now=w.NOW)
    stand(instance(newer, subject="case:3"), "a", since=w.NOW - HOUR)
    running = Instance.objects.filter(version=busy, state=Instance.State.RUNNING).count()
    assert running > 0
    page = client.get("/processes/QT-09/").content.decode()
    assert f'<a href="?version={busy.number}">{running} phiếu' in page
    assert re.search(rf"phiên bản {busy.number}(, \d+ quá hạn)?</a>", page)
    older = client.get(f"/processes/QT-09/?version={busy.number}").content.decode()
    assert f'<a href="?version={newer.number}">' not in older


@pytest.mark.parametrize("channel", ["", "zalo"])
def test_what_another_process_emptied_is_gone_from_what_is_kept_here(busy, channel):
    """Nothing tells this process: it sees by the stamp of the database alone."""
    roll_up_days(now=w.NOW)
    assert _figures(busy, channel=channel)[1].lengths.count > 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE process_visit, process_visitrollup")
    assert _figures(busy, channel=channel)[1].lengths.count == 0


def test_what_another_process_summed_anew_is_seen_here(busy):
    roll_up_days(now=w.NOW)
    assert _figures(busy)[2].lengths.count == 4
    rows = list(VisitRollup.objects.filter(node="b").values("version_id", "node", "via", "on", "bucket", "micros"))
    VisitRollup.objects.filter(node="b").delete()
    VisitRollup.objects.bulk_create(VisitRollup(**row, count=7) for row in rows)
    assert _figures(busy)[2].lengths.count == 7


def test_where_everybody_takes_all_ways_no_part_of_them_is_said(version):
    both = SIMPLE.replace("exclusiveGateway", "parallelGateway").replace(' default="to_e"', "")
    both = both.replace("<bpmn:conditionExpression>xong = false</bpmn:conditionExpression>", "")
    both = both.replace('sourceRef="b" targetRef="a"', 'sourceRef="b" targetRef="e"')
    draft = save_draft(version.process, bpmn=both, revision=0, by=None, now=w.NOW)
    split = publish(draft, by=None, reason="thử", now=w.NOW)
    visit(split, "g", left_at=w.NOW, seconds=0)
    visit(split, "b", left_at=w.NOW, seconds=60, via="to_b")
    found = heat_map(split.pk, filters=Filters(), now=w.NOW)
    assert (found.steps["b"].lengths.count, found.shares) == (1, {})
