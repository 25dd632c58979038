"""Send and close in one gesture, with the outcome that is true."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tantam.cases.models import Case, Closure, Entry, Outcome
from tantam.cases.tests import desk
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return desk.build_desk()


def _send(client, case: Case, **typed: str):
    return client.post(reverse("case_say", args=[case.number]), {"mode": "reply", "text": "Dạ xong ạ.", **typed}, **HX)


@pytest.mark.parametrize("outcome", Outcome.values)
def test_the_outcome_chosen_is_the_one_kept(world, client, outcome):
    case = desk.a_case(world)
    client.force_login(world.agent)
    answer = _send(client, case, close=outcome)
    assert answer.status_code == 200
    assert str(Outcome(outcome).label).lower() in answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    case.refresh_from_db()
    assert (case.state, Closure.objects.get(case=case).outcome) == ("closed", outcome)


def test_an_outcome_that_does_not_exist_sends_nothing(world, client):
    case = desk.a_case(world)
    client.force_login(world.agent)
    before = Entry.objects.filter(case=case).count()
    assert _send(client, case, close="won").status_code == 422
    case.refresh_from_db()
    assert (case.is_open, Entry.objects.filter(case=case).count()) == (True, before)


@pytest.mark.parametrize(("language", "words"), [("vi", "Đã giải quyết"), ("en", "Solved")])
def test_closing_opens_on_one_outcome_and_without_any_it_is_refused(world, client, language, words):
    case = desk.a_case(world)
    world.agent.language = language
    world.agent.save()
    client.force_login(world.agent)
    address = reverse("case_close", args=[case.number])
    page = client.get(address, HTTP_HX_REQUEST="true").content.decode()
    assert re.findall(r'<input[^>]*name="outcome"[^>]*value="(\w+)"[^>]* checked', page) == ["resolved"]
    assert words in page
    assert client.post(address, {"outcome": ""}, HTTP_HX_REQUEST="true").status_code == 422
    case.refresh_from_db()
    assert case.closed_at is None


def test_every_outcome_is_offered_with_resolved_as_the_plain_button(world, client):
    case = desk.a_case(world)
    client.force_login(world.agent)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert 'name="close" value="resolved" data-closes-case' in page
    for outcome in Outcome:
        assert f'<button class="pop-item" type="submit" name="close" value="{outcome.value}">' in page
    assert 'data-key="o"' in page
