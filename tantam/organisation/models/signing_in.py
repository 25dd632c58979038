from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

WINDOW = timedelta(minutes=15)
FAILURES_ALLOWED = 8


class FailedSignInQuerySet(models.QuerySet["FailedSignIn"]):
    def recent(self, *, at: datetime) -> FailedSignInQuerySet:
        return self.filter(at__gt=at - WINDOW)


class FailedSignIn(models.Model):
    """A password that was wrong: too many for one name or from one address and both must wait."""

    username = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    objects = FailedSignInQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["username", "at"], name="organisation_failed_by_name"),
            models.Index(fields=["address", "at"], name="organisation_failed_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at}"
