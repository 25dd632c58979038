"""A trial of a version with many cases: asked for by a person, worked off by the worker, kept with what came of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.process.models.process import Version


class LoadRun(models.Model):
    """Many cases run against the clock on a version, and on another one `beside` it with the same arrivals.

    `spec` says who comes and who works (`queries.loads`), `result` what came of it, by version number; `progress` is
    in percent, `beat_at` the last sign of life of the worker that is at it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        RUNNING = "running", _("Being worked out")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Could not be worked out")

    UNDER_WAY = (State.WAITING, State.RUNNING)

    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    beside = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    spec = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    beat_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state__in=["waiting", "running"]), name="process_loads_open")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY
