"""The connection on which PostgreSQL's announcements come in."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from config import environment
from tantam.core.actions.live import CHANNEL


@contextlib.asynccontextmanager
async def announcements() -> AsyncIterator[AsyncIterator[str]]:
    """Yield the payloads as they come. Behind a transaction pooler TANTAM_LISTEN_URL names the server itself."""
    async with await _connect() as listening:
        await listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        yield (notify.payload async for notify in listening.notifies())


async def _connect() -> psycopg.AsyncConnection[Any]:
    if url := environment.text("TANTAM_LISTEN_URL"):
        return await psycopg.AsyncConnection.connect(url, autocommit=True)
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "autocommit"):
        parameters.pop(name, None)
    return await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
