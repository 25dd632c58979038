"""How late a stay was: kept when it ends, measured in working time against its token's own due time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from tantam.core.facts import PROCESS
from tantam.organisation.models import Agent, Holiday, Team, WorkingCalendar, WorkingHours
from tantam.organisation.queries import forget_calendars
from tantam.process import actions
from tantam.process.actions.lateness import lateness_of_past
from tantam.process.models import Instance, Process, Token, Version, Visit, VisitDay
from tantam.process.queries import Filters, heat_map
from tantam.process.queries.stays import forget_stays
from tantam.process.tests.drawn import SIMPLE, instance, stand, visit
from tantam.process.values.buckets import bucket_of
from tantam.process.values.promises import Promises, most_of, together
from tests import world as w

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: 17:15 in Hà Nội, a quarter of an hour before the shop shuts; half an hour is promised.
EVENING = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
#: 08:15 the next morning, when it is due.
DUE = datetime(2026, 11, 24, 1, 15, tzinfo=UTC)


@pytest.fixture
def version() -> Version:
    forget_stays()
    w.build_world()
    return _published(SIMPLE)


def _published(bpmn: str) -> Version:
    process, _ = Process.objects.get_or_create(key="QT-09", defaults={"name": "Thử", "created_at": w.NOW})
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW)
    return actions.publish(draft, by=None, reason="thử", now=w.NOW)


def _begun(*, now: datetime = EVENING) -> Instance:
    started = actions.start("QT-09", subject="order:7", labels={}, variables={"xong": True}, now=now)
    assert started is not None
    return started


def _done(run: Instance, *, at: datetime, node: str = "a") -> int | None:
    token = Token.objects.get(instance=run, node=node)
    actions.complete_work(token.pk, by=None, data={}, now=at)
    return Visit.objects.get(instance_id=run.pk, node=node).late_seconds


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (EVENING + MINUTE, 0),
        (DUE, 0),
        (DUE + timedelta(microseconds=1), 1),
        (DUE + MINUTE, 60),
        (DUE + DAY, 8 * 3600),
        (DUE + timedelta(hours=11), 7 * 3600 + 45 * 60),
    ],
)
def test_a_night_costs_nothing_and_a_day_as_long_as_it_is_worked(version, at, late):
    assert Token.objects.get(instance=(run := _begun()), node="a").due_at == DUE
    assert _done(run, at=at) == late


BOTH = SIMPLE.replace('<tantam:time response="PT30M"/>', '<tantam:time response="PT30M" resolution="PT2H"/>')
#: Two hours of work after 17:15: the quarter of an hour of the evening, and until 09:45.
DONE_BY = DUE + 90 * MINUTE


@pytest.mark.parametrize(("at", "late"), [(DUE + HOUR, 0), (DONE_BY, 0), (DONE_BY + MINUTE, 60)])
def test_a_step_that_is_to_be_answered_soon_and_done_later_is_late_when_it_is_not_done(version, at, late):
    both = _published(BOTH)
    token = Token.objects.get(instance=(run := _begun()), node="a")
    assert (token.due_at, token.response_due_at, token.resolution_due_at) == (DONE_BY, DUE, DONE_BY)
    assert _done(run, at=at) == late
    assert lateness_of_past(both.pk, node="a", entered_at=EVENING, left_at=at, team="") == late


def test_work_that_stood_before_is_due_when_it_is_to_be_done_from_now_on(version):
    _published(BOTH)
    token = Token.objects.get(instance=_begun(), node="a")
    Token.objects.filter(pk=token.pk).update(due_at=DUE)  # as it was kept before
    with connection.cursor() as cursor:
        cursor.execute(import_module("tantam.process.migrations.0057_work_is_due_when_it_is_to_be_done").DUE_WHEN_DONE)
    token.refresh_from_db()
    assert token.due_at == DONE_BY


def test_the_map_judges_by_when_it_is_to_be_done(version):
    both = _published(BOTH)
    for number in range(10):
        visit(both, "a", left_at=EVENING - number * MINUTE, seconds=3600, via="to_a")  # before lateness was kept
    step = heat_map(both.pk, filters=Filters(), now=EVENING).steps["a"]
    assert (step.target, step.promises) == (7200, Promises(certain=10))


def test_what_ends_after_its_due_time_while_the_shop_is_shut_is_late_by_a_second(version):
    run = _begun(now=EVENING - 15 * MINUTE)  # due when the shop shuts
    due_at = Token.objects.get(instance=run, node="a").due_at
    assert due_at == EVENING + 15 * MINUTE
    assert _done(run, at=EVENING + 3 * HOUR) == 1


def test_it_counts_on_the_calendar_of_the_team_that_does_the_work_with_its_holidays(version):
    day_and_night = WorkingCalendar.objects.create(key="ca-dem", name="Ca đêm")
    for weekday in range(7):
        WorkingHours.objects.create(calendar=day_and_night, weekday=weekday, opens_minute=0, closes_minute=1440)
    Holiday.objects.create(calendar=day_and_night, on=(EVENING + DAY).date(), name="Nghỉ")
    Team.objects.filter(key="ho-tro").update(calendar=day_and_night)
    forget_calendars()
    run = _begun()
    assert _done(run, at=EVENING + DAY + DAY) == 24 * 3600 - 1800


def test_without_a_promise_nothing_is_said(version):
    run = _begun()
    assert _done(run, at=DUE) == 0
    assert Visit.objects.get(instance_id=run.pk, node="g").late_seconds is None
    assert Visit.objects.get(instance_id=run.pk, node="e").late_seconds is None
    actions.publish(
        actions.save_draft(version.process, bpmn=SIMPLE.replace('<tantam:time response="PT30M"/>', ""), revision=0,
                           by=None, now=w.NOW),
        by=None, reason="thử", now=w.NOW,
    )  # fmt: skip
    assert _done(_begun(), at=DUE + DAY) is None


def test_work_that_is_withdrawn_after_its_due_time_was_late_too(version):
    run = _begun()
    actions.cancel("order:7", by=PROCESS, now=DUE + HOUR)
    gone = Visit.objects.get(instance_id=run.pk, node="a")
    assert gone.outcome != "completed"
    assert gone.late_seconds == 3600


def test_who_is_moved_to_another_step_is_measured_up_to_then(version):
    run = _begun()
    token = Token.objects.get(instance=run, node="a")
    actions.leave_path(token.pk, to="b", by=Agent.objects.get(username="uyen"), reason="thử", now=DUE + MINUTE)
    assert Visit.objects.get(instance_id=run.pk, node="a").late_seconds == 60


@pytest.mark.parametrize("team", ["", "khong-co"])
def test_a_past_that_is_brought_in_is_due_by_what_its_step_promises(version, team):
    found = lateness_of_past(version.pk, node="a", entered_at=EVENING, left_at=DUE + MINUTE, team=team)
    assert found == 60
    assert lateness_of_past(version.pk, node="a", entered_at=EVENING, left_at=DUE, team=team) == 0
    assert lateness_of_past(version.pk, node="b", entered_at=EVENING, left_at=DUE + DAY, team=team) is None


def test_a_past_on_nobodys_calendar_is_not_judged(version):
    free = _published(SIMPLE.replace('<tantam:role kind="team" ref="ho-tro"/>', '<tantam:role kind="assignee"/>'))
    judged = partial(lateness_of_past, free.pk, node="a", entered_at=EVENING, left_at=DUE + HOUR)
    assert judged(team="") is None
    assert judged(team="ho-tro") == 3600


def test_a_stay_over_night_that_kept_its_promise_does_not_burn(version):
    for number in range(12):
        run = actions.start(
            "QT-09", subject=f"order:{number}", labels={}, variables={"xong": True}, now=EVENING + number * MINUTE
        )
        assert run is not None
        _done(run, at=DUE + timedelta(seconds=1) - 15 * MINUTE)
    found = heat_map(version.pk, filters=Filters(), now=DUE)
    step = found.steps["a"]
    assert (step.median or 0) > 14 * 3600
    assert (step.promises, found.worst) == (Promises(measured=12), None)
    assert step.heat == pytest.approx(0.19)


def test_what_stands_late_is_late_by_working_time(version):
    """Both due at 17:00; 17:30 to 08:00 is nobody's time, so at 08:15 it is 45 minutes, once and half."""
    due_at = EVENING - 15 * MINUTE
    for number in range(2):
        stand(instance(version, subject=f"order:{number}"), "a", since=due_at - HOUR, due_at=due_at)
    for number in range(9):
        visit(version, "a", left_at=EVENING - number * MINUTE, seconds=60, via="to_a", late=0)
        visit(version, "b", left_at=EVENING - number * MINUTE, seconds=60, via="to_b")
    found = heat_map(version.pk, filters=Filters(), now=DUE)
    assert found.worst is found.steps["a"]
    assert found.steps["a"].late_since == due_at
    just_now = heat_map(version.pk, filters=Filters(), now=due_at + 6 * MINUTE)
    assert just_now.steps["a"].heat == pytest.approx(0.19)  # nine minutes altogether: a mark, no heat
    assert found.steps["a"].heat == 1.0


