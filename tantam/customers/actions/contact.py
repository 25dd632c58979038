from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.customers.facts import ContactPointAdded, ContactPointDismissed
from tantam.customers.models import ContactPoint, Customer, DismissedContact


class BelongsToAnother(Exception):
    """The phone or address already leads to another customer; merging the two is a decision of its own."""

    def __init__(self, customer_id: int) -> None:
        super().__init__(f"belongs to customer {customer_id}")
        self.customer_id = customer_id


@unit()
def add_contact_point(
    customer: Customer, *, kind: str, value: str, label: str = "", by: Actor, now: datetime
) -> ContactPoint:
    """Add one way to reach a customer; the first of its kind becomes the primary one. Adding it again changes nothing.

    Raises BelongsToAnother.
    """
    Customer.objects.select_for_update().get(pk=customer.pk)
    known = ContactPoint.objects.filter(kind=kind, value=value, ended_at=None)
    if point := known.first():
        return _own(point, customer)
    is_first = not ContactPoint.objects.filter(customer=customer, kind=kind, ended_at=None).exists()
    try:
        with unit():
            point = ContactPoint.objects.create(
                customer=customer, kind=kind, value=value, label=label, is_primary=is_first, created_at=now
            )
    except IntegrityError:  # somebody else was quicker with this value
        return _own(known.get(), customer)
    fact = ContactPointAdded(customer_id=customer.pk, contact_point_id=point.pk, kind=kind)
    record(fact, by=by, at=now, subject=f"customer:{customer.pk}")
    return point


@unit()
def dismiss_contact(customer: Customer, *, kind: str, value: str, by: Actor, now: datetime) -> None:
    """This is not the customer's: it is never offered for their card again. The same again changes nothing."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    _row, is_new = DismissedContact.objects.get_or_create(
        customer=customer, kind=kind, value=value, defaults={"dismissed_at": now}
    )
    if is_new:
        fact = ContactPointDismissed(customer_id=customer.pk, kind=kind)
        record(fact, by=by, at=now, subject=f"customer:{customer.pk}")


def _own(point: ContactPoint, customer: Customer) -> ContactPoint:
    if point.customer_id != customer.pk:
        raise BelongsToAnother(point.customer_id)
    return point
