"""What happens to customers."""

from __future__ import annotations

from dataclasses import dataclass

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Fact):
    """A customer was met for the first time."""

    name = "customer.created"
    customer_id: int
    brand_id: int


@dataclass(frozen=True, kw_only=True)
class ContactPointAdded(Fact):
    """There is one more way to reach a customer."""

    name = "customer.contact_point_added"
    customer_id: int
    contact_point_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(Fact):
    """Somebody changed the profile: the names of the fields, never what stands in them."""

    name = "customer.changed"
    customer_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ServiceNoteWritten(Fact):
    name = "customer.service_note_written"
    customer_id: int
    note_id: int


@dataclass(frozen=True, kw_only=True)
class ServiceNoteEnded(Fact):
    name = "customer.service_note_ended"
    customer_id: int
    note_id: int
