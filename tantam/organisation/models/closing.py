from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import get_language


class PlaceQuerySet(models.QuerySet[Any]):
    """Teams, branches and calendars by whether they are still used."""

    def open(self) -> Self:
        """Those that can be chosen."""
        return self.filter(closed_at=None)


class ClosablePlace(models.Model):
    """Something with a name in both languages that may be used no longer: it stays for what happened there, and points
    to what took its place.

    The pointer is one hop long: whoever closes the successor moves it on.
    """

    name: models.CharField[str, str]
    name_en: models.CharField[str, str]
    closed_at = models.DateTimeField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "vi").startswith("en") else self.name
