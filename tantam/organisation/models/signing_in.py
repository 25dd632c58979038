from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

WINDOW = timedelta(minutes=15)
FAILURES_ALLOWED = 8


class SignInAttempts(models.Model):
    """When passwords were tried lately, for one name (`name:khoi`) or from one address (`address:10.0.0.7`): a row
    for each, so that those who try at the same moment are counted one after the other."""

    key = models.CharField(max_length=80, primary_key=True)
    at = ArrayField(models.DateTimeField())
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="organisation_attempts_by_age")]

    def __str__(self) -> str:
        return f"{self.key} {len(self.at)}"
