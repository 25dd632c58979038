"""Who else has a ticket open is told to those who may see it, and kept nowhere."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from tantam.cases.models import Entry
from tantam.cases.tests import desk
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return desk.build_desk()


def _told(django_capture_on_commit_callbacks, client, case, doing: str, monkeypatch) -> list[dict[str, object]]:
    told: list[str] = []
    monkeypatch.setattr("tantam.core.actions.live._notify", lambda payloads: told.extend(payloads))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("case_here", args=[case.number]), {"doing": doing})
    assert answer.status_code == 204
    return [json.loads(payload) for payload in told]


@pytest.mark.parametrize("doing", ["reading", "typing", "gone"])
def test_others_hear_who_does_what(world, client, doing, monkeypatch, django_capture_on_commit_callbacks):
    case = desk.a_case(world)
    client.force_login(world.agent)
    entries = Entry.objects.filter(case=case).count()
    (told,) = _told(django_capture_on_commit_callbacks, client, case, doing, monkeypatch)
    assert told["topic"] == "presence"
    assert (told["id"], told["who"], told["name"], told["doing"]) == (
        case.pk, world.agent.pk, world.agent.full_name, doing
    )  # fmt: skip
    assert {"team", "assignee", "branch"} <= set(told)
    assert len(json.dumps(told)) < 400
    assert Entry.objects.filter(case=case).count() == entries


def test_another_word_tells_nothing(world, client, monkeypatch, django_capture_on_commit_callbacks):
    case = desk.a_case(world)
    client.force_login(world.agent)
    assert _told(django_capture_on_commit_callbacks, client, case, "<b>", monkeypatch) == []


def test_who_may_not_see_the_ticket_cannot_be_there(world, client):
    case = desk.a_case(world)
    client.force_login(world.stranger)
    assert client.post(reverse("case_here", args=[case.number]), {"doing": "typing"}).status_code in {403, 404}


def test_the_page_says_where_to_tell_it(world, client):
    case = desk.a_case(world)
    client.force_login(world.agent)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert f'data-here="{reverse("case_here", args=[case.number])}" data-here-id="{case.pk}"' in page
    assert f'data-me="{world.agent.pk}"' in page
