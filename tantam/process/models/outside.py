from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from tantam.process.models.running import Instance


class OutsideCallQuerySet(models.QuerySet["OutsideCall"]):
    def due(self, *, at: datetime) -> OutsideCallQuerySet:
        """Those to be made now."""
        return self.filter(state=OutsideCall.State.WAITING, next_at__lte=at)

    def calling(self) -> OutsideCallQuerySet:
        return self.filter(state=OutsideCall.State.CALLING)

    def resting(self) -> OutsideCallQuerySet:
        """Those that wait for their first or next try, with nothing under way."""
        return self.filter(state__in=OutsideCall.RESTING)

    def to_be_asked_anew(self, *, at: datetime) -> OutsideCallQuerySet:
        """Those whose time has come after their case was brought to another version."""
        return self.filter(state=OutsideCall.State.MOVED, next_at__lte=at)

    def unused(self, *, at: datetime) -> OutsideCallQuerySet:
        """Those whose answer is still to be given to the step that asked."""
        return self.filter(state=OutsideCall.State.ANSWERED, next_at__lte=at)


class OutsideCall(models.Model):
    """What a step still has to do outside of the house: one row as long as its token stands there.

    The attempt is committed before the call, the answer after it, and the step takes the answer in a transaction of
    its own: whoever dies in between leaves a row that says how far it came. `key` is the same at every repetition of
    the same request. A step that is stopped takes its row along; while a worker is calling, the row stays `withdrawn`
    until the late answer has come. One whose case was brought to another version while it rested is `moved`: when its
    time comes the step is asked anew, for the other version may want something else.
    `answer` is {"data": …} or {"failed": code, "vi": …, "en": …}.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CALLING = "calling"
        ANSWERED = "answered"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"
        MOVED = "moved"

    RESTING = (State.WAITING, State.MOVED)

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="+")
    token_id = models.BigIntegerField()
    node = models.TextField(db_collation="C")
    action = models.CharField(max_length=60)
    request = models.JSONField()
    lane = models.CharField(max_length=200, blank=True)
    is_repeatable = models.BooleanField(default=False)
    most_attempts = models.PositiveSmallIntegerField()
    interval = models.PositiveIntegerField(null=True)
    key = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    attempted_by = models.CharField(max_length=80, blank=True)
    answer = models.JSONField(null=True)

    objects = OutsideCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_id"], condition=~Q(state="withdrawn"), name="process_a_token_calls_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state__in=["waiting", "answered", "moved"]), name="process_calls_due"
            ),
            models.Index(
                fields=["attempted_at"], condition=Q(state__in=["calling", "withdrawn"]), name="process_calls_under_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.action} {self.state}"
