"""The head's first page: the days with their links, who is overloaded, promises with their times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.cases.models import AnswerPromise, Case
from tantam.core.actions import record
from tantam.core.facts import Actor
from tantam.insight.queries import look_at_today
from tantam.organisation.facts import HoursChanged
from tantam.organisation.models import Approval, Business, Reach, Role
from tests import world as w

pytestmark = pytest.mark.django_db

#: Tuesday 24 November 2026, 19:40 in Hà Nội.
NOW = datetime(2026, 11, 24, 12, 40, tzinfo=UTC)


@pytest.fixture
def world(settings, client, monkeypatch) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = w.build_world()
    client.force_login(made.head)
    return made


def _case(world: w.World, number: int, *, opened: datetime = NOW, due: datetime | None = None) -> Case:
    made: Case = Case.objects.create(
        number=f"TT-26-{number:06}",
        brand=world.brand,
        customer=w.customer(world.brand, email=f"k{number}@khach.example", name=f"Khách {number}"),
        channel_kind="zalo",
        team=world.support,
        assignee=world.agent,
        opened_at=opened,
        last_entry_at=opened,
        due_at=due,
    )
    return made


def test_each_of_the_fourteen_days_has_its_date_its_number_and_its_tickets(world, client):
    for number, ago in enumerate((0, 3, 3)):
        _case(world, number, opened=NOW - timedelta(days=ago))
    page = client.get("/today/").content.decode()
    days = re.findall(r'<a href="([^"]+)"><title>([^<]+)</title>', page)
    assert len(days) == 14
    assert days[0][1] == "T4 11/11/2026: 0"
    assert days[-1][1] == "T3 24/11/2026: 1"
    assert days[-4] == ("/reports/cases/volume/?since=2026-11-21&amp;until=2026-11-21", "T7 21/11/2026: 2")
    behind = client.get(days[-4][0].replace("&amp;", "&"))
    assert len(behind.context["page"].rows) == 2


def test_who_holds_more_than_they_can_carry_is_named(world, client):
    for number in range(3):
        _case(world, number)
    world.agent.capacity = 3
    world.agent.save(update_fields=["capacity"])
    words = f"{world.agent.full_name} đang quá tải"
    assert words not in client.get("/today/").content.decode()
    world.agent.capacity = 2
    world.agent.save(update_fields=["capacity"])
    page = client.get("/today/").content.decode()
    assert words in page
    assert "3 phiếu đang mở." in page


def test_who_has_three_tickets_late_is_overloaded_however_few_they_hold(world):
    for number in range(2):
        _case(world, number, due=NOW - timedelta(minutes=5))
    assert look_at_today(world.head, now=NOW).overloaded == []
    _case(world, 9, due=NOW - timedelta(minutes=5))
    assert [(load.agent_id, load.overdue) for load in look_at_today(world.head, now=NOW).overloaded] == [
        (world.agent.pk, 3)
    ]


def test_the_promises_of_the_day_end_at_midnight_and_the_overdue_are_among_them(world, client):
    """NOW is the evening: tomorrow's, even those of the first minute, are tomorrow's."""
    dues = ("2026-11-24T13:30", "2026-11-23T02:00", "2026-11-24T16:59", "2026-11-24T17:00", "2026-11-25T01:30")
    for number, due in enumerate(dues):
        at = datetime.fromisoformat(f"{due}+00:00")
        AnswerPromise.objects.create(case=_case(world, number), by=world.agent, made_at=NOW, due_at=at)
    page = client.get("/today/").content.decode()
    assert '<b class="num">20:30</b><time' in page
    assert "25/11" not in page
    today = client.get("/today/").context["today"]
    assert [promise.due_at.strftime("%dT%H:%M") for promise in today.promises] == ["23T02:00", "24T13:30", "24T16:59"]
    assert today.promises_due == 3
    assert re.search(r"<h2>Lời hẹn trong ngày</h2><span class=\"badge tone-neutral\">3</span>", page)


def test_more_promises_than_fit_are_counted_and_said(world, client):
    case = _case(world, 1)
    for number in range(14):
        AnswerPromise.objects.create(
            case=case, by=world.agent, made_at=NOW, due_at=NOW + timedelta(minutes=number), kept_at=None
        )
    page = client.get("/today/")
    assert (page.context["today"].promises_due, len(page.context["today"].promises)) == (14, 12)
    assert "và 2 lời hẹn nữa trong ngày" in page.content.decode()


def test_a_new_installation_shows_its_administrator_what_to_do_first(world, client):
    page = client.get("/today/").content.decode()
    assert "Những bước đầu tiên" not in page, "a head sets nothing up"
    admin = w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    client.force_login(admin)
    steps = client.get("/today/").context["first_steps"]
    assert [step.is_done for step in steps] == [True, False, True, False, False]
    assert client.get(steps[3].url).status_code == 200
    _case(world, 1)
    record(HoursChanged(calendar_id=1), by=Actor.agent(admin.pk), at=NOW, subject="business:1")
    assert [step.is_done for step in client.get("/today/").context["first_steps"]] == [True, True, True, False, True]
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    assert client.get("/today/").context["first_steps"] == []


def test_a_sample_has_hints_of_its_own_instead(world, client, settings):
    settings.DEMO = True
    Business.objects.update(is_demo=True)
    admin = w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    client.force_login(admin)
    assert client.get("/today/").context["first_steps"] == []


def test_a_word_given_on_the_first_page_says_what_it_was_about(world, client):
    case = _case(world, 1)
    approval = Approval.objects.create(
        subject=case.fact_subject,
        amount_vnd=800_000,
        reason="bù",
        asked_by=world.agent,
        approver=world.head,
        asked_at=NOW,
    )
    address = reverse("case_decide", args=[case.number, approval.pk])
    answer = client.post(address, {"decision": "refused", "comment": "quá cao", "back": "/today/"})
    assert (answer.status_code, answer["Location"]) == (302, "/today/")
    assert "Đã từ chối 800.000\N{NO-BREAK SPACE}₫ cho Khách 1" in client.get("/today/").content.decode()


def test_nobody_is_told_no_without_a_reason(world, client):
    case = _case(world, 1)
    approval = Approval.objects.create(
        subject=case.fact_subject, reason="bù", asked_by=world.agent, approver=world.head, asked_at=NOW
    )
    answer = client.post(
        reverse("case_decide", args=[case.number, approval.pk]), {"decision": "refused", "back": "/today/"}, follow=True
    )
    assert "Viết vài chữ vì sao không" in answer.content.decode()
    approval.refresh_from_db()
    assert approval.is_open


def test_the_numbers_are_those_of_the_moment(world):
    for number in range(4):
        _case(world, number, due=NOW + timedelta(hours=2))
    one = iter(Case.objects.order_by("id").values_list("id", flat=True))
    Case.objects.filter(pk=next(one)).update(assignee=None)
    Case.objects.filter(pk=next(one)).update(state="waiting")
    Case.objects.filter(pk=next(one)).update(due_at=NOW - timedelta(minutes=1))
    Case.objects.filter(pk=next(one)).update(due_at=NOW + timedelta(minutes=29))
    today = look_at_today(world.head, now=NOW)
    assert (today.open, today.waiting, today.overdue, today.soon, today.unassigned) == (4, 1, 1, 1, 1)
    assert [(load.agent_id, load.open, load.overdue) for load in today.loads] == [(world.agent.pk, 3, 1)]
    assert look_at_today(world.stranger, now=NOW).open == 0
    Case.objects.filter(assignee=world.agent).update(assignee=world.colleague)
    assert [load.agent_id for load in look_at_today(world.head, now=NOW).loads] == [world.colleague.pk]
