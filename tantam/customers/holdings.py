"""What the customers' room keeps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.core.registry import Holdings, hold
from tantam.customers.models import (
    Asset,
    ContactPoint,
    Customer,
    DismissedContact,
    Order,
    Segment,
    SegmentMembership,
    ServiceNote,
)

hold(
    Holdings(
        app="customers",
        kept=(Segment,),
        emptied=(Customer, ContactPoint, DismissedContact, ServiceNote, Order, Asset, SegmentMembership),
        subjects=("customer",),
        series=("customer",),
        names={Segment: _("Customer segments"), Customer: _("Customers"), Order: _("Orders"), Asset: _("Vehicles")},
    )
)
