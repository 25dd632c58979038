"""Know who is there: find the customer behind a phone or an address, or meet them for the first time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tantam.core.actions import next_number, record
from tantam.core.facts import SYSTEM, Actor
from tantam.core.values.names import name_sort_key, tidy_name
from tantam.core.values.text import fold
from tantam.customers.facts import CustomerCreated
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import Brand


def find(kind: str, value: str) -> Customer | None:
    """Return the customer reached by this phone (E.164), e-mail (lower case) or identity, None if unknown.

    A merged customer is followed to the one that stands for it.
    """
    return find_all(kind, [value]).get(value)


def find_all(kind: str, values: Iterable[str]) -> dict[str, Customer]:
    """Look many values of one kind up with one query; the unknown ones are not in the answer."""
    points = ContactPoint.objects.filter(kind=kind, value__in=list(values), ended_at=None)
    found = points.select_related("customer__merged_into")
    return {point.value: point.customer.merged_into or point.customer for point in found}


def identify(
    kind: str, *, value: str, name: str = "", brand: Brand, now: datetime, by: Actor = SYSTEM, source: str = ""
) -> Customer:
    """Find the customer by a contact point, or make one with it, in the caller's transaction.

    Two at once for the same new value get the same customer: the database lets one contact point in, the second
    takes what the first made. An empty value cannot be found again and always makes a customer.
    """
    if value and (known := find(kind, value)):
        return known
    try:
        with transaction.atomic():
            return _meet(kind, value=value, name=name, brand=brand, now=now, by=by, source=source)
    except IntegrityError:
        if value and (known := find(kind, value)):
            return known
        raise


def _meet(kind: str, *, value: str, name: str, brand: Brand, now: datetime, by: Actor, source: str) -> Customer:
    proper = tidy_name(name)[:200]
    customer = Customer.objects.create(
        code=f"KH{next_number('customer'):06}",
        name=proper,
        name_folded=fold(proper)[:200],
        name_sort_key=name_sort_key(proper)[:400],
        brand=brand,
        source=source or kind,
        created_at=now,
    )
    if value:
        ContactPoint.objects.create(customer=customer, kind=kind, value=value, is_primary=True, created_at=now)
    record(
        CustomerCreated(customer_id=customer.pk, brand_id=brand.pk), by=by, at=now, subject=f"customer:{customer.pk}"
    )
    return customer
