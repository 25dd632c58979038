from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.cases.models.case import Case
from tantam.cases.models.level import ServiceLevel
from tantam.organisation.models import Agent, WorkingCalendar


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> ClockQuerySet:
        return self.filter(stopped_at=None, paused_at=None)

    def breached_unnoticed(self, *, at: datetime) -> ClockQuerySet:
        return self.running().filter(due_at__lte=at, breached_at=None)

    def to_take_higher(self, *, at: datetime) -> ClockQuerySet:
        """Those missed long enough that the next one up is to hear of it."""
        return self.running().filter(escalate_at__lte=at)

    def near(self, *, at: datetime) -> ClockQuerySet:
        """Those whose warning time has come, and not their end."""
        return self.running().filter(warn_at__lte=at, due_at__gt=at, warned_at=None, breached_at=None)


class Clock(models.Model):
    """A promise that runs in business time. Attained or missed is kept for good.

    `level`: the service level that promised it, None where none did. `told_due_at`: what the customer was told about
    it; it may come nearer then, never go farther. `paused_seconds`: business time it stood still, over all pauses that
    ended. `waits_for_customer`: the clock of a step that stands still from our answer until the customer speaks
    (`actions.standing_still`). Once missed, `escalated` steps up the line know of it, and the next one hears at
    `escalate_at`.

    The promise to answer of a case that is closed without an answer stands still until it is opened again: neither kept
    nor missed.
    """

    class Kind(models.TextChoices):
        FIRST_RESPONSE = "first-response", _("First response")
        NEXT_RESPONSE = "next-response", _("Next response")
        RESOLUTION = "resolution", _("Resolution")
        STEP = "step", _("Step")
        PROMISE = "promise", _("Promise to answer")

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=16, choices=Kind)
    calendar = models.ForeignKey(WorkingCalendar, models.PROTECT, related_name="+", db_index=False)
    token_id = models.BigIntegerField(null=True)
    node = models.TextField(blank=True)
    level = models.ForeignKey(ServiceLevel, models.PROTECT, null=True, related_name="+", db_index=False)
    promised_seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    told_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    remaining_seconds = models.IntegerField(null=True)
    waits_for_customer = models.BooleanField(default=False, db_default=False)
    paused_seconds = models.PositiveIntegerField(default=0, db_default=0)
    stopped_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_met = models.BooleanField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(stopped_at=None, kind__in=["first-response", "next-response", "resolution"]),
                name="cases_one_running_clock_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["case", "token_id"], condition=Q(stopped_at=None, kind="step"), name="cases_one_clock_of_a_step"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, is_met=None) | Q(stopped_at__isnull=False, is_met__isnull=False),
                name="cases_stopped_clock_is_met_or_missed",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(stopped_at=None, paused_at=None), name="cases_clocks_by_due"),
            models.Index(
                fields=["warn_at"],
                condition=Q(stopped_at=None, paused_at=None, warned_at=None),
                name="cases_clocks_by_warning",
            ),
            models.Index(
                fields=["escalate_at"],
                condition=Q(stopped_at=None, paused_at=None, escalate_at__isnull=False),
                name="cases_clocks_to_take_higher",
            ),
            models.Index(
                fields=["case"],
                include=["stopped_at", "breached_at"],
                condition=Q(kind="first-response"),
                name="cases_first_promise",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%d/%m %H:%M}"


class AnswerPromise(models.Model):
    """ "You hear from us by 16:00" (hẹn trả lời): kept or broken is counted."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="promises")
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    text = models.CharField(max_length=300, blank=True)
    kept_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(kept_at=None, broken_at=None), name="cases_promises_outstanding"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_at:%H:%M}"
