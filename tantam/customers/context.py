"""What the customers' pages show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import get_language

from tantam.core.values.forms_of_address import form_of_address
from tantam.customers.models import Asset, ContactPoint, Customer, Order, Segment, SegmentMembership, ServiceNote
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.ui.values import formatting

ORDERS_SHOWN = 12
TONES = {"vip": "warning", "wholesale": "info", "unhappy": "error", "loyal": "success"}


def rows_of(customers: Sequence[Customer]) -> list[dict[str, Any]]:
    """The rows of the list with phone and segments, two queries for all."""
    ids = [one.pk for one in customers]
    points = ContactPoint.objects.filter(customer__in=ids, ended_at=None, kind__in=["phone", "email"])
    reached: dict[int, dict[str, str]] = {}
    for customer_id, kind, value in points.order_by("-is_primary", "id").values_list("customer_id", "kind", "value"):
        reached.setdefault(customer_id, {}).setdefault(kind, value)
    segments: dict[int, list[dict[str, str]]] = {}
    memberships = SegmentMembership.objects.filter(customer__in=ids).select_related("segment")
    for one in memberships.order_by("segment__rank"):
        segments.setdefault(one.customer_id, []).append(segment_of(one.segment))
    return [
        {
            "customer": one,
            "phone": formatting.phone(reached.get(one.pk, {}).get("phone", "")),
            "email": reached.get(one.pk, {}).get("email", ""),
            "segments": segments.get(one.pk, [])[:2],
        }
        for one in customers
    ]


def segment_of(segment: Segment) -> dict[str, str]:
    """A segment's name in the reader's language, and its tone."""
    name = segment.name_en if get_language() == "en" and segment.name_en else segment.name
    return {"key": segment.key, "name": name, "tone": TONES.get(segment.key, "neutral")}


def profile_context(customer: Customer, *, agent: Agent, now: datetime) -> dict[str, Any]:
    """Everything of the customer's own rows."""
    memberships = SegmentMembership.objects.filter(customer=customer).select_related("segment")
    orders = Order.objects.filter(customer=customer)
    return {
        "customer": customer,
        "form_of_address": form_of_address(customer.address_form),
        "segments": [segment_of(one.segment) for one in memberships.order_by("segment__rank")],
        "points": list(ContactPoint.objects.filter(customer=customer, ended_at=None).order_by("kind", "id")),
        "notes": list(ServiceNote.objects.filter(customer=customer, ended_at=None).select_related("by").order_by("id")),
        "orders": list(orders.order_by("-placed_at")[:ORDERS_SHOWN]),
        "spent_vnd": orders.aggregate(spent=Sum("total_vnd"))["spent"] or 0,
        "assets": list(Asset.objects.filter(customer=customer).order_by("id")),
        "may_change": has_right(agent, "customer.change"),
        "now": now,
    }
