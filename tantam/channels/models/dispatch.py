from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.channels.models.channel import Channel
from tantam.channels.models.message import Message


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def due(self, *, at: datetime) -> DispatchQuerySet:
        return self.filter(state=Dispatch.State.QUEUED, next_at__lte=at)

    def attempting(self) -> DispatchQuerySet:
        return self.filter(state=Dispatch.State.ATTEMPTING)


class Dispatch(models.Model):
    """The way of one outbound message to one provider.

    The attempt is committed before the message is handed over. An attempt whose end nobody saw (the process died in
    between) becomes uncertain and is sent again only by a person's click.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        ATTEMPTING = "attempting", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        UNCERTAIN = "uncertain", _("Perhaps sent")
        FAILED = "failed", _("Not sent")
        BOUNCED = "bounced", _("Returned")
        HELD = "held", _("Held back")

    message = models.OneToOneField(Message, models.CASCADE, related_name="dispatch")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    attempted_by = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "next_at", "id"], condition=Q(state="queued"), name="channels_dispatch_queued"
            ),
            models.Index(fields=["attempted_at"], condition=Q(state="attempting"), name="channels_dispatch_attempting"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
