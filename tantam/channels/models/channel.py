from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Branch, Brand


class ChannelKind(models.TextChoices):
    """The touchpoints; icons and colours hang on these keys."""

    EMAIL = "email", _("E-mail")
    ZALO = "zalo", "Zalo"
    FACEBOOK = "facebook", "Facebook"
    PHONE = "phone", _("Phone")
    SMS = "sms", "SMS"
    CHAT = "chat", _("Web chat")
    WEB = "web", _("Web form")
    COUNTER = "counter", _("Counter")
    API = "api", "API"
    INTERNAL = "internal", _("Internal")


class ChannelQuerySet(models.QuerySet["Channel"]):
    def running(self) -> ChannelQuerySet:
        return self.filter(stopped_at=None)


class Channel(models.Model):
    """One door through which customers come: a mailbox, a hotline, a counter."""

    kind = models.CharField(max_length=10, choices=ChannelKind)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=254, blank=True)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    settings = models.JSONField(default=dict)
    secret_encrypted = models.TextField(blank=True)
    position = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    last_received_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    last_checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "address"], condition=~Q(address=""), name="channels_address_once_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name
