"""The sample business, loaded: what the head, the agent and the process owner find on their first pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F, Q

from tantam.cases.models import Case, Clock, Entry
from tantam.customers.models import Customer, Order
from tantam.demo.load import load
from tantam.insight.queries import Scope, look_at_today, measure
from tantam.organisation.models import Agent
from tantam.organisation.queries import policies
from tantam.process.context.policies import odd_policies
from tantam.process.engine.bpmn import read
from tantam.process.models import Deviation, Instance, Process, Token, Version, Visit
from tantam.process.queries import Filters, heat_map, work_of

pytestmark = pytest.mark.django_db

#: Tuesday 24 November 2026, 10:40 in Hà Nội.
NOW = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loading takes seconds: once for all tests of this file, undone at its end."""
    from django.db import transaction

    from tantam.organisation.queries import forget_calendars

    with django_db_blocker.unblock(), transaction.atomic():
        forget_calendars()
        assert load(now=NOW) is True
        yield
        transaction.set_rollback(True)
    forget_calendars()


@pytest.fixture
def uyen(loaded) -> Agent:
    found: Agent = Agent.objects.get(username="uyen")
    return found


def _number(row: dict[str, float | int | None], metric: str) -> float:
    value = row[metric]
    assert value is not None
    return float(value)


def test_loading_again_changes_nothing(loaded):
    assert load(now=NOW) is False
    assert Case.objects.count() == 2000


def test_a_ticket_is_due_when_the_step_is_at_which_it_stands(loaded):
    tickets = Case.objects.exclude(due_at=None).exclude(instance=None)
    due = dict(tickets.values_list("instance_id", "due_at"))
    standing = Token.objects.filter(instance__in=due, state=Token.State.WAITING).exclude(response_due_at=None)
    other = [token for token in standing if token.response_due_at != due[token.instance_id]]
    assert (len(due) > 20, standing.count() > 20, other) == (True, True, [])


def test_people_customers_and_processes_are_there(loaded):
    assert Customer.objects.count() == 600
    assert Agent.objects.working().count() == 9
    published = Version.objects.filter(state="published").order_by("process__key")
    assert list(published.values_list("process__key", "number")) == [("QT-01", 3), ("QT-02", 2), ("QT-03", 1)]
    assert Process.objects.get(key="QT-04").versions.get().comments.count() == 2


def test_the_heads_first_page_shows_the_day(uyen):
    today = look_at_today(uyen, now=NOW)
    assert (today.open, today.overdue, today.soon) == (37, 4, 3)
    assert len(today.approvals) == 2
    assert len(today.missed_calls) == 1
    assert len(today.birthdays) == 1
    assert len(today.anniversaries) == 1
    assert today.angriest is not None
    assert today.angriest.customer.name == "Đoàn Gia Phát"
    assert "nóng rẫy" in today.angriest_words


def test_the_load_of_each_person_opens_as_many_cases(loaded, client):
    client.force_login(Agent.objects.get(username="uyen"))
    loads = look_at_today(Agent.objects.get(username="uyen"), now=NOW).loads
    assert len(loads) > 3
    for one in loads:
        page = client.get(f"/reports/people/{one.agent_id}/").content.decode()
        assert page.count('whitespace-nowrap" href="/cases/') == one.open
        open_ones = Case.objects.open().filter(assignee=one.agent_id, is_practice=False)
        ticking = open_ones.filter(state=Case.State.OPEN).exclude(due_at=None).count()
        assert page.count("data-due=") == ticking  # who looks which ones are late sees it


def test_every_open_case_stands_on_its_diagram(loaded):
    open_cases = Case.objects.open()
    assert {case.number for case in open_cases if not work_of(case.fact_subject)} == set()
    assert Token.objects.filter(due_at__lte=NOW, state="timer").count() == 0


def test_the_quotation_is_the_bottleneck(loaded):
    version = Version.objects.get(process__key="QT-03", state="published")
    picture = heat_map(version.pk, filters=Filters(days=90), now=NOW)
    quotation = picture.steps["bao_gia"]
    assert 2.8 * 3600 <= (quotation.median or 0) <= 3.6 * 3600
    assert 23 * 3600 <= (quotation.p90 or 0) <= 29 * 3600
    assert quotation.median == max(step.median or 0 for key, step in picture.steps.items() if step.is_work)


def test_who_left_out_the_call_is_listed_with_a_reason(loaded):
    complaints = Case.objects.filter(instance__version__process__key="QT-02")
    skipped = Deviation.objects.filter(from_node="goi_dien", to_node="thu_bang_chung")
    assert 0.15 < skipped.count() / complaints.count() < 0.25
    assert not skipped.filter(Q(reason="") | Q(by=None)).exists()


