from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tantam.core.values.text import fold
from tantam.organisation.models import Agent, Branch, Brand, Reach


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, agent: Agent) -> CustomerQuerySet:
        """Those within the agent's reach. Whoever may help may look up who is calling: team reach and wider see all
        customers of their branches and those without a branch; own reach sees those they look after."""
        if agent.reach == Reach.ALL:
            return self
        if agent.reach in {Reach.BRANCH, Reach.TEAM}:
            return self.filter(Q(branch=None) | Q(branch__in=agent.branch_ids) | Q(owner=agent))
        return self.filter(owner=agent)

    def standing(self) -> CustomerQuerySet:
        """Without those merged into another."""
        return self.filter(merged_into=None)

    def matching(self, text: str) -> CustomerQuerySet:
        """Those with this in their name (with or without diacritics), phone, e-mail or code."""
        from tantam.customers.models.contact import ContactPoint

        folded = fold(text)
        digits = "".join(char for char in text if char.isdigit()).lstrip("0")
        reached = Q(value__contains=text.strip().lower())
        if len(digits) >= 4 and not any(char.isalpha() for char in text):
            reached |= Q(value__contains=digits)
        points = ContactPoint.objects.filter(reached, customer=OuterRef("pk"), ended_at=None)
        return self.filter(Q(name_folded__contains=folded) | Q(code=text.strip().upper()) | Exists(points))

    def born_on_a(self, day: date) -> CustomerQuerySet:
        """Those whose birthday it is, whatever the year."""
        return self.filter(born_on__isnull=False, born_on__month=day.month, born_on__day=day.day)

    def founded_on_a(self, day: date) -> CustomerQuerySet:
        """Companies whose anniversary it is, whatever the year."""
        return self.filter(founded_on__isnull=False, founded_on__month=day.month, founded_on__day=day.day)

    def in_segment(self, key: str) -> CustomerQuerySet:
        from tantam.customers.models.segment import SegmentMembership

        return self.filter(Exists(SegmentMembership.objects.filter(customer=OuterRef("pk"), segment__key=key)))


class Customer(models.Model):
    """A person, company or body that is cared for. A merged one stays as a pointer, one hop."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Individual")
        COMPANY = "company", _("Company")
        BODY = "body", _("Public body or charity")
        INTERNAL = "internal", _("Internal")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    name = models.CharField(max_length=200, blank=True)
    name_folded = models.CharField(max_length=200, blank=True)
    name_sort_key = models.CharField(max_length=400, blank=True, db_collation="C")
    address_form = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, default="vi")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", db_index=False)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    address = models.CharField(max_length=300, blank=True)
    tax_code = models.CharField(max_length=14, blank=True)
    born_on = models.DateField(null=True)
    founded_on = models.DateField(null=True)
    lapsed_reason = models.CharField(max_length=60, blank=True)
    refused_deliveries = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="customers_not_merged_into_itself"),
        ]
        indexes = [
            GinIndex(OpClass("name_folded", name="gin_trgm_ops"), name="customers_name_trigrams"),
            models.Index(fields=["name_sort_key", "id"], include=["name_folded"], name="customers_in_order"),
            models.Index(fields=["owner"], name="customers_of_owner"),
            models.Index(
                ExtractMonth("born_on"),
                ExtractDay("born_on"),
                "id",
                condition=Q(born_on__isnull=False, merged_into=None),
                name="customers_by_birthday",
            ),
            models.Index(
                ExtractMonth("founded_on"),
                ExtractDay("founded_on"),
                "id",
                condition=Q(founded_on__isnull=False, merged_into=None),
                name="customers_by_anniversary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @cached_property
    def called(self) -> str:
        """What the customer is called on a page: the name, else how they are reached, else the code.

        Asks for the contact points of a customer without a name, unless the list has asked already (`reached_at`).
        """
        from tantam.customers.models.contact import called

        reached = self.__dict__.get("reached_at")
        if reached is None:
            points = self.contact_points.filter(ended_at=None).order_by("-is_primary", "id")
            reached = "" if self.name else points.values_list("value", flat=True).first()
        return called(self.name, reached=reached or "", code=self.code)


class ServiceNote(models.Model):
    """What everyone who serves this customer must know before they speak."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="service_notes")
    text = models.CharField(max_length=300)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text
