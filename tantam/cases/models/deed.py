from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from tantam.cases.models.case import Case
from tantam.organisation.models import Agent


class Deed(models.Model):
    """What a person did to tickets and can take back until a moment; one row for each ticket says what it changed."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", _("Assigned")
        TAG = "tag", _("Tagged")
        CORRECT = "correct", _("Put right")
        URGENCY = "urgency", _("Urgency set")
        CLASSIFY = "classify", _("Classified")
        CLOSE = "close", _("Closed")

    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["until"], name="cases_deeds_by_end")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d/%m %H:%M}"

    def is_open(self, *, at: datetime) -> bool:
        """Whether it can be taken back."""
        return self.undone_at is None and at <= self.until


class DeedRow(models.Model):
    """What a deed changed of one ticket: how it was, and how it was afterwards. `undone_at`: this ticket alone was put
    back, of a deed that changed many."""

    deed = models.ForeignKey(Deed, models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.deed_id} {self.case_id}"
