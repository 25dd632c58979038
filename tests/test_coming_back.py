"""The front door: the language chosen there holds, a session that ended is said, and one goes on where one was."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from tantam.organisation.models import Agent
from tests import world as w

pytestmark = pytest.mark.django_db
PASSWORD = "mot-mat-khau-dai"
ENDED = {"vi": "Phiên đăng nhập đã hết.", "en": "Your session has ended."}


@pytest.fixture(autouse=True)
def agent(settings) -> Agent:
    settings.UI_ASSETS_REQUIRED = False
    agent = w.build_world().agent
    agent.set_password(PASSWORD)
    agent.save()
    return agent


def _sign_in(client, *, to: str = ""):
    return client.post(reverse("login"), {"username": "khoi", "password": PASSWORD, "next": to})


def _speaks(agent) -> str:
    agent.refresh_from_db()
    return str(agent.language)


def test_the_language_chosen_on_the_page_holds_from_then_on(client, agent):
    client.post(reverse("set_language"), {"language": "en", "next": "/login/"})
    assert _sign_in(client).status_code == 302
    assert _speaks(agent) == "en"
    assert client.cookies["language"].value == "en"
    client.post(reverse("sign_out"))
    _sign_in(client)
    assert _speaks(agent) == "en"


def test_without_a_choice_the_persons_own_language_holds_whatever_somebody_else_left_in_the_browser(client, agent):
    client.cookies["language"] = "en"
    _sign_in(client)
    assert _speaks(agent) == "vi"
    assert client.cookies["language"].value == "vi"


def test_a_choice_counts_for_one_signing_in_only(client, agent):
    client.post(reverse("set_language"), {"language": "en", "next": "/login/"})
    _sign_in(client)
    client.post(reverse("set_language"), {"language": "vi", "next": "/"})
    client.post(reverse("sign_out"))
    _sign_in(client)
    assert _speaks(agent) == "vi"


def test_choosing_a_language_keeps_where_one_wanted_to_go(client):
    page = client.get("/login/?next=/customers/").content.decode()
    assert '<input type="hidden" name="next" value="/login/?next=/customers/">' in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_session_that_ended_is_said_in_the_readers_language(client, agent, language):
    Agent.objects.filter(pk=agent.pk).update(language=language)
    _sign_in(client)
    Session.objects.all().delete()
    led = client.get("/customers/?q=hoa")
    assert led.url == "/login/?next=/customers/%3Fq%3Dhoa"
    page = client.get(led.url).content.decode()
    assert ENDED[language] in page
    assert _sign_in(client, to="/customers/?q=hoa").url == "/customers/?q=hoa"


def test_a_first_visit_and_one_after_signing_out_say_nothing_of_it(client):
    assert ENDED["vi"] not in client.get("/login/").content.decode()
    _sign_in(client)
    client.post(reverse("sign_out"))
    assert ENDED["vi"] not in client.get("/login/").content.decode()


def test_who_sent_a_form_too_late_comes_back_to_its_page_and_not_to_where_it_was_sent(client):
    led = client.post("/settings/teams/new/", {"name": "x"}, headers={"Referer": "http://testserver/inbox/?a=1"})
    assert led.url == "/login/?next=/inbox/%3Fa%3D1"
    part = client.post("/settings/teams/new/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/a/"})
    assert part.headers["HX-Redirect"] == "/login/?next=%2Fa%2F"
