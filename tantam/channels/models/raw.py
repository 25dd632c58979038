"""Raw mail in and out of the database in PostgreSQL's binary form.

Django writes values into the statement's text: of a mail of 50 MB it would make several copies of 100 MB and take three
times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection

from tantam.channels.models.arrival import Arrival

_INSERT = """
INSERT INTO channels_arrival (
    channel_id, received_at, next_at, raw, size, sha256, envelope_from, envelope_to, source, state, reason, attempts
) VALUES (%s, %s, %s, %b, %s, %s, %s, %s, %s, 'stored', '', 0)
ON CONFLICT (channel_id, source) WHERE source <> '' DO NOTHING
RETURNING id
"""


def insert_arrivals(arrivals: Sequence[Arrival]) -> None:
    """Store new arrivals and set their keys; what was fetched from the same place before keeps its row and gives its
    key. In the caller's transaction."""
    with psycopg.Cursor(_connection()) as cursor:
        cursor.executemany(_INSERT, [_columns(arrival) for arrival in arrivals], returning=True)
        for arrival in arrivals:
            row = cursor.fetchone()
            arrival.pk = row[0] if row else _in_the_same_place(arrival)
            cursor.nextset()


def _in_the_same_place(arrival: Arrival) -> int:
    same_place = Arrival.objects.filter(channel=arrival.channel_id, source=arrival.source)
    return same_place.values_list("pk", flat=True).get()


def _columns(arrival: Arrival) -> tuple[object, ...]:
    times = (arrival.received_at, arrival.next_at)
    envelope = (arrival.envelope_from, list(arrival.envelope_to))
    return (arrival.channel_id, *times, arrival.raw, arrival.size, arrival.sha256, *envelope, arrival.source)


def raws_of(arrival_ids: Sequence[int]) -> dict[int, bytes]:
    """Load the raw mails of some arrivals."""
    with psycopg.Cursor(_connection()) as cursor:
        query = "SELECT id, raw FROM channels_arrival WHERE id = ANY(%s)"
        return dict(cursor.execute(query, [list(arrival_ids)], binary=True).fetchall())


def _connection() -> psycopg.Connection[tuple[Any, ...]]:
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    return raw
