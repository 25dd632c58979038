"""Tell the open browsers that something changed; they fetch what they may see."""

from __future__ import annotations

import json
from functools import partial

from django.db import connection, transaction

CHANNEL = "tantam_live"


def announce(topic: str, **values: int | str | None) -> None:
    """After the commit, tell the streams: ids and enums only, at most some hundred bytes."""
    payload = json.dumps({"topic": topic, **values}, separators=(",", ":"))
    transaction.on_commit(partial(_notify, payload))


def _notify(payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
