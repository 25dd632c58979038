from __future__ import annotations

from typing import Any, Self

from django.db import models


class PlaceQuerySet(models.QuerySet[Any]):
    """Teams, branches and calendars by whether they are still used."""

    def open(self) -> Self:
        """Those that can be chosen."""
        return self.filter(closed_at=None)


class ClosablePlace(models.Model):
    """Something that may be used no longer: it stays for what happened there, and points to what took its place.

    The pointer is one hop long: whoever closes the successor moves it on.
    """

    closed_at = models.DateTimeField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True
