"""What a trial shows: measures of tickets and surveys for both versions, by customer, in two statements."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.cases.models import Case, Closure, Entry
from tantam.customers.models import Customer
from tantam.process import actions, queries
from tantam.process.actions import TrialPlan
from tantam.process.models import Instance, Process, Trial, Version
from tantam.process.queries import TrialFigures, figures_of
from tantam.process.queries.trials import figures_as_json, figures_from_json
from tantam.process.tests.changing_over import KEY, line, publish
from tantam.surveys.models import Answer, Invitation, Survey
from tests import world as w

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
END = w.NOW + 20 * DAY
HOUR = timedelta(hours=1)


@pytest.fixture
def world(settings, monkeypatch) -> w.World:
    """Pages are looked at when the trial has run for twenty days."""
    settings.DEMO = True
    for page in ("trying", "versions"):
        monkeypatch.setattr(f"tantam.process.views.{page}.timezone", SimpleNamespace(now=lambda: END))
    return w.build_world()


@pytest.fixture
def trial(world) -> Trial:
    return begun(world)


def begun(world: w.World, *, share: int = 50) -> Trial:
    publish(line("a"))
    process = Process.objects.get(key=KEY)
    draft = actions.save_draft(process, bpmn=line("a", "b"), revision=0, by=world.owner, now=w.NOW)
    plan = TrialPlan(measure="cases.resolution", guards=("surveys.csat", "cases.reopened", "cases.resolution"))
    actions.publish(draft, by=world.owner, reason="nhanh hơn", now=w.NOW, share=share, plan=plan)
    return Trial.objects.select_related("version__process", "control").get()


def customers(world: w.World, count: int, *, first: int = 0) -> list[Customer]:
    return [w.customer(world.brand, email=f"k{number}@khach.example") for number in range(first, first + count)]


def ran(
    world: w.World,
    version: Version,
    customer: Customer,
    *,
    at: datetime = w.NOW + HOUR,
    takes: timedelta | None = HOUR,
    **values: Any,
) -> Case:
    """A ticket that ran on a version and was closed after some time."""
    number = Case.objects.count() + 1
    case = Case.objects.create(
        number=f"T{number}", brand=world.brand, customer=customer, channel_kind="email", opened_at=at, last_entry_at=at,
        first_responded_at=at + timedelta(minutes=10), state="closed" if takes else "open",
        closed_at=at + takes if takes else None, **values,
    )  # fmt: skip
    Instance.objects.create(
        version=version, subject=case.fact_subject, started_at=at, state="finished" if takes else "running"
    )
    Entry.objects.create(case=case, kind="inbound", at=at)
    if takes:
        Closure.objects.create(case=case, at=at + takes, outcome="resolved")
    return case


def rated(case: Case, score: int, *, kind: str = "csat") -> None:
    survey, _made = Survey.objects.get_or_create(
        key=kind, defaults={"kind": kind, "question": "?", "created_at": w.NOW}
    )
    asked = Invitation.objects.create(
        survey=survey, case=case, customer=case.customer, token_sha256=f"{case.pk}-{kind}", channel_kind="email",
        sent_at=w.NOW, expires_at=END,
    )  # fmt: skip
    Answer.objects.create(invitation=asked, score=score, answered_at=w.NOW, changed_at=w.NOW)


def found(figures: TrialFigures, key: str):
    (one,) = (one for one in figures.measures if one.key == key)
    return one.found


def test_measures_of_tickets_and_surveys_are_reckoned_for_both_versions(world, trial) -> None:
    one, two, three = customers(world, 3)
    reopened = ran(world, trial.control, one, takes=4 * HOUR)
    Closure.objects.filter(case=reopened).update(reopened_at=END)
    rated(reopened, 2)
    rated(reopened, 10, kind="nps")
    quick = ran(world, trial.version, two, takes=HOUR)
    Entry.objects.create(case=quick, kind="inbound", at=w.NOW + HOUR)
    rated(quick, 5)
    rated(quick, 3, kind="nps")
    ran(world, trial.version, three, takes=4 * HOUR)
    figures = figures_of(trial, now=END)
    assert (figures.tried.people, figures.tried.begun, figures.tried.finished) == (2, 2, 2)
    assert found(figures, "cases.resolution").tried == pytest.approx(log(2 * 3600))  # geometric: √(1 · 4) hours
    assert found(figures, "cases.resolution").published == pytest.approx(log(4 * 3600))
    assert found(figures, "cases.first_response").tried == pytest.approx(log(600))
    assert (found(figures, "cases.reopened").published, found(figures, "cases.reopened").tried) == (1.0, 0.0)
    assert (found(figures, "cases.first_contact").published, found(figures, "cases.first_contact").tried) == (0.0, 0.5)
    assert (found(figures, "surveys.csat").published, found(figures, "surveys.csat").tried) == (2.0, 5.0)
    assert (found(figures, "surveys.nps").published, found(figures, "surveys.nps").tried) == (100.0, -100.0)
    assert found(figures, "surveys.csat").people == (1, 1)
    assert {one.key: one.part for one in figures.measures if one.part != "also"} == {
        "cases.resolution": "deciding", "surveys.csat": "guard", "cases.reopened": "guard",
    }  # fmt: skip
    assert {one.alpha for one in figures.part("guard")} == {0.025}


def test_a_ticket_still_open_counts_with_its_age_so_that_slow_ones_are_not_left_out(world, trial) -> None:
    ran(world, trial.version, customers(world, 1)[0], takes=None)
    figures = figures_of(trial, now=w.NOW + HOUR + 5 * HOUR)
    assert found(figures, "cases.resolution").tried == pytest.approx(log(5 * 3600))
    assert found(figures, "cases.reopened").people == (0, 0)


def test_spam_practice_and_merged_tickets_tell_nothing_but_count_for_the_split(world, trial) -> None:
    one, two, three = customers(world, 3)
    Case.objects.filter(pk=ran(world, trial.version, one).pk).update(state="spam", closed_at=None)
    ran(world, trial.version, two, is_practice=True)
    kept = ran(world, trial.version, three)
    ran(world, trial.version, three, merged_into=kept)
    figures = figures_of(trial, now=END)
    assert found(figures, "cases.resolution").people == (0, 1)
    assert figures.tried.people == 3


def test_a_customer_belongs_to_the_version_they_got_first(world, trial) -> None:
    """The share grew between both tickets: the second one says nothing of either version by chance alone."""
    (one,) = customers(world, 1)
    ran(world, trial.control, one, takes=2 * HOUR)
    actions.change_share(trial.version, share=90, by=world.owner, now=w.NOW + DAY)
    ran(world, trial.version, one, at=w.NOW + 2 * DAY, takes=8 * HOUR)
    trial.refresh_from_db()
    figures = figures_of(trial, now=END)
    assert figures.split == [(50, 0, 1), (90, 0, 0)]
    assert (figures.tried.begun, figures.tried.people) == (1, 0)
    assert found(figures, "cases.resolution").people == (1, 0)


def test_what_ran_before_the_trial_or_for_another_run_of_the_ticket_is_left_out(world, trial) -> None:
    one, two = customers(world, 2)
    ran(world, trial.control, one, at=w.NOW - DAY)
    case = ran(world, trial.control, two)
    again = Instance.objects.create(version=trial.control, subject=case.fact_subject, started_at=w.NOW + 5 * HOUR)
    Instance.objects.create(version=trial.control, subject=case.fact_subject, parent=again, started_at=w.NOW + 6 * HOUR)
    assert figures_of(trial, now=END).published.begun == 1


def test_a_clear_difference_is_told_in_words_on_the_page(world, trial, client) -> None:
    fill(world, trial, old=4 * HOUR, new=2 * HOUR)
    page = w.signed_in(client, world.owner).get(reverse("process_trial", args=[KEY, 2])).content.decode()
    assert "Thời gian giải quyết: bản thử nhanh hơn" in page
    assert "chắc chắn 95%" in page
    assert 'class="interval is-good"' in page
    assert "Chỉ số quyết định" in page
    listed = client.get(reverse("process_versions", args=[KEY])).content.decode()
    assert "bản thử nhanh hơn" in listed
    assert "chưa có chỉ số nào cần giữ chắc chắn xấu đi" in page
    Trial.objects.update(guards=[])
    page = client.get(reverse("process_trial", args=[KEY, 2])).content.decode()
    assert "Trước khi thử chưa chọn chỉ số nào không được xấu đi." in page
    assert "cần giữ chắc chắn xấu đi" not in page


def test_a_version_that_was_tried_and_not_kept_is_nowhere_called_published(world, trial, client) -> None:
    actions.end_trial(trial.version, by=world.owner, now=END, reason="")
    page = w.signed_in(client, world.owner).get(reverse("process_trial", args=[KEY, 2])).content.decode()
    assert f"{KEY} · phiên bản 2 · đã thử đến ngày" in page
    assert f"{KEY} · phiên bản 2 · ban hành" not in page


def fill(world: w.World, trial: Trial, *, old: timedelta, new: timedelta, count: int = 60) -> None:
    """So many customers on each side, with times around those."""
    people = customers(world, 2 * count)
    for place, customer in enumerate(people):
        version, takes = (trial.version, new) if place % 2 else (trial.control, old)
        ran(world, version, customer, takes=takes * (0.7 + 0.6 * (place * 7 % 20) / 20))


def test_with_few_customers_nothing_is_concluded_and_no_probability_is_shown(world, trial, client) -> None:
    fill(world, trial, old=4 * HOUR, new=2 * HOUR, count=10)
    page = w.signed_in(client, world.owner).get(reverse("process_trial", args=[KEY, 2])).content.decode()
    assert "Chưa đủ để kết luận" in page
    assert "mới có 10 và 10, cần ít nhất 40 khách mỗi bên" in page
    assert "p =" not in page


def test_a_wrong_split_is_said_loudly_before_any_figure(world, client) -> None:
    trial = begun(world, share=10)
    fill(world, trial, old=4 * HOUR, new=2 * HOUR)
    page = w.signed_in(client, world.owner).get(reverse("process_trial", args=[KEY, 2])).content.decode()
    assert "Không kết luận được: khách chia sai tỷ lệ" in page
    assert "dự kiến 10%, thực tế 50,0% (60 trong 120 khách)" in page
    assert "Nguyên nhân thường gặp" in page
    assert "Bản thử tốt hơn" not in page


def test_a_guard_that_gets_worse_is_said_beside_what_is_better(world, trial, client) -> None:
    fill(world, trial, old=4 * HOUR, new=2 * HOUR)
    for place, case in enumerate(Case.objects.order_by("id")):
        is_tried = place % 2
        rated(case, (place // 2) % 2 + (1 if is_tried else 4))
    page = w.signed_in(client, world.owner).get(reverse("process_trial", args=[KEY, 2])).content.decode()
    assert "Đã xấu đi dù không được phép: Hài lòng (CSAT)." in page
    assert "bản thử thấp hơn" in page


def test_the_page_asks_as_much_for_many_tickets_as_for_few(world, trial, client) -> None:
    w.signed_in(client, world.owner)
    url = reverse("process_trial", args=[KEY, 2])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    fill(world, trial, old=4 * HOUR, new=2 * HOUR, count=20)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 12  # one of them counts the incidents on the tab
    assert sum("moved AS MATERIALIZED" in one["sql"] for one in many) == 2


def test_with_the_end_the_figures_of_that_moment_are_kept(world, trial, client) -> None:
    fill(world, trial, old=4 * HOUR, new=2 * HOUR)
    before = figures_of(trial, now=END)
    actions.keep_trial(trial.version, by=world.owner, now=END, reason="nhanh hơn hẳn")
    Case.objects.update(first_responded_at=END)
    kept = Trial.objects.select_related("version", "control").get()
    assert figures_of(kept, now=END + DAY) == before
    assert (kept.is_kept, kept.ended_by, kept.end_reason) == (True, world.owner, "nhanh hơn hẳn")
    page = w.signed_in(client, world.head).get(reverse("process_trial", args=[KEY, 2])).content.decode()
    assert "đã giữ phiên bản 2 cho tất cả" in page
    assert "nhanh hơn hẳn" in page
    assert "Kết thúc áp dụng thử" not in page
    assert "Đã thử và giữ: số liệu" in client.get(reverse("process_versions", args=[KEY])).content.decode()


def test_figures_come_back_from_what_is_kept_as_they_were_also_where_nothing_is_known(world, trial) -> None:
    figures = figures_of(trial, now=END)
    assert figures_from_json(figures_as_json(figures)) == figures


def test_publishing_for_all_ends_the_trial_with_its_figures(world, trial) -> None:
    process = trial.version.process
    draft = actions.save_draft(process, bpmn=line("a", "c"), revision=0, by=world.owner, now=END)
    actions.publish(draft, by=world.owner, reason="khác hẳn", now=END, ending=trial.version.number)
    trial.refresh_from_db()
    assert (trial.is_kept, trial.ended_at, trial.end_reason) == (False, END, "khác hẳn")
    assert queries.trial_of(process) is None


def test_a_measure_that_nobody_offers_is_refused_and_nothing_published(world) -> None:
    publish(line("a"))
    draft = actions.save_draft(Process.objects.get(key=KEY), bpmn=line("b"), revision=0, by=world.owner, now=w.NOW)
    with pytest.raises(actions.UnknownMeasure):
        actions.publish(
            draft, by=world.owner, reason="thử", now=w.NOW, share=5, plan=TrialPlan(measure="cases.made-up")
        )
    assert not Trial.objects.exists()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_only_who_sees_processes_sees_a_trial_and_a_version_without_one_has_no_page(world, trial, client) -> None:
    assert client.get(reverse("process_trial", args=[KEY, 2])).status_code == 302
    w.signed_in(client, world.agent)
    page = client.get(reverse("process_trial", args=[KEY, 2]))
    assert page.status_code == 200
    assert "Giữ cho tất cả" not in page.content.decode()
    assert client.get(reverse("process_trial", args=[KEY, 1])).status_code == 404


def test_measures_are_taken_once_not_once_a_run(world, trial, monkeypatch) -> None:
    """The planner knows nothing of a version that is a few days old and takes it for one without runs."""
    fill(world, trial, old=4 * HOUR, new=2 * HOUR)
    plans: list[dict[str, Any]] = []

    def explained(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", values)
            plans.append(cursor.fetchone()[0][0]["Plan"])
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    monkeypatch.setattr("tantam.process.queries.trials._ask", explained)
    figures_of(trial, now=END)
    loops = [node["Actual Loops"] for plan in plans for node in _nodes(plan) if node["Node Type"] == "Append"]
    assert loops
    assert set(loops) == {1}


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]
