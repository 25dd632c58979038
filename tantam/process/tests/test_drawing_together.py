"""Several people on one draft: they hear of each other, and see what the others changed and nothing of their own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from tantam.organisation.models import Reach, Role
from tantam.organisation.queries import people_with
from tantam.process.actions import save_draft
from tantam.process.models import Process
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
OPENED = SIMPLE
THEIRS = SIMPLE.replace('name="Trả lời"', 'name="Trả lời ngay"')


@pytest.fixture
def world(settings):
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


@pytest.fixture
def process(world):
    made = Process.objects.create(key="QT-09", name="Thử", name_en="Trial", created_at=w.NOW)
    save_draft(made, bpmn=THEIRS, revision=0, by=world.owner, now=w.NOW)
    return made


@pytest.fixture
def second(world):
    return w.person("hai", "Người Thứ Hai", role=Role.PROCESS_OWNER, team=world.support, reach=Reach.ALL)


def _told(monkeypatch, callbacks, client, doing: str) -> list[dict[str, Any]]:
    told: list[str] = []
    monkeypatch.setattr("tantam.core.actions.live._notify", lambda payloads: told.extend(payloads))
    with callbacks(execute=True):
        answer = client.post(reverse("process_here", args=["QT-09"]), {"doing": doing})
    assert answer.status_code == 204
    return [json.loads(payload) for payload in told]


@pytest.mark.parametrize("doing", ["came", "reading", "typing", "saved", "gone"])
def test_only_those_who_may_draw_hear_who_is_there(
    world, process, second, client, doing, monkeypatch, django_capture_on_commit_callbacks
):
    w.signed_in(client, world.owner)
    (told,) = _told(monkeypatch, django_capture_on_commit_callbacks, client, doing)
    assert (told["topic"], told["id"], told["who"], told["doing"]) == ("drawing", process.pk, world.owner.pk, doing)
    assert second.pk in told["only"]
    assert world.agent.pk not in told["only"]
    assert (world.owner.pk in told["only"]) is (doing == "saved")  # their other tabs hear of that alone


def test_another_word_tells_nothing(world, process, client, monkeypatch, django_capture_on_commit_callbacks):
    w.signed_in(client, world.owner)
    assert _told(monkeypatch, django_capture_on_commit_callbacks, client, "<b>") == []


def test_who_may_not_draw_is_not_there(world, process, client):
    w.signed_in(client, world.agent)
    assert client.post(reverse("process_here", args=["QT-09"]), {"doing": "typing"}).status_code == 403
    assert client.post(reverse("process_apart", args=["QT-09"]), {"xml": OPENED}).status_code == 403


def test_who_left_is_told_nothing(world, second):
    assert second.pk in people_with("process.draw")
    second.is_active = False
    second.save()
    assert second.pk not in people_with("process.draw")


def test_what_they_changed_is_told_against_what_was_opened(world, process, client):
    w.signed_in(client, world.owner)
    page = client.post(reverse("process_apart", args=["QT-09"]), {"what": "opened", "xml": OPENED})
    assert page.status_code == 200
    (row,) = page.context["rows"]
    assert [(one.before, one.after) for one in row.aspects] == [("Trả lời", "Trả lời ngay")]
    same = client.post(reverse("process_apart", args=["QT-09"]), {"what": "mine", "xml": THEIRS})
    assert same.context["rows"] == []


def test_a_text_that_is_no_drawing_has_no_page(world, process, client):
    w.signed_in(client, world.owner)
    assert client.post(reverse("process_apart", args=["QT-09"]), {"xml": "<a>"}).status_code == 404
