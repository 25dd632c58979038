from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tantam.cases.models.case import Case
from tantam.organisation.models import Agent


class CaseLink(models.Model):
    """Two tickets have to do with each other (phiếu liên quan): the one with the lower key is `one`."""

    one = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="cases_linked_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="cases_linked_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"
