"""What messages are called outside."""

from __future__ import annotations

from tantam.channels.models import Message
from tantam.core.registry import offer_names


@offer_names("message")
def uuid_of_message(key: int) -> str | None:
    """Messages are known outside by their UUID."""
    found = Message.objects.filter(pk=key).values_list("uuid", flat=True).first()
    return str(found) if found else None
