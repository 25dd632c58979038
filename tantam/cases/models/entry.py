from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.cases.models.case import Case
from tantam.channels.models import ChannelKind, Message
from tantam.organisation.models import Agent


class Entry(models.Model):
    """A line of a case's stream (dòng diễn biến). What was said on a channel is a `Message`; what was noted or
    recorded by hand, or done by the process, stands here. `came_from`: the case it is at home in, where that was merged
    into the one it stands in now."""

    class Kind(models.TextChoices):
        INBOUND = "inbound", _("From the customer")
        OUTBOUND = "outbound", _("To the customer")
        NOTE = "note", _("Internal note")
        RECORDED_IN = "recorded-in", _("Recorded: the customer said")
        RECORDED_OUT = "recorded-out", _("Recorded: we said")
        CALL = "call", _("Call")
        STEP = "step", _("Process step")
        CHANGE = "change", _("Change")

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=14, choices=Kind)
    at = models.DateTimeField()
    channel_kind = models.CharField(max_length=10, choices=ChannelKind, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)
    author = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    came_from = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    # of the form by which a person wrote it: the same form sent twice is kept once
    key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=Q(message__isnull=False), name="cases_message_stands_in_one_case"
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="cases_form_is_kept_once"),
        ]
        indexes = [
            models.Index(fields=["case", "at", "id"], name="cases_stream"),
            models.Index(fields=["at"], condition=Q(kind="call"), name="cases_calls_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%H:%M}"
