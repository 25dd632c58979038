"""What the doors for the studio's scripts cannot read is refused in the reader's words; nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tantam.process.actions import save_draft
from tantam.process.models import Process, Version
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
OBJECTS = ("process_save", "process_publish", "process_formula")
TEXTS = ("process_check", "process_table", "process_names", "process_examples")
LOUD = "Nội dung gửi lên"


@pytest.fixture
def world(settings: Any) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


@pytest.fixture
def process(world: w.World) -> Process:
    made = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    save_draft(made, bpmn=SIMPLE, revision=0, by=world.owner, now=w.NOW)
    return made


@pytest.fixture
def owner(world: w.World) -> Client:
    """A browser, whose requests are looked at for forgery as in the running product."""
    client = w.signed_in(Client(enforce_csrf_checks=True, raise_request_exception=False), world.owner)
    client.cookies["csrftoken"] = "a" * 32
    return client


def send(client: Client, name: str, body: Any, **named: Any) -> Any:
    return client.post(reverse(name, args=["QT-09"]), body, headers={"X-CSRFToken": "a" * 32}, **named)


def unchanged(process: Process) -> bool:
    draft = process.versions.get()
    return (draft.bpmn, draft.revision, draft.state) == (SIMPLE, 1, Version.State.DRAFT)


@pytest.mark.parametrize("name", OBJECTS + TEXTS)
@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
def test_a_form_is_refused_in_both_languages(owner, process, world, name, kind) -> None:
    named = {} if kind == "multipart" else {"content_type": "application/x-www-form-urlencoded"}
    body: Any = {"xml": SIMPLE, "revision": "1"} if kind == "multipart" else "xml=a&revision=1"
    answer = send(owner, name, body, **named)
    assert answer.status_code == 415
    assert answer.json()["message"].startswith("Nội dung được gửi dưới dạng biểu mẫu")
    world.owner.language = "en"
    world.owner.save(update_fields=["language"])
    assert send(owner, name, body, **named).json()["message"].startswith("This was sent as a form")
    assert unchanged(process)


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"7", b"\xff\xfe{}", b'{"xml": "\xc3"}', b"[" * 60_000, b"9" * 5000]
)
def test_what_is_no_object_is_refused(owner, process, name, body) -> None:
    answer = send(owner, name, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(LOUD)
    assert unchanged(process)


@pytest.mark.parametrize("name", OBJECTS + TEXTS)
def test_what_is_too_large_is_refused(owner, process, settings, name) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = send(owner, name, b"x" * 1001, content_type="application/json")
    assert (answer.status_code, answer.json()["message"].startswith("Nội dung gửi lên quá lớn")) == (413, True)
    assert unchanged(process)


@pytest.mark.parametrize("name", TEXTS)
def test_bytes_that_are_no_text_are_looked_at_and_nothing_breaks(owner, process, name) -> None:
    answer = send(owner, name, b"\xff\xfe\x00<a", content_type="application/xml")
    assert answer.status_code == 200
    assert unchanged(process)
