"""A trial of a version beside the published one: what it is judged by, on how many, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tantam.organisation.models import Agent
from tantam.process.models.process import Version


class Trial(models.Model):
    """One version against the one published beside it.

    `measure` is what decides, `guards` are those that must not get worse: both are named before anybody sees a figure
    and stay. `shares` tells since when how many percent were meant for it: [[instant, percent], …]. With the end the
    figures of that moment are kept (`figures`), and who ended it why.
    """

    version = models.OneToOneField(Version, models.PROTECT, related_name="trial")
    control = models.ForeignKey(Version, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60, blank=True)
    guards = models.JSONField(default=list)
    shares = models.JSONField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)
    is_kept = models.BooleanField(null=True)
    figures = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, is_kept=None, figures=None)
                | Q(ended_at__isnull=False, is_kept__isnull=False, figures__isnull=False),
                name="process_an_ended_trial_has_its_figures",
            ),
            models.CheckConstraint(
                condition=~Q(version=models.F("control")), name="process_a_trial_is_against_another_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} beside {self.control_id}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None
