"""A customer is known by their contact points, and met once however many meet them at the same time."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tantam.core.facts import Actor
from tantam.core.models import FactRow
from tantam.customers.actions import (
    BelongsToAnother,
    Newcomer,
    add_contact_point,
    find,
    identify,
    identify_all,
)
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import Brand

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BY = Actor.agent(1)


def a_brand() -> Brand:
    return Brand.objects.get_or_create(key="tan-phuc", defaults={"name": "Tân Phúc"})[0]


def meet(value: str = "+84912345678", name: str = "NGHIÊM THỊ HOÀ") -> Customer:
    with transaction.atomic():
        return identify("phone", value, name=name, brand=a_brand(), now=NOW)


@pytest.mark.django_db
def test_a_new_customer_has_a_code_a_tidy_name_and_their_contact_point():
    customer = meet()
    assert (customer.name, customer.name_folded) == ("Nghiêm Thị Hoà", "nghiem thi hoa")
    assert re.fullmatch(r"KH\d{6}", customer.code)
    point = ContactPoint.objects.get()
    assert (point.customer, point.kind, point.value, point.is_primary) == (customer, "phone", "+84912345678", True)
    assert meet() == customer
    assert list(FactRow.objects.values_list("name", "subject")) == [("customer.created", f"customer:{customer.pk}")]


@pytest.mark.django_db
def test_a_merged_customer_leads_to_the_one_that_stands():
    merged, standing = meet(), meet("+84900000000")
    merged.merged_into = standing
    merged.save()
    assert find("phone", "+84912345678") == standing


@pytest.mark.django_db
def test_many_are_identified_at_once_the_known_ones_among_them():
    known = meet()
    people = {value: Newcomer("An", a_brand(), "phone") for value in ("+84912345678", "+84900000001", "+84900000002")}
    with transaction.atomic():
        found = identify_all("phone", people, now=NOW)
    assert found["+84912345678"] == known
    numbers = sorted(int(customer.code.removeprefix("KH")) for customer in found.values())
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


@pytest.mark.django_db(transaction=True)
def test_two_who_meet_the_same_person_at_once_get_the_same_customer():
    brand = a_brand()
    together = threading.Barrier(2)
    met: list[int] = []

    def meet_now() -> None:
        try:
            with transaction.atomic():
                together.wait(10)
                met.append(identify("email", "hoa@khach.example", brand=brand, now=NOW).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=meet_now) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(met) == 2
    assert len(set(met)) == 1
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_a_second_way_to_reach_a_customer_is_added_once_and_never_taken_from_another():
    customer, other = meet(), meet("+84900000000", name="Lò Văn An")
    point = add_contact_point(customer, kind="email", value="hoa@khach.example", by=BY, now=NOW)
    assert point.is_primary
    assert add_contact_point(customer, kind="email", value="hoa@khach.example", by=BY, now=NOW) == point
    second = add_contact_point(customer, kind="email", value="hoa2@khach.example", by=BY, now=NOW)
    assert not second.is_primary
    with pytest.raises(BelongsToAnother) as refused:
        add_contact_point(other, kind="email", value="hoa@khach.example", by=BY, now=NOW)
    assert refused.value.customer_id == customer.pk
    assert ContactPoint.objects.filter(customer=other).count() == 1
