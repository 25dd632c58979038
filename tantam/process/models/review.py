"""Somebody named looks over a draft before it is published, and whether a business insists on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.process.models.process import Version


class Review(models.Model):
    """One person asked to look over a draft, and what they said of it.

    `revision` is the drawing they spoke about: what is drawn afterwards they have not seen, so an approval holds only
    as long as that is the one that stands.
    """

    class Verdict(models.TextChoices):
        ASKED = "", _("Asked for review")
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Asks for changes")

    version = models.ForeignKey(Version, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.ASKED, blank=True)
    revision = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True)

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


class PublishingRule(models.Model):
    """What a business asks for before a version is published; without a row, nothing."""

    needs_review = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="process_publishing_rule_is_one")]

    def __str__(self) -> str:
        return "review needed" if self.needs_review else "no review needed"
