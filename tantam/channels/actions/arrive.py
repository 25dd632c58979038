"""Keep what arrives, raw, before anything else is done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from tantam.channels.actions.health import note_received
from tantam.channels.models import Arrival, Channel
from tantam.channels.models.raw import insert_arrivals
from tantam.channels.registry import offer_keeper
from tantam.channels.values.incoming import Incoming
from tantam.channels.values.text import storable
from tantam.core.actions import wake
from tantam.core.actions.files import demand_room
from tantam.core.actions.unit import unit


def store_arrival(
    channel: Channel,
    *,
    raw: bytes,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    source: str = "",
    now: datetime,
) -> Arrival:
    """Store one raw message and wake the reader. When this returns, the message cannot be lost any more.

    Fetched a second time from the same place, the first arrival is returned.
    """
    incoming = Incoming(
        channel_id=channel.pk, raw=raw, envelope_from=envelope_from, envelope_to=envelope_to, source=source
    )
    return store_arrivals([incoming], now=now)[0]


def store_arrivals(incoming: Sequence[Incoming], *, now: datetime) -> list[Arrival]:
    """Store many at once, in one transaction and with one wake-up; in the order given.

    Raises NoRoom where what is in them could not be kept: then nothing is, and whoever has them keeps them.
    """
    demand_room()
    arrivals = [_arrival(one, now=now) for one in incoming]
    with unit():
        insert_arrivals(arrivals)
        wake("channels.read")
    note_received({one.channel_id for one in incoming}, now=now)
    return arrivals


def _arrival(incoming: Incoming, *, now: datetime) -> Arrival:
    return Arrival(
        channel_id=incoming.channel_id,
        received_at=now,
        next_at=now,
        raw=incoming.raw,
        size=len(incoming.raw),
        sha256=hashlib.sha256(incoming.raw).hexdigest(),
        envelope_from=storable(incoming.envelope_from, most=254),
        envelope_to=[storable(address, most=254) for address in incoming.envelope_to],
        source=incoming.source,
    )


@offer_keeper
def keep_incoming(incoming: Sequence[Incoming]) -> None:
    """What the doors of the house call: the SMTP listener and the fetchers."""
    store_arrivals(incoming, now=timezone.now())
