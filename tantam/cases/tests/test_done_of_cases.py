"""As drawn, as done, of real tickets: lists within the reader's reach, and one ticket against its drawing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tantam.cases.models import Case
from tantam.process.actions import publish, save_draft, want_round
from tantam.process.models import Deviation, Process, Token
from tantam.process.tests.drawn import SIMPLE, stand
from tantam.process.tests.mined import compared, past
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: w.NOW)


@pytest.fixture
def world():
    return w.build_world()


@pytest.fixture
def version(world):
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    return publish(draft, by=None, reason="thử", now=w.NOW)


def case_of(world, number, team):
    customer = w.customer(world.brand, email=f"{number}@khach.example")
    return Case.objects.create(
        number=number, brand=world.brand, customer=customer, channel_kind="email", subject=f"Việc {number}",
        team=team, opened_at=w.NOW, last_entry_at=w.NOW,
    )  # fmt: skip


@pytest.fixture
def runs(world, version):
    """Two without the answer, of two teams; one exactly as drawn."""
    mine, theirs, exact = (
        case_of(world, number, team)
        for number, team in [("TT-1", world.support), ("TT-2", world.repairs), ("TT-3", world.support)]
    )
    found = [
        past(version, "sge", days=3, subject=mine.fact_subject),
        past(version, "sge", days=4, subject=theirs.fact_subject),
        past(version, "sage", days=5, subject=exact.fact_subject, by=world.agent.pk),
    ]
    Deviation.objects.create(
        instance_id=found[0].pk, version_id=version.pk, from_node="a", to_node="", reason="khách đã gọi lại",
        by=world.agent, at=w.NOW - timedelta(days=3),
    )  # fmt: skip
    compared()
    return found


def listed(client, agent, **question):
    answer = w.signed_in(client, agent).get(reverse("process_done_tickets", args=["QT-09"]), question)
    return answer.content.decode()


def test_the_tickets_behind_a_deviation_are_those_within_reach(client, world, runs):
    text = listed(client, world.agent, kind="skipped", node="a")
    assert "TT-1" in text
    assert "TT-2" not in text
    assert "TT-3" not in text
    assert "khách đã gọi lại" in text
    assert "1 phiếu khác thuộc tổ mà bạn không xem được" in text
    text = listed(client, world.head, kind="skipped", node="a")
    assert "TT-1" in text
    assert "TT-2" in text


def test_the_sort_and_the_filters_stand_in_the_address(client, world, runs):
    assert ["TT-3" in listed(client, world.head, which=which) for which in ("exact", "off", "")] == [True, False, True]
    assert "TT-1" not in listed(client, world.head, which="off", channel="zalo")
    first = w.signed_in(client, world.head).get(reverse("process_done", args=["QT-09"]), {"days": 30})
    assert "days=30&amp;kind=skipped&amp;node=a" in first.content.decode()


def test_the_list_asks_the_same_however_long_it_is(client, world, version, runs):
    head = w.signed_in(client, world.head)

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert head.get(reverse("process_done_tickets", args=["QT-09"])).status_code == 200
        return len(found)

    asked()
    before = asked()
    for number in range(10):
        case = case_of(world, f"TT-{10 + number}", world.support)
        past(version, "sge", days=2, subject=case.fact_subject)
    compared(now=w.NOW + timedelta(hours=1))
    assert asked() == before <= 17


def test_while_it_is_computed_the_list_says_so_and_looks_again(client, world, runs):
    want_round(runs[0].version, now=w.NOW)
    text = listed(client, world.head, which="off")
    assert "Đang tính lại" in text
    assert 'hx-trigger="every 4s"' in text
    compared()
    assert "every 4s" not in listed(client, world.head, which="off")


def run_page(client, agent, run, *, language="vi"):
    agent.language = language
    agent.save(update_fields=["language"])
    answer = w.signed_in(client, agent).get(reverse("process_run", args=[run.pk]))
    return answer.status_code, answer.content.decode()


def test_one_ticket_is_told_step_by_step(client, world, runs):
    status, text = run_page(client, world.agent, runs[0])
    assert status == 200
    assert "TT-1 so với sơ đồ" in text
    assert "Khác sơ đồ ở 1 chỗ" in text
    assert "có vẽ, không làm" in text
    assert "“khách đã gọi lại”" in text
    _, text = run_page(client, world.agent, runs[2], language="en")
    assert "Exactly as drawn." in text
    assert "Phùng Bá Khôi" in text
    assert run_page(client, world.agent, runs[1])[0] == 404


def test_a_ticket_that_still_runs_is_judged_by_what_was_done_so_far(client, world, version):
    case = case_of(world, "TT-7", world.support)
    run = past(version, "sa", state="running", subject=case.fact_subject)
    stand(run, "b", since=w.NOW)
    _, text = run_page(client, world.agent, run)
    assert "Đến giờ vẫn đúng sơ đồ; phiếu còn đang chạy." in text
    assert "đang ở đây" in text
    Token.objects.filter(instance=run).delete()
    other = past(version, "sb", state="running", subject=case.fact_subject)
    _, text = run_page(client, world.agent, other)
    assert "Khác sơ đồ ở 1 chỗ" in text
    assert "chỉ so phần đã làm" in text
    assert "Quy trình khác của phiếu này" in text


def test_the_case_leads_to_its_comparison(client, world, version, runs):
    Case.objects.filter(number="TT-3").update(instance=runs[2])
    text = w.signed_in(client, world.agent).get(reverse("case", args=["TT-3"])).content.decode()
    assert reverse("process_run", args=[runs[2].pk]) in text
