from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from tantam.cases.models.case import Case
from tantam.organisation.models import Agent


class Merge(models.Model):
    """A ticket was merged into another one (gộp phiếu), and can be taken out again until a moment.

    `into` is the ticket it was merged into by hand, and stays that: where it was merged on since, `Case.merged_into`
    says where all of it stands now. `kept` is what the merging changed beside the lines of the stream, which know
    themselves where they are at home (`Entry.came_from`).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)
    kept = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(undone_at=None), name="cases_merged_once"),
        ]
        indexes = [models.Index(fields=["into"], condition=Q(undone_at=None), name="cases_merges_into")]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.into_id}"

    def is_open(self, *, at: datetime) -> bool:
        """Whether it can be taken back."""
        return self.undone_at is None and at <= self.until
