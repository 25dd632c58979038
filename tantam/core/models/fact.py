from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from tantam.core.facts import Actor, Fact, Told, read_fact


class Seal(models.Model):
    """One link of the hash chain over facts: it covers `facts_count` facts and the seal before it."""

    at = models.DateTimeField()
    facts_count = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["previous_hash"], name="core_seal_has_one_successor")]

    def __str__(self) -> str:
        return f"seal {self.pk}"


class FactRow(models.Model):
    """A fact as kept for good: the history, the audit trail and the event log. Nothing refers to it by key."""

    name = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60)
    data = models.JSONField()
    seal_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "core_fact"
        indexes = [
            models.Index(fields=["subject", "id"], name="core_fact_of_subject"),
            models.Index(fields=["name", "at"], name="core_fact_by_name"),
            models.Index(fields=["id"], condition=Q(seal_id=None), name="core_fact_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"

    def fact(self) -> Fact:
        return read_fact(self.name, self.version, self.data)

    def told(self) -> Told:
        return Told(fact_id=self.pk, at=self.at, by=Actor(self.actor_kind, self.actor_id), subject=self.subject)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, at: datetime) -> DeliveryQuerySet:
        return self.filter(given_up_at=None, next_at__lte=at)

    def given_up(self) -> DeliveryQuerySet:
        return self.exclude(given_up_at=None)

    def first_of_their_subject(self) -> DeliveryQuerySet:
        """Leave out those that must wait for an earlier one about the same subject."""
        earlier = Delivery.objects.filter(
            reaction=models.OuterRef("reaction"), subject=models.OuterRef("subject"), id__lt=models.OuterRef("id")
        ).filter(Q(given_up_at=None), Q(attempts__gt=0))
        return self.exclude(models.Exists(earlier))


class Delivery(models.Model):
    """One fact still to be told to one reaction; the row goes when the reaction has committed."""

    fact_id = models.BigIntegerField()
    reaction = models.CharField(max_length=120)
    subject = models.CharField(max_length=60)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.TextField(default="")
    given_up_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(F("reaction"), F("id"), condition=Q(given_up_at=None), name="core_delivery_waiting"),
            models.Index(fields=["reaction", "subject", "id"], name="core_delivery_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} ← fact {self.fact_id}"
