from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models.agent import Agent

MINUTES_A_DAY = 24 * 60


class Shift(models.Model):
    """One stretch of work of a person on a weekday, in minutes after midnight; Monday is 0. One that ends at or before
    its beginning ends on the next day."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    begins_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6, begins_minute__lt=MINUTES_A_DAY, ends_minute__lte=MINUTES_A_DAY),
                name="organisation_shift_is_of_a_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.begins_minute}–{self.ends_minute}"


class Absence(models.Model):
    """Days on which somebody does not work, both ends included, and who stands in for them then."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("Leave")
        SICK = "sick", _("Sick")
        OTHER = "other", _("Other reason")

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEAVE)
    deputy = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="organisation_absence_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["agent", "until"], name="organisation_absences")]

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.since}–{self.until}"


class Presence(models.Model):
    """Somebody said that they are away, since when and until when (None: until they say that they are back)."""

    agent = models.OneToOneField(Agent, models.CASCADE, related_name="+", primary_key=True)
    away_since = models.DateTimeField()
    away_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.agent_id} away"
