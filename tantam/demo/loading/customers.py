"""600 customers with their contact points, segments, orders and vehicles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from tantam.core.actions.numbers import next_numbers
from tantam.core.values.names import name_sort_key
from tantam.core.values.text import fold
from tantam.customers.models import Asset, ContactPoint, Customer, Order, SegmentMembership, ServiceNote
from tantam.demo.content import ZONE
from tantam.demo.content.customers import Customer as Person
from tantam.demo.loading.business import House

KINDS = {"individual": Customer.Kind.PERSON, "company": Customer.Kind.COMPANY, "internal": Customer.Kind.INTERNAL}


def load_customers(people: Sequence[Person], house: House, *, now: datetime) -> list[Customer]:
    """Write them all in a handful of statements; return the rows in the order of `people`."""
    numbers = next_numbers("customer", count=len(people))
    rows = Customer.objects.bulk_create(
        [_customer(person, number, house, now=now) for person, number in zip(people, numbers, strict=True)]
    )
    pairs = list(zip(people, rows, strict=True))
    ContactPoint.objects.bulk_create([point for person, row in pairs for point in _points(person, row, now=now)])
    SegmentMembership.objects.bulk_create(
        SegmentMembership(customer=row, segment=house.segments[person.segment], since=now) for person, row in pairs
    )
    ServiceNote.objects.bulk_create(
        ServiceNote(customer=row, text=note["vi"], at=now) for person, row in pairs for note in person.notes
    )
    Order.objects.bulk_create([order for person, row in pairs for order in _orders(person, row)])
    Asset.objects.bulk_create(
        Asset(
            customer=row,
            name=vehicle.model,
            plate=vehicle.plate,
            serial=vehicle.frame,
            mileage_km=vehicle.odometer_km,
            bought_on=vehicle.bought_on,
            warranty_until=vehicle.warranty_until,
        )
        for person, row in pairs
        for vehicle in person.vehicles
    )
    return rows


def _customer(person: Person, number: int, house: House, *, now: datetime) -> Customer:
    return Customer(
        code=f"KH{number:06}",
        kind=KINDS.get(person.kind, Customer.Kind.PERSON),
        name=person.name,
        name_folded=fold(person.name),
        name_sort_key=name_sort_key(person.name),
        address_form=person.form,
        brand=house.brand,
        owner=house.agents[person.owner] if person.owner else None,
        address=", ".join(
            part for part in (person.address.street, person.address.commune, person.address.province) if part
        ),
        tax_code=person.tax_code,
        born_on=person.birthday,
        founded_on=person.anniversary,
        lapsed_reason=person.lapse_reason,
        refused_deliveries=sum(order.was_refused for order in person.orders),
        created_at=_known_since(person, now=now),
    )


def _known_since(person: Person, *, now: datetime) -> datetime:
    """The day of the first purchase; who has bought nothing is known since today."""
    days = [*(order.on for order in person.orders), *(vehicle.bought_on for vehicle in person.vehicles)]
    return min([now, *(datetime.combine(day, time(), now.tzinfo) for day in days)])


def _points(person: Person, row: Customer, *, now: datetime) -> list[ContactPoint]:
    found = [(ContactPoint.Kind.PHONE, person.phone), (ContactPoint.Kind.EMAIL, person.email)]
    return [
        ContactPoint(customer=row, kind=kind, value=value, is_primary=True, created_at=now)
        for kind, value in found
        if value
    ]


def _orders(person: Person, row: Customer) -> list[Order]:
    return [
        Order(
            customer=row,
            number=order.code,
            placed_at=datetime.combine(order.on, time(10), tzinfo=ZONE),
            total_vnd=order.total_vnd,
            summary=f"{order.quantity} × {order.item['vi']}",
            state=Order.State.FAILED if order.was_refused else Order.State.DELIVERED,
        )
        for order in person.orders
    ]
