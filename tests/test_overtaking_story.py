"""Leaving the path never goes past an approval that is drawn there, and what was approved stands in the closure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions.refused import ApprovalOvertaken
from tantam.cases.models import Case, Closure, Entry, Outcome
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Approval, Department, Reach, Role, Team
from tantam.process.actions import complete_work, fire_due_timers
from tantam.process.models import Deviation
from tantam.process.queries import Work, work_of
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
BEFORE, AFTER = "de_xuat_phuong_an", "bao_phuong_an"


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    world = w.build_world(intake_process="QT-01")
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    w.publish_process("qt-02.bpmn", key="QT-02")
    board = Team.objects.create(
        key="ban-giam-doc", name="Ban giám đốc", department=Department.objects.get(), calendar=world.support.calendar
    )
    director = w.person("binh", "Mạc Thanh Bình", role=Role.READER, team=board, reach=Reach.ALL)
    for one, above, limit in (
        (world.agent, world.head, 300_000), (world.head, director, 2_000_000), (director, None, 50_000_000),
    ):  # fmt: skip
        one.reports_to, one.approval_limit_vnd = above, limit
        one.save()
    w.send_in(world.mailbox, w.mail(text="Tôi rất thất vọng, tôi muốn khiếu nại"))
    case = Case.objects.get()
    actions.assign(case, team=case.team, assignee=world.agent, by=Actor.agent(world.head.pk), now=w.NOW)
    return world


def _todo() -> Work:
    (work,) = [work for work in work_of(Case.objects.get().fact_subject) if work.node.kind == "userTask"]
    return work


def _finish(by: Agent, *, minute: int, **data: object) -> None:
    complete_work(_todo().token.pk, by=by, data=data, now=w.NOW + timedelta(minutes=minute))


def _walk_to(step: str, by: Agent) -> None:
    while _todo().node.id != step:
        _finish(by, minute=1)


def _propose(by: Agent, amount_vnd: int) -> None:
    _walk_to(BEFORE, by)
    _finish(by, minute=2, phuong_an_1="Đổi sạc mới", tien_den_bu=amount_vnd)


def _leave(by: Agent, to: str, *, minute: int = 5) -> None:
    now = w.NOW + timedelta(minutes=minute)
    actions.leave_step(Case.objects.get(), token_id=_todo().token.pk, to=to, reason="gọi rồi", by=by, now=now)


def _decide(by: Agent, *, granted: bool = True, minute: int = 4) -> None:
    decision = Approval.Decision.GRANTED if granted else Approval.Decision.REFUSED
    approval_id = Approval.objects.open().get().pk
    now = w.NOW + timedelta(minutes=minute)
    actions.decide(Case.objects.get(), approval_id=approval_id, decision=decision, comment="", by=by, now=now)


@pytest.mark.parametrize("to", [AFTER, "thuc_hien", ""])
def test_whose_limit_does_not_cover_it_stays_before_the_approval(world, to):
    _propose(world.agent, 500_000)
    with pytest.raises(ApprovalOvertaken) as refused:
        _leave(world.agent, to)
    assert str(refused.value.message) == (
        "“Trưởng phòng duyệt” quyết định 500.000 ₫, hạn mức của bạn là 300.000 ₫: phiếu đợi câu trả lời ở đây. "
        "Bạn có thể đưa phiếu về một bước trước đó."
    )
    assert _todo().node.id == "truong_phong_duyet"
    assert Approval.objects.open().count() == 1
    assert Deviation.objects.count() == 0
    assert not Entry.objects.filter(data__what="path-left").exists()


def test_going_back_passes_nothing_and_withdraws_the_question(world):
    _propose(world.agent, 500_000)
    _leave(world.agent, BEFORE)
    assert _todo().node.id == BEFORE
    assert Approval.objects.get().withdrawn_at == w.NOW + timedelta(minutes=5)
    with pytest.raises(ApprovalOvertaken, match="Hãy chọn “Trưởng phòng duyệt” để xin duyệt"):
        _leave(world.agent, AFTER)  # the amount that was proposed is still the process's
    _leave(world.agent, "truong_phong_duyet")
    assert Approval.objects.open().get().approver == world.head


def test_who_could_say_the_yes_may_go_past_it_with_a_reason(world):
    _propose(world.agent, 500_000)
    _leave(world.head, AFTER)
    assert _todo().node.id == AFTER
    assert Approval.objects.open().count() == 0
    assert Deviation.objects.get().reason == "gọi rồi"


def test_more_than_the_head_may_give_is_not_passed_by_the_head(world):
    _propose(world.agent, 5_000_000)
    with pytest.raises(ApprovalOvertaken, match="“Giám đốc duyệt”"):
        _leave(world.head, AFTER)


def test_where_nothing_was_proposed_and_a_way_leads_round_it_the_path_may_be_left(world):
    _walk_to("nhan_va_xin_loi", world.agent)
    _leave(world.agent, AFTER)
    assert _todo().node.id == AFTER


def test_what_was_granted_before_needs_no_second_yes(world):
    _propose(world.agent, 500_000)
    _decide(world.head)
    _leave(world.agent, BEFORE)
    _leave(world.agent, AFTER)
    assert _todo().node.id == AFTER


def test_the_sheet_says_why_and_keeps_what_was_typed(world, client):
    _propose(world.agent, 500_000)
    client.force_login(world.agent)
    case = Case.objects.get()
    address = reverse("case_leave_step", args=[case.number, _todo().token.pk])
    refused = client.post(address, {"to": AFTER, "reason": "khách giục quá"}, **HX)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "hạn mức của bạn là 300.000" in page
    assert "khách giục quá" in page


def _run_to_the_end(world: w.World) -> Closure:
    """From telling the customer the plan to the ticket closed by its process."""
    _finish(world.agent, minute=10, dong_y=True)
    _walk_to("thuc_hien", world.agent)
    _finish(world.agent, minute=12)
    fire_due_timers(now=w.NOW + timedelta(days=30))
    _walk_to("goi_hoi_lai", world.agent)
    _finish(world.agent, minute=60 * 24 * 31, ket_qua="resolved")
    return Closure.objects.get()


def test_what_was_approved_in_the_drawing_stands_in_the_closure_with_who_said_yes(world, client):
    _propose(world.agent, 500_000)
    _decide(world.head)
    closure = _run_to_the_end(world)
    assert (closure.outcome, closure.compensation_vnd, closure.approved_by, closure.by) == (
        Outcome.RESOLVED, 500_000, world.head, None,
    )  # fmt: skip
    client.force_login(world.agent)
    page = client.get(reverse("case", args=[Case.objects.get().number])).content.decode()
    assert "500.000" in page
    assert "Trịnh Thu Uyên duyệt" in page


def test_what_the_drawing_lets_through_without_asking_counts_and_nobody_approved_it(world):
    _propose(world.agent, 200_000)
    closure = _run_to_the_end(world)
    assert (closure.compensation_vnd, closure.approved_by) == (200_000, None)


def test_without_compensation_there_is_none(world):
    _propose(world.agent, 0)
    assert _run_to_the_end(world).compensation_vnd == 0


def test_what_was_refused_is_not_given_however_the_ticket_goes_on(world):
    _propose(world.agent, 500_000)
    _decide(world.head, granted=False)
    _leave(world.head, AFTER)
    closure = _run_to_the_end(world)
    assert (closure.compensation_vnd, closure.approved_by) == (0, None)


def test_a_closing_by_hand_that_was_approved_says_by_whom(world):
    _walk_to("nhan_va_xin_loi", world.agent)
    case, now = Case.objects.get(), w.NOW + timedelta(minutes=3)
    actions.close_by_hand(case, outcome=Outcome.RESOLVED, by=world.agent, now=now, compensation_vnd=900_000)
    _decide(world.head)
    closure = Closure.objects.get()
    assert (closure.compensation_vnd, closure.by, closure.approved_by) == (900_000, world.agent, world.head)
