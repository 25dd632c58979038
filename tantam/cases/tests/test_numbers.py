"""A phone number that the customer wrote: offered for their card, one click, and never taken from somebody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.cases.models import Case
from tantam.cases.tests import desk
from tantam.core.models import FactRow
from tantam.customers.models import ContactPoint
from tantam.organisation.models import Reach, Role
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
WORDS = "Xe em không sạc được. Gọi em 0912.345.678 nhé, tổng đài 1900 0000 bận mãi."


@pytest.fixture
def world() -> w.World:
    return desk.build_desk()


def _page(client, case: Case) -> str:
    page: str = client.get(reverse("case", args=[case.number]), **HX).content.decode()
    return page.replace("\xa0", " ")


def _phones(case: Case) -> list[str]:
    points = ContactPoint.objects.filter(customer=case.customer, kind=ContactPoint.Kind.PHONE)
    return list(points.values_list("value", flat=True))


def test_a_number_in_a_mail_is_offered_and_added_with_one_click_once(world, client):
    case = desk.a_case(world, text=WORDS)
    client.force_login(world.head)
    page = _page(client, case)
    assert "Số 0912 345 678 có trong trao đổi, chưa có trong thẻ khách." in page
    assert page.count(f'action="{reverse("case_add_number", args=[case.number])}"') == 1  # the hotline is nobody's own
    address = reverse("case_add_number", args=[case.number])
    done = [client.post(address, {"phone": "+84912345678"}, **HX) for _ in range(2)]
    assert [one.status_code for one in done] == [200, 200]
    assert _phones(case) == ["+84912345678"]
    added = FactRow.objects.filter(name="customer.contact_point_added")
    assert added.count() == 1
    assert "chưa có trong thẻ khách" not in _page(client, case)


def test_a_number_of_another_customer_is_named_and_not_taken(world, client):
    other = w.customer(world.brand, email="thoa@khach.example", name="Lê Thị Thoa")
    ContactPoint.objects.create(customer=other, kind="phone", value="+84912345678", created_at=w.NOW)
    case = desk.a_case(world, text=WORDS)
    client.force_login(world.head)
    page = _page(client, case)
    assert f'Số 0912 345 678 khách viết là của <a href="{reverse("customer", args=[other.code])}">' in page
    assert "Có thể là cùng một người." in page
    assert f'action="{reverse("case_add_number", args=[case.number])}"' not in page
    refused = client.post(reverse("case_add_number", args=[case.number]), {"phone": "0912345678"}, **HX)
    assert refused.status_code == 409
    assert _phones(case) == []


def test_a_number_that_is_not_theirs_is_waved_away_once_and_for_all_tickets_of_the_customer(world, client):
    case = desk.a_case(world, text=WORDS)
    client.force_login(world.head)
    address = reverse("case_dismiss_number", args=[case.number])
    page = _page(client, case)
    assert f'hx-post="{address}"' in page
    assert "Không phải</button>" in page
    done = [client.post(address, {"phone": "+84912345678"}, **HX) for _ in range(2)]
    assert [one.status_code for one in done] == [200, 200]
    assert FactRow.objects.filter(name="customer.contact_point_dismissed").count() == 1
    again = desk.a_case(world, text="Gọi 0912 345 678 hoặc 0903 111 222.", message_id="<2@khach.example>")
    assert again.customer == case.customer
    page = _page(client, again)
    assert "0912 345 678 có trong trao đổi" not in page
    assert "0903 111 222 có trong trao đổi" in page
    other = desk.a_case(world, text=WORDS, message_id="<3@khach.example>", sender="khac@khach.example")
    assert "0912 345 678 có trong trao đổi" in _page(client, other), "of another customer it may well be"
    assert _phones(case) == []


def test_who_waved_a_number_away_may_still_put_it_on_the_card(world, client):
    case = desk.a_case(world, text=WORDS)
    client.force_login(world.head)
    for name in ("case_dismiss_number", "case_add_number"):
        assert client.post(reverse(name, args=[case.number]), {"phone": "0912345678"}, **HX).status_code == 200
    assert _phones(case) == ["+84912345678"]


def test_what_is_no_number_is_refused_and_who_may_not_change_customers_is_turned_away(world, client):
    case = desk.a_case(world, text=WORDS)
    client.force_login(world.head)
    address = reverse("case_add_number", args=[case.number])
    away = reverse("case_dismiss_number", args=[case.number])
    assert [client.post(at, {"phone": "12"}, **HX).status_code for at in (address, away)] == [422, 422]
    reader = w.person("doc", "Người Đọc", role=Role.READER, team=world.support, reach=Reach.ALL)
    client.force_login(reader)
    assert [client.post(at, {"phone": "0912345678"}, **HX).status_code for at in (address, away)] == [403, 403]
    assert 'name="phone" value="' not in _page(client, case)
    assert _phones(case) == []


def test_numbers_cost_two_questions_and_only_where_there_are_any(world, client):
    plain, one, many = (
        desk.a_case(world, text=text, message_id=f"<{number}@khach.example>", sender=f"k{number}@khach.example")
        for number, text in enumerate(["Xe em ko sạc dc", WORDS, WORDS + " Hoặc 0903 111 222, 0903 111 223."])
    )
    client.force_login(world.head)
    _page(client, plain)
    counts = []
    for case in (plain, one, many):
        with CaptureQueriesContext(connection) as asked:
            _page(client, case)
        counts.append(len(asked))
    assert [count - counts[0] for count in counts] == [0, 2, 2]
