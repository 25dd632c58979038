"""What may go with an answer."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tantam.cases.actions.refused import MOST_FILES
from tantam.cases.models import Case
from tantam.channels.models import Attachment, Message
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client, settings):
    settings.DEMO = True
    world = w.build_world(is_demo=True)
    w.send_in(world.mailbox, w.mail())
    client.force_login(world.agent)
    return Case.objects.get()


def _sent(client, case: Case, count: int):
    files = [SimpleUploadedFile(f"a{number}.txt", b"x") for number in range(count)]
    said = {"text": "Dạ em gửi ạ.", "mode": "reply", "files": files}
    return client.post(f"/cases/{case.number}/say/", said, headers={"HX-Request": "true"})


def test_as_many_files_as_allowed_go_with_an_answer(client, case):
    assert _sent(client, case, MOST_FILES).status_code == 200
    assert Attachment.objects.filter(message__direction="out").count() == MOST_FILES


def test_one_file_too_many_is_refused_and_none_left_out_in_silence(client, case):
    answer = _sent(client, case, MOST_FILES + 1)
    assert answer.status_code == 422
    assert "Mỗi câu trả lời kèm tối đa 100 tệp. Chưa nhận tệp nào trong số này." in answer.content.decode()
    assert not Message.objects.filter(direction="out", nature="person").exists()


def test_the_composer_says_beforehand_what_would_be_refused(client, case):
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert 'data-file-most="26214400" data-file-count="100"' in page
    assert 'data-file-too-many="Mỗi câu trả lời kèm tối đa 100 tệp. Chưa nhận tệp nào trong số này."' in page
    assert 'data-file-too-large="Tổng các tệp lớn hơn 25 MB. Chưa nhận tệp nào."' in page
