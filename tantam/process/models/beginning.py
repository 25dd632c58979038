from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.process.models.process import Process, Version


class ArmedStart(models.Model):
    """A start by time or by condition of a version in force: when it is due next.

    `rule` is how it is drawn: where a new version draws it alike, it keeps its beat. `times` counts its firings,
    `last_due_at` is the time of the last. One by a condition over subjects has no time; `followed` is up to which of
    them (by id) changes are told, None once all are.
    """

    class Kind(models.TextChoices):
        TIME = "time", _("By time")
        CONDITION = "condition", _("By condition")

    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    node = models.TextField(db_collation="C")
    definition = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=9, choices=Kind)
    of = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=64)
    due_at = models.DateTimeField(null=True)
    last_due_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=0)
    followed = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "node", "definition"], name="process_a_start_is_armed_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="process_starts_by_due"),
            models.Index(fields=["kind"], condition=Q(kind="condition", of=""), name="process_starts_by_condition"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.due_at}"


class Firing(models.Model):
    """A start event that came due, and how far it has come with whom it begins for.

    `missed` times before were due while nothing worked. `cursor` is the last member of the list that was looked at,
    `first` where the round began (what could not all be served goes on there the next time), `is_around` whether it has
    come to the list's beginning again. `left` are those that would have come if more were allowed.

    `asked` is of how many its condition was asked, `unsaid` of how many it was neither true nor false; `unsaid_whom` is
    one of them, `unsaid_why` the names of the values to blame there with their kinds (`engine.unsaid`).
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped: no longer in force")
        FAILED = "failed", _("Failed")

    process = models.ForeignKey(Process, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    node = models.TextField(db_collation="C")
    definition = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=9, choices=ArmedStart.Kind)
    of = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    missed = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    first = models.BigIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    is_around = models.BooleanField(default=False)
    begun = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0, db_default=0)
    unsaid = models.PositiveIntegerField(default=0, db_default=0)
    unsaid_whom = models.CharField(max_length=60, blank=True, default="", db_default="")
    unsaid_why = models.JSONField(default=list, db_default=[])
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "node", "definition", "due_at"], name="process_a_start_fires_once_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state="running"), name="process_firings_under_way"),
            models.Index(fields=["process", "-at"], name="process_firings_of_process"),
            models.Index(fields=["process", "node", "-due_at"], name="process_firings_of_start"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.due_at}: {self.begun}"


class Begun(models.Model):
    """That a start has begun for somebody at one of its times: once, whatever crashes and whoever is in a hurry.

    `whom` is the member of the list ("" for a subject of its own), `subject` what was opened for them.
    """

    process = models.ForeignKey(Process, models.PROTECT, related_name="+", db_index=False)
    node = models.TextField(db_collation="C")
    due_at = models.DateTimeField()
    whom = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "node", "due_at", "whom"], name="process_begun_once"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.whom}"


class StandsTrue(models.Model):
    """Somebody of whom the condition of a start is true: it does not begin for them again until it was false.

    `seen` is the last firing that saw it (None where a subject's changes are followed).
    """

    process = models.ForeignKey(Process, models.CASCADE, related_name="+", db_index=False)
    node = models.TextField(db_collation="C")
    definition = models.PositiveSmallIntegerField(default=0)
    whom = models.CharField(max_length=60)
    since = models.DateTimeField()
    seen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "node", "definition", "whom"], name="process_stands_true_once"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.whom}"


class StartFault(models.Model):
    """For whom a start could not begin, and why: the others go on. `error` is in Vietnamese, `error_en` in English.

    A row with `more` is about nobody by name: so many fail alike (same `error_code`) beside those that are named.
    """

    process = models.ForeignKey(Process, models.CASCADE, related_name="+")
    firing = models.ForeignKey(Firing, models.CASCADE, null=True, related_name="faults")
    node = models.TextField(db_collation="C")
    whom = models.CharField(max_length=60, blank=True)
    error_code = models.CharField(max_length=60)
    error = models.TextField()
    error_en = models.TextField(blank=True)
    at = models.DateTimeField()
    more = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "node", "whom"],
                condition=Q(firing=None, more=0),
                name="process_a_subject_fails_once",
            ),
            models.UniqueConstraint(
                fields=["process", "node", "error_code"],
                condition=Q(firing=None, more__gt=0),
                name="process_subjects_failing_alike_counted_once",
            ),
            models.UniqueConstraint(
                fields=["firing", "error_code"],
                condition=Q(firing__isnull=False, more__gt=0),
                name="process_left_out_alike_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.whom} {self.error_code}"
