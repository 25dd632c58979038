"""Compensation typed when a ticket is closed by hand is held against limits: what is more waits for a yes, with all
that was typed, and the word closes the ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions.refused import ApprovalWithdrawn, NobodyMayApprove
from tantam.cases.models import Case, Closure, ClosureRequest, Entry, Outcome
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Approval
from tantam.process.models import Visit
from tantam.process.queries import work_of
from tests import world as w
from tests.test_approval_story import HX, Shop, _propose, shop

__all__ = ["shop"]
pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=30)


def _close(
    shop: Shop, amount_vnd: int, *, by: Agent | None = None, note: str = "đền sạc", now: datetime = LATER
) -> object:
    return actions.close_by_hand(
        Case.objects.get(pk=shop.case.pk),
        outcome=Outcome.PARTLY,
        by=by or shop.world.agent,
        note=note,
        compensation_vnd=amount_vnd,
        now=now,
    )


def _decide(shop: Shop, by: Agent, *, granted: bool, comment: str = "", now: datetime = LATER) -> Approval:
    decision = Approval.Decision.GRANTED if granted else Approval.Decision.REFUSED
    return actions.decide(
        Case.objects.get(pk=shop.case.pk),
        approval_id=Approval.objects.latest("id").pk,
        decision=decision,
        comment=comment,
        by=by,
        now=now,
    )


def _state(shop: Shop) -> str:
    return str(Case.objects.get(pk=shop.case.pk).state)


@pytest.mark.parametrize("amount_vnd", [0, 1, 300_000])
def test_up_to_ones_limit_one_closes_alone(shop, amount_vnd):
    assert isinstance(_close(shop, amount_vnd), Closure)
    kept = Closure.objects.get()
    assert (_state(shop), kept.compensation_vnd, kept.by) == ("closed", amount_vnd, shop.world.agent)
    assert Approval.objects.count() == 0


@pytest.mark.parametrize(("amount_vnd", "approver"), [(300_001, "uyen"), (2_000_000, "uyen"), (2_000_001, "binh")])
def test_above_it_the_nearest_whose_limit_reaches_is_asked_and_nothing_closes(shop, amount_vnd, approver):
    before = [work.token.pk for work in work_of(shop.case.fact_subject)]
    asked = _close(shop, amount_vnd)
    assert isinstance(asked, ClosureRequest)
    assert (asked.outcome, asked.note, asked.compensation_vnd) == ("partly", "đền sạc", amount_vnd)
    approval = asked.approval
    assert (approval.approver.username, approval.amount_vnd, approval.reason) == (approver, amount_vnd, "đền sạc")
    assert (_state(shop), Closure.objects.count()) == ("open", 0)
    assert [work.token.pk for work in work_of(shop.case.fact_subject)] == before
    entry = Entry.objects.get(case=shop.case, data__what="approval-asked")
    assert (entry.data["about"], entry.author) == ("closing", shop.world.agent)


def test_the_yes_closes_as_it_was_typed_in_the_name_of_who_typed_it_and_the_drawing_goes_on(shop):
    _close(shop, 500_000)
    _decide(shop, shop.world.head, granted=True, now=LATER + timedelta(minutes=5))
    kept = Closure.objects.get()
    assert (kept.outcome, kept.note, kept.compensation_vnd, kept.by) == (
        "partly",
        "đền sạc",
        500_000,
        shop.world.agent,
    )
    assert (_state(shop), kept.at) == ("closed", LATER + timedelta(minutes=5))
    assert Visit.objects.filter(node="dong_phieu").count() == 1
    w.settle()
    words = [entry.data["what"] for entry in Entry.objects.filter(case=shop.case, kind="change").order_by("at", "id")]
    assert words[-3:] == ["approval-asked", "approval-decided", "closed"]


def test_the_no_leaves_it_open_and_says_why_on_the_case(shop, client):
    _close(shop, 500_000)
    _decide(shop, shop.world.head, granted=False, comment="Khách đã nhận sạc mới")
    assert (_state(shop), Closure.objects.count()) == ("open", 0)
    client.force_login(shop.world.agent)
    page = client.get(reverse("case", args=[shop.case.number])).content.decode()
    assert "Trịnh Thu Uyên không duyệt đóng phiếu kèm đền bù 500.000\xa0₫; phiếu vẫn mở" in page
    assert "Khách đã nhận sạc mới" in page
    assert "Chờ duyệt" not in page


def test_saying_yes_twice_closes_once_and_does_not_close_a_reopened_ticket_again(shop):
    _close(shop, 500_000)
    _decide(shop, shop.world.head, granted=True)
    _decide(shop, shop.world.head, granted=True)
    assert Closure.objects.count() == 1
    actions.reopen(Case.objects.get(), by=Actor.agent(shop.world.agent.pk), now=LATER + timedelta(hours=1))
    _decide(shop, shop.world.head, granted=True, now=LATER + timedelta(hours=2))
    assert (_state(shop), Closure.objects.count()) == ("open", 1)


def test_who_may_give_so_much_closes_alone_though_it_was_asked_by_another(shop):
    _close(shop, 500_000)
    assert isinstance(_close(shop, 400_000, by=shop.world.head), Closure)
    assert Approval.objects.get().withdrawn_at == LATER
    with pytest.raises(ApprovalWithdrawn):
        _decide(shop, shop.world.head, granted=True)
    assert Closure.objects.get().compensation_vnd == 400_000


def test_typing_it_anew_replaces_what_was_asked(shop):
    _close(shop, 500_000)
    _close(shop, 3_000_000, note="đền cả xe")
    first, second = Approval.objects.order_by("id")
    assert (first.withdrawn_at, second.is_open, second.approver) == (LATER, True, shop.director)
    assert ClosureRequest.objects.filter(approval__withdrawn_at=None).get().note == "đền cả xe"


def test_closing_without_compensation_withdraws_the_question(shop):
    _close(shop, 500_000)
    _close(shop, 0)
    assert Approval.objects.get().withdrawn_at == LATER
    assert Closure.objects.get().compensation_vnd == 0


def test_nobody_above_may_say_yes_so_nothing_changes(shop):
    entries = Entry.objects.filter(case=shop.case).count()
    with pytest.raises(NobodyMayApprove):
        _close(shop, 50_000_001)
    assert (_state(shop), Approval.objects.count(), ClosureRequest.objects.count()) == ("open", 0, 0)
    assert Entry.objects.filter(case=shop.case).count() == entries


def test_what_somebody_said_yes_to_in_the_case_is_not_asked_again_but_only_once(shop):
    actions.ask_for_approval(shop.case, amount_vnd=700_000, reason="đền", by=shop.world.agent, now=w.NOW)
    _decide(shop, shop.world.head, granted=True, now=w.NOW)
    assert isinstance(_close(shop, 700_001), ClosureRequest)
    assert isinstance(_close(shop, 700_000), Closure)
    actions.reopen(Case.objects.get(), by=Actor.agent(shop.world.agent.pk), now=LATER + timedelta(hours=1))
    assert isinstance(_close(shop, 700_000, now=LATER + timedelta(hours=2)), ClosureRequest)


def test_what_is_given_in_portions_counts_together(shop):
    _close(shop, 200_000)
    actions.reopen(Case.objects.get(), by=Actor.agent(shop.world.agent.pk), now=LATER)
    asked = _close(shop, 200_000, now=LATER + timedelta(hours=1))
    assert isinstance(asked, ClosureRequest)
    assert (asked.approval.approver, asked.approval.amount_vnd) == (shop.world.head, 200_000)


def test_a_yes_does_not_close_over_what_the_customer_wrote_meanwhile(shop):
    _close(shop, 500_000)
    word = w.mail(text="Khoan, còn thiếu dây", message_id="<9@khach.example>", subject=f"[{shop.case.number}]")
    w.send_in(shop.world.mailbox, word, now=LATER + timedelta(minutes=1))
    _decide(shop, shop.world.head, granted=True, now=LATER + timedelta(minutes=2))
    assert (_state(shop), Closure.objects.count()) == ("open", 0)
    assert Entry.objects.filter(case=shop.case, data__what="closing-left").count() == 1
    assert isinstance(_close(shop, 500_000, now=LATER + timedelta(minutes=3)), Closure)


def test_the_form_says_the_limit_keeps_what_was_typed_and_the_page_says_what_it_waits_for(shop, client):
    client.force_login(shop.world.agent)
    sheet = reverse("case_close", args=[shop.case.number])
    assert "Hạn mức của bạn là 300.000\xa0₫" in client.get(sheet, **HX).content.decode()
    typed = {"outcome": "partly", "compensation_vnd": "500k", "note": "đền sạc"}
    answer = client.post(sheet, typed, **HX)
    assert answer.status_code == 200
    assert "Đã xin Trịnh Thu Uyên duyệt" in answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    page = client.get(reverse("case", args=[shop.case.number])).content.decode()
    assert "Chờ duyệt" in page
    assert "Được duyệt là phiếu đóng: Giải quyết một phần" in page
    again = client.get(sheet, **HX).content.decode()
    assert 'value="500.000 ₫"' in again
    assert "đền sạc" in again


@pytest.mark.parametrize("typed", ["-1", "-500k"])
def test_a_negative_compensation_is_no_way_around(shop, client, typed):
    client.force_login(shop.world.agent)
    sheet = reverse("case_close", args=[shop.case.number])
    assert client.post(sheet, {"outcome": "partly", "compensation_vnd": typed}, **HX).status_code == 422
    assert _state(shop) == "open"


def test_a_step_still_waiting_for_a_yes_asks_again_when_the_ticket_is_reopened(shop):
    _propose(shop, 500_000)
    asked = Approval.objects.get()
    actions.close(Case.objects.get(), outcome=Outcome.RESOLVED, by=Actor.agent(shop.world.agent.pk), now=LATER)
    asked.refresh_from_db()
    assert asked.withdrawn_at == LATER
    actions.reopen(Case.objects.get(), by=Actor.agent(shop.world.agent.pk), now=LATER + timedelta(hours=1))
    again = Approval.objects.open().get()
    assert (again.waits, again.approver, again.amount_vnd) == (asked.waits, shop.world.head, 500_000)
    _decide(shop, shop.world.head, granted=True, now=LATER + timedelta(hours=2))
    assert [work.node.id for work in work_of(shop.case.fact_subject)] == ["bao_phuong_an"]


def test_a_step_entered_again_after_reopening_asks_again(shop):
    _propose(shop, 500_000)
    _close(shop, 0)
    actions.reopen(Case.objects.get(), by=Actor.agent(shop.world.agent.pk), now=LATER)
    assert Approval.objects.open().count() == 0
    (work,) = work_of(shop.case.fact_subject)
    actions.leave_step(
        Case.objects.get(), token_id=work.token.pk, to="truong_phong_duyet", reason="hỏi lại", by=shop.world.agent,
        now=LATER,
    )  # fmt: skip
    again = Approval.objects.open().get()
    assert (again.approver, again.amount_vnd) == (shop.world.head, 500_000)
