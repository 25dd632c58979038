"""Bringing running instances from one version to another: the whole, and each instance's passage."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.process.models.process import Process, Version


class Changeover(models.Model):
    """Running instances of a version brought to another one by a map of elements, in batches, and back if need be.

    `reached_id` is the last instance that a batch has looked at, `until_id` the last there was when it began: what
    starts later is left alone. Counts are written with their batch.
    """

    class State(models.TextChoices):
        MOVING = "moving", _("Moving")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")
        RETURNING = "returning", _("Being taken back")
        RETURNED = "returned", _("Taken back")

    UNDER_WAY = (State.MOVING, State.RETURNING)

    process = models.ForeignKey(Process, models.PROTECT, related_name="+")
    old = models.ForeignKey(Version, models.PROTECT, related_name="+")
    new = models.ForeignKey(Version, models.PROTECT, related_name="+")
    node_map = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.MOVING)
    is_going_back = models.BooleanField(default=False)
    until_id = models.BigIntegerField()
    reached_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField()
    moved = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process"],
                condition=Q(state__in=["moving", "returning"]),
                name="process_one_changeover_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(old=models.F("new")), name="process_changeover_to_another_version"),
        ]
        indexes = [models.Index(fields=["process", "-began_at"], name="process_changeovers_of")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def can_be_taken_back(self) -> bool:
        return bool(self.moved) and not self.is_going_back and self.state in (self.State.DONE, self.State.STOPPED)

    @property
    def looked_at(self) -> int:
        """How many instances were dealt with so far, on the way there or back."""
        return self.returned + self.kept if self.is_going_back else self.moved + self.held

    @property
    def to_look_at(self) -> int:
        """How many there are to deal with, on the way there or back."""
        return self.moved if self.is_going_back else self.total

    @property
    def percent(self) -> int:
        return min(100, self.looked_at * 100 // self.to_look_at) if self.to_look_at else 100


class Passage(models.Model):
    """One instance in a changeover: moved, or held back and why; given back, or kept as it has gone on since.

    `before` is what the move changed of it, for the way back: None where only the version changed. `mark` tells how
    it stood right after the move.
    """

    class State(models.TextChoices):
        MOVED = "moved", _("Moved")
        HELD = "held", _("Cannot move")
        RETURNED = "returned", _("Taken back")
        KEPT = "kept", _("Gone on since")

    # without a constraint: only a batch that holds the changeover writes these, a hundred thousand at a time
    changeover = models.ForeignKey(
        Changeover, models.CASCADE, related_name="passages", db_index=False, db_constraint=False
    )
    instance_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State)
    reasons = models.JSONField(null=True)
    before = models.JSONField(null=True)
    mark = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["changeover", "instance_id"], name="process_an_instance_passes_once"),
        ]
        # few: what was moved is found in order of its instances
        indexes = [
            models.Index(
                fields=["changeover", "state", "id"],
                condition=Q(state__in=["held", "kept"]),
                name="process_passages_left_behind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.state}"
