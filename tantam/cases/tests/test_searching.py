"""A search finds what was said and the tickets of whoever is named or reached so; while typing it offers the first."""

from __future__ import annotations

import pytest
from django.urls import reverse

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


def test_a_name_that_is_only_like_it_brings_no_tickets(client, case):
    page = client.get(reverse("search"), {"q": "Nghiêm Thị Hoài"}).content.decode()
    assert case.number not in page


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
