from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a token may be used for, within the rights of the person it acts as."""

    CASES_READ = "cases:read", _("Read tickets")
    CASES_WRITE = "cases:write", _("Open, answer and change tickets")
    CUSTOMERS_READ = "customers:read", _("Read customers")
    CUSTOMERS_WRITE = "customers:write", _("Create customers, add ways to reach them")
    MESSAGES_READ = "messages:read", _("Read messages")
    PROCESSES_WRITE = "processes:write", _("Send messages to running processes")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self, *, at: datetime) -> ApiTokenQuerySet:
        """Neither revoked nor expired, of somebody who still works here."""
        alive = self.filter(revoked_at=None, agent__is_active=True, agent__left_on=None)
        return alive.filter(Q(expires_at=None) | Q(expires_at__gt=at))


class ApiToken(models.Model):
    """A key with which a program acts as an agent, within scopes. Only its hash is kept."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_expired(self, *, at: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= at


class TokenUse(models.Model):
    """How many requests of this minute (since 1970) the processes have set aside for themselves."""

    token = models.OneToOneField(ApiToken, models.CASCADE, primary_key=True, related_name="+")
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.token_id}: {self.count}"


class KeptAnswer(models.Model):
    """What a POST with an `Idempotency-Key` was answered: the same key again gets it again, and changes nothing."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="organisation_idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["at"], name="organisation_answers_by_age")]

    def __str__(self) -> str:
        return self.key
