"""Change what stands in a customer's profile: name, forms of address, notes on how to serve them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.names import name_sort_key, tidy_name
from tantam.core.values.text import fold
from tantam.customers.facts import CustomerChanged, ServiceNoteEnded, ServiceNoteWritten
from tantam.customers.models import Customer, ServiceNote
from tantam.organisation.models import Agent


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a person may write about a customer."""

    name: str
    address_form: str
    language: str
    address: str
    born_on: date | None = None


@unit()
def change_profile(customer: Customer, *, profile: Profile, by: Agent, now: datetime) -> Customer:
    """Write the profile; the same again changes nothing. The fact names the fields, never what stands in them."""
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    name = tidy_name(profile.name)[:200]
    wanted: dict[str, object] = {
        "name": name,
        "address_form": profile.address_form[:60],
        "language": profile.language,
        "address": profile.address[:300],
        "born_on": profile.born_on,
    }
    changed = sorted(field for field, value in wanted.items() if getattr(customer, field) != value)
    if not changed:
        return customer
    wanted |= {"name_folded": fold(name)[:200], "name_sort_key": name_sort_key(name)[:400]}
    for field, value in wanted.items():
        setattr(customer, field, value)
    customer.save(update_fields=list(wanted))
    _record(CustomerChanged(customer_id=customer.pk, fields=changed), customer.pk, by=by, now=now)
    return customer


@unit()
def hand_over_customers(gone_id: int, *, successor: Agent | None, by: Actor, now: datetime) -> int:
    """Whom somebody who has left looked after, their successor looks after now (None: nobody); return how many."""
    customers = Customer.objects.filter(owner=gone_id).order_by("id").select_for_update(of=("self",))
    handed_over = list(customers.values_list("pk", flat=True))
    Customer.objects.filter(pk__in=handed_over).update(owner=successor)
    for pk in handed_over:
        record(CustomerChanged(customer_id=pk, fields=["owner"]), by=by, at=now, subject=f"customer:{pk}")
    return len(handed_over)


@unit()
def move_customers(branch_id: int, *, to_branch: int) -> int:
    """Customers of one branch belong to another from now on; the branch's own fact says so for all of them. Return how
    many."""
    return Customer.objects.filter(branch=branch_id).update(branch=to_branch)


@unit()
def write_service_note(customer: Customer, *, text: str, by: Agent, now: datetime) -> ServiceNote | None:
    """Say what everybody must know before they speak to this customer; an empty note is none."""
    if not text.strip():
        return None
    note = ServiceNote.objects.create(customer=customer, text=text.strip()[:300], by=by, at=now)
    _record(ServiceNoteWritten(customer_id=customer.pk, note_id=note.pk), customer.pk, by=by, now=now)
    return note


@unit()
def end_service_note(note: ServiceNote, *, by: Agent, now: datetime) -> None:
    """The note no longer holds; it is kept with the instant it ended. Ending it again changes nothing."""
    if ServiceNote.objects.filter(pk=note.pk, ended_at=None).update(ended_at=now):
        _record(ServiceNoteEnded(customer_id=note.customer_id, note_id=note.pk), note.customer_id, by=by, now=now)


def _record(
    fact: CustomerChanged | ServiceNoteWritten | ServiceNoteEnded, pk: int, *, by: Agent, now: datetime
) -> None:
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"customer:{pk}")
