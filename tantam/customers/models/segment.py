from __future__ import annotations

from django.db import models

from tantam.customers.models.customer import Customer


class Segment(models.Model):
    """A group of customers with a promise of its own."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    condition = models.CharField(max_length=300, blank=True)
    condition_en = models.CharField(max_length=300, blank=True)
    first_response_minutes = models.PositiveIntegerField(null=True)
    rank = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class SegmentMembership(models.Model):
    """A customer is in a segment."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="memberships")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="memberships")
    since = models.DateTimeField()
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "segment"], name="customers_in_a_segment_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} ∈ {self.segment_id}"
