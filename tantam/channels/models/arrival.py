from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tantam.channels.models.channel import Channel


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def unread(self, *, at: datetime) -> ArrivalQuerySet:
        return self.filter(state=Arrival.State.STORED, next_at__lte=at)

    def in_tray(self) -> ArrivalQuerySet:
        """Those that a person must look at: could not be read, or held back with a reason."""
        return self.filter(state__in=[Arrival.State.UNREADABLE, Arrival.State.HELD])


class Arrival(models.Model):
    """A raw message as received, kept before anything is done with it."""

    class State(models.TextChoices):
        STORED = "stored"
        READ = "read"
        DUPLICATE = "duplicate"
        HELD = "held"
        UNREADABLE = "unreadable"

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    # stored uncompressed (see the migration): most of a mail is base64, which compresses badly and costs dearly
    raw = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    envelope_from = models.CharField(max_length=254, blank=True)
    envelope_to = ArrayField(models.CharField(max_length=254), default=list)
    source = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    # why it was held or could not be read: a code, for the second followed by the error in its own words
    reason = models.CharField(max_length=200, blank=True)
    # who lets a held one in despite its reason
    released_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    message = models.ForeignKey("channels.Message", models.PROTECT, null=True, related_name="arrivals", db_index=False)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "source"], condition=~Q(source=""), name="channels_fetched_from_a_place_once"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state="stored"), name="channels_arrival_unread"),
            models.Index(fields=["id"], condition=Q(state__in=["unreadable", "held"]), name="channels_arrival_in_tray"),
            models.Index(fields=["message"], name="channels_arrival_of_message"),
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk} {self.state}"
