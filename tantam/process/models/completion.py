"""What an instance has completed and could still compensate."""

from __future__ import annotations

from django.db import models

from tantam.process.models.running import Instance


class Completion(models.Model):
    """A completed activity that can be compensated. `id` is the order in which an instance completed them.

    `key` is the record's own in the engine, `scope_id` the scope it was done in (while it is being undone, that of the
    compensation), `variables` are those of its own at that time, `inside_id` is the ended scope of a sub-process whose
    activities were done in it. Read when something is compensated, gone with its instance's run.
    """

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    node = models.TextField(db_collation="C")
    scope_id = models.BigIntegerField()
    at = models.DateTimeField()
    variables = models.JSONField(default=dict)
    inside_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["instance", "scope_id", "id"], name="process_completions_of_scope")]

    def __str__(self) -> str:
        return f"{self.node} {self.scope_id}"
