from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tantam.process.models.process import Version


class Gathering(models.Model):
    """A process that begins with several events together: those that have come for a subject, until all have.

    `came` are the numbers of the start event's definitions, `payload` what they have brought so far.
    The row goes when the process begins.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    node = models.TextField(db_collation="C")
    came = ArrayField(models.PositiveSmallIntegerField())
    payload = models.JSONField(default=dict, db_default={})
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "version", "node"], name="process_gathers_once_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.node}: {self.came}"
