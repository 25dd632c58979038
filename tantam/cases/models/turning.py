from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tantam.cases.models.case import Case
from tantam.organisation.models import Agent, Approval


class Outcome(models.TextChoices):
    """How it ended for the customer (kết quả xử lý)."""

    RESOLVED = "resolved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    UNRESOLVED = "unresolved", _("Could not be solved")
    WITHDRAWN = "withdrawn", _("Withdrawn by the customer")


class Closure(models.Model):
    """A case was closed; reopening ends the closure and keeps it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="closures")
    at = models.DateTimeField()
    by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    note = models.TextField(blank=True)
    compensation_vnd = models.BigIntegerField(default=0)
    approved_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=models.Q(compensation_vnd__gt=0), name="cases_goodwill_by_day"),
        ]

    def __str__(self) -> str:
        return self.outcome


class ClosureRequest(models.Model):
    """A closing that waits for a yes, as its compensation is more than the one who typed it may give alone. What was
    typed is kept, whatever the answer; who asked whom and when stands in the approval."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    note = models.TextField(blank=True)
    compensation_vnd = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.outcome} {self.compensation_vnd}"


class Escalation(models.Model):
    """A case was taken to somebody higher: by a person or a process (`step` 0), or because a clock ran out, so many
    steps up the line. It is settled when what it was about is done."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="escalations")
    at = models.DateTimeField()
    by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="cases_escalations_by_day")]

    def __str__(self) -> str:
        return self.reason[:40]


class EscalationStep(models.Model):
    """When a missed promise goes to the next one up the line: so many business minutes after the step before, the first
    after the time itself."""

    number = models.PositiveSmallIntegerField(unique=True)
    after_minutes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.number}: {self.after_minutes}"
