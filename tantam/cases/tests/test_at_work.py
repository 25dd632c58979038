"""Nobody is given work while they are not there: hours, leave with who stands in, away; and what is said then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry
from tantam.cases.tests import desk
from tantam.customers.models import Customer
from tantam.organisation.models import Absence, Agent, Holiday, Hours, Presence, Reach, Role, Shift
from tantam.organisation.queries import forget_calendars
from tests import world as w

pytestmark = pytest.mark.django_db

#: 23 November 2026 is a Monday; at NOW it is 9 o'clock.
MONDAY, TODAY = 0, date(2026, 11, 23)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return desk.build_desk()


@pytest.fixture
def second(world) -> Agent:
    return w.person("chi", "Lục Mai Chi", role=Role.AGENT, team=world.support, reach=Reach.TEAM)


def _works(agent: Agent, begins: int, ends: int, *, weekday: int = MONDAY) -> None:
    Agent.objects.filter(pk=agent.pk).update(hours=Hours.OWN)
    Shift.objects.create(agent=agent, weekday=weekday, begins_minute=begins * 60, ends_minute=ends * 60)


def _is_off(agent: Agent, *, until: date, deputy: Agent | None = None) -> None:
    Absence.objects.create(agent=agent, since=TODAY, until=until, deputy=deputy, at=w.NOW)


def _said(case: Case, language: str = "vi") -> str:
    entry = Entry.objects.select_related("author").filter(case=case, data__what="assigned").latest("id")
    with translation.override(language):
        return words_of(entry)


def test_whoever_is_outside_their_hours_is_passed_over_and_that_is_said(world, second):
    _works(world.agent, 17, 21)
    case = desk.a_case(world)
    assert case.assignee == second
    assert _said(case).endswith("; không giao cho Phùng Bá Khôi (ngoài giờ làm)")
    assert _said(case, "en").endswith("; not given to Phùng Bá Khôi (outside their hours)")


def test_a_shift_that_began_yesterday_evening_goes_on_over_midnight(world):
    _works(world.agent, 22, 10, weekday=6)
    assert desk.a_case(world).assignee == world.agent


def test_leave_and_being_away_are_said_by_name(world, second):
    third = w.person("hai", "Hồ Hải", role=Role.AGENT, team=world.support, reach=Reach.TEAM)
    _is_off(world.agent, until=TODAY + timedelta(days=30))
    Presence.objects.create(agent=third, away_since=w.NOW, away_until=None)
    case = desk.a_case(world)
    assert case.assignee == second
    assert _said(case).endswith("; không giao cho Phùng Bá Khôi (nghỉ đến hết 23/12/2026), Hồ Hải (đang vắng)")


def test_away_ends_by_itself(world):
    Presence.objects.create(agent=world.agent, away_since=w.NOW, away_until=w.NOW)
    assert desk.a_case(world).assignee == world.agent


def test_where_nobody_is_at_work_the_ticket_waits_in_the_queue_and_the_stream_says_so(world, second):
    _works(world.agent, 17, 21)
    _works(second, 17, 21)
    case = desk.a_case(world)
    assert (case.team, case.assignee, case.assigned_because) == (world.support, None, "nobody-at-work")
    assert _said(case) == "Lúc này trong Tổ Hỗ trợ không ai đang làm việc: phiếu chờ trong hàng đợi của nhóm"
    assert _said(case, "en") == "Nobody of Support is at work now: the ticket waits in the team's queue"


def test_where_those_at_work_are_full_it_waits_and_each_reason_is_said(world, second):
    _works(second, 17, 21)
    Agent.objects.filter(pk=world.agent.pk).update(capacity=0)
    case = desk.a_case(world)
    assert case.assigned_because == "nobody-free"
    assert _said(case) == (
        "Trong Tổ Hỗ trợ ai đang làm việc cũng đã nhận đủ phiếu: phiếu chờ trong hàng đợi; "
        "không giao cho Phùng Bá Khôi (đã nhận đủ phiếu), Lục Mai Chi (ngoài giờ làm)"
    )


@pytest.mark.parametrize("hours", [Hours.TEAM, Hours.OWN])
def test_at_tet_nobody_who_keeps_hours_is_given_work(world, hours):
    _works(world.agent, 8, 17)
    Agent.objects.filter(pk=world.agent.pk).update(hours=hours)
    Holiday.objects.create(calendar=None, on=TODAY, name="Tết")
    forget_calendars()
    assert desk.a_case(world).assigned_because == "nobody-at-work"


def test_during_a_month_of_leave_the_customers_of_somebody_go_to_who_stands_in(world, second):
    Customer.objects.filter(pk=w.customer(world.brand).pk).update(owner=world.colleague)
    _is_off(world.colleague, until=date(2026, 12, 22), deputy=second)
    case = desk.a_case(world)
    assert (case.assignee, case.assigned_because) == (second, "deputy")
    assert _said(case) == (
        "Quy trình giao phiếu cho Lục Mai Chi, người làm thay cho Đàm Quốc Vĩnh, "
        "người phụ trách khách này và nghỉ đến hết 22/12/2026"
    )


def test_without_a_deputy_for_these_days_the_usual_one_stands_in(world, second):
    Customer.objects.filter(pk=w.customer(world.brand).pk).update(owner=world.colleague)
    Agent.objects.filter(pk=world.colleague.pk).update(deputy=second)
    _is_off(world.colleague, until=TODAY)
    assert desk.a_case(world).assignee == second


def test_where_the_owner_and_who_stands_in_are_both_away_the_team_takes_it(world, second):
    Customer.objects.filter(pk=w.customer(world.brand).pk).update(owner=world.colleague)
    _is_off(world.colleague, until=TODAY, deputy=second)
    Presence.objects.create(agent=second, away_since=w.NOW, away_until=None)
    case = desk.a_case(world)
    assert case.assignee == world.agent
    assert "không giao cho" in _said(case)
    assert "Đàm Quốc Vĩnh (nghỉ đến hết 23/11/2026)" in _said(case)


def test_many_who_are_passed_over_are_counted_behind_the_first(world):
    for number in range(9):
        one = w.person(f"ca-toi-{number}", f"Ca Tối {number}", role=Role.AGENT, team=world.support, reach=Reach.TEAM)
        _works(one, 17, 21)
    said = _said(desk.a_case(world))
    assert said.endswith("Ca Tối 0, Ca Tối 1, Ca Tối 2, Ca Tối 3, Ca Tối 4, Ca Tối 5 (ngoài giờ làm), 3 người khác")


def test_by_hand_somebody_who_is_away_can_still_be_given_work(world):
    from tantam.cases import actions
    from tantam.core.facts import Actor

    case = desk.a_case(world)
    _is_off(world.colleague, until=TODAY)
    actions.assign(case, team=world.repairs, assignee=world.colleague, by=Actor.agent(world.head.pk), now=w.NOW)
    assert Case.objects.get(pk=case.pk).assignee == world.colleague
