"""The house itself as a customer: whom internal matters are about that nobody has asked for."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from tantam.core.actions import next_numbers, record_all
from tantam.core.actions.rows import insert
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM
from tantam.core.values.names import name_sort_key
from tantam.core.values.text import fold
from tantam.customers.facts import CustomerCreated
from tantam.customers.models import Customer
from tantam.organisation.models import Brand
from tantam.organisation.queries import the_business

SOURCE = "house"


@unit(savepoint=False)
def the_house(brand: Brand, *, now: datetime) -> Customer:
    """The one internal customer that stands for the business; made when it is first needed."""
    if (found := _known(brand)) is not None:
        return found
    with connection.cursor() as cursor:  # two at once: the second takes what the first made
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('customers.the-house', 0))")
    if (found := _known(brand)) is not None:
        return found
    business = the_business()
    name = (business.name if business else brand.name)[:200]
    made = insert(
        Customer(
            code=f"KH{next_numbers('customer', count=1)[0]:06}",
            kind=Customer.Kind.INTERNAL,
            name=name,
            name_folded=fold(name)[:200],
            name_sort_key=name_sort_key(name)[:400],
            brand=brand,
            source=SOURCE,
            created_at=now,
        )
    )
    record_all([(CustomerCreated(customer_id=made.pk, brand_id=brand.pk), f"customer:{made.pk}")], by=SYSTEM, at=now)
    return made


def _known(brand: Brand) -> Customer | None:
    houses = Customer.objects.standing().filter(kind=Customer.Kind.INTERNAL, source=SOURCE, brand=brand)
    return houses.select_related("brand", "branch").order_by("id").first()
