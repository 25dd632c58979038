"""An answer that was sent can be taken back, leaves once when its time comes, and not past what came meanwhile."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.models import Case, Draft, DraftFile, Entry, Outcome, SendingChoice
from tantam.cases.tests import desk
from tantam.channels.models import Attachment, Message
from tantam.core.models import StoredFile
from tantam.organisation.models import Notice
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
SECONDS = 10


@pytest.fixture
def world(settings, client) -> w.World:
    settings.DEMO, settings.UNDO_SECONDS = True, SECONDS
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


def _send(client, case: Case, text: str = "Dạ em gửi ạ.", **more: object):
    return client.post(reverse("case_say", args=[case.number]), {"mode": "reply", "text": text, **more}, **HX)


def _sent() -> list[str]:
    sent = Message.objects.filter(direction="out", nature=Message.Nature.PERSON).order_by("id")
    return list(sent.values_list("text", flat=True))


def _later(seconds: int = SECONDS + 1):
    return timezone.now() + timedelta(seconds=seconds)


def _back(client, case: Case, draft: Draft, **how: object):
    return client.post(reverse("case_take_back", args=[case.number, draft.pk]), **(how or HX))


def test_nothing_has_happened_until_it_leaves_and_then_it_leaves_once(world, client):
    case = desk.a_case(world)
    answer = _send(client, case, key=str(uuid4()))
    case.refresh_from_db()
    assert (_sent(), case.first_responded_at, case.awaits_answer) == ([], None, True)
    assert "Dạ em gửi ạ." in answer.content.decode()
    assert '"undo": "/cases/' in answer.headers["HX-Trigger"]
    assert actions.let_leave(now=timezone.now()) == 0
    assert [actions.let_leave(now=_later()) for _ in range(2)] == [1, 0]
    case.refresh_from_db()
    assert (_sent(), bool(case.first_responded_at), Draft.objects.count()) == (["Dạ em gửi ạ."], True, 0)


def test_the_same_form_twice_waits_once_and_after_it_left_stays_one(world, client):
    case, key = desk.a_case(world), str(uuid4())
    assert [_send(client, case, key=key).status_code for _ in range(2)] == [200, 200]
    assert Draft.objects.count() == 1
    changed = _send(client, case, "Chữ khác", key=key)
    assert "Chữ khác</textarea>" in changed.content.decode()
    actions.let_leave(now=_later())
    assert _send(client, case, key=key).status_code == 200
    assert (_sent(), Draft.objects.count()) == (["Dạ em gửi ạ."], 0)


@pytest.mark.parametrize("seconds", [SECONDS, 0])
def test_the_same_draft_sent_from_two_tabs_reaches_the_customer_once(world, client, settings, seconds):
    settings.UNDO_SECONDS = seconds
    case = desk.a_case(world)
    assert _send(client, case, key=str(uuid4())).status_code == 200
    again = _send(client, case, key=str(uuid4()))
    assert (again.status_code, "đúng nội dung này" in again.content.decode()) == (422, True)
    actions.let_leave(now=_later())
    assert _send(client, case, key=str(uuid4())).status_code == 422
    assert (_sent(), Draft.objects.sent_off().count()) == (["Dạ em gửi ạ."], 0)
    again = {"message_id": "<2@khach.example>", "In_Reply_To": "<1@khach.example>", "text": "Gửi lại em với"}
    w.send_in(world.mailbox, w.mail(**again), now=timezone.now())
    assert _send(client, case, key=str(uuid4())).status_code == 200


def test_what_was_sent_keeps_its_file_when_another_tab_shows_it_still(world, client):
    case, key = desk.a_case(world), str(uuid4())
    file = SimpleUploadedFile("báo giá.txt", b"gia")
    (one,) = client.post(reverse("case_enclose", args=[case.number]), {"files": [file]}).json()["files"]
    assert [_send(client, case, key=key, file=[one["id"]]).status_code for _ in range(2)] == [200, 200]
    assert _send(client, case, "Chữ ở thẻ kia", key=str(uuid4()), file=[one["id"]]).status_code == 422
    assert DraftFile.objects.get().draft == Draft.objects.get()
    actions.let_leave(now=_later())
    assert (_sent(), Attachment.objects.get(message__direction="out").filename) == (["Dạ em gửi ạ."], "báo giá.txt")


def test_it_is_taken_back_with_its_files_from_any_tab(world, client):
    case = desk.a_case(world)
    file = SimpleUploadedFile("báo giá.txt", b"gia")
    (one,) = client.post(reverse("case_enclose", args=[case.number]), {"files": [file]}).json()["files"]
    _send(client, case, key=str(uuid4()), file=[one["id"]])
    draft = Draft.objects.get()
    assert (draft.is_sent_off, DraftFile.objects.get().draft_id) == (True, draft.pk)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert f'id="leaving-{draft.pk}"' in page
    back = _back(client, case, draft).content.decode()
    assert "Dạ em gửi ạ.</textarea>" in back
    assert f'<input type="hidden" name="file" value="{one["id"]}">' in back
    assert (actions.let_leave(now=_later()), _sent()) == (0, [])
    _send(client, case, key=str(uuid4()), file=[one["id"]])
    actions.let_leave(now=_later())
    assert Attachment.objects.get(message__direction="out").filename == "báo giá.txt"
    assert StoredFile.objects.get(size=3).references == 1


def test_who_is_too_late_is_told_so(world, client):
    case = desk.a_case(world)
    _send(client, case)
    draft = Draft.objects.get()
    actions.let_leave(now=_later())
    assert _back(client, case, draft).status_code == 409
    assert len(_sent()) == 1


def test_nobody_else_takes_it_back_and_all_see_it(world, client):
    case = desk.a_case(world)
    _send(client, case)
    draft = Draft.objects.get()
    client.force_login(world.head)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert f'id="leaving-{draft.pk}"' in page
    assert reverse("case_take_back", args=[case.number, draft.pk]) not in page
    assert _back(client, case, draft).status_code == 409
    assert client.post(reverse("case_send_now", args=[case.number, draft.pk]), **HX).status_code == 409
    assert Draft.objects.get().leaves_at == draft.leaves_at


def test_what_is_written_meanwhile_is_not_lost_by_taking_back(world, client):
    case = desk.a_case(world)
    _send(client, case)
    client.post(reverse("case_draft", args=[case.number]), {"text": "Câu sau", "mode": "note", "key": str(uuid4())})
    _back(client, case, Draft.objects.sent_off().get())
    assert {(one.text, one.held) for one in Draft.objects.all()} == {("Câu sau", ""), ("Dạ em gửi ạ.", "undone")}
    assert (actions.let_leave(now=_later(3600)), _sent()) == (0, [])


def test_it_is_held_when_the_customer_wrote_meanwhile(world, client):
    case = desk.a_case(world)
    _send(client, case)
    again = {"message_id": "<2@khach.example>", "In_Reply_To": "<1@khach.example>", "text": "Thôi khỏi ạ"}
    w.send_in(world.mailbox, w.mail(**again), now=timezone.now())
    assert Entry.objects.filter(case=case, kind="inbound").count() == 2
    assert (actions.let_leave(now=_later()), _sent()) == (1, [])
    draft = Draft.objects.get()
    assert draft.held == "wrote"
    notice = Notice.objects.get(agent=world.agent, kind="case.held")
    assert (notice.subject, notice.said["what"]) == (case.fact_subject, "wrote")
    assert "khách vừa nhắn thêm" in client.get(reverse("case", args=[case.number])).content.decode()
    client.post(reverse("case_send_now", args=[case.number, draft.pk]), **HX)
    assert (actions.let_leave(now=_later()), _sent()) == (1, ["Dạ em gửi ạ."])


def test_it_is_held_when_a_colleague_answered_meanwhile_but_not_for_ones_own(world, client):
    case = desk.a_case(world)
    _send(client, case, "Câu một", key=str(uuid4()))
    _send(client, case, "Câu hai", key=str(uuid4()))
    assert (actions.let_leave(now=_later()), _sent()) == (2, ["Câu một", "Câu hai"])
    _send(client, case, "Câu ba", key=str(uuid4()))
    actions.reply(case, answer=actions.Answer(text="Trưởng phòng trả lời"), by=world.head, now=timezone.now())
    actions.let_leave(now=_later())
    assert (Draft.objects.get().held, _sent()[-1]) == ("answered", "Trưởng phòng trả lời")


def test_it_is_held_when_the_ticket_was_closed_or_its_writer_may_no_longer(world, client):
    first, second = desk.a_case(world), desk.a_case(world, message_id="<2@khach.example>", sender="b@khach.example")
    for case in (first, second):
        _send(client, case, key=str(uuid4()))
    actions.close_by_hand(first, outcome=Outcome.RESOLVED, by=world.head, now=timezone.now())
    actions.let_leave(now=_later())
    draft = Draft.objects.get(case=first)
    assert (draft.held, "đã đóng" in draft.held_because.lower()) == ("refused", True)
    assert len(_sent()) == 1
    _send(client, second, "Dạ còn một ý ạ.", key=str(uuid4()))
    world.agent.left_on = "2026-11-01"
    world.agent.save()
    actions.let_leave(now=_later())
    assert Draft.objects.get(case=second).held == "no-more"


def test_send_and_close_closes_when_it_leaves(world, client):
    case = desk.a_case(world)
    _send(client, case, close="partly")
    case.refresh_from_db()
    assert case.is_open
    actions.let_leave(now=_later())
    case.refresh_from_db()
    assert (case.is_open, len(_sent())) == (False, 1)


def test_a_fault_of_ours_keeps_it_and_lets_the_others_go(world, client, monkeypatch):
    first, second = desk.a_case(world), desk.a_case(world, message_id="<2@khach.example>", sender="b@khach.example")
    for case in (first, second):
        _send(client, case, key=str(uuid4()))
    real = actions.reply

    def breaking(case, **given):
        if case.pk == first.pk:
            raise OSError("disk")
        return real(case, **given)

    monkeypatch.setattr("tantam.cases.actions.leaving_drafts.reply", breaking)
    assert actions.let_leave(now=_later()) == 2
    assert (Draft.objects.get().case_id, Draft.objects.get().held, len(_sent())) == (first.pk, "fault", 1)


def test_what_cannot_leave_is_refused_when_it_is_sent(world, client):
    case = desk.a_case(world)
    assert [_send(client, case, text).status_code for text in ("", "Dạ {viec} ạ.")] == [422, 422]
    actions.close_by_hand(case, outcome=Outcome.RESOLVED, by=world.head, now=timezone.now())
    assert _send(client, case).status_code == 409
    assert not Draft.objects.sent_off().exists()


def test_everybody_chooses_for_themselves(world, client):
    case = desk.a_case(world)
    assert "undo_seconds" in client.get(reverse("profile")).content.decode()
    for wrong in ("31", "-1", "x"):
        client.post(reverse("choose_undo"), {"undo_seconds": wrong})
    assert not SendingChoice.objects.exists()
    client.post(reverse("choose_undo"), {"undo_seconds": "0"})
    _send(client, case)
    assert (len(_sent()), Draft.objects.count()) == (1, 0)
    client.post(reverse("choose_undo"), {"undo_seconds": "30"})
    _send(client, case, "Dạ còn một ý ạ.", key=str(uuid4()))
    waits = Draft.objects.get()
    assert waits.leaves_at == (waits.sent_at or timezone.now()) + timedelta(seconds=30)


def test_it_leaves_later_stands_in_a_view_and_is_held_at_once_when_the_customer_writes(world, client):
    case = desk.a_case(world)
    at = timezone.localtime() + timedelta(days=1)
    answer = _send(client, case, later=f"{at:%Y-%m-%dT%H:%M}", key=str(uuid4()))
    assert answer.status_code == 200
    draft = Draft.objects.get()
    assert (draft.leaves_at, draft.is_for_later) == (at.replace(second=0, microsecond=0), True)
    assert case.number in client.get(reverse("inbox") + "?view=scheduled").content.decode()
    assert "nếu khách chưa nhắn thêm" in client.get(reverse("case", args=[case.number])).content.decode()
    assert (actions.hold_overtaken(now=timezone.now()), actions.let_leave(now=_later())) == (0, 0)
    again = {"message_id": "<2@khach.example>", "In_Reply_To": "<1@khach.example>", "text": "Thôi khỏi ạ"}
    w.send_in(world.mailbox, w.mail(**again), now=timezone.now())
    assert actions.hold_overtaken(now=timezone.now()) == 1
    assert (Draft.objects.get().held, Notice.objects.filter(agent=world.agent, kind="case.held").count()) == (
        "wrote",
        1,
    )
    assert (actions.let_leave(now=_later(90_000)), _sent()) == (0, [])


def test_a_time_of_ones_own_and_one_that_is_over(world, client):
    case = desk.a_case(world)
    at = timezone.localtime() + timedelta(hours=3)
    for wrong in ({"later": "2020-01-01T08:00"}, {"later": "own"}, {"later": "own", "later_at": "hôm nào đó"}):
        assert _send(client, case, **wrong).status_code == 422
    assert (_sent(), Draft.objects.count()) == ([], 0)
    _send(client, case, later="own", later_at=f"{at:%d/%m/%Y %H:%M}", close="resolved")
    assert Draft.objects.get().then_close == "resolved"
    assert actions.let_leave(now=_later(4 * 3600)) == 1
    case.refresh_from_db()
    assert (case.is_open, len(_sent())) == (False, 1)
