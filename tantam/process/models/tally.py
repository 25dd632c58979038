from __future__ import annotations

from typing import ClassVar

from django.db import models

from tantam.core.models import Tally


class PlaceTally(Tally):
    """How many places are taken at each node of a version, by the way they came, and how many of them failed; without a
    node, how many instances run on the version.

    What is late is not in it, as that changes by the minute: it is counted from the index `process_work_by_due`. Kept
    by triggers of the migration 0053.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("version_id", "node", "flow")
    COUNTS: ClassVar[tuple[str, ...]] = ("standing", "incidents", "running")
    TRUTH: ClassVar[str] = """
        SELECT version_id, node, flow, count(*) FILTER (WHERE attached_to_id IS NULL),
               count(*) FILTER (WHERE state = 'incident'), 0
        FROM process_token WHERE (attached_to_id IS NULL OR state = 'incident') AND state <> 'inside'
        GROUP BY version_id, node, flow
        UNION ALL
        SELECT version_id, '', '', 0, 0, count(*) FROM process_instance WHERE state = 'running' GROUP BY version_id
    """

    version_id = models.BigIntegerField()
    node = models.TextField(blank=True, db_collation="C")
    flow = models.TextField(blank=True, db_collation="C")
    standing = models.IntegerField()
    incidents = models.IntegerField()
    running = models.IntegerField()

    class Meta(Tally.Meta):
        abstract = False
        indexes = [
            models.Index(
                fields=["version_id", "node", "flow"],
                include=["standing", "incidents", "running"],
                name="process_places_tallied",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing} at {self.node} of {self.version_id}"
