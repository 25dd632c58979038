"""Head, step card and stream name who does what, and never two teams for one thing without saying why."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.models import Case
from tantam.cases.tests import desk
from tantam.core.facts import Actor
from tantam.organisation.models import Team
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    made = desk.build_desk()
    w.publish_process("qt-02.bpmn", key="QT-02")
    w.publish_process("qt-03.bpmn", key="QT-03")
    for key, name, name_en in [
        ("ban-hang-dich-vu", "Tổ Bán hàng và dịch vụ", "Sales and service"),
        ("quan-tri-van-de", "Tổ Quản trị vấn đề", "Problem management"),
    ]:
        Team.objects.create(
            key=key, name=name, name_en=name_en, department=made.support.department, head=made.head,
            calendar=made.support.calendar,
        )  # fmt: skip
    return made


def _page(client, world: w.World, case: Case, language: str = "vi") -> str:
    world.head.language = language
    world.head.save()
    found: str = w.signed_in(client, world.head).get(reverse("case", args=[case.number])).content.decode()
    return found


def test_a_step_of_the_holder_names_the_holder_not_the_team_the_lane_is_called_after(world, client):
    case = desk.a_case(world, text="Mũ bị sai màu, mình muốn đổi cái khác")
    assert (case.team, case.assignee) == (world.repairs, world.colleague)
    page = _page(client, world, case)
    assert "Người phụ trách phiếu làm: Đàm Quốc Vĩnh" in page
    assert "Tổ Hỗ trợ" not in page.partition('class="pane-section step-card"')[2].partition("</section>")[0]


def test_a_step_that_nobody_holds_is_for_the_tickets_team(world, client):
    case = desk.a_case(world, text="Mũ bị sai màu, mình muốn đổi cái khác")
    actions.assign(case, team=world.repairs, assignee=None, by=Actor.agent(world.head.pk), now=w.NOW)
    assert "Dành cho người của Tổ Bảo hành nhận phiếu" in _page(client, world, case)
    assert "For whoever of Repairs takes the ticket" in _page(client, world, case, "en")


def test_a_step_of_another_team_is_plainly_said_to_be(world, client):
    case = desk.a_case(world, text="Xe ko lên, mình cần bảo hành")
    assert case.team == world.repairs
    said = "Bước này do Cố vấn dịch vụ (Tổ Bán hàng và dịch vụ) làm; phiếu vẫn thuộc Tổ Bảo hành"
    assert said in _page(client, world, case)
    english = _page(client, world, case, "en")
    assert "This step is done by Service adviser (Sales and service); the ticket stays with Repairs" in english
    assert " · Repairs</p>" in english


def test_a_step_of_the_tickets_own_team_names_it_once(world, client):
    case = desk.a_case(world, text="Mình rất thất vọng và muốn khiếu nại")
    page = _page(client, world, case)
    assert '<p class="muted text-xs">Tổ Quản trị vấn đề</p>' in page
    assert "Bước này do" not in page


def test_what_the_process_sends_has_a_mark_of_its_own_and_no_initials(world, client):
    page = _page(client, world, desk.a_case(world))
    assert page.count("avatar-automatic") == 1
    assert "<bdi>Tự động</bdi>" in page
    assert ">TĐ</span>" not in page
