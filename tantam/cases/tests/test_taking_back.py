"""What somebody did to a ticket by hand is taken back, unless somebody has changed it since."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.cases import actions
from tantam.cases.actions.refused import ChangedSince, DoneByAnother, TooLateToTakeBack
from tantam.cases.models import Case, Deed, DeedRow, Entry, Outcome
from tantam.cases.tests import desk
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Notice
from tantam.organisation.registry import notice_kinds
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=5)


@pytest.fixture
def world() -> w.World:
    return w.build_world()


@pytest.fixture
def case(world) -> Case:
    return desk.a_case(world)


def _hand(case: Case, world: w.World, to: Agent | None = None, *, note: str = "") -> Deed:
    deed = actions.hand_over(case, team=world.repairs, assignee=to, by=world.head, now=w.NOW, note=note)
    assert deed is not None
    return deed


def _holds(case: Case) -> tuple[int | None, int | None]:
    return Case.objects.values_list("team", "assignee").get(pk=case.pk)


def test_a_hand_over_is_taken_back(world, case):
    before = _holds(case)
    deed = _hand(case, world, world.colleague)
    assert _holds(case) == (world.repairs.pk, world.colleague.pk)
    actions.take_deed_back(case, deed_id=deed.pk, by=world.head, now=LATER)
    deed.refresh_from_db()
    assert (_holds(case), deed.undone_at, deed.undone_by) == (before, LATER, world.head)


def test_the_same_again_is_no_deed(world, case):
    _hand(case, world, world.colleague)
    assert actions.hand_over(case, team=world.repairs, assignee=world.colleague, by=world.head, now=LATER) is None
    assert (Deed.objects.count(), DeedRow.objects.count()) == (1, 1)


def test_what_somebody_has_changed_since_stays(world, case):
    deed = _hand(case, world, world.colleague)
    actions.hand_over(case, team=world.support, assignee=world.agent, by=world.agent, now=LATER)
    with pytest.raises(ChangedSince):
        actions.take_deed_back(case, deed_id=deed.pk, by=world.head, now=LATER)
    assert _holds(case) == (world.support.pk, world.agent.pk)


def test_it_is_taken_back_once_in_time_and_by_whoever_did_it(world, case):
    deed = _hand(case, world, world.colleague)
    with pytest.raises(DoneByAnother):
        actions.take_deed_back(case, deed_id=deed.pk, by=world.colleague, now=LATER)
    with pytest.raises(TooLateToTakeBack):
        actions.take_deed_back(case, deed_id=deed.pk, by=world.head, now=w.NOW + timedelta(days=31))
    actions.take_deed_back(case, deed_id=deed.pk, by=world.head, now=LATER)
    with pytest.raises(TooLateToTakeBack):
        actions.take_deed_back(case, deed_id=deed.pk, by=world.head, now=LATER)


def test_nobody_gets_it_back_who_has_left_meanwhile(world, case):
    actions.hand_over(case, team=world.support, assignee=world.agent, by=world.head, now=w.NOW)
    deed = _hand(case, world, world.colleague)
    Agent.objects.filter(pk=world.agent.pk).update(is_active=False)
    with pytest.raises(ChangedSince):
        actions.take_deed_back(case, deed_id=deed.pk, by=world.head, now=LATER)
    assert _holds(case) == (world.repairs.pk, world.colleague.pk)


def test_a_word_for_whoever_takes_it_stands_in_the_stream_and_in_the_notice(world, case):
    _hand(case, world, world.colleague, note="Khách đang bực, gọi trước khi nhắn nhé")
    note = Entry.objects.get(case=case, kind=Entry.Kind.NOTE)
    assert (note.text, note.author) == ("Khách đang bực, gọi trước khi nhắn nhé", world.head)
    told = Notice.objects.get(agent=world.colleague)
    with translation.override("vi"):
        said = notice_kinds()[told.kind].words(told.said, told.times)
    assert said == f"Trịnh Thu Uyên giao {case.number} cho bạn: “Khách đang bực, gọi trước khi nhắn nhé”"


def test_the_message_of_the_page_takes_it_back_and_says_where_it_came_too_late(world, case, client):
    client.force_login(world.head)
    said = {"team": world.repairs.pk, "assignee": world.colleague.pk, "note": ""}
    answer = client.post(reverse("case_assign", args=[case.number]), said, headers={"HX-Request": "true"})
    address = re.search(r'"undo": "([^"]+)"', answer.headers["HX-Trigger"])
    assert address
    back = client.post(address[1], follow=True)
    assert "Đã trả lại như cũ." in back.content.decode()
    assert "Trịnh Thu Uyên rút lại việc giao" in back.content.decode()
    assert client.post(address[1], headers={"HX-Request": "true"}).status_code == 409


def test_what_can_no_longer_be_taken_back_is_forgotten(world, case):
    _hand(case, world, world.colleague)
    assert actions.forget_deeds(now=w.NOW + timedelta(days=30)) == 0
    assert actions.forget_deeds(now=w.NOW + timedelta(days=31)) == 1
    assert DeedRow.objects.count() == 0


def test_what_was_classified_is_taken_back(world, case):
    before = (case.kind, case.urgency)
    deed = actions.classify_by_hand(case, kind="complaint", urgency="critical", by=world.agent, now=w.NOW)
    assert deed is not None
    assert actions.classify_by_hand(case, kind="complaint", urgency="critical", by=world.agent, now=LATER) is None
    actions.take_deed_back(case, deed_id=deed.pk, by=world.agent, now=LATER)
    assert Case.objects.values_list("kind", "urgency").get(pk=case.pk) == before


def test_closing_is_taken_back_from_its_message_and_not_over_who_opened_it_first(world, case, client):
    client.force_login(world.head)
    address = reverse("case_close", args=[case.number])
    answer = client.post(address, {"outcome": "resolved"}, headers={"HX-Request": "true"})
    undo = re.search(r'"undo": "([^"]+)"', answer.headers["HX-Trigger"])
    assert undo
    assert not Case.objects.get(pk=case.pk).is_open
    client.post(undo[1])
    assert Case.objects.get(pk=case.pk).is_open
    closed = actions.close_with_way_back(case, outcome=Outcome.RESOLVED, by=world.head, now=LATER)
    actions.reopen(case, by=Actor.agent(world.agent.pk), now=LATER)
    assert closed.deed is not None
    with pytest.raises(ChangedSince):
        actions.take_deed_back(case, deed_id=closed.deed.pk, by=world.head, now=LATER)
