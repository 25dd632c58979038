"""Customers: one record each, how they are reached, what they bought and own, the segments they are in."""

from tantam.customers.models.contact import ContactPoint, DismissedContact, called, reached_at
from tantam.customers.models.customer import Customer, CustomerQuerySet, ServiceNote
from tantam.customers.models.purchase import Asset, Order
from tantam.customers.models.segment import Segment, SegmentMembership

__all__ = [
    "Asset",
    "ContactPoint",
    "Customer",
    "CustomerQuerySet",
    "DismissedContact",
    "Order",
    "Segment",
    "SegmentMembership",
    "ServiceNote",
    "called",
    "reached_at",
]
