"""What happens to customers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Fact):
    """A customer was met for the first time."""

    name = "customer.created"
    label = _("A new customer was met")
    customer_id: int
    brand_id: int


@dataclass(frozen=True, kw_only=True)
class ContactPointAdded(Fact):
    """There is one more way to reach a customer."""

    name = "customer.contact_point_added"
    label = _("A way to reach a customer was added")
    customer_id: int
    contact_point_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ContactPointDismissed(Fact):
    """What was offered as a way to reach a customer is not theirs; the value stands in the row alone."""

    name = "customer.contact_point_dismissed"
    label = _("A way to reach a customer was waved away")
    customer_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(Fact):
    """Somebody changed the profile: the names of the fields, never what stands in them."""

    name = "customer.changed"
    label = _("A customer profile was changed")
    customer_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ServiceNoteWritten(Fact):
    name = "customer.service_note_written"
    label = _("A service note was written")
    customer_id: int
    note_id: int


@dataclass(frozen=True, kw_only=True)
class ServiceNoteEnded(Fact):
    name = "customer.service_note_ended"
    label = _("A service note was ended")
    customer_id: int
    note_id: int
