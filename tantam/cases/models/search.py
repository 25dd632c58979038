from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tantam.cases.models.case import Case


class CaseSearch(models.Model):
    """One row per case: the folded syllables and adjacent pairs of all that was said, made in Python."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    terms = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="cases_search_terms", fastupdate=True, gin_pending_list_limit=256)]

    def __str__(self) -> str:
        return f"search of {self.case_id}"
