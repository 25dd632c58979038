"""Work that is given by itself: within which team, to whom, how much they have, and what happens where all are full."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.cases import queries
from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry
from tantam.cases.tests import desk
from tantam.customers.models import Customer
from tantam.organisation.models import Agent, Reach, Role, Team
from tests import world as w

pytestmark = pytest.mark.django_db

LATE = w.NOW - timedelta(hours=1)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return desk.build_desk()


def _holds(agent: Agent, count: int, *, world: w.World, overdue: int = 0) -> None:
    customer = w.customer(world.brand, email="khac@khach.example")
    Case.objects.bulk_create(
        Case(
            number=f"TT-26-{agent.pk:03}{number:03}", brand=world.brand, customer=customer, channel_kind="email",
            team=world.support, assignee=agent, opened_at=w.NOW, last_entry_at=w.NOW,
            due_at=LATE if number < overdue else w.NOW + timedelta(hours=1),
        )
        for number in range(count)
    )  # fmt: skip


def _said(case: Case, language: str = "vi") -> str:
    entry = Entry.objects.select_related("author").filter(case=case, data__what="assigned").latest("id")
    with translation.override(language):
        return words_of(entry)


def test_the_stream_says_within_which_team_and_with_how_many(world):
    second = w.person("chi", "Lục Mai Chi", role=Role.AGENT, team=world.support, reach=Reach.TEAM)
    _holds(world.agent, 3, world=world)
    _holds(second, 4, world=world)
    case = desk.a_case(world)
    assert case.assignee == world.agent
    assert _said(case) == "Quy trình giao phiếu cho Phùng Bá Khôi, trong Tổ Hỗ trợ đang có ít phiếu nhất (3)"
    assert _said(case, "en").endswith("in Support the one with the fewest open tickets (3)")


def test_who_is_alone_in_a_team_is_compared_with_nobody(world):
    _holds(world.agent, 3, world=world)
    case = desk.a_case(world)
    assert _said(case) == (
        "Quy trình giao phiếu cho Phùng Bá Khôi, người duy nhất nhận phiếu trong Tổ Hỗ trợ (trước đó đang có 3 phiếu)"
    )
    assert _said(case, "en").endswith("the only one who takes tickets in Support (3 open before)")


def test_who_can_carry_no_more_is_passed_over(world):
    third = w.person("hai", "Hồ Hải", role=Role.AGENT, team=world.support, reach=Reach.TEAM)
    _holds(third, 6, world=world)
    second = w.person("chi", "Lục Mai Chi", role=Role.AGENT, team=world.support, reach=Reach.TEAM)
    Agent.objects.filter(pk=world.agent.pk).update(capacity=2)
    _holds(world.agent, 2, world=world)
    _holds(second, 5, world=world)
    case = desk.a_case(world)
    assert case.assignee == second
    assert _said(case) == (
        "Quy trình giao phiếu cho Lục Mai Chi, trong Tổ Hỗ trợ đang có ít phiếu nhất (5); "
        "không giao cho Phùng Bá Khôi (đã nhận đủ phiếu)"
    )


def test_who_alone_can_carry_more_is_said_to_be_the_only_one(world):
    second = w.person("chi", "Lục Mai Chi", role=Role.AGENT, team=world.support, reach=Reach.TEAM)
    Agent.objects.filter(pk=world.agent.pk).update(capacity=2)
    _holds(world.agent, 2, world=world)
    _holds(second, 5, world=world)
    case = desk.a_case(world)
    assert case.assignee == second
    assert _said(case).endswith(
        "người duy nhất còn nhận thêm được trong Tổ Hỗ trợ (trước đó đang có 5 phiếu); "
        "không giao cho Phùng Bá Khôi (đã nhận đủ phiếu)"
    )
    assert _said(case, "en").endswith(
        "the only one in Support who can take more (5 open before); "
        "not given to Phùng Bá Khôi (has as much as they can carry)"
    )


def test_whom_today_calls_overloaded_comes_last(world):
    second = w.person("chi", "Lục Mai Chi", role=Role.AGENT, team=world.support, reach=Reach.TEAM)
    _holds(world.agent, 3, world=world, overdue=queries.LATE_IS_TOO_MUCH)
    _holds(second, 9, world=world)
    assert desk.a_case(world).assignee == second
    Agent.objects.filter(pk=second.pk).update(capacity=9)
    assert desk.a_case(world, message_id="<2@khach.example>").assignee == world.agent


def test_where_all_are_full_the_ticket_waits_in_the_teams_queue_and_the_stream_says_so(world):
    Agent.objects.filter(pk=world.agent.pk).update(capacity=1)
    _holds(world.agent, 1, world=world)
    case = desk.a_case(world)
    assert (case.team, case.assignee, case.assigned_because) == (world.support, None, "nobody-free")
    assert _said(case) == "Trong Tổ Hỗ trợ ai cũng đã nhận đủ phiếu: phiếu chờ trong hàng đợi của nhóm"
    assert _said(case, "en") == (
        "Everybody of Support has as much as they can carry: the ticket waits in the team's queue"
    )


def test_a_batch_of_mails_fills_people_up_and_no_further(world):
    Agent.objects.filter(pk=world.agent.pk).update(capacity=2)
    for number in range(3):
        desk.a_case(world, message_id=f"<{number}@khach.example>")
    held = Case.objects.order_by("id").values_list("assignee", flat=True)
    assert list(held) == [world.agent.pk, world.agent.pk, None]


def test_a_customers_own_agent_gets_it_however_much_they_have_and_that_is_said(world):
    Agent.objects.filter(pk=world.colleague.pk).update(capacity=1)
    Customer.objects.filter(pk=w.customer(world.brand).pk).update(owner=world.colleague)
    first = desk.a_case(world)
    assert _said(first) == "Quy trình giao phiếu cho Đàm Quốc Vĩnh, người phụ trách khách này"
    second = desk.a_case(world, message_id="<2@khach.example>")
    assert second.assignee == world.colleague
    assert _said(second).endswith("người phụ trách khách này (đang có 1 phiếu, mức nhận 1)")


def test_the_head_is_told_on_today_which_team_is_full_and_what_waits(world, client):
    w.signed_in(client, world.head)
    page = client.get(reverse("today")).content.decode()
    assert "không ai nhận thêm được" not in page
    Agent.objects.filter(pk=world.agent.pk).update(capacity=1)
    _holds(world.agent, 1, world=world)
    desk.a_case(world)
    [full] = queries.full_teams(team_ids=None)
    assert (full.id, full.name, full.waiting) == (world.support.pk, "Tổ Hỗ trợ", 1)
    page = client.get(reverse("today")).content.decode()
    assert "Tổ Hỗ trợ: không ai nhận thêm được" in page
    assert "1 phiếu chờ người nhận" in page


def test_teams_out_of_reach_are_not_named(world):
    Agent.objects.filter(pk=world.agent.pk).update(capacity=0)
    assert queries.full_teams(team_ids={world.repairs.pk}) == []
    assert [one.id for one in queries.full_teams(team_ids={world.support.pk})] == [world.support.pk]


def test_a_team_that_is_used_no_longer_is_not_named(world):
    Agent.objects.filter(pk=world.agent.pk).update(capacity=0)
    Team.objects.filter(pk=world.support.pk).update(closed_at=w.NOW)
    assert queries.full_teams(team_ids=None) == []
