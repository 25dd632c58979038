"""Whom an answer to a mail goes to."""

from __future__ import annotations

import re

from tantam.channels.models import Channel, ChannelKind, Message
from tantam.channels.values.addresses import is_usable, plain, untagged

MOST_WANTED = 5
_NOBODY = re.compile(r"(?:no|do[-_.]?not|khong)[-_.]?(?:reply|tra[-_.]?loi)\b|mailer-daemon\b", re.IGNORECASE)


def answer_addresses(message: Message) -> list[str]:
    """Where the writer of an inbound mail wants the answer (Reply-To, RFC 5322, 3.6.2), else their own address.

    A Reply-To that leads back to us, to a list the mail came through, or to an address that nobody reads is passed
    over. Empty when the mail names no address at all.
    """
    sender = plain(message.sender_address)
    wanted = [plain(box.get("address") or "") for box in message.recipients.get("reply_to", [])]
    others = [address for address in dict.fromkeys(wanted) if is_usable(address) and not _NOBODY.match(address)]
    if others and others != [sender]:
        closed = _our_addresses() | (_all_written_to(message) if message.is_quiet else set())
        others = [address for address in others if not {address, untagged(address)} & closed]
    return others[:MOST_WANTED] or ([sender] if sender else [])


def others_addressed(message: Message) -> list[str]:
    """Who else was written to with an inbound mail: neither its writer nor we ourselves."""
    left_out = {plain(message.sender_address), *answer_addresses(message), *_our_addresses()}
    boxes = [box.get("address") or "" for field in ("to", "cc") for box in message.recipients.get(field, [])]
    others = [plain(address) for address in dict.fromkeys(boxes) if is_usable(plain(address))]
    return [one for one in others if not {one, untagged(one)} & left_out and not _NOBODY.match(one)]


def _our_addresses() -> set[str]:
    """Of all our mailboxes, those that were stopped included."""
    rows = Channel.objects.filter(kind=ChannelKind.EMAIL).values_list("address", "settings__aliases")
    return {plain(address) for own, aliases in rows for address in (own, *(aliases or ()))}


def _all_written_to(message: Message) -> set[str]:
    """A list that sets itself as Reply-To is also whom the mail was written to."""
    return {plain(box.get("address") or "") for name in ("to", "cc") for box in message.recipients.get(name, [])}
