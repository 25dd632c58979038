"""Which workers live: each holds a lock in the database that falls when its process ends, on whatever machine.

So the next worker knows at once whose jobs were left behind; a heartbeat alone would make it wait some seconds, or
take the jobs of a living one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.contrib.django.utils import connector_params
from procrastinate.manager import JobManager

# The first of the two numbers of PostgreSQL's advisory locks says what is locked, the second which one.
_WORKER = 7403

Line = psycopg.AsyncConnection[Any]


@asynccontextmanager
async def registered(own: App) -> AsyncIterator[Line]:
    """Have the workers of this app hold their locks on one connection, as long as it is open; yields it."""
    async with await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True) as line:
        own.job_manager = _Manager(own, line)
        yield line


class _Manager(JobManager):
    def __init__(self, own: App, line: Line) -> None:
        super().__init__(own.connector)
        self._line = line

    async def register_worker(self) -> int:
        """As the library does, and locked before the first job is taken."""
        worker_id = await super().register_worker()
        await self._line.execute("SELECT pg_advisory_lock(%s::int, %s::int)", [_WORKER, worker_id])
        return worker_id


async def is_dead(worker_id: int | None, *, line: Line) -> bool:
    """Whether the process of this worker has ended; its row may outlive it."""
    if worker_id is None:
        return True
    taken = await line.execute("SELECT pg_try_advisory_lock(%s::int, %s::int)", [_WORKER, worker_id])
    row = await taken.fetchone()
    if row is None or not row[0]:
        return False
    await line.execute("SELECT pg_advisory_unlock(%s::int, %s::int)", [_WORKER, worker_id])
    return True
