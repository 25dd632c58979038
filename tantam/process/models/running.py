from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.process.models.process import Version


class Instance(models.Model):
    """One run of a version for a subject, an opaque key such as `case:12`.

    One that runs for a call activity has its `parent`, the calling token and the variables it was `given`.
    `labels` are copies of the subject's dimensions (segments, channel, team, kind), so that pictures filter without
    looking upward. One that was set aside (`actions.setting_aside`) stands nowhere: its places, waits and timers are
    kept in `aside` until it is taken up again, or ended for good after `aside_until`.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        FINISHED = "finished"
        CANCELLED = "cancelled"
        FAILED = "failed"
        ASIDE = "aside"

    version = models.ForeignKey(Version, models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    labels = models.JSONField(default=dict)
    variables = models.JSONField(default=dict)
    scopes = models.JSONField(default=dict)
    caller_token_id = models.BigIntegerField(null=True)
    given = models.JSONField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    aside = models.JSONField(null=True)
    aside_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="process_instance_of_subject"),
            models.Index(fields=["version", "started_at"], name="process_instance_of_version"),
            models.Index(fields=["version", "id"], condition=Q(state="running"), name="process_instance_running"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="process_instance_called"),
            models.Index(fields=["aside_until"], condition=Q(state="aside"), name="process_instance_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} on {self.version_id}"


class TokenQuerySet(models.QuerySet["Token"]):
    def positions(self) -> TokenQuerySet:
        """Those that stand somewhere: without the waits attached to them."""
        return self.filter(attached_to_id=None)

    def drawn(self) -> TokenQuerySet:
        """What a picture shows: positions, and waits that failed."""
        return self.filter(Q(attached_to_id=None) | Q(state=Token.State.INCIDENT))

    def due(self, *, at: datetime) -> TokenQuerySet:
        """Timers whose time has come."""
        return self.filter(state=Token.State.TIMER, due_at__lte=at)

    def awaiting(self, message: str, *, keys: Collection[str]) -> TokenQuerySet:
        """Those that wait for a message of this name that is correlated by one of the keys ("": by none)."""
        return self.filter(state=Token.State.MESSAGE, wait_key=message, correlation__in=list(keys))

    def overdue(self, *, at: datetime) -> TokenQuerySet:
        """Work that should have been done by now."""
        return self.filter(state=Token.State.WAITING, due_at__lte=at)


class Token(models.Model):
    """Where an instance stands: one row for each place, and one for each event awaited there.

    `id` comes from the table's own sequence, drawn before the step. `due_at` is when a timer fires, or by when a
    person's work should be done, or when an awaited condition is looked at again; `attached_to_id` marks an event that
    is awaited beside a position, or (by the id of a scope) the start of an event sub-process. `definition` is which of
    its node's events it awaits, `correlation` the key that an awaited message must name, `repeats` how often a
    repeating timer fires after this time. `paused_at`: since when it stands still because the customer is waited for
    (`actions.standing_still`); it is due never then, and its two due times are those of before.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Work to do")
        TIMER = "timer", _("Waiting for a time")
        MESSAGE = "message", _("Waiting for a message")
        SIGNAL = "signal", _("Waiting for a signal")
        CONDITION = "condition", _("Waiting until a condition holds")
        OCCURRED = "occurred", _("One of several events has come")
        ACTION = "action", _("An action under way")
        CALLING = "calling", _("Another process under way")
        INCIDENT = "incident", _("Incident")
        JOINING = "joining", _("Waiting for the other paths")
        INSIDE = "inside", _("Inside")
        CHOOSING = "choosing", _("Waiting for the first event")
        UNDOING = "undoing", _("Compensation under way")

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="tokens")
    # without a constraint: a copy of the instance's, which has one; a hundred thousand change at a time
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    node = models.TextField(db_collation="C")
    scope_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State)
    due_at = models.DateTimeField(null=True)
    wait_key = models.TextField(blank=True, db_collation="C")
    correlation = models.TextField(blank=True, default="", db_default="", db_collation="C")
    entered_at = models.DateTimeField()
    attached_to_id = models.BigIntegerField(null=True)
    definition = models.PositiveSmallIntegerField(default=0, db_default=0)
    repeats = models.IntegerField(null=True)
    flow = models.TextField(blank=True, db_collation="C")
    response_due_at = models.DateTimeField(null=True)
    resolution_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    phase = models.CharField(max_length=10, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["version", "node", "entered_at", "id"],
                include=["state", "due_at", "flow", "attached_to_id"],
                condition=Q(attached_to_id=None) | Q(state="incident"),
                name="process_tokens_standing",
            ),
            models.Index(
                fields=["version", "due_at", "node"],
                condition=Q(state="waiting", attached_to_id=None, due_at__isnull=False),
                name="process_work_by_due",
            ),
            models.Index(
                fields=["version", "node"], condition=Q(paused_at__isnull=False), name="process_work_standing_still"
            ),
            models.Index(fields=["due_at"], condition=Q(state="timer"), name="process_timers_by_due"),
            models.Index(fields=["wait_key"], condition=Q(state="message"), name="process_messages_awaited"),
            models.Index(
                fields=["correlation", "wait_key"],
                condition=Q(state="message") & ~Q(correlation=""),
                name="process_messages_by_key",
            ),
            models.Index(fields=["wait_key"], condition=Q(state="signal"), name="process_signals_awaited"),
            models.Index(fields=["due_at"], condition=Q(state="condition"), name="process_conditions_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.state}"


class SignalDelivery(models.Model):
    """A signal that an instance of another subject waited for when it was thrown: given to it once, then gone.

    `hops` counts the deliveries that led to it, one out of the other without any wait.
    """

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="+")
    signal = models.TextField(db_collation="C")
    payload = models.JSONField(default=dict)
    hops = models.PositiveSmallIntegerField(default=1, db_default=1)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.signal