def test_of_stays_from_before_only_what_is_certain_counts(version):
    for seconds in (60, 1700, 3600, 60_000):
        visit(version, "a", left_at=w.NOW - MINUTE, seconds=seconds, via="to_a")
    visit(version, "a", left_at=w.NOW - MINUTE, seconds=60_000, via="to_a", late=900)
    found = heat_map(version.pk, filters=Filters(), now=w.NOW)
    assert found.steps["a"].promises == Promises(measured=1, late=1, seconds=900, certain=2, unknown=2)
    assert found.promises == found.steps["a"].promises


def test_a_day_summed_up_before_lateness_was_kept_is_read_all_the_same(version):
    visit(version, "a", left_at=w.NOW - DAY, seconds=60_000, via="to_a", team="ho-tro")
    visit(version, "a", left_at=w.NOW - DAY, seconds=60, via="to_a", team="ho-tro")
    actions.roll_up_days(now=w.NOW)
    VisitDay.objects.update(promises=None)
    forget_stays()
    found = heat_map(version.pk, filters=Filters(team="ho-tro"), now=w.NOW)
    assert found.steps["a"].promises == Promises(certain=1, unknown=1)


def test_a_bucket_holds_nothing_longer_than_its_end():
    for seconds in (0.2, 1.0, 59.9, 1799, 1800, 1801, 90_000):
        assert seconds < most_of(bucket_of(seconds))
    assert most_of(bucket_of(1800)) > 1800


