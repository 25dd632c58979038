"""The turns of repeated activities, one row each, so that ten thousand cost no more each than ten."""

from __future__ import annotations

from django.db import models

from tantam.process.models.running import Instance


class Turn(models.Model):
    """A turn that runs beside the others of its loop: a scope of its instance, under the scope's own number.

    `loop_id` is the scope of the loop, `variables` are those of its own. It goes when the turn is over.
    """

    id = models.BigIntegerField(primary_key=True)
    instance = models.ForeignKey(Instance, models.CASCADE, related_name="+", db_index=False)
    node = models.TextField(db_collation="C")
    loop_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    variables = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["instance", "id"], name="process_turns_of_instance")]

    def __str__(self) -> str:
        return f"{self.node} {self.pk}"


class TurnValue(models.Model):
    """What one turn of a loop will begin with (`is_result` false), or has given; `value` is a list of that one thing.

    Only ever added; all of a loop are read and go when it is over.
    """

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="+", db_index=False)
    loop_id = models.BigIntegerField()
    is_result = models.BooleanField()
    number = models.PositiveIntegerField()
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "loop_id", "is_result", "number"], name="process_a_turn_gives_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loop_id} {self.number}"
