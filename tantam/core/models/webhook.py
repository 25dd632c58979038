from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def wanting(self, fact: str) -> WebhookEndpointQuerySet:
        """Those that run and want facts of this name."""
        return self.filter(stopped_at=None, facts__contains=[fact])


class WebhookEndpoint(models.Model):
    """An address outside that is told of facts, signed with its own secret."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    url = models.URLField(max_length=500)
    facts = ArrayField(models.CharField(max_length=60))
    secret_encrypted = models.TextField()
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    objects = WebhookEndpointQuerySet.as_manager()

    def __str__(self) -> str:
        return self.url


class WebhookCallQuerySet(models.QuerySet["WebhookCall"]):
    def due(self, *, at: datetime) -> WebhookCallQuerySet:
        return self.filter(done_at=None, given_up_at=None, next_at__lte=at)


class WebhookCall(models.Model):
    """One fact on its way to one endpoint, with what the other side answered last."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="calls")
    fact_id = models.BigIntegerField()
    body = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.TextField(default="")
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = WebhookCallQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "fact_id"], name="core_webhook_told_once")]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(done_at=None, given_up_at=None), name="core_webhook_call_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} ← fact {self.fact_id}"
