"""When people work: shifts on the wall clock, leave, being away; the pages, and who may set whose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.core.models import FactRow
from tantam.core.values.openings import NotOpenings, parse_shifts
from tantam.organisation import actions
from tantam.organisation.models import Absence, Agent, Hours, Presence, Reach, Role, Shift
from tantam.organisation.queries.working import is_at_work
from tantam.organisation.values.working import is_on_shift
from tests import world as w

HANOI, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
NEVER = frozenset[date]()
#: Sunday 22:00 to Monday 6:00, and Monday 13:00 to 17:00.
WEEK = [(6, 22 * 60, 6 * 60), (0, 13 * 60, 17 * 60)]
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "clock", "works"),
    [
        (22, "21:59", False), (22, "22:00", True), (22, "23:59", True), (23, "00:00", True), (23, "05:59", True),
        (23, "06:00", False), (23, "13:00", True), (23, "16:59", True), (23, "17:00", False), (24, "02:00", False),
    ],
)  # fmt: skip
def test_a_shift_holds_from_its_first_minute_to_its_last_over_midnight_too(day, clock, works):
    at = datetime.fromisoformat(f"2026-11-{day}T{clock}").replace(tzinfo=HANOI)
    assert is_on_shift(WEEK, at, is_closed=NEVER.__contains__) is works


def test_a_closed_day_takes_the_shifts_that_begin_on_it_and_no_others():
    at_night = datetime(2026, 11, 23, 2, tzinfo=HANOI)
    assert is_on_shift(WEEK, at_night, is_closed={MONDAY}.__contains__)
    assert not is_on_shift(WEEK, at_night, is_closed={SUNDAY}.__contains__)
    assert not is_on_shift(WEEK, datetime(2026, 11, 23, 14, tzinfo=HANOI), is_closed={MONDAY}.__contains__)


def test_where_clocks_change_a_shift_begins_and_ends_at_the_hour_the_clock_shows():
    night = [(5, 22 * 60, 6 * 60)]  # Saturday to Sunday 25 October 2026, when three o'clock comes twice
    for instant, works in [("2026-10-25T00:30", True), ("2026-10-25T01:30", True), ("2026-10-25T05:00", False)]:
        at = datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(BERLIN)
        assert is_on_shift(night, at, is_closed=NEVER.__contains__) is works


def test_shifts_are_written_as_people_write_them():
    assert parse_shifts("22:00–6:00") == [(1320, 360)]
    assert parse_shifts("8h đến 12h, 13:30-17:30") == [(480, 720), (810, 1050)]
    for wrong in ["8:00–8:00", "22:00–6:00, 23:00–7:00", "8–12, 11–13", "24:00–6:00", "sáng"]:
        with pytest.raises(NotOpenings):
            parse_shifts(wrong)


@pytest.fixture
def world(db) -> w.World:
    return w.build_world()


def test_who_has_no_hours_is_at_work_until_they_are_off_or_away(world):
    assert is_at_work(world.agent, w.NOW)
    absence = actions.add_absence(world.agent, _days(MONDAY, MONDAY), by=world.head, now=w.NOW)
    assert not is_at_work(world.agent, w.NOW)
    assert is_at_work(world.agent, w.NOW + timedelta(days=1))
    actions.take_back_absence(absence, by=world.head, now=w.NOW)
    actions.go_away(world.agent, until=w.NOW + timedelta(minutes=30), by=world.agent, now=w.NOW)
    assert not is_at_work(world.agent, w.NOW)
    assert is_at_work(world.agent, w.NOW + timedelta(minutes=30))
    actions.go_away(world.agent, until=None, by=world.agent, now=w.NOW)
    actions.come_back(world.agent, by=world.agent, now=w.NOW)
    assert is_at_work(world.agent, w.NOW)
    told = FactRow.objects.filter(subject=f"agent:{world.agent.pk}").order_by("id").values_list("name", flat=True)
    assert list(told) == ["agent.absent", "agent.absent", "agent.away", "agent.away", "agent.away"]


def test_the_hours_of_the_team_are_those_of_its_calendar(world):
    actions.set_hours(world.agent, actions.WorkingWeek(hours=Hours.TEAM), by=world.head, now=w.NOW)
    assert is_at_work(world.agent, w.NOW)
    assert not is_at_work(world.agent, w.NOW + timedelta(hours=3, minutes=30))  # half past twelve


def test_days_off_that_have_begun_keep_those_that_are_over(world):
    kept = actions.add_absence(world.agent, _days(SUNDAY, date(2026, 11, 30)), by=world.head, now=w.NOW)
    actions.take_back_absence(kept, by=world.head, now=w.NOW)
    assert [(one.since, one.until) for one in Absence.objects.all()] == [(SUNDAY, SUNDAY)]


def test_days_off_do_not_overlap_and_nobody_stands_in_for_themselves(world):
    actions.add_absence(world.agent, _days(SUNDAY, MONDAY), by=world.head, now=w.NOW)
    with pytest.raises(actions.OverlapsAbsence):
        actions.add_absence(world.agent, _days(MONDAY, MONDAY), by=world.head, now=w.NOW)
    with pytest.raises(actions.NotADeputy):
        actions.add_absence(
            world.agent, _days(date(2026, 12, 1), date(2026, 12, 1), deputy=world.agent), by=world.head, now=w.NOW
        )


def test_who_leaves_the_house_stands_in_for_nobody(world):
    actions.add_absence(world.agent, _days(MONDAY, MONDAY, deputy=world.colleague), by=world.head, now=w.NOW)
    actions.let_go(world.colleague, by=world.owner, now=w.NOW)
    assert Absence.objects.get().deputy is None


def _days(since: date, until: date, *, deputy: Agent | None = None) -> actions.DaysOff:
    return actions.DaysOff(since=since, until=until, kind=Absence.Kind.LEAVE, deputy=deputy)


def test_the_head_sets_hours_and_leave_on_a_page(world, client):
    w.signed_in(client, world.head)
    url = reverse("settings_person_hours", args=[world.agent.uuid])
    assert "Giờ làm của Phùng Bá Khôi" in client.get(url).content.decode()
    week = {f"day_{day}": "" for day in range(7)}
    empty = client.post(url, {"hours": "own", **week})
    assert empty.status_code == 422
    assert "cần ít nhất một ca" in empty.content.decode()
    wrong = client.post(url, {"hours": "own", **week, "day_0": "8–7–6"})
    assert wrong.status_code == 422
    assert client.post(url, {"hours": "own", **week, "day_0": "22:00–6:00"}).status_code == 302
    assert [str(one) for one in Shift.objects.filter(agent=world.agent)] == ["0 1320–360"]
    assert 'value="22:00–6:00"' in client.get(url).content.decode()
    off = reverse("settings_person_off", args=[world.agent.uuid])
    given = {"off-kind": "leave", "off-since": "01/12/2026", "off-until": "31/12/2026", "off-deputy": world.head.pk}
    assert client.post(off, given).status_code == 302
    assert client.post(off, given).status_code == 422
    page = client.get(url).content.decode()
    assert "Trịnh Thu Uyên làm thay" in page
    [absence] = Absence.objects.all()
    assert client.post(reverse("settings_person_on", args=[world.agent.uuid, absence.pk])).status_code == 302
    assert not Absence.objects.exists()


def test_a_head_sets_hours_in_their_own_teams_only_and_an_agent_nobodys(world, client):
    head = w.person("truong", "Trưởng Tổ", role=Role.HEAD, team=world.repairs, reach=Reach.TEAM)
    w.signed_in(client, head)
    assert client.get(reverse("settings_person_hours", args=[world.colleague.uuid])).status_code == 200
    url = reverse("settings_person_hours", args=[world.agent.uuid])
    assert client.get(url).status_code == 403
    assert client.post(url, {"hours": "any"}).status_code == 403
    w.signed_in(client, world.colleague)
    assert client.get(reverse("settings_person_hours", args=[world.colleague.uuid])).status_code == 403


def test_one_says_oneself_that_one_is_away_and_back_and_enters_leave(world, client):
    w.signed_in(client, world.agent)
    page = client.get(reverse("my_hours")).content.decode()
    assert "Bạn được giao phiếu bất cứ lúc nào." in page
    assert client.post(reverse("away"), {"for": "60", "back": reverse("profile")}).url == reverse("profile")
    [told] = Presence.objects.all()
    assert told.away_until is not None
    assert timedelta(minutes=59) < told.away_until - timezone.now() <= timedelta(hours=1)
    assert "Tôi đã trở lại" in client.get(reverse("profile")).content.decode()
    assert "Đang vắng: trở lại" in client.get(reverse("inbox")).content.decode()
    assert client.post(reverse("away"), {"back": "https://elsewhere.example/"}).url == reverse("my_hours")
    assert not Presence.objects.exists()
    assert client.post(reverse("my_days_off"), {"off-kind": "leave", "off-since": "01/12/2030"}).status_code == 302
    [absence] = Absence.objects.filter(agent=world.agent)
    other = Absence.objects.create(agent=world.head, since=MONDAY, until=MONDAY, at=w.NOW)
    assert client.post(reverse("my_days_on", args=[other.pk])).status_code == 404
    assert client.post(reverse("my_days_on", args=[absence.pk])).status_code == 302
    assert list(Absence.objects.all()) == [other]
