"""Announce what happens to an outgoing message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tantam.channels.models import Message
from tantam.core.actions import record
from tantam.core.facts import Actor, Fact


def record_outgoing(kind: type[Any], message: Message, *, by: Actor, now: datetime, **values: str) -> None:
    """Record one of the facts about outgoing messages, all of which name the same four things."""
    fact: Fact = kind(
        message_id=message.pk,
        channel_id=message.channel_id,
        customer_id=message.customer_id,
        nature=message.nature,
        **values,
    )
    record(fact, by=by, at=now, subject=f"message:{message.pk}")
