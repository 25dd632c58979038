from __future__ import annotations

from django.db import models

from tantam.channels.models.message import Message


class SunkMail(models.Model):
    """An outbound mail as it would have left, kept here because this installation sends to no provider."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    envelope_from = models.CharField(max_length=254, blank=True)
    envelope_to = models.JSONField(default=list)
    raw = models.BinaryField()

    def __str__(self) -> str:
        return f"sunk {self.message_id}"
