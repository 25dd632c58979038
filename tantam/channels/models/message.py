from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tantam.channels.models.channel import Channel
from tantam.core.models import StoredFile
from tantam.customers.models import Customer
from tantam.organisation.models import Agent


class Message(models.Model):
    """What was said once on a channel, in either direction. It never changes."""

    class Direction(models.TextChoices):
        INBOUND = "in"
        OUTBOUND = "out"

    class Nature(models.TextChoices):
        """What kind of mail it is: only what a person wrote opens cases."""

        PERSON = "person"
        AUTO_REPLY = "auto-reply"
        BOUNCE = "bounce"
        ACKNOWLEDGEMENT = "acknowledgement"
        SURVEY = "survey"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+", db_index=False)
    direction = models.CharField(max_length=3, choices=Direction)
    nature = models.CharField(max_length=16, choices=Nature, default=Nature.PERSON)
    at = models.DateTimeField()
    external_id = models.CharField(max_length=500, blank=True)
    content_key = models.CharField(max_length=64, blank=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    references = ArrayField(models.CharField(max_length=500), default=list)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    recipients = models.JSONField(default=dict)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    quoted_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    problems = ArrayField(models.CharField(max_length=60), default=list)
    # the mail itself asks for no automatic answer (a list, a suppressing header) although a person may have written it
    is_quiet = models.BooleanField(default=False)
    author = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id", "content_key"],
                condition=Q(direction="in") & ~Q(content_key=""),
                name="channels_same_content_arrives_as_one_message",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=Q(direction="out") & ~Q(external_id=""),
                name="channels_outbound_message_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["external_id"], condition=~Q(external_id=""), name="channels_message_by_id"),
            models.Index(fields=["customer", "-at"], name="channels_messages_of_customer"),
            models.Index(
                fields=["sender_address", "at"], condition=Q(direction="in"), name="channels_message_by_sender"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.subject[:40]}"


class Attachment(models.Model):
    """A file of a message; the bytes are kept once by content."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.filename
