"""What other apps put at the named places of an open case stands there, in order, after every change too."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import format_html

from tantam.cases.models import Case
from tantam.cases.tests.desk import a_case, build_desk
from tantam.ui import registry

pytestmark = pytest.mark.django_db
PLACES = ["case.head", "case.menu", "composer.bar", "case.side"]


def _offer(place):
    def build(request, subject):
        assert isinstance(subject, Case)
        return format_html('<b id="{}">{}</b>', f"at-{place}", subject.number)

    return build


@pytest.fixture
def offered(monkeypatch, settings):
    settings.UI_ASSETS_REQUIRED = False
    monkeypatch.setattr(registry, "_panels", {place: {"test": (1, _offer(place))} for place in PLACES})


def test_each_place_of_an_open_case_shows_what_is_offered(offered, client):
    world = build_desk()
    case = a_case(world)
    client.force_login(world.head)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    live = client.get(reverse("case_live", args=[case.number])).content.decode()
    for place in PLACES:
        assert f'<b id="at-{place}">{case.number}</b>' in page
    for place in ["case.head", "case.menu", "case.side"]:
        assert f'<b id="at-{place}">{case.number}</b>' in live


def test_the_bar_of_the_list_shows_what_is_offered(monkeypatch, settings, client):
    settings.UI_ASSETS_REQUIRED = False

    def build(request, subject):
        return format_html('<b id="in-bar">{}</b>', subject.key)

    monkeypatch.setattr(registry, "_panels", {"list.bar": {"test": (1, build)}})
    world = build_desk()
    client.force_login(world.agent)
    assert '<b id="in-bar">unassigned</b>' in client.get("/inbox/?view=unassigned").content.decode()
