"""What is typed and not sent is kept: text in two tabs, files over a reload, and what is too long is said."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tantam.cases.actions.refused import MOST_FILES, MOST_LETTERS
from tantam.cases.models import Case, Draft, DraftFile, Entry
from tantam.cases.tests import desk
from tantam.channels.models import Attachment, Message
from tantam.core.models import StoredFile
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings, client, tmp_path) -> w.World:
    settings.DEMO = True
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


def _keep(client, case: Case, text: str, revision: int | None = None, **more: object):
    typed = {"text": text, "mode": "reply", "revision": "" if revision is None else revision, **more}
    return client.post(reverse("case_draft", args=[case.number]), typed)


def _enclose(client, case: Case, *files: tuple[str, bytes]):
    sent = [SimpleUploadedFile(name, data, content_type="text/plain") for name, data in files]
    return client.post(reverse("case_enclose", args=[case.number]), {"files": sent})


def _send(client, case: Case, text: str = "Dạ em gửi ạ.", **more: object):
    return client.post(reverse("case_say", args=[case.number]), {"mode": "reply", "text": text, **more}, **HX)


def _references() -> dict[int, int]:
    return dict(StoredFile.objects.filter(size__lt=50).values_list("size", "references"))


def test_two_tabs_that_differ_are_both_kept_and_the_second_is_told(world, client):
    case = desk.a_case(world)
    first = _keep(client, case, "Bản ở thẻ một", 0).json()["revision"]
    other = _keep(client, case, "Bản ở thẻ hai", 0)
    assert other.status_code == 409
    assert other.json() == {"text": "Bản ở thẻ một", "html": "", "mode": "reply", "revision": first}
    assert Draft.objects.get().text == "Bản ở thẻ một"
    assert _keep(client, case, "Bản ở thẻ hai", first).status_code == 200
    assert Draft.objects.get().text == "Bản ở thẻ hai"
    assert _keep(client, case, "Bản ở thẻ một, thêm", first).status_code == 409


def test_what_was_emptied_in_another_tab_and_written_anew_is_no_old_revision(world, client):
    case = desk.a_case(world)
    seen = _keep(client, case, "Chữ đầu", 0).json()["revision"]
    emptied = _keep(client, case, "", seen).json()["revision"]
    assert not Draft.objects.exists()
    _keep(client, case, "Chữ mới", emptied)
    assert _keep(client, case, "Chữ đầu, thêm", seen).status_code == 409


def test_a_file_that_was_quicker_than_the_first_words_is_no_other_text(world, client):
    case = desk.a_case(world)
    _enclose(client, case, ("bao-gia.txt", b"gia"))
    assert _keep(client, case, "Em gửi báo giá ạ.", 0, key=str(uuid4())).status_code == 200
    assert (Draft.objects.get().text, DraftFile.objects.count()) == ("Em gửi báo giá ạ.", 1)


def test_the_page_brings_the_revision_that_it_shows(world, client):
    case = desk.a_case(world)
    revision = _keep(client, case, "Dở dang", 0).json()["revision"]
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert f'name="revision" value="{revision}"' in page


def test_a_text_beyond_the_limit_is_refused_in_words_and_what_was_kept_stays(world, client):
    case = desk.a_case(world)
    _keep(client, case, "Ngắn thôi", 0)
    kept = _keep(client, case, "a" * (MOST_LETTERS + 1), 1)
    assert (kept.status_code, bool(kept.json()["why"])) == (422, True)
    sent = _send(client, case, "a" * (MOST_LETTERS + 1))
    assert sent.status_code == 422
    assert "100.000 ký tự" in sent.content.decode()
    assert Draft.objects.get().text == "Ngắn thôi"
    assert _send(client, case, "ạ" * MOST_LETTERS).status_code == 200


def test_files_are_there_after_a_reload_and_leave_with_the_answer(world, client):
    case = desk.a_case(world)
    (one,) = _enclose(client, case, ("báo giá.txt", b"gia")).json()["files"]
    _keep(client, case, "Dạ em gửi báo giá ạ.", 1)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert f'<input type="hidden" name="file" value="{one["id"]}">' in page
    assert "báo giá.txt" in page
    assert client.get(one["url"]).content == b"gia"
    assert _send(client, case, file=[one["id"]], key=str(uuid4())).status_code == 200
    assert Attachment.objects.get(message__direction="out").filename == "báo giá.txt"
    assert (DraftFile.objects.count(), Draft.objects.count(), _references()) == (0, 0, {3: 1})


def test_more_files_or_bytes_than_allowed_are_refused_as_a_whole(world, client, monkeypatch):
    case = desk.a_case(world)
    _enclose(client, case, *((f"{number}.txt", b"%d" % number) for number in range(MOST_FILES - 1)))
    before = dict(StoredFile.objects.values_list("sha256", "references"))
    refused = _enclose(client, case, ("a.txt", b"a"), ("b.txt", b"b"))
    assert refused.status_code == 422
    assert "100 tệp" in refused.json()["why"]
    assert DraftFile.objects.count() == MOST_FILES - 1
    assert dict(StoredFile.objects.values_list("sha256", "references")) == before
    monkeypatch.setattr("tantam.cases.actions.refused.MOST_BYTES", 200)
    assert "25 MB" in _enclose(client, case, ("c.txt", b"c" * 60)).json()["why"]


def test_a_file_taken_out_is_erased_and_does_not_leave(world, client):
    case = desk.a_case(world)
    one, two = _enclose(client, case, ("a.txt", b"a"), ("b.txt", b"bb")).json()["files"]
    address = reverse("case_take_file_out", args=[case.number, one["id"]])
    assert [client.post(address).status_code for _ in range(2)] == [204, 204]
    assert _references() == {1: 0, 2: 1}
    assert _send(client, case, file=[one["id"], two["id"]]).status_code == 422
    assert not Message.objects.filter(direction="out", nature="person").exists()
    assert DraftFile.objects.get().uuid == UUID(two["id"])


def test_files_of_an_answer_outlive_a_note(world, client):
    case = desk.a_case(world)
    (one,) = _enclose(client, case, ("a.txt", b"a")).json()["files"]
    _keep(client, case, "Ghi cho đồng nghiệp", 1, mode="note")
    assert _send(client, case, "Ghi cho đồng nghiệp", mode="note").status_code == 200
    assert (Draft.objects.get().text, Draft.objects.get().mode) == ("", "reply")
    assert DraftFile.objects.get().uuid == UUID(one["id"])


def test_what_another_tab_holds_is_not_forgotten_with_what_was_sent(world, client):
    case, here, there = desk.a_case(world), str(uuid4()), str(uuid4())
    _keep(client, case, "Viết ở thẻ kia", 0, key=there)
    answer = _send(client, case, "Dạ em trả lời ạ.", key=here, revision=0)
    assert Entry.objects.filter(case=case, kind="outbound", author=world.agent).count() == 1
    assert Draft.objects.get().text == "Viết ở thẻ kia"
    assert "Viết ở thẻ kia</textarea>" in answer.content.decode()


def test_nobody_else_gets_at_the_files_of_a_draft(world, client):
    case = desk.a_case(world)
    (one,) = _enclose(client, case, ("a.txt", b"a")).json()["files"]
    client.force_login(world.head)
    assert client.get(one["url"]).status_code == 404
    assert client.post(reverse("case_take_file_out", args=[case.number, one["id"]])).status_code == 204
    assert _send(client, case, file=[one["id"]]).status_code == 422
    assert DraftFile.objects.get().uuid == UUID(one["id"])
    client.force_login(world.stranger)
    assert _enclose(client, case, ("b.txt", b"b")).status_code in {403, 404}


def test_no_room_on_the_disk_is_said_and_the_draft_stays(world, client, settings):
    case = desk.a_case(world)
    _keep(client, case, "Dở dang", 0)
    settings.LEAST_FREE_BYTES = 1 << 62
    answer = _enclose(client, case, ("a.txt", b"a"))
    assert (answer.status_code, bool(json.loads(answer.content)["why"])) == (507, True)
    assert (Draft.objects.get().text, DraftFile.objects.count()) == ("Dở dang", 0)
