"""Somebody named looks over a draft before it is published, and whether a business insists on it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.process.models.process import Version


class Review(models.Model):
    """One person asked to look over a draft, and what they said of it.

    `revision` is the drawing they spoke about: what is drawn afterwards they have not seen, so an approval holds only
    as long as that is the one that stands. `asked_revision` is the drawing they were asked about: once it is changed,
    the question has lapsed and is asked again. `heard_at`: whoever asked has taken note of the word.
    """

    class Verdict(models.TextChoices):
        ASKED = "", _("Asked for review")
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Asks for changes")

    version = models.ForeignKey(Version, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_revision = models.PositiveIntegerField(default=1)
    due_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.ASKED, blank=True)
    revision = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reviewer"], name="process_a_version_is_reviewed_once_by_each"),
            models.CheckConstraint(
                condition=Q(verdict="", said_at=None, revision=None)
                | (~Q(verdict="") & Q(said_at__isnull=False, revision__isnull=False)),
                name="process_a_verdict_has_its_drawing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.reviewer_id} {self.verdict or 'asked'}"

    def holds_for(self, version: Version) -> bool:
        """Whether it approves of the drawing as it stands."""
        return self.verdict == self.Verdict.APPROVED and self.revision == version.revision

    def is_awaited_for(self, version: Version) -> bool:
        """Whether they still shall say something of the drawing as it stands."""
        return self.verdict == self.Verdict.ASKED and self.asked_revision == version.revision

    def has_lapsed_for(self, version: Version) -> bool:
        """Whether the drawing was changed before they said anything of it."""
        return self.verdict == self.Verdict.ASKED and self.asked_revision != version.revision

    def is_overdue(self, *, on: date) -> bool:
        """Whether they were to be heard before this day and were not."""
        return self.verdict == self.Verdict.ASKED and self.due_on is not None and self.due_on < on


class PublishingRule(models.Model):
    """What a business asks for before a version is published; without a row, nothing."""

    needs_review = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="process_publishing_rule_is_one")]

    def __str__(self) -> str:
        return "review needed" if self.needs_review else "no review needed"
