"""The settings of the business, clicked through: teams, branches, working hours, closed days, Tết."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from tantam.core.models import FactRow
from tantam.organisation import queries as organisation
from tantam.organisation.models import Agent, Branch, Brand, Business, Holiday, Reach, Role, SpecialDay, Team
from tantam.organisation.values.keys import free_key
from tantam.process import actions as process
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db
#: Monday 23 November 2026, 09:00 in Hà Nội.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NINE_TO_FIVE = {f"day_{weekday}": "9h-17h" for weekday in range(5)} | {"day_5": "", "day_6": "–"}


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    yield w.build_world()
    organisation.forget_calendars()


@pytest.fixture
def page(world, client):
    admin = w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    client.force_login(admin)
    return client


def _due(team: Team, hour: int = 9) -> str:
    """When an hour of work is over that begins on Monday at this hour."""
    start = datetime(2026, 11, 23, hour - 7, 0, tzinfo=UTC)
    due = organisation.calendar(team.calendar_id).due(start, 3600)
    return f"{timezone.localtime(due):%d/%m %H:%M}"


def test_the_business_gets_another_name_and_its_brand_with_it(page, world):
    given = {"name": "Hoa Sữa", "intake_team": world.repairs.pk}
    assert page.post("/settings/business/", given).status_code == 302
    business = Business.objects.get()
    assert (business.name, business.intake_team) == ("Hoa Sữa", world.repairs)
    assert Brand.objects.get().name == "Hoa Sữa"
    assert page.post("/settings/business/", {"name": "", "intake_team": 999}).status_code == 422
    assert Business.objects.get().name == "Hoa Sữa"


def test_a_team_is_added_with_a_key_for_diagrams_and_changed(page, world):
    given = {"name": "Tổ Bán hàng", "name_en": "Sales", "head": world.head.pk, "branch": ""}
    given["calendar"] = world.support.calendar_id
    assert page.post("/settings/teams/new/", given).status_code == 302
    made = Team.objects.get(name="Tổ Bán hàng")
    assert (made.key, made.head, made.branch) == ("to-ban-hang", world.head, None)
    assert page.post(f"/settings/teams/{made.pk}/", given | {"name": "Tổ Bán sỉ", "head": ""}).status_code == 302
    made.refresh_from_db()
    assert (made.key, made.name, made.head) == ("to-ban-hang", "Tổ Bán sỉ", None)
    assert page.post("/settings/teams/new/", given | {"name": ""}).status_code == 422
    assert "Sơ đồ gọi tổ này là to-ban-hang." in page.get(f"/settings/teams/{made.pk}/").content.decode()
    names = list(FactRow.objects.filter(subject="business:1").values_list("name", flat=True))
    assert names == ["business.team-changed"] * 2


def test_two_branches_do_not_share_a_code(page, world):
    given = {"code": "CH2", "name": "Cửa hàng Hà Đông", "address": "", "calendar": world.support.calendar_id}
    assert page.post("/settings/branches/new/", given).status_code == 302
    refused = page.post("/settings/branches/new/", given | {"name": "Khác"})
    assert refused.status_code == 422
    assert "Chi nhánh khác đã dùng mã này." in refused.content.decode()
    assert Branch.objects.filter(code="CH2").count() == 1


def test_keys_are_made_of_names_and_never_taken_twice():
    assert free_key("Tổ Trả hàng & bảo hành", taken=()) == "to-tra-hang-bao-hanh"
    assert free_key("Đội 1", taken={"doi-1", "doi-1-2"}) == "doi-1-3"
    assert free_key("★", taken=()) == "moi"


def test_promises_follow_the_new_week_at_once(page, world):
    assert _due(world.support, 17) == "24/11 08:30"
    calendar = world.support.calendar
    assert page.post(f"/settings/hours/{calendar.pk}/", {"name": "Mới"} | NINE_TO_FIVE).status_code == 302
    assert _due(world.support, 17) == "24/11 10:00"
    assert calendar.hours.count() == 5
    shown = page.get("/settings/hours/").content.decode()
    assert '<dt>Thứ hai</dt><dd class="num">9:00–17:00</dd>' in shown
    assert '<dt>Thứ bảy</dt><dd class="num"><span class="muted">nghỉ</span></dd>' in shown


@pytest.mark.parametrize("typed", ["17-9", "8-12, 11-13", "sáng", "8:00"])
def test_hours_that_make_no_sense_are_refused_and_stay_as_typed(page, world, typed):
    calendar = world.support.calendar
    refused = page.post(f"/settings/hours/{calendar.pk}/", {"name": "Mới"} | NINE_TO_FIVE | {"day_0": typed})
    assert refused.status_code == 422
    assert f'value="{typed}"' in refused.content.decode()
    assert calendar.hours.count() == 12


def test_a_week_without_hours_is_refused(page, world):
    empty = {"name": "Nghỉ"} | {f"day_{weekday}": "" for weekday in range(7)}
    refused = page.post("/settings/hours/new/", empty)
    assert refused.status_code == 422
    assert "cam kết không bao giờ đến hạn" in refused.content.decode()


def test_tet_is_closed_for_all_and_those_on_duty_have_hours(page, world):
    calendar = world.support.calendar
    closed = {"closed-name": "Nghỉ Tết", "closed-since": "23/11/2026", "closed-until": "25/11", "closed-calendar": ""}
    assert page.post("/settings/hours/closed/", closed).status_code == 302
    days = Holiday.objects.filter(calendar=None, name="Nghỉ Tết").order_by("on")
    assert [*days.values_list("on", flat=True)] == [date(2026, 11, day) for day in (23, 24, 25)]
    assert _due(world.support) == "26/11 09:00"
    duty = {"special-hours": "9:00–17:00", "special-since": "24/11/2026", "special-until": ""}
    duty["special-calendar"] = calendar.pk
    assert page.post("/settings/hours/special/", duty).status_code == 302
    assert _due(world.support) == "24/11 10:00"
    assert page.post(f"/settings/hours/special/{calendar.pk}/2026-11-24/").status_code == 302
    assert not SpecialDay.objects.exists()
    assert _due(world.support) == "26/11 09:00"
    page.post(f"/settings/hours/closed/{Holiday.objects.get(on=date(2026, 11, 23)).pk}/work/")
    assert _due(world.support) == "23/11 10:00"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closed-since": "31/2/2027"}, "Hãy viết ngày như 22/11/2026: ngày, tháng, năm."),
        ({"closed-until": "1/1/2027"}, "Ngày cuối trước ngày đầu."),
        ({"closed-until": "1/1/2028"}, "Mỗi lần tối đa 60 ngày."),
        ({"closed-since": "1/2/2026", "closed-until": "3/2/2026"}, "Những ngày này đã qua"),
    ],
)
def test_closed_days_that_make_no_sense_are_refused(page, world, changes, words):
    given = {"closed-name": "Tết", "closed-since": "5/2/2027", "closed-until": "", "closed-calendar": ""}
    refused = page.post("/settings/hours/closed/", given | changes)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert words in text
    assert 'value="Tết"' in text
    assert '<details class="card-form" open>' in text
    assert not Holiday.objects.exists()


def test_days_of_one_calendar_stand_beside_those_of_all(page, world):
    given = {"closed-name": "Kiểm kho", "closed-since": "5/12/2026", "closed-until": ""}
    page.post("/settings/hours/closed/", given | {"closed-calendar": world.support.calendar_id})
    page.post("/settings/hours/closed/", given | {"closed-calendar": "", "closed-name": "Nghỉ chung"})
    assert Holiday.objects.filter(on=date(2026, 12, 5)).count() == 2
    page.post("/settings/hours/closed/", given | {"closed-calendar": "", "closed-name": "Đổi tên"})
    assert set(Holiday.objects.values_list("name", flat=True)) == {"Kiểm kho", "Đổi tên"}


def test_only_who_may_change_the_business_changes_it(world, client):
    client.force_login(world.head)
    assert Agent.objects.get(pk=world.head.pk).roles == {"head"}
    for address in ("/settings/business/", "/settings/teams/new/", "/settings/hours/new/", "/settings/hours/closed/"):
        assert client.post(address, {}).status_code == 403


def _publish_for_everything(key: str) -> None:
    """A process that names no touchpoint, as the studio begins one."""
    drawing = re.sub(r"<tantam:touchpoint [^>]*/>", "", (w.DEMO_PROCESSES / "qt-03.bpmn").read_text())
    made = Process.objects.create(key=key, name=key, created_at=NOW)
    process.publish(
        process.save_draft(made, bpmn=drawing, revision=0, by=None, now=NOW), by=None, reason="thử", now=NOW
    )


def test_the_first_process_that_is_published_runs_new_requests_and_the_settings_say_so(page, world):
    assert Business.objects.get().intake_process == ""
    _publish_for_everything("QT-02")
    assert Business.objects.get().intake_process == "QT-02"
    _publish_for_everything("QT-09")
    assert Business.objects.get().intake_process == "QT-02"
    shown = page.get("/settings/business/").content.decode()
    assert '<option value="QT-02" selected>QT-02 · QT-02</option>' in shown
    given = {"name": "Hoa Sữa", "intake_team": world.repairs.pk, "intake_process": "QT-99"}
    assert page.post("/settings/business/", given).status_code == 422
    assert page.post("/settings/business/", given | {"intake_process": "QT-09"}).status_code == 302
    fact = FactRow.objects.filter(name="business.changed").latest("id")
    assert (fact.data["intake_process"], Business.objects.get().intake_process) == ("QT-09", "QT-09")


def test_a_process_that_names_its_touchpoints_is_left_to_them(world):
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    assert Business.objects.get().intake_process == ""


def test_branches_and_hours_have_an_english_name_that_english_pages_show(page, world):
    calendar = world.support.calendar
    week = {"name": "Giờ cửa hàng", "name_en": "Shop hours"} | NINE_TO_FIVE
    assert page.post(f"/settings/hours/{calendar.pk}/", week).status_code == 302
    given = {
        "code": "CH2",
        "name": "Cửa hàng Hà Đông",
        "name_en": "Hà Đông shop",
        "address": "",
        "calendar": calendar.pk,
    }
    assert page.post("/settings/branches/new/", given).status_code == 302
    made = Branch.objects.get(code="CH2")
    assert (made.name, made.name_en) == ("Cửa hàng Hà Đông", "Hà Đông shop")
    assert 'value="Shop hours"' in page.get(f"/settings/hours/{calendar.pk}/").content.decode()
    assert "Shop hours" not in page.get("/settings/hours/").content.decode()
    page.post("/language/", {"language": "en", "next": "/"})
    hours = page.get("/settings/hours/").content.decode()
    assert "Shop hours" in hours
    assert "Giờ cửa hàng" not in hours
    team = page.get(f"/settings/teams/{world.support.pk}/").content.decode()
    assert "Hà Đông shop" in team
    assert "Cửa hàng Hà Đông" not in team


def test_what_has_no_english_name_goes_by_the_one_it_has(page, world):
    page.post("/language/", {"language": "en", "next": "/"})
    assert world.support.calendar.name in page.get("/settings/hours/").content.decode()
