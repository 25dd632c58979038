from __future__ import annotations

from django.db import models

from tantam.cases.models.case import Case
from tantam.organisation.models import Agent


class Problem(models.Model):
    """One cause behind many cases (vấn đề)."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ProblemCase(models.Model):
    """A case hangs on a problem."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, models.CASCADE, related_name="problems")
    at = models.DateTimeField()
    by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "case"], name="cases_hangs_on_a_problem_once")]

    def __str__(self) -> str:
        return f"{self.problem_id} ← {self.case_id}"
