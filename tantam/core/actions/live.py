"""Tell the open browsers that something changed; they fetch what they may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import connection, transaction

CHANNEL = "tantam_live"

_sent: ContextVar[str] = ContextVar("sent", default="")


@contextmanager
def sent_as(word: str) -> Iterator[None]:
    """What is announced in the block carries the word of the page that asked for it, which knows of it already."""
    token = _sent.set(word)
    try:
        yield
    finally:
        _sent.reset(token)


def announce(topic: str, **values: int | str | list[int] | None) -> None:
    """After the commit, tell the streams: ids and enums only, at most some hundred bytes.

    `only` names the people (agents) who may hear it, whatever else it carries; `also` those who hear it beside the
    others.

    What one transaction announces is told with one statement, the same only once.
    """
    if word := _sent.get():
        values["sent"] = word
    payload = json.dumps({"topic": topic, **values}, separators=(",", ":"))
    waiting = _waiting()
    if waiting is None:
        transaction.on_commit(partial(_notify, {payload: None}))
    else:
        waiting[payload] = None


def _waiting() -> dict[str, None] | None:
    """What this savepoint, or one around it, is going to tell; None if nothing yet.

    Entries of a savepoint that was rolled back are no longer in Django's list, so nothing is added to a lost one.
    """
    for _, function, *_ in connection.run_on_commit:
        if isinstance(function, partial) and function.func is _notify:
            found: dict[str, None] = function.args[0]
            return found
    return None


def _notify(payloads: dict[str, None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", [CHANNEL, list(payloads)])
