"""Know who is there: find the customer behind a phone or an address, or meet them for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from tantam.core.actions import next_numbers, record_all
from tantam.core.actions.rows import insert_all
from tantam.core.actions.unit import unit
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
    kind: str, value: str, *, name: str = "", brand: Brand, now: datetime, by: Actor = SYSTEM, source: str = ""
) -> Customer:
    """Find the customer by a contact point, or make one with it, in the caller's transaction.

    Two at once for the same new value get the same customer: the database lets one contact point in, the second
    takes what the first made. An empty value cannot be found again and always makes a customer.
    """
    if value and (known := find(kind, value)):
        return known
    return _meet_or_find(kind, value, Newcomer(name, brand, source or kind), now=now, by=by)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who may be met for the first time."""

    name: str
    brand: Brand
    source: str


def identify_all(
    kind: str, newcomers: Mapping[str, Newcomer], *, now: datetime, by: Actor = SYSTEM
) -> dict[str, Customer]:
    """Identify many by their contact points with few statements, however many are new."""
    known = find_all(kind, newcomers)
    new = {value: newcomer for value, newcomer in newcomers.items() if value not in known}
    try:
        with unit():
            return known | _meet_all(kind, new, now=now, by=by)
    except IntegrityError:  # somebody else met one of them meanwhile
        return known | {value: _meet_or_find(kind, value, one, now=now, by=by) for value, one in new.items()}


def _meet_or_find(kind: str, value: str, newcomer: Newcomer, *, now: datetime, by: Actor) -> Customer:
    try:
        with unit():
            return _meet_all(kind, {value: newcomer}, now=now, by=by)[value]
    except IntegrityError:
        if value and (known := find(kind, value)):
            return known
        raise


def _meet_all(kind: str, newcomers: Mapping[str, Newcomer], *, now: datetime, by: Actor) -> dict[str, Customer]:
    if not newcomers:
        return {}
    numbers = next_numbers("customer", count=len(newcomers))
    made = {
        value: _customer(newcomer, number=number, now=now)
        for (value, newcomer), number in zip(newcomers.items(), numbers, strict=True)
    }
    insert_all(list(made.values()))
    points = [
        ContactPoint(customer=customer, kind=kind, value=value, is_primary=True, created_at=now)
        for value, customer in made.items()
        if value
    ]
    insert_all(points)
    facts = [
        (CustomerCreated(customer_id=one.pk, brand_id=one.brand_id), f"customer:{one.pk}") for one in made.values()
    ]
    record_all(facts, by=by, at=now)
    return made


def _customer(newcomer: Newcomer, *, number: int, now: datetime) -> Customer:
    proper = tidy_name(newcomer.name)[:200]
    return Customer(
        code=f"KH{number:06}",
        name=proper,
        name_folded=fold(proper)[:200],
        name_sort_key=name_sort_key(proper)[:400],
        brand=newcomer.brand,
        source=newcomer.source,
        created_at=now,
    )