def test_who_went_back_is_listed_with_a_reason(loaded):
    back = Deviation.objects.exclude(from_node="goi_dien")
    ways = set(back.values_list("from_node", "to_node"))
    assert ways == {("de_xuat_phuong_an", "tim_nguyen_nhan"), ("cho_khach", "bao_ket_qua")}
    assert not back.filter(Q(reason="") | Q(by=None)).exists()


def test_a_closed_ticket_that_may_still_be_rated_is_not_over(loaded):
    waiting = Case.objects.filter(state=Case.State.CLOSED, instance__state=Instance.State.RUNNING)
    assert waiting.count() > 30
    places = {work.node.id for case in waiting[:80] for work in work_of(case.fact_subject)}
    assert "cho_cham_diem" in places
    assert places <= {"cho_cham_diem", "sau_2_gio"}
    ended = Visit.objects.filter(
        instance_id__in=Instance.objects.filter(state=Instance.State.FINISHED, version__process__key="QT-01"),
        node__in=("khong_cham_diem", "khach_hai_long", "xong", "da_goi_lai", "da_chuyen", "sang_qt_02", "sang_qt_03"),
    )
    over = Instance.objects.filter(state=Instance.State.FINISHED, version__process__key="QT-01")
    assert ended.values("instance_id").distinct().count() == over.count()


def test_nobody_bought_before_being_a_customer(loaded):
    assert not Order.objects.filter(placed_at__lt=F("customer__created_at")).exists()


def test_the_sale_tripled_the_tickets(uyen):
    sale = (NOW - timedelta(days=21)).date()
    figures = measure(Scope(since=sale - timedelta(days=10), until=sale), agent=uyen, by=["day"], now=NOW)
    usual = [_number(figures.by["day"][sale - timedelta(days=back)], "volume") for back in range(2, 9)]
    assert _number(figures.by["day"][sale], "volume") >= 2.4 * sorted(usual)[3]


def test_most_customers_write_on_zalo(uyen):
    figures = measure(Scope(since=date(2026, 8, 25), until=date(2026, 11, 24)), agent=uyen, by=["channel"], now=NOW)
    shares = {
        key: _number(row, "volume") / _number(figures.total, "volume") for key, row in figures.by["channel"].items()
    }
    assert shares["zalo"] == pytest.approx(0.38, abs=0.03)
    assert shares["phone"] == pytest.approx(0.24, abs=0.03)
    assert shares["email"] == pytest.approx(0.05, abs=0.02)


def test_nothing_said_to_a_customer_holds_an_unfilled_place(loaded):
    assert Entry.objects.filter(kind="recorded-out", text__contains="{").count() == 0


def test_clocks_of_the_past_are_met_or_missed(loaded):
    assert Clock.objects.filter(case__state="closed", stopped_at=None).count() == 0
    assert Visit.objects.filter(left_at__gt=NOW).count() == 0


def _seen(version: Version, filters: Filters) -> tuple[int, int]:
    """How many stays and how many places taken the heat map shows."""
    steps = heat_map(version.pk, filters=filters, now=NOW).steps.values()
    return sum(step.lengths.count for step in steps), sum(step.standing for step in steps)


def _counted(version: Version, *, days: int = 90, **labels: str) -> tuple[int, int]:
    """The same, counted row by row; who works inside a sub-process stands at the step there, not on its frame."""
    visits = Visit.objects.filter(version_id=version.pk, left_at__gte=Filters(days=days).since(NOW), **labels)
    standing = (
        Token.objects.positions()
        .exclude(state=Token.State.INSIDE)
        .filter(version=version, **{f"instance__labels__{name}": key for name, key in labels.items()})
    )
    return visits.count(), standing.count()


def test_every_run_and_every_stay_carries_the_segment_of_its_customer(loaded):
    assert Visit.objects.filter(segment="").count() == 0
    assert Instance.objects.filter(labels__segment="").count() == 0
    wrong = 0
    for case in Case.objects.select_related("instance").prefetch_related("customer__memberships__segment")[:300]:
        (membership,) = case.customer.memberships.all()
        wrong += case.instance is None or case.instance.labels["segment"] != membership.segment.key
    assert wrong == 0


@pytest.mark.parametrize("key", ["QT-01", "QT-02", "QT-03"])
def test_the_days_of_the_heat_map_narrow_it(loaded, key):
    version = Version.objects.get(process__key=key, state="published")
    shown = [_seen(version, Filters(days=days)) for days in (7, 30, 90)]
    assert shown == [_counted(version, days=days) for days in (7, 30, 90)]
    assert 0 < shown[0][0] < shown[1][0] <= shown[2][0]


