"""Read what has arrived: raw bytes → messages. What cannot be read lands in a tray; nothing is lost.

An arrival is claimed before it is read: its attempt is counted and committed, and it rests for some seconds. A mail
that kills its reader therefore comes back, alone, and after some deaths goes to the tray instead of for ever taking
the reader, and the mails behind it, down.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, connection

from tantam.channels.actions.reading_of import Reading, read
from tantam.channels.actions.take_in import take_in
from tantam.channels.models import Arrival
from tantam.channels.models.raw import raws_of
from tantam.channels.values.text import storable
from tantam.core.actions.unit import unit

log = logging.getLogger(__name__)

BATCH = 50
BYTES_A_BATCH = 8 * 1024 * 1024
FAILURES_TO_TRAY = 3
DEATHS_TO_TRAY = 5
REST_SECONDS = 10
REST_WITHOUT_ROOM_SECONDS = 30


def read_arrivals(*, now: datetime, only: Sequence[int] | None = None) -> int:
    """Read one batch of arrivals (of those in `only`, if given); return how many were dealt with.

    The outcome of each is its state: read, duplicate, held or unreadable; a failure puts it off until later.
    """
    claimed = _claim(now=now, only=only)
    readings = [reading for arrival in _loaded(claimed) if (reading := _read(arrival, now=now))]
    if readings:
        _take_in_all(readings, now=now)
    return len(claimed)


def _loaded(claimed: Sequence[int]) -> list[Arrival]:
    raws = raws_of(claimed) if claimed else {}
    arrivals = Arrival.objects.filter(pk__in=claimed).defer("raw").select_related("channel__brand").order_by("id")
    rows = list(arrivals) if claimed else []
    for arrival in rows:
        arrival.raw = raws[arrival.pk]
    return rows


def _claim(*, now: datetime, only: Sequence[int] | None) -> list[int]:
    """Choose a batch and count its attempt; what failed or died before is read alone."""
    waiting = Arrival.objects.unread(at=now).order_by("next_at", "id")
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    with unit():
        rows = list(
            waiting.select_for_update(skip_locked=True).values_list("pk", "size", "attempts")[:BATCH],
        )
        chosen = _choose(rows)
        with connection.cursor() as cursor:
            cursor.execute(_COUNT_ATTEMPT, [now, REST_SECONDS, chosen])
            dead = [pk for pk, attempts in cursor.fetchall() if attempts > DEATHS_TO_TRAY]
        if dead:
            log.error("arrivals %s ended their reader %s times: to the tray", dead, DEATHS_TO_TRAY)
            Arrival.objects.filter(pk__in=dead).update(state=Arrival.State.UNREADABLE, reason="reader-died")
    return [pk for pk in chosen if pk not in dead]


_COUNT_ATTEMPT = """
UPDATE channels_arrival
SET attempts = attempts + 1, next_at = %s + make_interval(secs => %s * (attempts + 1) * (attempts + 1))
WHERE id = ANY(%s) RETURNING id, attempts
"""


def _choose(rows: Sequence[tuple[int, int, int]]) -> list[int]:
    chosen: list[int] = []
    total = 0
    for pk, size, attempts in rows:
        total += size
        if chosen and (attempts or total > BYTES_A_BATCH):
            break
        chosen.append(pk)
        if attempts:
            break
    return chosen


def _read(arrival: Arrival, *, now: datetime) -> Reading | None:
    try:
        return read(arrival)
    except Exception as error:
        log.exception("arrival %s could not be read", arrival.pk)
        _put_off(arrival, error, now=now)
        return None


def _take_in_all(readings: list[Reading], *, now: datetime) -> None:
    """Take a batch in set-wise; if one of it cannot be stored, each on its own."""
    try:
        with unit():
            take_in(readings, now=now)
    except Exception:
        if not connection.is_usable():
            raise  # the database went away: not the mails' fault, they are read again after their rest
        log.warning("a batch of %s arrivals is taken in one by one", len(readings), exc_info=True)
        for reading in readings:
            _take_in_one(reading, now=now)


def _take_in_one(reading: Reading, *, now: datetime) -> None:
    try:
        with unit():
            take_in([reading], now=now)
    except Exception as error:
        if not connection.is_usable():
            raise
        log.exception("arrival %s could not be taken in", reading.arrival.pk)
        _put_off(reading.arrival, error, now=now)


def _put_off(arrival: Arrival, error: Exception, *, now: datetime) -> None:
    """Try again later; after the third failure the arrival waits in the tray for a person, its original untouched.

    A disk without room, or a database that cannot just now, is no fault of the mail: that is tried for as long as it
    takes, so that nobody must pick mails out of the tray once there is room again.
    """
    arrival.reason = storable(f"{type(error).__name__}: {error}", most=200)
    if isinstance(error, OSError | OperationalError):
        with unit():
            waiting = Arrival.objects.filter(pk=arrival.pk, state=Arrival.State.STORED)
            later = now + timedelta(seconds=REST_WITHOUT_ROOM_SECONDS)
            waiting.update(attempts=0, next_at=later, reason=arrival.reason)
        return
    if arrival.attempts >= FAILURES_TO_TRAY:
        arrival.state = Arrival.State.UNREADABLE
    with unit():
        waiting = Arrival.objects.filter(pk=arrival.pk, state=Arrival.State.STORED)
        waiting.update(state=arrival.state, reason=arrival.reason)
