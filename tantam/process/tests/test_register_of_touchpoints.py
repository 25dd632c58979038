"""The register says for each touchpoint and segment what `process_for` would choose, and names the gaps."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.process.models import Version
from tantam.process.queries import process_for
from tantam.process.queries.touchpoints import cell_of, register
from tantam.process.tests.test_touchpoints import EMAIL, published
from tests import world as w

pytestmark = pytest.mark.django_db
SEGMENTS = ("", "vip", "new", "lapsed")


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    zalo = '<tantam:touchpoint channel="zalo" begins="false"/>'
    published("QT-01", touchpoints=EMAIL + zalo, by=made)
    published("QT-02", touchpoints=EMAIL, segments=("vip", "new"), by=made)
    published("QT-03", touchpoints=EMAIL, segments=("vip",), by=made)
    return made


def test_each_cell_names_the_process_that_would_be_taken(world):
    for row in register(("email", "zalo", "sms"), SEGMENTS):
        for cell in row:
            winner = cell.winner
            chosen = process_for(channel=cell.channel, segments=[cell.segment] if cell.segment else [])
            assert (winner.process.key if winner else "") == chosen


def test_who_else_takes_in_and_who_only_runs_there(world):
    cell = cell_of("email", "vip")
    assert cell.winner is not None
    assert (cell.winner.process.key, [one.process.key for one in cell.losers]) == ("QT-03", ["QT-02", "QT-01"])
    assert [one.process.key for one in cell_of("zalo", "vip").inside] == ["QT-01"]


def test_what_is_retired_leaves_a_gap_that_names_it(world):
    Version.objects.filter(process__key="QT-01").update(state=Version.State.RETIRED)
    cell = cell_of("email", "lapsed")
    assert cell.winner is None
    assert [one.process.key for one in cell.retired] == ["QT-01"]


def test_the_page_asks_the_same_questions_however_many_processes(client, world, django_assert_num_queries):
    w.signed_in(client, world.owner)
    page = reverse("process_touchpoints")
    body = client.get(page).content.decode()
    assert "QT-01" in body
    assert "Trống" in body
    with django_assert_num_queries(6):
        client.get(page)
    published("QT-04", touchpoints='<tantam:touchpoint channel="sms"/>', by=world)
    client.get(page)
    with django_assert_num_queries(6):
        client.get(page)


def test_a_cell_says_why_and_offers_what_is_ready_made(client, world):
    w.signed_in(client, world.owner)
    page = client.get(reverse("process_touchpoint", args=["phone", "-"])).content.decode()
    assert "Chỗ trống" in page
    assert "Dùng quy trình này" in page or 'name="at_once"' in page
    assert client.get(reverse("process_touchpoint", args=["telex", "-"])).status_code == 404
