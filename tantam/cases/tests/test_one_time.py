"""One time: what the customer is told is what the ticket's clocks count, whatever calendars the teams have."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions import Words
from tantam.cases.models import Case, Clock, Entry, ServiceLevel
from tantam.cases.tests import desk
from tantam.channels.actions import store_arrival
from tantam.channels.models import Message
from tantam.core.facts import PROCESS, SYSTEM, Actor
from tantam.customers.models import Customer
from tantam.organisation.models import Team, WorkingCalendar, WorkingHours
from tantam.organisation.queries import forget_calendars
from tantam.process import actions as process
from tantam.process.models import Process, Token
from tests import world as w

pytestmark = pytest.mark.django_db

#: Sunday 22 November 2026, 19:17:40 in Hà Nội: support answers until 21:30, the office is closed until Monday 8:00.
SUNDAY = datetime(2026, 11, 22, 12, 17, 40, tzinfo=UTC)
MONDAY_8_30 = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
SUNDAY_19_47 = datetime(2026, 11, 22, 12, 47, tzinfo=UTC)
RETURN = "Mũ bị sai màu, mình muốn đổi cái khác"
DELIVERY = "Bao giờ giao hàng vậy shop?"
SAFETY = "Sạc bốc khói, suýt cháy nhà"


@pytest.fixture
def world(settings) -> w.World:
    """Support works every day until 21:30; the other teams keep office hours."""
    settings.DEMO = True
    made = desk.build_desk()
    evenings = WorkingCalendar.objects.create(key="cskh", name="Giờ trả lời khách")
    for weekday in range(7):
        WorkingHours.objects.create(calendar=evenings, weekday=weekday, opens_minute=8 * 60, closes_minute=21 * 60 + 30)
    made.support.calendar = evenings
    made.support.save()
    forget_calendars()
    return made


def _mail(world: w.World, text: str, *, now: datetime = SUNDAY, **headers: str) -> Case:
    w.send_in(world.mailbox, w.mail(text=text, **headers), now=now)
    return Case.objects.select_related("customer", "team").latest("id")


def _told() -> str:
    return Message.objects.get(direction="out", nature="acknowledgement").text


def _due(case: Case, kind: str) -> datetime:
    return Clock.objects.get(case=case, kind=kind).due_at


def test_the_time_told_is_that_of_the_team_the_ticket_goes_to(world):
    case = _mail(world, RETURN)
    assert (case.kind, case.team) == ("return", world.repairs)
    assert "trước 8:30 thứ Hai 23/11 ạ" in _told()
    clock = Clock.objects.get(case=case, kind="first-response")
    assert (clock.due_at, clock.told_due_at) == (MONDAY_8_30, MONDAY_8_30)
    assert (_due(case, "step"), case.due_at) == (MONDAY_8_30, MONDAY_8_30)
    assert Token.objects.get(state=Token.State.WAITING).due_at == MONDAY_8_30


def test_outside_working_hours_the_customer_hears_when_we_are_back(world):
    case = _mail(world, RETURN)
    assert _told() == (
        f"Thuận Lộ đã nhận được tin của anh/chị Hoà, mã phiếu {case.number}. Hiện ngoài giờ làm việc: em làm việc lại "
        "lúc 8:00 thứ Hai 23/11 và sẽ trả lời anh/chị Hoà trước 8:30 thứ Hai 23/11 ạ. Nếu xe đang hỏng giữa đường, "
        "anh/chị Hoà gọi giúp em tổng đài ạ."
    )


def test_an_english_customer_hears_it_in_english(world):
    Customer.objects.filter(pk=w.customer(world.brand).pk).update(language="en")
    _mail(world, RETURN)
    assert "We are closed now: we open again at 8:00 on Monday 23/11" in _told()
    assert "answer you before 8:30 on Monday 23/11." in _told()


def test_within_working_hours_nothing_is_said_of_closing_and_the_minute_told_is_the_minute_kept(world):
    case = _mail(world, DELIVERY)
    assert case.team == world.support
    assert "trước 19:47 ạ." in _told()
    assert "ngoài giờ" not in _told()
    assert (_due(case, "first-response"), _due(case, "step"), case.due_at) == (SUNDAY_19_47,) * 3


def test_a_time_after_closing_is_told_with_its_day(world):
    case = _mail(world, DELIVERY, now=SUNDAY.replace(hour=14, minute=20, second=0))
    assert "trước 8:20 thứ Hai 23/11 ạ." in _told()
    assert "ngoài giờ" not in _told()
    assert case.due_at == MONDAY_8_30 - timedelta(minutes=10)


def test_head_list_and_step_card_show_the_time_that_was_told(world, client):
    case = _mail(world, RETURN)
    page = w.signed_in(client, world.head).get(reverse("case", args=[case.number])).content.decode()
    shown = set(re.findall(r'data-due="([^"]+)"', page))
    assert shown == {MONDAY_8_30.isoformat()}
    answer = client.get(reverse("inbox"), {"view": "all"}).content.decode()
    assert f'data-due="{MONDAY_8_30.isoformat()}"' in answer


def test_the_step_that_gives_the_first_answer_never_runs_longer_than_the_promise(world):
    ServiceLevel.objects.create(rank=1, first_response_minutes=10)
    case = _mail(world, DELIVERY)
    assert "trước 19:27 ạ." in _told()
    assert _due(case, "step") == _due(case, "first-response") == case.due_at == SUNDAY_19_47 - timedelta(minutes=20)


def test_a_complaint_is_promised_what_its_own_process_asks_for(world):
    w.publish_process("qt-02.bpmn", key="QT-02")
    Team.objects.create(
        key="quan-tri-van-de", name="Tổ Quản trị vấn đề", department=world.support.department,
        calendar=world.support.calendar, head=world.head,
    )  # fmt: skip
    case = _mail(world, "Mình rất thất vọng và muốn khiếu nại")
    assert case.kind == "complaint"
    assert "trước 19:27 ạ." in _told()
    assert {clock.due_at for clock in Clock.objects.filter(case=case)} == {SUNDAY_19_47 - timedelta(minutes=20)}


def test_a_safety_incident_does_not_wait_for_a_closed_workshop(world):
    Team.objects.create(
        key="ban-hang-dich-vu", name="Xưởng", department=world.support.department, head=world.head,
        calendar=world.repairs.calendar,
    )  # fmt: skip
    ServiceLevel.objects.create(rank=1, urgency="critical", first_response_minutes=5)
    case = _mail(world, SAFETY)
    assert (case.urgency, case.team) == ("critical", Team.objects.get(key="ban-hang-dich-vu"))
    assert "trước 19:22 ạ." in _told()
    assert _due(case, "first-response") == SUNDAY_19_47 - timedelta(minutes=25)


def test_what_was_told_stays_when_the_ticket_goes_to_a_team_that_is_closed(world):
    case = _mail(world, DELIVERY)
    by = Actor.agent(world.agent.pk)
    actions.assign(case, team=world.repairs, assignee=None, by=by, now=SUNDAY + timedelta(minutes=3))
    case.refresh_from_db()
    assert (case.due_at, _due(case, "first-response"), _due(case, "step")) == (SUNDAY_19_47,) * 3
    actions.classify(
        case, kind="return", urgency="normal", team=world.repairs, by=by, now=SUNDAY + timedelta(minutes=4)
    )
    case.refresh_from_db()
    assert (case.due_at, _due(case, "first-response"), _due(case, "step")) == (SUNDAY_19_47,) * 3


def test_what_was_told_may_come_nearer_for_the_clock_and_the_step_alike(world):
    ServiceLevel.objects.create(rank=1, urgency="critical", first_response_minutes=5)
    case = _mail(world, DELIVERY)
    later = SUNDAY + timedelta(minutes=1)
    actions.classify(case, kind="safety", urgency="critical", by=Actor.agent(world.agent.pk), now=later)
    case.refresh_from_db()
    nearer = SUNDAY + timedelta(minutes=5)
    assert (case.due_at, _due(case, "first-response"), _due(case, "step")) == (nearer,) * 3
    assert Clock.objects.get(case=case, kind="first-response").told_due_at == SUNDAY_19_47


def test_where_nobody_was_told_a_time_it_is_reckoned_for_the_team_in_charge(world):
    words = Words(channel_kind="phone", subject="", text=RETURN, entry_kind=Entry.Kind.RECORDED_IN)
    case = actions.open_case(w.customer(world.brand), words=words, by=SYSTEM, now=SUNDAY)
    clock = Clock.objects.get(case=case, kind="first-response")
    assert (clock.due_at, clock.told_due_at) == (MONDAY_8_30, None)
    assert Message.objects.filter(direction="out").count() == 0


def test_a_drawing_that_acknowledges_before_it_classifies_keeps_what_it_said(world):
    bpmn = (w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_text()
    for old, new in [
        ('sourceRef="bat_dau" targetRef="phan_loai_bang"', 'sourceRef="bat_dau" targetRef="xac_nhan_da_nhan"'),
        (
            'sourceRef="ap_dung_phan_loai" targetRef="xac_nhan_da_nhan"',
            'sourceRef="ap_dung_phan_loai" targetRef="phan_cong"',
        ),
        (
            'sourceRef="xac_nhan_da_nhan" targetRef="phan_cong"',
            'sourceRef="xac_nhan_da_nhan" targetRef="phan_loai_bang"',
        ),
    ]:
        assert old in bpmn
        bpmn = bpmn.replace(old, new)
    draft = process.save_draft(Process.objects.get(key="QT-01"), bpmn=bpmn, revision=0, by=None, now=w.NOW)
    process.publish(draft, by=None, reason="thử", now=w.NOW)
    case = _mail(world, RETURN)
    assert case.team == world.repairs
    assert "trước 19:47 ạ." in _told()
    assert (case.due_at, _due(case, "first-response"), _due(case, "step")) == (SUNDAY_19_47,) * 3


def test_the_process_gives_a_ticket_to_another_team_before_anything_is_told(world):
    words = Words(channel_kind="phone", subject="", text=DELIVERY, entry_kind=Entry.Kind.RECORDED_IN)
    case = actions.open_case(w.customer(world.brand), words=words, by=SYSTEM, now=SUNDAY)
    actions.assign_by_rule(case, team=world.repairs, by=PROCESS, now=SUNDAY)
    case.refresh_from_db()
    assert (case.team, _due(case, "first-response")) == (world.repairs, MONDAY_8_30)
    assert case.due_at == _due(case, "step")


def test_a_timer_in_business_time_runs_on_the_calendar_of_the_tickets_team(world):
    _mail(world, RETURN)
    assert Token.objects.get(state=Token.State.TIMER, node="qua_30_phut").due_at == MONDAY_8_30


def test_a_mail_costs_as_many_statements_as_before_the_time_was_one(world):
    _arrive(world, name="first")  # what a process keeps is read with this one
    w.settle(now=SUNDAY)
    _arrive(world, name="counted")
    with CaptureQueriesContext(connection) as asked:
        w.settle(now=SUNDAY)
    assert Case.objects.filter(team=world.repairs).count() == 2
    assert len(asked) <= 65


def _arrive(world: w.World, *, name: str) -> None:
    raw = w.mail(message_id=f"<{name}@khach.example>", text=RETURN)
    store_arrival(world.mailbox, raw=raw, envelope_from="a@b.example", envelope_to=[], source="", now=SUNDAY)
