from __future__ import annotations

from django.db import models
from django.db.models import Q

from tantam.organisation.models.agent import Agent


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at=None)

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-at", "-id")


class Notice(models.Model):
    """Something that one person is told of (thông báo): what `kind`, about which `subject` (`case:12`), and what the
    app that told it needs to say it in words.

    As long as it is unseen, the same again makes no second one: it is told `times` times, last `at`.
    """

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)
    said = models.JSONField(default=dict)
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "kind", "subject"],
                condition=Q(seen_at=None),
                name="organisation_told_once_until_seen",
            )
        ]
        indexes = [
            models.Index(fields=["agent", "-at", "-id"], name="organisation_notices"),
            models.Index(fields=["subject"], name="organisation_notices_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class MutedNotice(models.Model):
    """A kind of notice that somebody does not want."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "kind"], name="organisation_muted_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.agent_id}"
