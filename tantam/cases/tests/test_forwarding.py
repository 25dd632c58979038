"""A mail is passed on to somebody else with the files chosen, and nobody takes that for an answer to the customer."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.models import Case, Clock, Draft, DraftFile, Entry
from tantam.cases.tests import desk
from tantam.channels.models import Attachment, Message
from tantam.core.models import StoredFile
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
SUPPLIER = "bao.hanh@hang.example"


@pytest.fixture
def world(settings, client) -> w.World:
    settings.DEMO, settings.UNDO_SECONDS = True, 0
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


def _with_files(world: w.World) -> Case:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "Hoà <hoa@khach.example>", world.mailbox.address, "Hỏi đơn"
    letter["Message-ID"], letter["Date"] = "<a1@khach.example>", "Mon, 23 Nov 2026 09:00:00 +0700"
    letter.set_content("Shop ơi\nbao giờ giao <hàng>")
    for name in ("ảnh.jpg", "hoá đơn.pdf"):
        letter.add_attachment(name.encode(), maintype="application", subtype="octet-stream", filename=name)
    w.send_in(world.mailbox, letter.as_bytes())
    return Case.objects.latest("id")


def _quote(client, case: Case):
    entry = Entry.objects.get(case=case, kind=Entry.Kind.INBOUND)
    return client.post(reverse("case_forward", args=[case.number, entry.pk]))


def _send(client, case: Case, **more: object):
    said = {"mode": "reply", "text": "Nhờ hãng xem giúp", "is_forward": "1", "to": SUPPLIER, **more}
    return client.post(reverse("case_say", args=[case.number]), said, **HX)


def _sent() -> Message:
    return Message.objects.get(direction="out", nature=Message.Nature.PERSON)


def test_a_mail_is_quoted_with_its_head_and_its_files(world, client):
    case = _with_files(world)
    quoted = _quote(client, case).json()
    assert [one["name"] for one in quoted["files"]] == ["ảnh.jpg", "hoá đơn.pdf"]
    assert quoted["text"].splitlines()[1] == "Từ: Hoà <hoa@khach.example>"
    assert quoted["html"].endswith("<blockquote><p>Shop ơi</p><p>bao giờ giao &lt;hàng&gt;</p></blockquote>")
    assert DraftFile.objects.filter(draft__author=world.agent).count() == 2


def test_it_goes_to_whom_it_names_with_the_files_left_and_answers_nobody(world, client):
    case = _with_files(world)
    kept = _quote(client, case).json()["files"][1]["id"]
    answer = _send(client, case, file=kept, key=str(uuid4()))
    case.refresh_from_db()
    assert [box["address"] for box in _sent().recipients["to"]] == [SUPPLIER]
    assert (_sent().subject, _sent().in_reply_to) == (f"Fwd: Hỏi đơn [{case.number}]", "")
    assert list(Attachment.objects.filter(message=_sent()).values_list("filename", flat=True)) == ["hoá đơn.pdf"]
    assert (case.first_responded_at, case.awaits_answer) == (None, True)
    assert Clock.objects.get(case=case, kind=Clock.Kind.FIRST_RESPONSE).stopped_at is None
    assert f"Chuyển tiếp tới {SUPPLIER}" in answer.content.decode()


def test_no_file_is_lost_or_kept_for_ever_by_it(world, client):
    case = _with_files(world)
    ids = [one["id"] for one in _quote(client, case).json()["files"]]
    assert set(StoredFile.objects.filter(size__lt=20).values_list("references", flat=True)) == {2}
    client.post(reverse("case_take_file_out", args=[case.number, ids[0]]))
    _send(client, case, file=ids[1])
    assert sorted(StoredFile.objects.filter(size__lt=20).values_list("references", flat=True)) == [1, 2]


def test_without_a_name_it_goes_nowhere_least_of_all_to_the_customer(world, client):
    case = desk.a_case(world)
    answer = _send(client, case, to="")
    assert answer.status_code == 422
    assert "khách không nhận thư chuyển tiếp" in answer.content.decode()
    assert not Message.objects.filter(direction="out", nature="person").exists()


def test_it_closes_nothing(world, client):
    case = desk.a_case(world)
    assert _send(client, case, close="resolved").status_code == 422
    case.refresh_from_db()
    assert case.is_open
    assert not Message.objects.filter(direction="out", nature="person").exists()


def test_what_waits_to_leave_is_still_passed_on_and_holds_no_colleagues_answer(world, client, settings):
    settings.UNDO_SECONDS = 10
    case = desk.a_case(world)
    client.force_login(world.head)
    client.post(reverse("case_say", args=[case.number]), {"mode": "reply", "text": "Dạ em trả lời"}, **HX)
    client.force_login(world.agent)
    page = _send(client, case).content.decode()
    assert f"Gửi tới: {SUPPLIER}" in page
    first, second = Draft.objects.sent_off().order_by("id")
    assert first.leaves_at
    Draft.objects.filter(pk=second.pk).update(leaves_at=first.leaves_at - timedelta(seconds=1))
    assert actions.let_leave(now=timezone.now() + timedelta(seconds=12)) == 2
    assert not Draft.objects.sent_off().exists()
    sent = Message.objects.filter(direction="out", nature="person").order_by("id")
    assert [one.recipients["to"][0]["address"] == SUPPLIER for one in sent] == [True, False]


def test_an_answer_may_go_to_another_address_of_the_customer_and_counts(world, client):
    case = desk.a_case(world)
    own = Message.objects.get(direction="in").sender_address
    _send(client, case, is_forward="", to=f"{own}, vo@khach.example")
    case.refresh_from_db()
    assert [box["address"] for box in _sent().recipients["to"]] == [own, "vo@khach.example"]
    assert _sent().recipients["to"][0]["name"]
    assert _sent().in_reply_to
    assert case.first_responded_at


def test_written_to_somebody_else_alone_it_is_no_answer_either(world, client):
    case = desk.a_case(world)
    _send(client, case, is_forward="")
    case.refresh_from_db()
    assert (case.first_responded_at, Entry.objects.get(case=case, author=world.agent).data) == (
        None,
        {"passed_on": [SUPPLIER]},
    )


def test_a_draft_remembers_to_whom_and_that_it_is_passed_on(world, client):
    case = desk.a_case(world)
    kept = {"text": "x", "mode": "reply", "revision": 0, "is_forward": "1", "to": SUPPLIER}
    client.post(reverse("case_draft", args=[case.number]), kept)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert f'name="to" value="{SUPPLIER}"' in page
    assert 'name="is_forward" value="1"' in page
    assert "data-forward-words>" in page


def test_nobody_quotes_what_is_not_of_this_case_or_no_mail(world, client):
    case, other = desk.a_case(world), desk.a_case(world, sender="khac@khach.example", message_id="b2@khach.example")
    entry = Entry.objects.filter(case=other, kind=Entry.Kind.INBOUND).first()
    assert entry is None or client.post(reverse("case_forward", args=[case.number, entry.pk])).status_code == 404
    note = actions.write_note(case, text="riêng", by=world.agent, now=timezone.now())
    assert client.post(reverse("case_forward", args=[case.number, note.pk])).status_code == 404
    client.force_login(world.stranger)
    assert _quote(client, case).status_code in {302, 403, 404}
