"""An answer with looks: kept, sent, shown as it was written, with its pictures; a note or a plain one has none."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.actions import drafting
from tantam.cases.models import Case, Draft, DraftFile, Entry
from tantam.cases.tests import desk
from tantam.channels.email.adapter import composed
from tantam.channels.models import Attachment, Message
from tantam.core.models import StoredFile
from tantam.organisation.models import Agent
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
PNG = b"\x89PNG\r\n\x1a\n a picture"
BOLD = "<p>Dạ em gửi <strong>ngay</strong> ạ.</p>"


@pytest.fixture
def world(settings, client) -> w.World:
    settings.DEMO, settings.UNDO_SECONDS = True, 0
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


def _keep(client, case: Case, html: str, text: str = "như trên", revision: int = 0):
    typed = {"text": text, "html": html, "mode": "reply", "revision": revision}
    return client.post(reverse("case_draft", args=[case.number]), typed)


def _send(client, case: Case, html: str, text: str = "như trên", **more: object):
    said = {"mode": "reply", "text": text, "html": html, **more}
    return client.post(reverse("case_say", args=[case.number]), said, **HX)


def _paste(client, case: Case, key: UUID | str, data: bytes = PNG, kind: str = "image/png"):
    file = SimpleUploadedFile("anh.png", data, content_type=kind)
    return client.post(reverse("case_enclose", args=[case.number]), {"files": [file], "picture": str(key)})


def _shows(key: UUID) -> str:
    return f'<p>Ảnh đây: <img src="cid:{key}" alt="anh.png"></p>'


def _sent() -> Message:
    return Message.objects.get(direction="out", nature=Message.Nature.PERSON)


def test_it_leaves_as_it_was_written_and_as_text_beside_it(world, client):
    case = desk.a_case(world)
    answer = _send(client, case, BOLD + "<script>x</script>")
    assert (_sent().html, _sent().text) == (BOLD, "Dạ em gửi ngay ạ.")
    assert "Dạ em gửi <strong>ngay</strong> ạ." in answer.content.decode()
    mail = message_from_bytes(composed(_sent()), policy=policy.default)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    case.refresh_from_db()
    assert case.preview == "Dạ em gửi ngay ạ."


def test_lines_alone_leave_as_the_text_that_was_typed(world, client):
    case = desk.a_case(world)
    _send(client, case, "<p>như trên</p><p></p>", text="như  trên\n")
    assert (_sent().html, _sent().text.strip()) == ("", "như  trên")


def test_a_gap_in_looks_is_a_gap(world, client):
    case = desk.a_case(world)
    answer = _send(client, case, "<p>Xe cần {vi<strong>ệc}</strong></p>")
    assert answer.status_code == 422
    assert not Message.objects.filter(direction="out", nature="person").exists()


def test_a_note_has_no_looks_and_no_picture_leaves_with_it(world, client):
    case, key = desk.a_case(world), uuid4()
    _paste(client, case, key)
    client.post(
        reverse("case_say", args=[case.number]), {"mode": "note", "text": "chỉ ta biết", "html": _shows(key)}, **HX
    )
    assert Entry.objects.filter(case=case, kind=Entry.Kind.NOTE).exists()
    assert not Message.objects.filter(direction="out", nature="person").exists()
    assert not DraftFile.objects.exists()


def test_a_draft_comes_back_with_its_looks_and_pictures(world, client):
    case, key = desk.a_case(world), uuid4()
    assert _paste(client, case, key).json()["files"][0]["id"] == str(key)
    assert _keep(client, case, BOLD + _shows(key)).status_code == 200
    assert Draft.objects.get().text == "Dạ em gửi ngay ạ.\nẢnh đây: [anh.png]"
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert 'data-html="&lt;p&gt;Dạ em gửi &lt;strong&gt;' in page
    assert "data-enclosed" not in page  # it stands in the text, not under it
    assert client.get(reverse("case_draft_file", args=[case.number, key])).content == PNG


def test_looks_changed_in_another_tab_are_told_apart(world, client):
    case = desk.a_case(world)
    seen = _keep(client, case, BOLD).json()["revision"]
    _keep(client, case, BOLD.replace("strong", "em"), revision=seen)
    other = _keep(client, case, BOLD, revision=seen)
    assert (other.status_code, other.json()["html"]) == (409, BOLD.replace("strong", "em"))


def test_files_that_came_before_the_first_word_are_no_other_text(world, client):
    case = desk.a_case(world)
    _paste(client, case, uuid4())
    assert _keep(client, case, "", text="Dạ", revision=0).status_code == 200


def test_a_picture_is_part_of_the_mail_and_of_the_conversation(world, client):
    case, key, gone = desk.a_case(world), uuid4(), uuid4()
    _paste(client, case, key)
    _paste(client, case, gone, b"\x89PNG\r\n\x1a\n taken out again")
    answer = _send(client, case, _shows(key), key=str(uuid4()))
    shown = Attachment.objects.get(message=_sent())
    assert (shown.is_inline, shown.content_id.split("@")[0]) == (True, str(key))
    page = answer.content.decode()
    assert f'<img src="/attachments/{shown.uuid}" alt="anh.png">' in page
    assert page.count(str(shown.uuid)) == 1  # and not as a file once more
    mail = message_from_bytes(composed(_sent()), policy=policy.default)
    html = mail.get_body(("html",))
    assert html is not None
    assert f'src="cid:{shown.content_id}"' in html.get_content()
    assert not Draft.objects.exists()
    assert sorted(StoredFile.objects.filter(size__lt=60).values_list("references", flat=True)) == [0, 1]


def test_what_waits_to_leave_shows_its_picture_and_leaves_with_it(world, client, settings):
    settings.UNDO_SECONDS = 10
    case, key = desk.a_case(world), uuid4()
    _paste(client, case, key)
    waiting = _send(client, case, _shows(key), key=str(uuid4())).content.decode()
    assert f'<img src="/cases/{case.number}/draft/files/{key}" alt="anh.png">' in waiting
    assert actions.let_leave(now=timezone.now() + timedelta(seconds=11)) == 1
    assert f"/attachments/{Attachment.objects.get(message=_sent()).uuid}" in _sent().html


def test_a_picture_that_is_not_there_holds_the_answer_back(world, client):
    case = desk.a_case(world)
    answer = _send(client, case, _shows(uuid4()))
    assert answer.status_code == 422
    assert not Message.objects.filter(direction="out", nature="person").exists()


def test_a_picture_of_somebody_else_cannot_be_taken_or_overwritten(world, client):
    case, key = desk.a_case(world), uuid4()
    _paste(client, case, key)
    client.force_login(world.head)
    assert _paste(client, case, key, b"\x89PNG other").status_code == 422
    assert _send(client, case, _shows(key)).status_code == 422
    assert client.get(reverse("case_draft_file", args=[case.number, key])).status_code == 404


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", ""])
def test_what_is_no_picture_does_not_stand_in_a_text(world, client, kind):
    case = desk.a_case(world)
    assert _paste(client, case, uuid4(), kind=kind).status_code == 422
    assert not DraftFile.objects.exists()


def test_the_words_of_a_formatted_answer_are_found(world, client, settings):
    case = desk.a_case(world)
    _send(client, case, "<p>Má phanh <em>Shimano</em></p>")
    assert case.number in client.get(reverse("search"), {"q": "shimano"}).content.decode()


def test_of_two_uploads_at_once_none_is_refused(world, client, monkeypatch):
    case, key = desk.a_case(world), uuid4()
    _paste(client, case, uuid4())
    found, asked = drafting._draft_of, []

    def late(case: Case, author: Agent) -> Draft | None:
        asked.append(case)
        return found(case, author) if len(asked) > 1 else None

    monkeypatch.setattr(drafting, "_draft_of", late)
    assert _paste(client, case, key).status_code == 200
    assert DraftFile.objects.filter(draft=Draft.objects.get()).count() == 2
