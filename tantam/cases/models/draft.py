from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from tantam.cases.models.case import Case
from tantam.cases.models.turning import Outcome
from tantam.channels.models import ChannelKind
from tantam.core.models import StoredFile
from tantam.organisation.models import Agent

#: The longest that an answer may be held back to be undone, in seconds; what waits longer is sent later.
MOST_UNDO_SECONDS = 30


class DraftQuerySet(models.QuerySet["Draft"]):
    def being_written(self) -> DraftQuerySet:
        """Those that stand in a composer."""
        return self.filter(leaves_at=None, held="")

    def leaving(self) -> DraftQuerySet:
        """Those that leave by themselves when their time comes."""
        return self.exclude(leaves_at=None).filter(held="")

    def sent_off(self) -> DraftQuerySet:
        """Those that somebody has sent: they are about to leave, or were held."""
        return self.exclude(leaves_at=None, held="")


class Draft(models.Model):
    """What somebody has typed and what has not left yet, and as what: a note must never come back as an answer.

    One a person and case is being written; what was sent waits here until `leaves_at`, so that it can be taken back,
    and stays where it was `held` (why, as a code): until it has left nothing has happened.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    author = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    mode = models.CharField(max_length=8, default="reply")
    via = models.CharField(max_length=10, choices=ChannelKind, blank=True)
    to = ArrayField(models.CharField(max_length=254), default=list)
    cc = ArrayField(models.CharField(max_length=254), default=list)
    bcc = ArrayField(models.CharField(max_length=254), default=list)
    language = models.CharField(max_length=5, blank=True)
    # passed on to whom it names, not an answer to the customer
    is_forward = models.BooleanField(default=False, db_default=False)
    changed_at = models.DateTimeField()
    # counted up with every change: who changes it says which one was seen
    revision = models.PositiveIntegerField(default=1)
    # of the composer it was typed in, and then of the line it becomes
    key = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    leaves_at = models.DateTimeField(null=True)
    # how much others had said in the case when it was sent: more when it leaves, and it is held
    heard = models.PositiveIntegerField(default=0)
    then_close = models.CharField(max_length=12, choices=Outcome, blank=True)
    step_data = models.JSONField(null=True)
    held = models.CharField(max_length=12, blank=True)
    held_because = models.CharField(max_length=300, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "author"], condition=Q(leaves_at=None, held=""), name="cases_one_draft_each"
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(key__isnull=False) & ~Q(leaves_at=None, held=""),
                name="cases_sent_off_once",
            ),
        ]
        indexes = [
            models.Index(fields=["leaves_at"], condition=Q(leaves_at__isnull=False, held=""), name="cases_drafts_due"),
            models.Index(
                fields=["author", "leaves_at"], condition=~Q(leaves_at=None, held=""), name="cases_drafts_sent_off"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_sent_off(self) -> bool:
        """Whether its writer has pressed Send."""
        return self.leaves_at is not None or bool(self.held)

    @property
    def is_for_later(self) -> bool:
        """Whether a time was chosen, beyond the seconds in which it can be undone."""
        return bool(self.leaves_at and self.sent_at) and self._waits() > timedelta(seconds=MOST_UNDO_SECONDS)

    def _waits(self) -> timedelta:
        leaves_at, sent_at = self.leaves_at, self.sent_at
        return leaves_at - sent_at if leaves_at and sent_at else timedelta()

    def is_due(self, *, at: datetime) -> bool:
        """Whether it is to leave now."""
        return self.leaves_at is not None and not self.held and self.leaves_at <= at


class DraftFile(models.Model):
    """A file that goes with a draft: on the server as soon as it is chosen. One that stands as a picture in the text
    goes along as long as the text shows it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=127, blank=True)
    is_inline = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return self.filename


class SendingChoice(models.Model):
    """How many seconds somebody wants to be able to take an answer back; who has no row has the usual ones."""

    agent = models.OneToOneField(Agent, models.CASCADE, primary_key=True, related_name="+")
    undo_seconds = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MOST_UNDO_SECONDS)])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(undo_seconds__lte=MOST_UNDO_SECONDS), name="cases_undo_takes_seconds")
        ]

    def __str__(self) -> str:
        return f"{self.undo_seconds} s"
