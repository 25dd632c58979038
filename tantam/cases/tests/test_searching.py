"""A search finds what was said and the tickets of whoever is named or reached so; while typing it offers the first."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.cases.actions.searching import index_case
from tantam.cases.models import Case
from tantam.cases.tests import desk
from tantam.customers.models import ContactPoint, Customer
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings, client) -> w.World:
    settings.DEMO = True
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


@pytest.fixture
def case(world) -> Case:
    """Its words name nobody: only the customer's row does."""
    customer = w.customer(world.brand, name="Nghiêm Thị Hoà")
    ContactPoint.objects.get_or_create(
        kind="phone", value="+84900000101", defaults={"customer": customer, "created_at": w.NOW}
    )
    return Case.objects.create(
        number=f"TT-{w.NOW.year % 100}-004837", brand=world.brand, customer=customer, channel_kind="zalo",
        subject="Mũ màu kem", team=world.support, assignee=world.agent, opened_at=w.NOW, last_entry_at=w.NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["Nghiêm Thị Hoà", "nghiem hoa", "hoà nghiêm", "0900 000 101", "0900000101", "000101", "4837", "004837"]
)
def test_a_name_a_phone_and_the_end_of_a_number_find_the_ticket(client, case, typed, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)
    page = client.get(reverse("search"), {"q": typed}).content.decode()
    assert case.number in page
    offered = client.get(reverse("search"), {"q": typed}, **HX).content.decode()
    assert f'href="/cases/{case.number}/"' in offered
    assert "<html" not in offered


def test_a_name_with_a_slip_offers_the_customer_and_their_tickets_apart(client, case):
    page = client.get(reverse("search"), {"q": "Nghiêm Thị Hoài"}).content.decode()
    assert page.index("khách tên gần giống") < page.index(case.number)
    offered = client.get(reverse("search"), {"q": "Nghiêm Thị Hoài"}, **HX).content.decode()
    assert offered.index("khách tên gần giống") < offered.index(case.number)
    exact = client.get(reverse("search"), {"q": "Nghiêm Thị Hoà"}).content.decode()
    assert "khách tên gần giống" not in exact


@pytest.mark.parametrize("typed", ["{}", " {} ", "tt {year} 4837"])
def test_a_ticket_s_own_number_opens_it(client, case, world, typed):
    typed = typed.format(case.number, year=w.NOW.year % 100)
    assert client.get(reverse("search"), {"q": typed}).headers["Location"] == f"/cases/{case.number}/"
    client.force_login(world.stranger)
    assert client.get(reverse("search"), {"q": typed}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("từ:hoà", True), ("from:nghiem status:open", True), ("kênh:zalo mũ", True), ("mũ kênh:email", False),
        ('"mũ màu"', True), ('"màu mũ"', False), ("tiêu-đề:kem -status:closed", True), ("status:closed", False),
        ("hoà status:open", True), ("hoà status:closed", False), ("hạn:<32/13 từ:hoà", True),
    ],
)  # fmt: skip
def test_a_search_is_narrowed_to_fields_in_both_languages(client, case, typed, is_found):
    index_case(case, "")
    page = client.get(reverse("search"), {"q": typed}).content.decode()
    assert (case.number in page) is is_found
    assert ("không phải ngày giờ" in page) is ("32/13" in typed)
    assert (client.get("/search/count/", {"q": typed}).content.decode() == "1 phiếu") is is_found


def test_hits_of_fields_are_marked_and_their_count_is_asked_after_the_page(client, case):
    index_case(case, "")
    page = client.get(reverse("search"), {"q": "tiêu-đề:kem"}).content.decode()
    assert "Mũ màu <mark>kem</mark>" in page
    assert 'hx-get="/search/count/?q=ti%C3%AAu-%C4%91%E1%BB%81%3Akem"' in page


def test_the_code_of_a_customer_finds_their_tickets(client, case):
    assert case.number in client.get(reverse("search"), {"q": case.customer.code}).content.decode()


def test_tickets_out_of_reach_are_not_offered(client, case, world):
    client.force_login(world.stranger)
    for headers in ({}, HX):
        answer = client.get(reverse("search"), {"q": "Nghiêm Hoà"}, **headers)
        assert case.number not in answer.content.decode()


def test_what_is_found_nowhere_is_said(client, world):
    assert Customer.objects.filter(name_folded__contains="xyzzy").count() == 0
    assert "Chưa thấy" in client.get(reverse("search"), {"q": "xyzzy"}, **HX).content.decode()
