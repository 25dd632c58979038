from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tantam.core.values.phones import shown
from tantam.customers.models.customer import Customer


class ContactPoint(models.Model):
    """One way to reach a customer: a phone in E.164, an e-mail in lower case, an identity at a provider."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        ZALO = "zalo", "Zalo"
        FACEBOOK = "facebook", "Facebook"
        CHAT = "chat", _("Web chat")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=254)
    label = models.CharField(max_length=60, blank=True)
    is_primary = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(ended_at=None), name="customers_contact_point_has_one_customer"
            ),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(ended_at=None, is_primary=True),
                name="customers_one_primary_of_a_kind",
            ),
        ]
        indexes = [GinIndex(OpClass("value", name="gin_trgm_ops"), name="customers_contact_trigrams")]

    def __str__(self) -> str:
        return self.value


class DismissedContact(models.Model):
    """A way to reach somebody that was offered for a customer's card and that a person said is not theirs."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ContactPoint.Kind)
    value = models.CharField(max_length=254)
    dismissed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "value"], name="customers_contact_is_dismissed_once_for_a_customer"
            )
        ]

    def __str__(self) -> str:
        return self.value


def reached_at(customer: str) -> Combinable:
    """By which phone or address a customer without a name is known, "" for one with a name: in place of the name in
    lists. `customer` is the path to the customer from the list's own rows, "" in a list of customers."""
    path = f"{customer}__" if customer else ""
    points = ContactPoint.objects.filter(customer=OuterRef(f"{path}pk"), ended_at=None)
    first = points.order_by("-is_primary", "id").values("value")[:1]
    asked = models.Case(models.When(**{f"{path}name": ""}, then=Subquery(first)), default=models.Value(""))
    return Coalesce(asked, models.Value(""), output_field=models.CharField())


def called(name: str, *, reached: str, code: str) -> str:
    """What a customer is called in a list: their name, else how they are reached, else their code."""
    return name or (shown(reached) if reached.startswith("+") else reached) or code