def test_promises_add_up_and_one_in_ten_may_be_late():
    assert Promises(measured=10, late=1).are_kept
    assert Promises(measured=9, late=1, certain=1).are_kept
    assert not Promises(measured=10, late=2).are_kept
    assert not Promises(measured=9, late=1, certain=50, unknown=1).are_kept
    assert Promises().are_kept
    assert Promises(unknown=3).share_late is None
    assert Promises(measured=8, late=2).share_late == 0.25
    assert Promises(measured=8, late=2, certain=4, unknown=4).share_late == 0.125
    sum_of = together([Promises(measured=1, late=1, seconds=5), Promises(certain=2, unknown=4)])
    assert sum_of == Promises(measured=1, late=1, seconds=5, certain=2, unknown=4)


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "quá 8\u00a0giờ 15\u00a0phút làm việc"), ("en", "8\u00a0h 15\u00a0min over, in working hours")],
)
def test_the_list_of_a_step_says_lateness_in_working_time_as_the_map_does(
    version, client, settings, monkeypatch, language, said
):
    settings.UI_ASSETS_REQUIRED = False
    now = DUE + DAY + timedelta(minutes=15)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    stand(instance(version, subject="order:8"), "a", since=EVENING, due_at=DUE)
    stand(instance(version, subject="order:9"), "a", since=EVENING, due_at=now + 5 * MINUTE)
    agent = Agent.objects.get(username="uyen")
    agent.language = language
    agent.save(update_fields=["language"])
    client.force_login(agent)
    page = client.get(reverse("process_step", args=["QT-09", "a"])).content.decode()
    assert f"<span>{said}</span>" in page
    assert {"vi": "còn 5\u00a0phút", "en": "5\u00a0min left"}[language] in page
    assert page.count('data-state="overdue"') == 1
