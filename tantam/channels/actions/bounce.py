"""A report about a mail of ours came back: the mail is marked as returned, or as delivered after all."""

from __future__ import annotations

from datetime import datetime

from tantam.channels.actions.outgoing import record_outgoing
from tantam.channels.facts import MessageBounced, MessageDelivered
from tantam.channels.models import Dispatch, Message
from tantam.channels.reading import Bounce, Mail
from tantam.channels.values.ids import kept_id, kept_ids
from tantam.channels.values.text import storable
from tantam.core.facts import SYSTEM

# RFC 3464, 2.3.3: what a report can say that happened.
_ARRIVED = {"delivered", "relayed", "expanded"}
_NOT_YET = {"delayed"}


def original_of(mail: Mail) -> Message | None:
    """The mail of ours that a report is about: by the id in the returned part, else by what the report answers."""
    named = mail.bounce.original_message_id if mail.bounce else None
    ids = kept_ids([kept_id(named), *mail.in_reply_to_all, *mail.references])
    found = Message.objects.filter(direction=Message.Direction.OUTBOUND, external_id__in=ids)
    by_id = {message.external_id: message for message in found.select_related("customer")}
    return next((by_id[one] for one in ids if one in by_id), None)


def note_bounce(mail: Mail, *, now: datetime) -> None:
    """Mark the original's dispatch, in the caller's transaction. A report of a delay changes nothing."""
    original, bounce = original_of(mail), mail.bounce
    if original is None or bounce is None or _is_delay(bounce):
        return
    dispatch = Dispatch.objects.select_for_update().filter(message=original).first()
    if dispatch is None or dispatch.state in {Dispatch.State.QUEUED, Dispatch.State.HELD, Dispatch.State.BOUNCED}:
        return
    if (bounce.action or "").lower() in _ARRIVED:
        dispatch.state = Dispatch.State.DELIVERED
        record_outgoing(MessageDelivered, original, by=SYSTEM, now=now)
    else:
        dispatch.state = Dispatch.State.BOUNCED
        dispatch.error = storable(_words(bounce), most=2000)
        record_outgoing(MessageBounced, original, by=SYSTEM, now=now)
    dispatch.save(update_fields=["state", "error"])


def _is_delay(bounce: Bounce) -> bool:
    """RFC 3463: class 4 is a persistent transient failure, the server still tries."""
    action = (bounce.action or "").lower()
    return action in _NOT_YET or (not action and (bounce.status or "").startswith("4"))


def _words(bounce: Bounce) -> str:
    diagnostic = bounce.recipients[0].diagnostic if bounce.recipients else None
    return " ".join(part for part in (bounce.status, bounce.final_recipient, diagnostic) if part)
