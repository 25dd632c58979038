"""The door of the written procedure: who may have it, in which language, what is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.process import actions
from tantam.process.models import Process
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def process(world) -> Process:
    made = Process.objects.create(key="QT-09", name="Trả lời khách", name_en="Answer", created_at=w.NOW)
    actions.save_draft(made, bpmn=SIMPLE, revision=0, by=world.owner, now=w.NOW)
    return made


def _address(process: Process, name: str) -> str:
    return f"/processes/{process.key}/versions/1/document/{name}"


@pytest.mark.parametrize(
    ("name", "begins", "file"),
    [
        ("vi.pdf", b"%PDF-", "QT-09-tra-loi-khach-v1-vi.pdf"),
        ("en.pdf", b"%PDF-", "QT-09-answer-v1-en.pdf"),
        ("vi.docx", b"PK", "QT-09-tra-loi-khach-v1-vi.docx"),
        ("en.docx", b"PK", "QT-09-answer-v1-en.docx"),
    ],
)
def test_each_file_is_in_the_language_asked_for(client, world, process, name, begins, file):
    answer = w.signed_in(client, world.owner).get(_address(process, name))
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file}"'


@pytest.mark.parametrize("name", ["fr.pdf", "vi.exe"])
def test_other_languages_and_kinds_are_not_there(client, world, process, name):
    assert w.signed_in(client, world.owner).get(_address(process, name)).status_code == 404


def test_who_is_not_signed_in_gets_nothing(client, process):
    assert client.get(_address(process, "vi.pdf")).status_code == 302


def test_what_is_too_large_is_refused_with_a_reason(client, world, process, monkeypatch):
    monkeypatch.setattr("tantam.process.procedure.limits.MOST_NODES", 1)
    answer = w.signed_in(client, world.owner).get(_address(process, "vi.pdf"), follow=True)
    assert answer.redirect_chain == [(reverse("process_version", args=["QT-09", 1]), 302)]
    assert "văn bản chỉ chứa được 1" in answer.content.decode()


def test_the_pages_of_a_version_lead_to_it(client, world, process):
    page = w.signed_in(client, world.owner).get(reverse("process_version", args=["QT-09", 1])).content.decode()
    for name in ("vi.pdf", "en.pdf", "vi.docx", "en.docx"):
        assert _address(process, name) in page
