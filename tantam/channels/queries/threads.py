"""Which messages an inbound one answers."""

from __future__ import annotations

from django.conf import settings

from tantam.channels.models import Message
from tantam.channels.values.ids import message_of_token


def messages_referred_to(message: Message) -> list[Message]:
    """The messages of ours and of the customer that this one goes on from, the surest first: by the reply token in an
    address, then `In-Reply-To`, then `References` from the newest back. Empty for a message that begins something."""
    uuids = [uuid for address in _addresses(message) if (uuid := message_of_token(address, key=settings.SECRET_KEY))]
    by_token = list(Message.objects.filter(uuid__in=uuids)) if uuids else []
    ids = list(dict.fromkeys(one for one in [message.in_reply_to, *reversed(message.references)] if one))
    found = Message.objects.filter(external_id__in=ids).exclude(pk=message.pk).order_by("id") if ids else []
    by_id = {one.external_id: one for one in found}
    return list(dict.fromkeys([*by_token, *(by_id[one] for one in ids if one in by_id)]))


def _addresses(message: Message) -> list[str]:
    return [box["address"] for field in ("to", "cc", "envelope") for box in message.recipients.get(field, [])]
