"""One reader per mailbox, in all processes on all machines: a lock that dies with its database connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The first of the two numbers of PostgreSQL's advisory locks says what is locked, the second which one.
_MAILBOX = 7402


def hold(channel_id: int) -> bool:
    """Try to become the one who reads this mailbox, as long as this database connection lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::int, %s::int)", [_MAILBOX, channel_id])
        return bool(cursor.fetchone()[0])


def let_go(channel_id: int) -> None:
    """Let somebody else read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s::int, %s::int)", [_MAILBOX, channel_id])


@contextmanager
def held(channel_id: int) -> Iterator[bool]:
    """Hold the mailbox for a while; yields whether it is ours."""
    is_ours = hold(channel_id)
    try:
        yield is_ours
    finally:
        if is_ours:
            let_go(channel_id)
