from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting_for(self, agent_id: int) -> ApprovalQuerySet:
        return self.filter(approver=agent_id, decided_at=None, withdrawn_at=None)

    def open(self) -> ApprovalQuerySet:
        return self.filter(decided_at=None, withdrawn_at=None)

    def overdue(self, *, at: datetime) -> ApprovalQuerySet:
        """Those whose time has run out and that were not yet given to somebody else for it."""
        return self.open().filter(due_at__lt=at, passed_on_at=None)


class Approval(models.Model):
    """A yes or no asked of somebody who may say it: money mostly. `subject` is an opaque key such as `case:12`,
    `waits` one of what goes on when it is said, such as `token:7`; empty where nothing does. `passed_on_at`: when its
    time had run out and the deputy was asked instead, or there was nobody else to ask."""

    class Decision(models.TextChoices):
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    subject = models.CharField(max_length=60)
    waits = models.CharField(max_length=60, blank=True)
    amount_vnd = models.BigIntegerField(null=True)
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    comment = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="") | (Q(decided_at__isnull=False) & ~Q(decision="")),
                name="organisation_approval_is_decided_with_a_decision",
            ),
            models.UniqueConstraint(
                fields=["waits"],
                condition=Q(decided_at=None, withdrawn_at=None) & ~Q(waits=""),
                name="organisation_one_open_approval_for_what_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="organisation_approval_subject"),
            models.Index(
                fields=["approver"],
                condition=Q(decided_at=None, withdrawn_at=None),
                name="organisation_approval_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.decision or '…'}"

    @property
    def is_open(self) -> bool:
        """Whether the answer is still waited for."""
        return self.decided_at is None and self.withdrawn_at is None
