"""Teams, branches and working hours that are used no longer: deleted, or kept with what is living moved on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tantam.cases import actions as cases
from tantam.cases.actions import Words, open_case
from tantam.cases.models import Case, Clock, Entry, Outcome
from tantam.core.facts import SYSTEM, Actor
from tantam.core.models import FactRow
from tantam.customers.models import Customer
from tantam.organisation import actions
from tantam.organisation import queries as organisation
from tantam.organisation.models import Agent, Appointment, Branch, Business, Reach, Role, Team, WorkingCalendar
from tests import world as w

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    yield w.build_world()
    organisation.forget_calendars()


@pytest.fixture
def admin(world) -> Agent:
    return w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)


@pytest.fixture
def page(client, admin):
    client.force_login(admin)
    return client


def _team(world: w.World, key: str) -> Team:
    return Team.objects.create(
        key=key, name=f"Tổ {key}", department=world.support.department, calendar=world.support.calendar
    )


def _case(world: w.World, *, team: Team, assignee: Agent | None = None) -> Case:
    words = Words(channel_kind="phone", subject="", text="A lô", entry_kind=Entry.Kind.RECORDED_IN)
    case = open_case(w.customer(world.brand), words=words, by=SYSTEM, now=NOW)
    Case.objects.filter(pk=case.pk).update(team=team, assignee=assignee)
    return case


def _facts() -> list[tuple[str, int, bool]]:
    rows = FactRow.objects.filter(name="business.place-closed").order_by("id")
    return [(row.data["place"], row.data["place_id"], row.data["is_gone"]) for row in rows]


def _url(kind: str, place: Team | Branch | WorkingCalendar, *, verb: str = "close") -> str:
    return f"/settings/{verb}/{kind}/{place.pk}/"


def test_what_nothing_hangs_on_is_deleted_and_asking_twice_is_no_harm(page, world):
    made = _team(world, "mới")
    assert "Không có gì gắn với nó: sẽ được xoá hẳn." in page.get(_url("team", made)).content.decode()
    assert page.post(_url("team", made)).status_code == 302
    assert page.post(_url("team", made)).status_code == 302
    assert not Team.objects.filter(pk=made.pk).exists()
    assert _facts() == [("team", made.pk, True)]


def test_a_team_with_living_work_says_what_hangs_on_it_and_asks_where_that_goes(page, world):
    _case(world, team=world.support)
    shown = page.get(_url("team", world.support)).content.decode()
    assert "Yêu cầu mới đến tổ này trước." in shown
    assert "2 người giữ chức vụ ở đây." in shown
    assert "1 phiếu đang mở." in shown
    refused = page.post(_url("team", world.support))
    assert (refused.status_code, _facts()) == (422, [])
    assert page.post(_url("team", world.support), {"successor": world.support.pk}).status_code == 422
    assert Team.objects.get(pk=world.support.pk).closed_at is None


def test_people_tickets_and_requests_of_a_closed_team_go_to_the_other(page, world):
    held = _case(world, team=world.support, assignee=world.agent)
    closed = _case(world, team=world.support)
    cases.close(closed, outcome=Outcome.RESOLVED, by=Actor.agent(world.head.pk), now=NOW)
    assert page.post(_url("team", world.support), {"successor": world.repairs.pk}).status_code == 302
    w.settle(now=NOW)
    world.support.refresh_from_db()
    assert (world.support.closed_at, world.support.successor) == (NOW, world.repairs)
    assert Business.objects.get().intake_team == world.repairs
    assert set(Appointment.objects.filter(team=world.support, until=None)) == set()
    assert Agent.objects.get(pk=world.agent.pk).team_ids == {world.repairs.pk}
    held.refresh_from_db()
    closed.refresh_from_db()
    assert (held.team, held.assignee) == (world.repairs, world.agent)
    assert closed.team == world.support
    # diagrams that name it reach what took its place
    assert organisation.team("ho-tro") == world.repairs
    assert _facts() == [("team", world.support.pk, False)]


def test_a_closed_team_is_offered_nowhere_and_can_be_used_again(page, world):
    made = _team(world, "cũ")
    Appointment.objects.create(agent=world.agent, role=Role.AGENT, team=made, reach=Reach.OWN, since=NOW, until=NOW)
    assert page.post(_url("team", made)).status_code == 302
    offered = f'<option value="{made.pk}">'
    assert offered not in page.get("/settings/people/new/").content.decode()
    listed = page.get("/settings/business/").content.decode()
    assert listed.index("Tổ cũ") > listed.index("Tổ Bảo hành")
    assert "Ngừng dùng từ 23/11/2026." in page.get(f"/settings/teams/{made.pk}/").content.decode()
    for _twice in range(2):
        assert page.post(_url("team", made, verb="reopen")).status_code == 302
    assert offered in page.get("/settings/people/new/").content.decode()
    assert FactRow.objects.filter(name="business.place-reopened").count() == 1


def test_whoever_takes_the_place_of_a_successor_takes_its_pointers_too(world, admin):
    first, second, third = _team(world, "một"), _team(world, "hai"), _team(world, "ba")
    for team in (first, second):
        Appointment.objects.create(agent=world.agent, role=Role.AGENT, team=team, reach=Reach.OWN, since=NOW)
    actions.close_place(first, successor=second, by=admin, now=NOW)
    actions.close_place(second, successor=third, by=admin, now=NOW + timedelta(hours=1))
    first.refresh_from_db()
    assert first.successor == third
    with pytest.raises(actions.NotInItsPlace):
        actions.close_place(third, successor=first, by=admin, now=NOW)
    assert [one.team for one in Appointment.objects.filter(agent=world.agent, until=None).order_by("id")][1:] == [third]


def test_a_branch_gives_its_customers_teams_and_open_tickets_to_another(page, world):
    old = Branch.objects.get()
    customer = w.customer(world.brand)
    Customer.objects.filter(pk=customer.pk).update(branch=old)
    case = _case(world, team=world.support)
    Case.objects.filter(pk=case.pk).update(branch=old)
    new = Branch.objects.create(key="ch2", code="CH2", name="Cửa hàng 2", calendar=old.calendar)
    shown = page.get(_url("branch", old)).content.decode()
    assert "Tổ: Tổ Hỗ trợ, Tổ Bảo hành." in shown
    assert "1 khách thuộc nơi này." in shown
    assert page.post(_url("branch", old), {"successor": new.pk}).status_code == 302
    w.settle(now=NOW)
    assert set(Team.objects.values_list("branch", flat=True)) == {new.pk}
    assert Customer.objects.get(pk=customer.pk).branch_id == new.pk
    assert Case.objects.get(pk=case.pk).branch_id == new.pk


def test_hours_give_way_to_others_and_running_promises_keep_their_time(page, world):
    old = WorkingCalendar.objects.get()
    assert "Đây là cái duy nhất" in page.get(_url("hours", old)).content.decode()
    assert page.post(_url("hours", old)).status_code == 422
    _case(world, team=world.support)
    due = list(Clock.objects.order_by("id").values_list("due_at", "calendar"))
    assert due
    new = WorkingCalendar.objects.create(key="khac", name="Giờ khác")
    assert page.post(_url("hours", old), {"successor": new.pk}).status_code == 302
    assert set(Team.objects.values_list("calendar", flat=True)) == {new.pk}
    assert set(Branch.objects.values_list("calendar", flat=True)) == {new.pk}
    assert list(Clock.objects.order_by("id").values_list("due_at", "calendar")) == due
    listed = page.get("/settings/hours/").content.decode()
    assert "Ngừng dùng:" in listed


def test_hours_that_nobody_follows_are_deleted_with_their_days(page, world):
    made = WorkingCalendar.objects.create(key="thu", name="Giờ thử")
    made.hours.create(weekday=0, opens_minute=480, closes_minute=720)
    made.holidays.create(on=NOW.date(), name="Nghỉ")
    assert page.post(_url("hours", made)).status_code == 302
    assert not WorkingCalendar.objects.filter(pk=made.pk).exists()


def test_a_team_that_a_drawing_names_is_not_deleted(page, world):
    made = _team(world, "tra-hang")
    drawing = (w.DEMO_PROCESSES / "qt-03.bpmn").read_text().replace('"ho-tro"', '"tra-hang"')
    w.publish_process("qt-03.bpmn", key="QT-03").__class__.objects.update(bpmn=drawing)
    assert "Sơ đồ nhắc đến nó: QT-03." in page.get(_url("team", made)).content.decode()
    assert page.post(_url("team", made)).status_code == 422
    assert page.post(_url("team", made), {"successor": world.repairs.pk}).status_code == 302
    assert organisation.team("tra-hang") == world.repairs


def test_only_who_may_change_the_business_closes_anything(client, world):
    for person in (world.agent, world.head, world.owner, world.stranger):
        client.force_login(person)
        assert client.post(_url("team", world.repairs), {"successor": world.support.pk}).status_code == 403
        assert client.post(_url("team", world.repairs, verb="reopen")).status_code == 403
    assert Team.objects.exclude(closed_at=None).count() == 0


def test_an_english_reader_finds_the_english_names_of_teams(page, world, admin):
    Agent.objects.filter(pk=admin.pk).update(language="en")
    page.cookies["language"] = "en"
    shown = page.get(_url("team", world.support)).content.decode()
    assert "Use Support no longer" in shown
    assert f'<option value="{world.repairs.pk}">Repairs</option>' in shown
    people = page.get("/settings/people/").content.decode()
    assert "Support ·" in people
    assert "Tổ Hỗ trợ" not in people
