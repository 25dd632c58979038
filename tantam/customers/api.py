"""Customers for programs: within the rights and reach of the token's agent."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from tantam.core.actions import unit
from tantam.core.facts import Actor
from tantam.core.values.identifiers import NotAnEmailAddress, email_key
from tantam.core.values.phones import NotAPhoneNumber, parse_phone
from tantam.customers import actions
from tantam.customers.actions import BelongsToAnother
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.api import Line, Listed, Number, Problem, Strict, access, agent_of
from tantam.organisation.models import Agent, Brand, Scope

customers = Router(tags=["customers"])

READ = access("customer.see", Scope.CUSTOMERS_READ)
WRITE = access("customer.change", Scope.CUSTOMERS_WRITE)
PAGE = 50
SOURCE = "api"


class PointShown(Schema):
    """A way to reach a customer: phones in E.164, e-mail in lower case."""

    kind: str
    value: str
    label: str
    is_primary: bool


class CustomerShown(Schema):
    code: str
    uuid: uuid.UUID
    kind: str
    name: str
    address_form: str
    language: str
    owner: str | None
    branch: str | None
    created_at: datetime
    merged_into: str | None
    contact_points: list[PointShown]


class CustomerList(Schema):
    """`next` is what to send as `after` for the page that follows, empty on the last one."""

    items: list[CustomerShown]
    next: str


class PointGiven(Strict):
    kind: Annotated[str, Field(pattern="^(phone|email)$")]
    value: Line
    label: Annotated[Line, Field(max_length=60)] = ""


class CustomerGiven(Strict):
    """A customer is met by at least one way to reach them."""

    name: Annotated[Line, Field(max_length=200)]
    contact_points: Annotated[list[PointGiven], Field(min_length=1, max_length=10)]


class Wanted(Schema):
    """`q`: part of a name (with or without diacritics), a phone, an e-mail or the code."""

    model_config = ConfigDict(extra="forbid")

    q: Line = ""
    after: Number = ""
    limit: Listed = PAGE


@customers.get("", auth=READ, response=CustomerList, url_name="customers")
def list_(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """The customers within reach, by name in Vietnamese order."""
    found = Customer.objects.standing().visible_to(agent_of(request))
    if wanted.q:
        found = found.matching(wanted.q)
    if last := Customer.objects.filter(code=wanted.after).first():
        key = last.name_sort_key
        behind = Q(name_sort_key__gt=key) | Q(name_sort_key=key, id__gt=last.pk)
        found = found.filter(behind, name_sort_key__gte=key)
    rows = list(_loaded(found).order_by("name_sort_key", "id")[: wanted.limit + 1])
    shown = [_shown(customer) for customer in rows[: wanted.limit]]
    return {"items": shown, "next": shown[-1].code if len(rows) > wanted.limit else ""}


@customers.get("/{code}", auth=READ, response=CustomerShown, url_name="customer")
def get(request: HttpRequest, code: Number) -> CustomerShown:
    """One customer; a merged one names the one that stands for it."""
    return _shown(_customer(request, code))


@customers.post("", auth=WRITE, response={200: CustomerShown, 201: CustomerShown}, url_name="customers")
def create(request: HttpRequest, given: CustomerGiven) -> Status[CustomerShown]:
    """Create a customer (201); one who is known by the first contact point is returned as they are (200)."""
    agent = agent_of(request)
    points = [(point, address_key(point.kind, point.value)) for point in given.contact_points]
    with unit():
        first, value = points[0]
        customer, is_new = met(kind=first.kind, value=value, name=given.name, by=agent)
        if not is_new:
            return Status(200, _shown(_customer(request, customer.code)))
        for point, further in points[1:]:
            _add(customer, point, further, by=agent)
    return Status(201, _shown(_loaded(Customer.objects.filter(pk=customer.pk)).get()))


@customers.post("/{code}/contact-points", auth=WRITE, response={201: CustomerShown}, url_name="customer_contact_points")
def add_contact_point(request: HttpRequest, code: Number, given: PointGiven) -> CustomerShown:
    """Add a way to reach a customer; adding it again changes nothing."""
    customer = _customer(request, code)
    _add(customer, given, address_key(given.kind, given.value), by=agent_of(request))
    return _shown(_customer(request, code))


def met(*, kind: str, value: str, name: str, by: Agent) -> tuple[Customer, bool]:
    """The customer with this contact point, and whether they are new."""
    is_new = actions.find(kind, value) is None
    brand = Brand.objects.order_by("id")[0]
    actor, now = Actor.agent(by.pk), timezone.now()
    return actions.identify(kind, value, name=name, brand=brand, now=now, by=actor, source=SOURCE), is_new


def address_key(kind: str, value: str) -> str:
    """A phone in E.164, an e-mail in lower case. Raises Problem for what is neither."""
    try:
        return parse_phone(value).e164 if kind == ContactPoint.Kind.PHONE else email_key(value)
    except (NotAPhoneNumber, NotAnEmailAddress):
        detail = _("“%(value)s” is no phone number or e-mail address.") % {"value": value[:80]}
        raise Problem(422, "invalid", _("Some values are not usable"), detail) from None


def _add(customer: Customer, point: PointGiven, value: str, *, by: Agent) -> None:
    try:
        actions.add_contact_point(
            customer, kind=point.kind, value=value, label=point.label, by=Actor.agent(by.pk), now=timezone.now()
        )
    except BelongsToAnother:
        detail = _("This phone or e-mail leads to another customer already.")
        raise Problem(409, "belongs-to-another", _("This cannot be done now."), detail) from None


def _customer(request: HttpRequest, code: str) -> Customer:
    customer = _loaded(Customer.objects.visible_to(agent_of(request))).filter(code=code).first()
    if customer is None:
        raise Http404
    return customer


def _loaded(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    points = ContactPoint.objects.filter(ended_at=None).order_by("kind", "-is_primary", "id")
    related = rows.select_related("owner", "branch", "merged_into")
    return related.prefetch_related(Prefetch("contact_points", points))


def _shown(customer: Customer) -> CustomerShown:
    return CustomerShown(
        code=customer.code,
        uuid=customer.uuid,
        kind=customer.kind,
        name=customer.name,
        address_form=customer.address_form,
        language=customer.language,
        owner=customer.owner.username if customer.owner else None,
        branch=customer.branch.key if customer.branch else None,
        created_at=customer.created_at,
        merged_into=customer.merged_into.code if customer.merged_into else None,
        contact_points=[
            PointShown(kind=point.kind, value=point.value, label=point.label, is_primary=point.is_primary)
            for point in customer.contact_points.all()
        ],
    )
