from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent


class Process(models.Model):
    """A care process; its drawing lives in versions."""

    class Shape(models.TextChoices):
        LINEAR = "linear", _("Linear model")
        LOOP = "loop", _("Loop model")
        STAGED = "staged", _("Staged model")

    key = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    shape = models.CharField(max_length=8, choices=Shape, default=Shape.LINEAR)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    retire_reason = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class Version(models.Model):
    """One version of a process. A published one never changes.

    One on trial takes `share` percent of what begins, beside the published one. `begun_from` is the number of the
    version whose drawing its draft began as; nothing where it began as a file or as a first drawing.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        TRIAL = "trial", _("On trial")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    process = models.ForeignKey(Process, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    bpmn = models.TextField()
    sha256 = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    publish_reason = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True)
    share = models.PositiveSmallIntegerField(null=True)
    begun_from = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="process_version_number_once"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(state="published"), name="process_one_published_version"
            ),
            models.UniqueConstraint(fields=["process"], condition=Q(state="draft"), name="process_one_draft"),
            models.UniqueConstraint(fields=["process"], condition=Q(state="trial"), name="process_one_trial"),
            models.CheckConstraint(
                condition=Q(state="trial", share__isnull=False, share__range=(1, 99))
                | (~Q(state="trial") & Q(share=None)),
                name="process_a_trial_has_its_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} v{self.number}"

    @property
    def is_in_force(self) -> bool:
        """Whether new cases may begin on it."""
        return self.state in (self.State.PUBLISHED, self.State.TRIAL)


class Comment(models.Model):
    """A remark on an element of a version, while it is being reviewed; it may answer another."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="comments")
    node = models.TextField(blank=True)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    settled_at = models.DateTimeField(null=True)
    answers = models.ForeignKey("self", models.CASCADE, null=True, related_name="answered_by")

    def __str__(self) -> str:
        return self.text[:40]


class Addressee(models.Model):
    """Somebody whom a remark is for: named in it, chosen, or the one whose remark it answers."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="addressees")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "agent"], name="process_a_remark_is_for_each_once"),
        ]
        indexes = [models.Index(fields=["agent"], condition=Q(seen_at=None), name="process_addressee_unseen")]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.agent_id}"
