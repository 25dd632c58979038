"""What a dead worker had begun is done by the next one."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from tantam.command import worker
from tantam.command.living import registered
from tantam.core.registry import Pulse


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """Procrastinate's tables are none of Django's models and keep their rows between tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


def job_of(worker_silent_for: str) -> int:
    """A job under way, held by a worker that has been silent for so long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [worker_silent_for],
        )
        (worker_id,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " VALUES ('default', 'core.deliver', '{}', 'doing', %s) RETURNING id",
            [worker_id],
        )
        return int(cursor.fetchone()[0])


def status(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


def hand_out_again(*, silent_for: float) -> int:
    async def look() -> int:
        own = app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1))
        async with own.open_async():
            return await worker.hand_out_again(own, silent_for=silent_for)

    return asyncio.run(look())


@pytest.mark.usefixtures("queue")
def test_the_job_of_a_silent_worker_is_handed_out_again_and_that_of_a_living_one_is_not() -> None:
    dead, living = job_of("20 seconds"), job_of("1 second")
    assert hand_out_again(silent_for=worker.STALLED_SECONDS) == 1
    assert (status(dead), status(living)) == ("todo", "doing")


@pytest.mark.usefixtures("queue")
def test_a_worker_takes_over_at_once_from_the_dead_and_leaves_the_living_theirs() -> None:
    left, kept = job_of("1 second"), job_of("1 second")

    async def look() -> tuple[int, int]:
        own, other = (
            app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1)) for _ in range(2)
        )
        async with own.open_async(), other.open_async(), registered(own) as line:
            async with registered(other):
                living = await other.job_manager.register_worker()
                give(kept, living)
                first = await worker.take_over(own, line=line)
            for _ in range(50):  # PostgreSQL needs a moment to notice that a connection has ended
                if second := await worker.take_over(own, line=line):
                    return first, second
                await asyncio.sleep(0.1)
            return first, 0

    def give(job: int, worker_id: int) -> None:
        with psycopg.connect(**connector_params(), autocommit=True) as line:
            line.execute("UPDATE procrastinate_jobs SET worker_id = %s WHERE id = %s", [worker_id, job])

    assert asyncio.run(look()) == (1, 1), "the second when the other one has ended"
    assert (status(left), status(kept)) == ("todo", "todo")


def test_a_pulse_that_fails_does_not_stop_the_next_and_gets_the_time_it_is() -> None:
    called: list[object] = []

    def fails(now: object) -> None:
        raise ValueError

    begun = timezone.now()
    worker._call(Pulse(1, fails))
    worker._call(Pulse(1, called.append))
    (at,) = called
    assert begun <= at <= timezone.now()  # type: ignore[operator]
