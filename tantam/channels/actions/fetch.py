"""Fetch what waits in a mailbox on another server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from tantam.channels.actions.arrive import store_arrival
from tantam.channels.actions.health import note_failure, note_working
from tantam.channels.actions.mailbox_lock import held
from tantam.channels.email.imap import Mailbox, MailboxUnreachable, Position, Wishes, opened
from tantam.channels.email.servers import imap_of
from tantam.channels.models import Channel
from tantam.core.actions.files import NoRoom
from tantam.core.actions.secrets import SecretUnreadable

PART = "imap"
Briefly = Callable[[Callable[[], object]], object]


def fetch_mail(channel_id: int, *, now: datetime) -> int:
    """Fetch new mail of one mailbox; return how many came. A server that cannot be reached is noted on the channel.

    Does nothing while the mailbox is watched or fetched elsewhere.
    """
    channel = Channel.objects.running().filter(pk=channel_id).first()
    if channel is None:
        return 0
    with held(channel_id) as is_ours:
        return _fetch(channel, now=now) if is_ours else 0


def _fetch(channel: Channel, *, now: datetime) -> int:
    try:
        server = imap_of(channel)
        if server is None:
            return 0
        with opened(server, wishes=wishes_of(channel)) as mailbox:
            fetched = fetch_from(mailbox, channel, now=now)
    except (MailboxUnreachable, SecretUnreadable, NoRoom) as error:
        note_unreachable(channel.pk, error, now=now)
        return 0
    note_working(channel.pk, part=PART, now=now)
    return fetched


def _at_once(function: Callable[[], object]) -> object:
    return function()


def fetch_from(mailbox: Mailbox, channel: Channel, *, now: datetime, briefly: Briefly = _at_once) -> int:
    """Store what is new in an open mailbox; return how many came. `briefly` does what needs the database."""

    def keep(place: str, raw: bytes) -> None:
        briefly(
            lambda: store_arrival(channel, raw=raw, envelope_to=[channel.address], source=place, now=timezone.now())
        )

    def save(position: Position) -> None:
        if position.kept() != channel.position:
            channel.position = position.kept()
            briefly(lambda: same_place.update(position=channel.position))

    # of a mailbox that was changed meanwhile the place reached means nothing
    same_place = Channel.objects.filter(pk=channel.pk, settings__imap=channel.settings["imap"])
    position = Position.read(channel.position)
    return mailbox.fetch(position, keep=keep, save=save, today=timezone.localdate(now))


def wishes_of(channel: Channel) -> Wishes:
    """What the business wants of this mailbox."""
    imap = channel.settings["imap"]
    return Wishes(
        folder=imap.get("folder") or "INBOX",
        start=imap.get("start") or "new",
        mark_seen=bool(imap.get("mark_seen")),
        max_bytes=settings.MAIL_MAX_BYTES,
    )


def note_unreachable(channel_id: int, error: Exception, *, now: datetime) -> None:
    """Show on the channel why its mailbox cannot be read."""
    note_failure(channel_id, part=PART, words=str(error) or "the password cannot be decrypted", now=now)