@pytest.mark.parametrize("name", ["channel", "segment", "team"])
def test_each_dimension_of_the_heat_map_finds_its_part_and_the_parts_are_the_whole(loaded, name):
    version = Version.objects.get(process__key="QT-01", state="published")
    keys = sorted(set(Visit.objects.filter(version_id=version.pk).values_list(name, flat=True)))
    assert len(keys) >= 3
    parts = [_seen(version, Filters(days=90, **{name: key})) for key in keys]
    assert parts == [_counted(version, **{name: key}) for key in keys]
    assert all(stays > 0 for stays, _ in parts)
    assert (sum(stays for stays, _ in parts), sum(standing for _, standing in parts)) == _counted(version)


def test_the_heat_map_offers_every_segment_that_it_finds(loaded, client):
    client.force_login(Agent.objects.get(username="nhat"))
    page = client.get("/processes/QT-01/?days=90").content.decode()
    for key in set(Visit.objects.values_list("segment", flat=True)):
        assert f'<option value="{key}"' in page


def test_the_two_approvals_of_the_day_let_their_steps_go_on(uyen):
    for approval, case in look_at_today(uyen, now=NOW).approvals:
        (work,) = [one for one in work_of(case.fact_subject) if one.node.care.done == "approval"]
        assert approval.waits == f"token:{work.token.pk}"


def test_finished_runs_keep_what_their_steps_were_answered(loaded):
    rated = Visit.objects.filter(node="khach_cham_diem", version_id__in=_versions("QT-01"))
    runs = Instance.objects.filter(pk__in=rated.values("instance_id"), state="finished")
    scores = set(runs.values_list("variables__diem", flat=True))
    assert scores <= {1, 2, 3, 4, 5}
    happy = Visit.objects.filter(via="diem_may__cam_on").values("instance_id")
    assert set(runs.filter(pk__in=happy).values_list("variables__diem", flat=True)) == {4, 5}
    approved = Visit.objects.filter(node="giam_doc_duyet").values("instance_id")
    assert min(Instance.objects.filter(pk__in=approved).values_list("variables__tien_den_bu", flat=True)) > 2_000_000


def test_who_waits_for_the_first_of_several_events_waits_at_the_gateway(loaded):
    version = Version.objects.get(process__key="QT-01", state="published")
    steps = heat_map(version.pk, filters=Filters(days=90), now=NOW).steps
    gate, events = steps["cho_khach"].lengths, [steps[one].lengths for one in ("khach_nhan_them", "het_24_gio")]
    left = Deviation.objects.filter(version_id=version.pk, from_node="cho_khach").count()  # the path, while they waited
    assert gate.count - left == sum(one.count for one in events) > 0
    assert gate.seconds > sum(one.seconds for one in events) * 0.99
    assert steps["cho_khach"].median == 24 * 3600


def _versions(key: str) -> list[int]:
    return list(Version.objects.filter(process__key=key).values_list("pk", flat=True))


def test_two_policies_hold_and_a_step_in_force_carries_each(loaded):
    held = policies(on=NOW.date())
    assert len(held) == 2
    assert {one.state for one in held.values()} == {"held"}
    published = Version.objects.filter(state=Version.State.PUBLISHED).order_by("process__key")
    assert [set(odd_policies(one, read(one.bpmn.encode()), language="vi")) for one in published] == [set()] * 3
    carried = {key for one in published for node in read(one.bpmn.encode()).nodes for key in node.care.policies}
    assert carried == set(held)
    assert all(one.title_en and one.text_en and one.title_in("vi") != one.title_in("en") for one in held.values())


@pytest.mark.parametrize("dimension", ["segment", "team", "channel"])
@pytest.mark.parametrize("key", ["QT-01", "QT-02", "QT-03"])
def test_the_parts_of_the_heat_map_are_together_the_whole(loaded, key, dimension):
    """Whoever looks at one segment, team or channel after the other has seen each stay once."""
    version = Version.objects.get(process__key=key, state="published")
    values = _values_of(version.pk, dimension)
    assert values
    whole = heat_map(version.pk, filters=Filters(days=90), now=NOW).steps
    parts = [heat_map(version.pk, filters=Filters(days=90, **{dimension: one}), now=NOW).steps for one in values]  # type: ignore[arg-type]
    for node, step in whole.items():
        several = [part[node] for part in parts]
        assert sum(one.lengths.count for one in several) == step.lengths.count, node
        assert sum(one.standing for one in several) == step.standing, node
        assert sum(one.overdue for one in several) == step.overdue, node
        assert sum(one.promises.late for one in several) == step.promises.late, node
        assert sum(one.promises.seconds for one in several) == step.promises.seconds, node


def _values_of(version_id: int, dimension: str) -> list[str]:
    """Every value that a run of the version has for a dimension."""
    labels = Instance.objects.filter(version=version_id).values_list(f"labels__{dimension}", flat=True)
    return sorted({str(one) for one in labels if one})
