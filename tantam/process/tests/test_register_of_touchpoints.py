"""The register says for each touchpoint and segment what `process_for` would choose, and names the gaps."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.organisation.models import Business
from tantam.process.context import procedure_of
from tantam.process.engine.bpmn import read
from tantam.process.models import Version
from tantam.process.procedure import Table
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


def test_who_takes_no_request_in_is_named_below_the_register(client, world):
    published("QT-05", touchpoints="", by=world)
    w.signed_in(client, world.owner)
    below = client.get(reverse("process_touchpoints")).content.decode().partition('class="register-nowhere"')[2]
    assert "Không ở điểm chạm nào" in below
    assert "QT-05" in below
    assert "QT-01" not in below
    Business.objects.update(intake_process="QT-05")
    page = client.get(reverse("process_touchpoints")).content.decode()
    assert "Nếu không có thiết lập đó thì còn" in page  # what would be is not told as what is
    assert "ở đó không quy trình nào tiếp nhận yêu cầu" not in page
    assert "register-nowhere" not in client.get(reverse("process_touchpoints")).content.decode()


@pytest.mark.parametrize(("intake", "says"), [("", "Không nhận yêu cầu mới"), ("QT-05", "Tất cả: thiết lập cho")])
def test_the_written_procedure_says_the_same_as_what_happens_to_a_request(world, intake, says):
    published("QT-05", touchpoints="", by=world)
    version = Version.objects.get(process__key="QT-05")
    Business.objects.update(intake_process=intake)
    assert process_for(channel="fax", segments=[]) == ""
    document = procedure_of(version, read(version.bpmn.encode()), tongue="vi", now=w.NOW)
    scope = next(one for one in document.blocks if isinstance(one, Table) and one.rows[0][0] == "Điểm chạm")
    assert scope.rows[0][1].startswith(says)
