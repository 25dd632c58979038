"""A process is killed in every phase of an answer that leaves: it leaves once, with its file, and is not lost."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.models import Case, Draft, DraftFile, Entry
from tantam.channels.actions import OutgoingFile
from tantam.channels.models import Attachment, Message
from tantam.core.models import StoredFile
from tantam.organisation.models import Agent
from tests import world as w
from tests.killing.forking import dies, places

pytestmark = pytest.mark.django_db(transaction=True)

LEAVING = places([
    "tantam.cases.actions.leaving_drafts._due",
    "tantam.cases.actions.leaving_drafts.release",
    "tantam.cases.actions.leaving_drafts.reply",
    "tantam.cases.actions.sending.reply_addresses",
    "tantam.cases.actions.replying.forget_draft",
    "tantam.core.actions.unit.send",
])  # fmt: skip
SENDING_OFF = places(["tantam.cases.actions.leaving_drafts.forget_draft", "tantam.core.actions.unit.send"])


@pytest.fixture
def waiting() -> Draft:
    """An answer with a file, sent and due."""
    world = w.build_world()
    w.send_in(world.mailbox, w.mail())
    case, now = Case.objects.get(), timezone.now()
    (file,) = actions.enclose(case, files=[OutgoingFile("gia.txt", "text/plain", b"gia")], by=world.agent, now=now)
    return _send_off(case, of_draft=[file.uuid])


def _send_off(case: Case, *, of_draft: list[UUID], key: UUID | None = None) -> Draft:
    agent = Agent.objects.get(username="khoi")
    answer = actions.Answer(text="Dạ em gửi ạ.", key=key or uuid4(), of_draft=of_draft)
    now = timezone.now()
    return actions.send_off(case, answer=answer, leaving=actions.Leaving(at=now), by=agent, now=now)


def leave_all() -> None:
    """The worker's beats until nothing is due: what a dead process held is left alone until the database notices."""
    for _ in range(100):
        actions.let_leave(now=timezone.now() + timedelta(seconds=1))
        if not Draft.objects.leaving().exists():
            return
        time.sleep(0.1)
    raise AssertionError


def _has_left_once() -> None:
    assert Message.objects.filter(direction="out", text="Dạ em gửi ạ.").count() == 1
    assert Entry.objects.filter(kind="outbound", author__username="khoi").count() == 1
    assert Attachment.objects.filter(message__direction="out", filename="gia.txt").count() == 1
    assert (Draft.objects.count(), DraftFile.objects.count()) == (0, 0)
    assert StoredFile.objects.get(size=3).references == 1


@pytest.mark.parametrize(("at", "when"), LEAVING)
def test_an_answer_leaves_once_wherever_its_worker_dies(waiting, at, when):
    connection.close()
    assert dies(lambda: actions.let_leave(now=timezone.now() + timedelta(seconds=1)), at=at, when=when)
    leave_all()
    _has_left_once()


@pytest.mark.parametrize(("at", "when"), SENDING_OFF)
def test_an_answer_is_sent_off_once_wherever_the_server_dies(waiting, at, when):
    """The form that got no answer is sent again by itself, with the same key."""
    draft = actions.take_back(waiting.case, draft_id=waiting.pk, by=waiting.author, now=timezone.now())
    (file,) = draft.files.all()
    connection.close()
    key = uuid4()
    assert dies(lambda: _send_off(waiting.case, of_draft=[file.uuid], key=key), at=at, when=when)
    assert DraftFile.objects.count() == 1
    _send_off(waiting.case, of_draft=[file.uuid], key=key)
    leave_all()
    _has_left_once()
