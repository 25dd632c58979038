"""What was done, set against the drawing: distinct paths with their alignments, and which run walked which.

Everything here is counted out of visits and can be counted again.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tantam.process.models.process import Version


class Mining(models.Model):
    """How far the comparison of a version with what was done on it has got.

    Runs that ended before `reached_at` have been read. `net` is a mark of what the drawing allows: where it changes,
    all paths are aligned anew. `spent_seconds` were spent on aligning in this round, `looked_at` is when its last part
    was done; figures are as of `computed_at`. `wanted_at` is set while somebody waits for a round of their own.
    """

    class State(models.TextChoices):
        READING = "reading"
        ALIGNING = "aligning"
        DONE = "done"
        BROKEN = "broken"

    UNDER_WAY = (State.READING, State.ALIGNING)

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    net = models.CharField(max_length=64, blank=True)
    reached_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    wanted_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField(null=True)
    spent_seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY or self.wanted_at is not None


class WalkedPath(models.Model):
    """A distinct sequence of completed steps on a version, found by its hash, with its optimal alignment.

    `moves` are the steps of the alignment as [kind, label]; `cost` and `worst` those of `mining.alignment`.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        ALIGNED = "aligned"
        BEYOND = "beyond"

    version = models.ForeignKey(Version, models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    steps = ArrayField(models.TextField(db_collation="C"))
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    cost = models.PositiveIntegerField(null=True)
    worst = models.PositiveIntegerField(null=True)
    moves = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "digest"], name="process_a_path_once"),
            models.CheckConstraint(
                condition=Q(state="aligned", cost__isnull=False, worst__isnull=False, moves__isnull=False)
                | (~Q(state="aligned") & Q(cost=None, worst=None, moves=None)),
                name="process_an_aligned_path_has_its_alignment",
            ),
        ]
        indexes = [models.Index(fields=["version"], condition=Q(state="waiting"), name="process_paths_waiting")]

    def __str__(self) -> str:
        return " → ".join(self.steps)

    @property
    def fitness(self) -> float | None:
        """How well it follows the drawing, 0 to 1; None where that is not known."""
        if self.cost is None or self.worst is None:
            return None
        return 1 - self.cost / self.worst if self.worst else 1.0


class PathStep(models.Model):
    """What an alignment says of one element, and how often in this path: done as drawn, or a deviation of a kind.

    `after` is the last element done as drawn before it ("" for the first, and for what was done as drawn).
    """

    class Kind(models.TextChoices):
        DRAWN = "drawn"
        SKIPPED = "skipped"
        MOVED = "moved"
        REPEATED = "repeated"
        EXTRA = "extra"
        UNKNOWN = "unknown"

    path = models.ForeignKey(WalkedPath, models.CASCADE, related_name="elements", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    node = models.TextField(db_collation="C")
    after = models.TextField(db_collation="C", blank=True)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "kind", "node", "after"], name="process_an_element_of_a_path_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.node}"


class Walk(models.Model):
    """One finished run: which path it walked, and the dimensions that pages narrow by."""

    instance_id = models.BigIntegerField(primary_key=True)
    version = models.ForeignKey(Version, models.CASCADE, related_name="+", db_index=False)
    path = models.ForeignKey(WalkedPath, models.CASCADE, related_name="walks")
    subject = models.CharField(max_length=60)
    ended_at = models.DateTimeField()
    channel = models.CharField(max_length=10, blank=True)
    segment = models.CharField(max_length=40, blank=True)
    team = models.CharField(max_length=50, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["version", "ended_at"],
                include=["path", "channel", "segment", "team"],
                name="process_walks_of_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.path_id}"


class Handing(models.Model):
    """In one run, work that went from one person (or team) to another between two steps that people did."""

    class Between(models.TextChoices):
        PEOPLE = "people"
        TEAMS = "teams"

    walk = models.ForeignKey(Walk, models.CASCADE, related_name="+", db_index=False)
    between = models.CharField(max_length=6, choices=Between)
    source = models.CharField(max_length=50)
    target = models.CharField(max_length=50)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["walk", "between", "source", "target"], name="process_a_handing_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
