"""What is promised to whom: service levels, in editions that never change what was promised before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tantam.cases.models.case import Case
from tantam.channels.models import ChannelKind
from tantam.customers.models import Segment


class LevelEdition(models.Model):
    """A change of the service levels: who laid down what and why.

    With `reckons_open` the tickets that are open follow it: the worker goes through them by id (`reckoned_to`) until
    `reckoned_at`, and counts those that it `changed`.
    """

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    reckons_open = models.BooleanField(default=False)
    reckoned_to = models.BigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    reckoned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.number}"


class ServiceLevelQuerySet(models.QuerySet["ServiceLevel"]):
    def holding(self) -> ServiceLevelQuerySet:
        """Those that hold now, in the order in which they are asked."""
        return self.filter(ended=None).order_by("rank", "id")


class ServiceLevel(models.Model):
    """A promise of time: the first whose conditions fit holds, by rank. Empty conditions fit everything.

    What it promises never changes: a new row takes its place with the edition that `ended` it, and clocks go on
    pointing at the one they were promised by. Only its rank moves.
    """

    rank = models.PositiveSmallIntegerField()
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Case.Kind, blank=True)
    urgency = models.CharField(max_length=10, choices=Case.Urgency, blank=True)
    channel_kind = models.CharField(max_length=10, choices=ChannelKind, blank=True, default="", db_default="")
    first_response_minutes = models.PositiveIntegerField()
    next_response_minutes = models.PositiveIntegerField(null=True)
    resolution_minutes = models.PositiveIntegerField(null=True)
    begun = models.ForeignKey(LevelEdition, models.PROTECT, null=True, related_name="begun")
    ended = models.ForeignKey(LevelEdition, models.PROTECT, null=True, related_name="ended")

    objects = ServiceLevelQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["rank"], condition=Q(ended=None), name="cases_levels_that_hold")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.first_response_minutes}"