class MessageDelivery(models.Model):
    """A message that an instance has thrown with a key for which another subject waited: given once, then gone.

    `instance` and `node` threw it; `hops` counts the deliveries that led to it, one out of the other without any wait.
    """

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="+")
    node = models.TextField(db_collation="C")
    message = models.TextField(db_collation="C")
    key = models.TextField(db_collation="C")
    payload = models.JSONField(default=dict, db_default={})
    hops = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    next_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at", "id"], name="process_message_deliveries_due")]

    def __str__(self) -> str:
        return f"{self.message} {self.key}"


class Visit(models.Model):
    """A stay at a node that is over. Only ever appended; nothing has a foreign key to it.

    `late_seconds` is the working time that it took beyond its token's due time, 0 where that was kept; None where
    nothing was promised, and of stays that ended before this was kept.
    """

    instance_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    node = models.TextField(db_collation="C")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=12, default="completed")
    via = models.TextField(blank=True, db_collation="C")
    # without a check that it is not negative: to add one, every visit there is would be read under a lock
    late_seconds = models.IntegerField(null=True)
    segment = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    team = models.CharField(max_length=50, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["version_id", "left_at"], name="process_visits_of_version"),
            models.Index(fields=["instance_id", "id"], name="process_visits_of_instance"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.outcome}"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> IncidentQuerySet:
        return self.filter(settled_at=None)

    def retryable(self) -> IncidentQuerySet:
        """Those that can be tried again together: where a call may have reached the other side, a person looks at
        each."""
        return self.open().exclude(error_code__in=Incident.REACHED)

    def due(self, *, at: datetime) -> IncidentQuerySet:
        """Those to be tried again by themselves now."""
        return self.open().filter(next_attempt_at__lte=at)


class Incident(models.Model):
    """A step that failed: tried again by itself while the fault may pass, else a person retries or skips it.

    `error` is in Vietnamese, `error_en` in English: a first line for everybody, and where there is more to know a
    second one with what the machines said. `attempts` counts the tries so far; without `next_attempt_at` it waits for a
    person.
    """

    #: The call has reached the other system, or may have: another one in its place would be a second.
    REACHED = frozenset(("uncertain", "bad-answer", "answer-too-large"))

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="incidents")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    node = models.TextField(db_collation="C")
    token_id = models.BigIntegerField()
    error_code = models.CharField(max_length=60)
    error = models.TextField()
    error_en = models.TextField(blank=True)
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=1)
    next_attempt_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_id"], condition=Q(settled_at=None), name="process_a_token_has_one_open_incident"
            ),
        ]
        indexes = [
            models.Index(fields=["version", "node"], condition=Q(settled_at=None), name="process_incidents_open"),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(settled_at=None, next_attempt_at__isnull=False),
                name="process_incidents_tried_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.error_code}"


class Mending(models.Model):
    """Somebody changed values that a failed step reads before it was tried again: which, and why."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="mendings")
    names = ArrayField(models.TextField())
    reason = models.TextField()
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return ", ".join(self.names)


class Deviation(models.Model):
    """Somebody left the drawn path, and why."""

    instance_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    from_node = models.TextField(db_collation="C")
    to_node = models.TextField(db_collation="C", blank=True)
    reason = models.TextField()
    by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version_id", "at"], name="process_deviations_of_version")]

    def __str__(self) -> str:
        return f"{self.from_node} → {self.to_node}"
