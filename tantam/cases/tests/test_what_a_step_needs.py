"""Answering never fails on what a step still needs: the words go out, the step stays and says what is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.models import AnswerPromise, Case, Entry
from tantam.cases.tests import desk
from tantam.process.models import Instance
from tantam.process.queries import work_of
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
APPOINTMENT = {"step-bien_so": "29AA-123.45", "step-ngay_hen": "30/11/2031", "step-gio_hen": "9:00"}


@pytest.fixture
def world() -> w.World:
    return desk.build_desk()


@pytest.fixture
def booking(world, client) -> Case:
    """A ticket at "Xác nhận lịch", which an answer finishes and which needs three fields."""
    w.publish_process("qt-03.bpmn", key="QT-03")
    case = desk.a_case(world, subject="Xe không sạc được", text="Xe em ko sạc dc, còn bảo hành.")
    assert _steps(case) == ["xac_nhan_lich"]
    client.force_login(world.head)
    return case


def _steps(case: Case) -> list[str]:
    return sorted(work.node.id for work in work_of(case.fact_subject))


def _say(client, case: Case, **typed: str):
    address = reverse("case_say", args=[case.number])
    return client.post(address, {"mode": "reply", "text": "Dạ em chào chị ạ.", **typed}, **HX)


def test_an_answer_without_what_the_step_needs_leaves_and_the_step_stays(booking, client):
    answer = _say(client, booking)
    assert answer.status_code == 200
    assert "c\\u00f2n thi\\u1ebfu: Bi\\u1ec3n s\\u1ed1" in answer.headers["HX-Trigger"]
    assert Entry.objects.filter(case=booking, kind=Entry.Kind.OUTBOUND, author__isnull=False).count() == 1
    assert _steps(booking) == ["xac_nhan_lich"]


def test_an_answer_with_all_of_it_finishes_the_step(booking, client):
    assert "thi\\u1ebfu" not in _say(client, booking, **APPOINTMENT).headers["HX-Trigger"]
    assert _steps(booking) != ["xac_nhan_lich"]


def test_what_cannot_be_read_is_named_and_nothing_leaves(booking, client):
    refused = _say(client, booking, **{**APPOINTMENT, "step-ngay_hen": "hôm nào đó"})
    assert refused.status_code == 422
    assert "Ngày hẹn:" in refused.content.decode()
    assert not Entry.objects.filter(case=booking, author__isnull=False).exists()
    assert _steps(booking) == ["xac_nhan_lich"]


def test_a_note_asks_for_nothing_of_the_step(booking, client):
    assert _say(client, booking, mode="note").status_code == 200
    assert _steps(booking) == ["xac_nhan_lich"]


def test_what_we_said_on_the_phone_is_held_to_the_same(booking, client):
    typed = {"mode": "record", "said_by": "us", "said_on": "phone"}
    assert "thi\\u1ebfu" in _say(client, booking, **typed).headers["HX-Trigger"]
    assert _steps(booking) == ["xac_nhan_lich"]
    heard = _say(client, booking, **{**typed, "said_by": "customer"})
    assert "thi\\u1ebfu" not in heard.headers["HX-Trigger"]


def test_the_verb_finishes_no_step_that_lacks_what_it_requires(booking, world):
    did = actions.reply(booking, answer=Answer(text="Dạ em chào chị ạ."), by=world.head, now=timezone.now())
    assert did.entry.kind == Entry.Kind.OUTBOUND
    assert [field.key for field in did.step_needs] == ["bien_so", "ngay_hen", "gio_hen"]
    assert _steps(booking) == ["xac_nhan_lich"]


def test_what_the_process_knows_already_is_not_asked_of_an_answer(booking, world):
    Instance.objects.filter(subject=booking.fact_subject).update(variables={"bien_so": "29AA-123.45", "gio_hen": " "})
    said = Answer(text="Dạ em chào chị ạ.", step_data={"ngay_hen": "2031-11-30"})
    did = actions.reply(booking, answer=said, by=world.head, now=timezone.now())
    assert [field.key for field in did.step_needs] == ["gio_hen"]
    said = Answer(text="Dạ 9 giờ ạ.", step_data={"ngay_hen": "2031-11-30", "gio_hen": "9:00"})
    did = actions.reply(booking, answer=said, by=world.head, now=timezone.now())
    assert did.step_needs == []
    assert _steps(booking) != ["xac_nhan_lich"]


def test_the_last_answer_closes_also_where_the_step_lacks_something(booking, client):
    assert _say(client, booking, close="resolved").status_code == 200
    booking.refresh_from_db()
    assert booking.closed_at is not None


def test_finishing_it_names_all_that_is_missing_in_the_readers_language(booking, world, client):
    (work,) = work_of(booking.fact_subject)
    address = reverse("case_finish_step", args=[booking.number, work.token.pk])
    world.head.language = "en"
    world.head.save()
    refused = client.post(address, {}, **HX)
    assert "Still missing: Licence plate, Date, Time." in refused.content.decode()
    assert _steps(booking) == ["xac_nhan_lich"]


def test_a_promise_does_not_finish_a_step_that_is_about_something_else(booking, client):
    _promise(client, booking)
    assert AnswerPromise.objects.filter(case=booking).count() == 1
    assert _steps(booking) == ["xac_nhan_lich"]


def test_a_promise_takes_along_what_was_ticked_in_the_card(world, client):
    case = desk.a_case(world)
    client.force_login(world.head)
    page = client.get(reverse("case", args=[case.number]), **HX).content.decode()
    assert 'name="step-can_hoi_chuyen_mon"' in page
    assert 'name="step-chua_biet"' not in page  # the button says it
    assert "Chưa biết, hẹn trả lời" in page
    _promise(client, case, **{"step-can_hoi_chuyen_mon": "on"})
    assert _steps(case) == ["hoi_chuyen_mon"]


def _promise(client, case: Case, **typed: str) -> None:
    at = (timezone.localtime() + timedelta(hours=3)).strftime("%d/%m/%Y %H:%M")
    said = {"due_at": at, "words": "Dạ em hỏi kỹ thuật rồi báo chị ạ.", **typed}
    answer = client.post(reverse("case_promise", args=[case.number]), said, **HX)
    assert answer.status_code == 200, answer.content.decode()
