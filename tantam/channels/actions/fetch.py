"""Fetch what waits in a mailbox on another server."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from tantam.channels.actions.arrive import store_arrival
from tantam.channels.actions.health import note_failure, note_working
from tantam.channels.email.imap import MailboxUnreachable, Position, Wishes, fetch_new
from tantam.channels.email.servers import Server, imap_of
from tantam.channels.models import Channel
from tantam.core.actions.secrets import SecretUnreadable

PART = "imap"


def fetch_mail(channel_id: int, *, now: datetime) -> int:
    """Fetch new mail of one mailbox; return how many came. A server that cannot be reached is noted on the channel."""
    channel = Channel.objects.running().filter(pk=channel_id).first()
    if channel is None:
        return 0
    try:
        server = imap_of(channel)
        fetched = _fetch(channel, server, now=now) if server else 0
    except (MailboxUnreachable, SecretUnreadable) as error:
        note_failure(channel.pk, part=PART, words=str(error) or "the password cannot be decrypted", now=now)
        return 0
    note_working(channel.pk, part=PART, now=now)
    return fetched


def _fetch(channel: Channel, server: Server, *, now: datetime) -> int:
    imap = channel.settings["imap"]
    wishes = Wishes(
        folder=imap.get("folder") or "INBOX",
        start=imap.get("start") or "new",
        mark_seen=bool(imap.get("mark_seen")),
        max_bytes=settings.MAIL_MAX_BYTES,
    )

    def keep(place: str, raw: bytes) -> None:
        store_arrival(channel, raw=raw, envelope_to=[channel.address], source=place, now=timezone.now())

    def save(position: Position) -> None:
        Channel.objects.filter(pk=channel.pk).update(position=position.kept())

    return fetch_new(
        server,
        position=Position.read(channel.position),
        wishes=wishes,
        keep=keep,
        save=save,
        today=timezone.localdate(now),
    )
