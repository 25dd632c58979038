"""A complaint's compensation is approved through the drawing: who is asked follows from the amount, the word finishes
the step, and the gateway behind it sees the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions.refused import AlreadyDecided, ApprovalWithdrawn, NotYoursToDecide, WaitsForApproval
from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry, Outcome
from tantam.core.facts import Actor
from tantam.core.models import FactRow
from tantam.organisation.actions import let_go, pass_on_overdue_approvals
from tantam.organisation.models import Agent, Approval, Department, Reach, Role, Team
from tantam.process.actions import complete_work, fire_due_timers
from tantam.process.models import Deviation, Visit
from tantam.process.queries import Work, work_of
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@dataclass
class Shop:
    """The world with the people of the approvals."""

    world: w.World
    director: Agent
    case: Case


@pytest.fixture
def shop(settings) -> Shop:
    settings.DEMO = True
    world = w.build_world(intake_process="QT-01")
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    w.publish_process("qt-02.bpmn", key="QT-02")
    department = Department.objects.get()
    board = Team.objects.create(
        key="ban-giam-doc", name="Ban giám đốc", department=department, calendar=world.support.calendar
    )
    director = w.person("binh", "Mạc Thanh Bình", role=Role.READER, team=board, reach=Reach.ALL)
    for one, above, limit in (
        (world.agent, world.head, 300_000),
        (world.owner, world.head, 300_000),
        (world.head, director, 2_000_000),
        (director, None, 50_000_000),
    ):
        one.reports_to, one.approval_limit_vnd = above, limit
        one.save()
    w.send_in(world.mailbox, w.mail(text="Tôi rất thất vọng, tôi muốn khiếu nại"))
    case = Case.objects.get()
    actions.assign(case, team=case.team, assignee=world.agent, by=Actor.agent(world.head.pk), now=w.NOW)
    return Shop(world, director, case)


def _todo(case: Case) -> Work:
    (work,) = [work for work in work_of(case.fact_subject) if work.node.kind == "userTask"]
    return work


def _propose(shop: Shop, amount_vnd: int, *, minute: int = 10) -> str:
    """Walk to the proposal and make one; return the step that waits now."""
    while (work := _todo(shop.case)).node.id != "de_xuat_phuong_an":
        complete_work(work.token.pk, by=shop.world.agent, data={}, now=w.NOW + timedelta(minutes=minute - 5))
    data = {"phuong_an_1": "Đổi sạc mới", "phuong_an_2": "Hoàn tiền", "tien_den_bu": amount_vnd}
    complete_work(work.token.pk, by=shop.world.agent, data=data, now=w.NOW + timedelta(minutes=minute))
    return _todo(shop.case).node.id


def _decide(shop: Shop, by: Agent, *, granted: bool, comment: str = "", minute: int = 20) -> Approval:
    return actions.decide(
        shop.case,
        approval_id=Approval.objects.open().get().pk,
        decision=Approval.Decision.GRANTED if granted else Approval.Decision.REFUSED,
        comment=comment,
        by=by,
        now=w.NOW + timedelta(minutes=minute),
    )


@pytest.mark.parametrize(
    ("amount_vnd", "step", "approver"),
    [
        (0, "bao_phuong_an", None),
        (300_000, "bao_phuong_an", None),
        (300_001, "truong_phong_duyet", "uyen"),
        (2_000_000, "truong_phong_duyet", "uyen"),
        (2_000_001, "giam_doc_duyet", "binh"),
    ],
)
def test_the_amount_says_who_is_asked(shop, amount_vnd, step, approver):
    assert _propose(shop, amount_vnd) == step
    asked = Approval.objects.first()
    assert (asked.approver.username if asked else None) == approver
    if asked:
        assert (asked.amount_vnd, asked.asked_by, asked.reason) == (
            amount_vnd,
            shop.world.agent,
            "Đổi sạc mới / Hoàn tiền",
        )
        assert asked.waits == f"token:{_todo(shop.case).token.pk}"
        assert asked.due_at == _todo(shop.case).token.due_at


def test_granting_finishes_the_step_and_the_customer_is_told_the_proposal(shop):
    _propose(shop, 500_000)
    _decide(shop, shop.world.head, granted=True, comment="Làm ngay nhé")
    work = _todo(shop.case)
    assert work.node.id == "bao_phuong_an"
    variables = work.token.instance.variables
    assert (variables["dong_y"], variables["ly_do"]) == (True, "Làm ngay nhé")
    visit = Visit.objects.get(node="truong_phong_duyet")
    assert (visit.by_id, visit.outcome) == (shop.world.head.pk, "completed")
    assert Deviation.objects.count() == 0
    w.settle()
    verdict = Entry.objects.get(case=shop.case, data__what="approval-decided")
    assert (verdict.author, verdict.data["decision"], verdict.text) == (shop.world.head, "granted", "Làm ngay nhé")


def test_refusing_finishes_the_step_too_and_another_proposal_is_wanted(shop):
    _propose(shop, 500_000)
    _decide(shop, shop.world.head, granted=False)
    assert _todo(shop.case).node.id == "de_xuat_phuong_an"
    assert _todo(shop.case).token.instance.variables["dong_y"] is False
    assert _propose(shop, 5_000_000, minute=30) == "giam_doc_duyet"
    assert [one.approver.username for one in Approval.objects.order_by("id")] == ["uyen", "binh"]


def test_saying_it_twice_changes_nothing_and_the_other_word_is_too_late(shop):
    _propose(shop, 500_000)
    said_before = _decide(shop, shop.world.head, granted=True)

    def say(decision: Approval.Decision) -> None:
        head = shop.world.head
        actions.decide(shop.case, approval_id=said_before.pk, decision=decision, comment="", by=head, now=w.NOW)

    say(Approval.Decision.GRANTED)
    with pytest.raises(AlreadyDecided):
        say(Approval.Decision.REFUSED)
    assert _todo(shop.case).node.id == "bao_phuong_an"
    assert Visit.objects.filter(node="truong_phong_duyet").count() == 1


def test_nobody_else_says_it_and_the_steps_button_does_not_either(shop):
    _propose(shop, 500_000)
    with pytest.raises(NotYoursToDecide):
        _decide(shop, shop.director, granted=True)
    with pytest.raises(WaitsForApproval):
        actions.finish_step(
            shop.case, token_id=_todo(shop.case).token.pk, data={"dong_y": True}, by=shop.world.agent, now=w.NOW
        )
    assert _todo(shop.case).node.id == "truong_phong_duyet"


def test_when_the_head_is_late_the_director_is_asked_instead(shop):
    _propose(shop, 500_000)
    first = Approval.objects.get()
    late = w.NOW + timedelta(days=1)
    assert fire_due_timers(now=late) >= 1
    assert _todo(shop.case).node.id == "giam_doc_duyet"
    first.refresh_from_db()
    assert (first.withdrawn_at, first.decided_at) == (late, None)
    assert Approval.objects.open().get().approver == shop.director
    with pytest.raises(ApprovalWithdrawn):
        actions.decide(
            shop.case,
            approval_id=first.pk,
            decision=Approval.Decision.GRANTED,
            comment="",
            by=shop.world.head,
            now=late,
        )
    assert FactRow.objects.filter(name="approval.withdrawn").count() == 1


def test_closing_the_ticket_withdraws_what_was_asked(shop):
    _propose(shop, 500_000)
    actions.close_by_hand(shop.case, outcome=Outcome.WITHDRAWN, by=shop.world.agent, now=w.NOW)
    assert Approval.objects.open().count() == 0


def test_nobody_with_a_limit_high_enough_is_said_in_the_stream_and_asked_from_the_card_later(shop, client):
    Agent.objects.filter(pk=shop.director.pk).update(approval_limit_vnd=2_000_000)
    assert _propose(shop, 9_000_000) == "giam_doc_duyet"
    assert Approval.objects.count() == 0
    assert Entry.objects.filter(case=shop.case, data__what="nobody-asked").count() == 1
    client.force_login(shop.world.agent)
    token_id = _todo(shop.case).token.pk
    card = reverse("case_ask_at_step", args=[shop.case.number, token_id])
    assert card in client.get(reverse("case", args=[shop.case.number])).content.decode()
    typed = {"amount_vnd": "9 triệu", "reason": "đền xe"}
    assert client.post(card, typed, **HX).status_code == 422
    Agent.objects.filter(pk=shop.director.pk).update(approval_limit_vnd=50_000_000)
    for _ in range(2):
        assert client.post(card, typed, **HX).status_code == 200
    asked = Approval.objects.get()
    assert (asked.approver, asked.waits) == (shop.director, f"token:{token_id}")


@pytest.mark.parametrize(
    ("amount_vnd", "approver", "is_decided"),
    [(300_000, "khoi", True), (300_001, "uyen", False), (2_000_000, "uyen", False), (2_000_001, "binh", False)],
)
def test_asked_aside_from_the_drawing_the_amount_decides_and_a_small_one_is_ones_own(
    shop, amount_vnd, approver, is_decided
):
    before = _todo(shop.case).token.pk
    asked = actions.ask_for_approval(
        shop.case, amount_vnd=amount_vnd, reason="bù phí giao", by=shop.world.agent, now=w.NOW
    )
    assert (asked.approver.username, asked.decided_at is not None) == (approver, is_decided)
    assert asked.waits == ""
    w.settle()
    assert Entry.objects.filter(case=shop.case, data__what="approval-decided").count() == is_decided
    assert _todo(shop.case).token.pk == before


def test_the_head_approves_from_the_first_page_in_one_tap(shop, client):
    _propose(shop, 500_000)
    client.force_login(shop.world.head)
    page = client.get(reverse("today")).content.decode()
    address = reverse("case_decide", args=[shop.case.number, Approval.objects.get().pk])
    assert f'action="{address}"' in page
    done = client.post(address, {"decision": "granted", "back": reverse("today")})
    assert (done.status_code, done["Location"]) == (302, reverse("today"))
    assert _todo(shop.case).node.id == "bao_phuong_an"
    again = client.post(
        address, {"decision": "refused", "comment": "đã trả rồi", "back": "https://evil.example/"}, **HX
    )
    assert again.status_code == 409


def test_the_answer_is_at_hand_above_the_conversation_on_a_phone_and_beside_it_on_a_screen(shop, client):
    _propose(shop, 500_000)
    address = reverse("case_decide", args=[shop.case.number, Approval.objects.get().pk])
    client.force_login(shop.world.head)
    page = client.get(reverse("case", args=[shop.case.number])).content.decode()
    assert page.count(f'hx-post="{address}"') == 2
    client.force_login(shop.world.agent)
    page = client.get(reverse("case", args=[shop.case.number])).content.decode()
    assert address not in page
    assert "Đang chờ Trịnh Thu Uyên trả lời" in page


def test_what_waits_too_long_is_asked_of_the_deputy_once(shop):
    _propose(shop, 500_000)
    asked = Approval.objects.get()
    deputy = w.person("pho", "Phó Phòng", role=Role.HEAD, team=shop.world.support, reach=Reach.ALL)
    deputy.approval_limit_vnd = 2_000_000
    deputy.save()
    Agent.objects.filter(pk=shop.world.head.pk).update(deputy=deputy)
    assert asked.due_at is not None
    assert pass_on_overdue_approvals(now=asked.due_at) == 0
    late = asked.due_at + timedelta(seconds=1)
    assert pass_on_overdue_approvals(now=late) == 1
    assert pass_on_overdue_approvals(now=late) == 0
    w.settle()
    w.settle()
    line = Entry.objects.get(case=shop.case, data__what="approval-passed-on")
    assert words_of(line) == "Việc duyệt nay chờ Phó Phòng: đã quá hạn trả lời"
    with pytest.raises(NotYoursToDecide):
        _decide(shop, shop.world.head, granted=True)
    _decide(shop, deputy, granted=True)
    assert _todo(shop.case).node.id == "bao_phuong_an"


def test_a_deputy_whose_limit_is_too_low_is_passed_over_for_who_is_above(shop):
    _propose(shop, 500_000)
    Agent.objects.filter(pk=shop.world.head.pk).update(deputy=shop.world.agent)
    Agent.objects.filter(pk=shop.world.agent.pk).update(reports_to=None)
    pass_on_overdue_approvals(now=w.NOW + timedelta(days=9))
    assert Approval.objects.get().approver == shop.director


def test_where_nobody_else_may_say_it_it_goes_on_waiting(shop):
    _propose(shop, 5_000_000)
    assert pass_on_overdue_approvals(now=w.NOW + timedelta(days=9)) == 1
    approval = Approval.objects.get()
    assert (approval.approver, approval.is_open) == (shop.director, True)
    assert not FactRow.objects.filter(name="approval.passed-on").exists()


def test_who_leaves_leaves_no_approval_behind(shop):
    _propose(shop, 500_000)
    let_go(shop.world.head, by=shop.director, successor=shop.world.agent, now=w.NOW)
    assert Approval.objects.get().approver == shop.director
