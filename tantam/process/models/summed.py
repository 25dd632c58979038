"""Stays at nodes, summed up for each day that is over."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class VisitRollup(models.Model):
    """A day (in Hà Nội) of one channel's visits at a node that came by one way and whose length falls into one bucket.

    Percentiles and shares of ways are read from these where nothing or a channel narrows the view; the buckets are
    those of `values.buckets`, and `micros` is how long all of them took together, in microseconds. `judged` of them
    were measured against a due time, `late` of these were late, by `late_seconds` of working time together.
    """

    version_id = models.BigIntegerField()
    node = models.TextField(db_collation="C")
    via = models.TextField(blank=True, db_collation="C")
    on = models.DateField()
    channel = models.CharField(max_length=10, blank=True)
    bucket = models.SmallIntegerField()
    count = models.PositiveIntegerField()
    micros = models.BigIntegerField()
    judged = models.PositiveIntegerField(default=0, db_default=0)
    late = models.PositiveIntegerField(default=0, db_default=0)
    late_seconds = models.PositiveBigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version_id", "on", "node", "via", "channel", "bucket"], name="process_rollup_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.on}"


class VisitDay(models.Model):
    """A day (in Hà Nội) of the visits of one channel, team and segment, at all nodes: so finely cut, few fall into one
    bucket, so a row holds the buckets of many places as bytes.

    Place by place, `nodes` and `ways` say where and by which way, `lengths` how long: of each bucket of
    `values.buckets` its number, its count and its microseconds (`queries.stays.CELL`). `promises` say of the same
    buckets how many were measured against a due time, how many were late and by how many seconds
    (`queries.stays.PROMISE`); None for days that were summed up before that was kept.
    """

    version_id = models.BigIntegerField()
    on = models.DateField()
    channel = models.CharField(max_length=10, blank=True)
    team = models.CharField(max_length=50, blank=True)
    segment = models.CharField(max_length=40, blank=True)
    nodes = ArrayField(models.TextField(db_collation="C"))
    ways = ArrayField(models.TextField(db_collation="C"))
    lengths = ArrayField(models.BinaryField())
    promises = ArrayField(models.BinaryField(), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version_id", "on", "team", "segment", "channel"], name="process_one_row_a_day_and_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.channel} {self.team} {self.segment}"
