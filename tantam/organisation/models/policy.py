"""What the business has laid down for its people: policies, in editions that never change once they hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Policy(models.Model):
    """A policy; its words lie in its editions. Steps of diagrams carry it by its `key`."""

    key = models.SlugField(unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class PolicyEdition(models.Model):
    """The words of a policy from one day on, until the next edition begins or it ends (`valid_until`, that day
    included)."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="organisation_policy_edition_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="organisation_policy_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.number}"
