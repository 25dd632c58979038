"""Turn read mails into messages: a batch at once, with few statements however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from tantam.channels.actions.bounce import note_bounce, original_of
from tantam.channels.actions.guard import FLOOD, OWN_MAIL, carries_our_mark, flooding
from tantam.channels.actions.reading_of import Reading, build
from tantam.channels.facts import MessageReceived
from tantam.channels.models import Arrival, Message
from tantam.core.actions import record_all
from tantam.core.actions.rows import execute_late, insert_all
from tantam.core.facts import SYSTEM, Fact
from tantam.customers.actions import Newcomer, find_all, identify, identify_all
from tantam.customers.models import ContactPoint, Customer

EMAIL = ContactPoint.Kind.EMAIL


def take_in(readings: Sequence[Reading], *, now: datetime) -> None:
    """Store a batch of readings in the caller's transaction: customers, messages, attachments, facts."""
    readings = _still_waiting(readings)
    _hold_back(readings, now=now)
    new = _new_ones([reading for reading in readings if reading.state == Arrival.State.READ])
    _store(new, now=now)
    _conclude(readings)
    record_all([_received(reading) for reading in new], by=SYSTEM, at=now)
    for reading in new:
        if reading.mail.bounce:
            note_bounce(reading.mail, now=now)


def _still_waiting(readings: Sequence[Reading]) -> list[Reading]:
    """Lock the arrivals and leave out what another reader has dealt with meanwhile."""
    waiting = Arrival.objects.filter(pk__in=[reading.arrival.pk for reading in readings], state=Arrival.State.STORED)
    locked = set(waiting.order_by("id").select_for_update().values_list("pk", flat=True))
    return [reading for reading in readings if reading.arrival.pk in locked]


def _hold_back(readings: Sequence[Reading], *, now: datetime) -> None:
    """Our own mail that came back, and floods from one sender, wait for a person: nothing answers them."""
    guarded = [reading for reading in readings if reading.arrival.released_at is None]
    senders = [(reading.sender_address, reading.arrival.channel) for reading in guarded]
    floods = flooding(senders, now=now)
    for reading in guarded:
        if carries_our_mark(bytes(reading.arrival.raw)):
            reading.hold(OWN_MAIL)
        elif reading.sender_address in floods:
            reading.hold(FLOOD)


def _new_ones(readings: Sequence[Reading]) -> list[Reading]:
    """Tell new messages from those that are known, or that come twice in this batch."""
    own, known = _known(readings)
    first: dict[tuple[str, str], Reading] = {}
    new = []
    for reading in readings:
        if reading.external_id in own and reading.arrival.released_at is None:
            reading.hold(OWN_MAIL)
        elif reading.key in known or reading.key in first:
            reading.state = Arrival.State.DUPLICATE
            reading.known_id, reading.twin = known.get(reading.key), first.get(reading.key)
        else:
            first[reading.key] = reading
            new.append(reading)
    return new


def _known(readings: Sequence[Reading]) -> tuple[set[str], dict[tuple[str, str], int]]:
    """Ids of mails we sent ourselves, and the messages already there under their key."""
    ids = {reading.external_id for reading in readings if reading.external_id}
    keys = {reading.content_key for reading in readings if not reading.external_id}
    same = Q(external_id__in=ids)
    if keys:
        same |= Q(direction=Message.Direction.INBOUND, external_id="", content_key__in=keys)
    rows = Message.objects.filter(same).values_list("direction", "external_id", "content_key", "pk")
    own = {external_id for direction, external_id, _, _ in rows if direction == Message.Direction.OUTBOUND}
    known = {(row[1], row[2]): row[3] for row in rows if row[0] == Message.Direction.INBOUND}
    return own, known


def _store(new: Sequence[Reading], *, now: datetime) -> None:
    known = _people(new, now=now)
    for reading in new:
        build(reading, customer=_customer_of(reading, known, now=now), now=now)
    insert_all([reading.message for reading in new if reading.message])
    attachments = [attachment for reading in new for attachment in reading.attachments]
    for attachment in attachments:
        attachment.message_id = attachment.message.pk
    insert_all(attachments)


def _people(new: Sequence[Reading], *, now: datetime) -> dict[str, Customer]:
    """The customers behind the addresses. Only a mail that a person wrote makes a new one."""
    wrote = {
        reading.sender_address: Newcomer(reading.sender_name, reading.arrival.channel.brand, EMAIL)
        for reading in new
        if reading.nature == Message.Nature.PERSON and reading.sender_address
    }
    answered = {reading.sender_address for reading in new} - wrote.keys()
    return identify_all(EMAIL, wrote, now=now) | (find_all(EMAIL, answered) if answered else {})


def _customer_of(reading: Reading, known: dict[str, Customer], *, now: datetime) -> Customer | None:
    """Whose mail it is. A bounce belongs to whom our mail was written to; two mails without any sender are not from
    the same person."""
    if reading.nature == Message.Nature.BOUNCE:
        original = original_of(reading.mail)
        return original.customer if original else None
    if reading.nature == Message.Nature.PERSON and not reading.sender_address:
        return identify(EMAIL, "", name=reading.sender_name, brand=reading.arrival.channel.brand, now=now)
    return known.get(reading.sender_address)


_CONCLUDE = """
UPDATE channels_arrival AS arrival SET state = done.state, reason = done.reason, message_id = done.message_id
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) AS done (id, state, reason, message_id)
WHERE arrival.id = done.id
"""


def _conclude(readings: Sequence[Reading]) -> None:
    """Write what became of each arrival, with one statement."""
    columns: list[Any] = [
        [reading.arrival.pk for reading in readings],
        [reading.state for reading in readings],
        [reading.reason for reading in readings],
        [reading.message_id for reading in readings],
    ]
    execute_late(Arrival, _CONCLUDE, columns)


def _received(reading: Reading) -> tuple[Fact, str]:
    message = reading.message
    if message is None:
        raise AssertionError("only a stored message is announced")
    fact = MessageReceived(
        message_id=message.pk,
        channel_id=message.channel_id,
        customer_id=message.customer_id,
        nature=message.nature,
        is_quiet=message.is_quiet,
    )
    return fact, f"customer:{message.customer_id}" if message.customer_id else f"message:{message.pk}"
