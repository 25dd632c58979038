"""The job worker: Procrastinate's jobs, the pulses of the apps, and the healing of jobs whose worker died."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections
from django.utils import timezone
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import Job, Status

from tantam.command.living import Line, is_dead, registered
from tantam.command.ready import announce_ready
from tantam.core.registry import Companion, Pulse, companions, pulses

log = logging.getLogger(__name__)

CONCURRENCY = 3
HEARTBEAT_SECONDS = 3.0
# A worker silent for so long is dead; its jobs are run again (every job can be).
STALLED_SECONDS = 10.0
GRACE_SECONDS = 4.0


def main(arguments: Sequence[str] = ()) -> int:
    """Work until told to stop; jobs under way get some seconds to finish."""
    asyncio.run(_work())
    return 0


async def _work() -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="job"))
    # A second app with a connection of its own: inside jobs, the first still defers on Django's connection.
    own = app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONCURRENCY + 1))
    stopping = threading.Event()
    beside = [
        threading.Thread(target=_beat, args=[lane, stopping], name=f"pulses {lane[0].lane}".strip(), daemon=True)
        for lane in _lanes(pulses())
    ]
    beside += [threading.Thread(target=_accompany, args=[one, stopping], daemon=True) for one in companions()]
    async with own.open_async(), registered(own) as line:
        await take_over(own, line=line)
        for thread in beside:
            thread.start()
        worker = asyncio.create_task(
            own.run_worker_async(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
            )
        )
        healer = asyncio.create_task(_heal(own))
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, _stop, worker, stopping)
        announce_ready()
        try:
            await worker
        except asyncio.CancelledError:
            log.info("worker told to stop")
        finally:
            stopping.set()
            healer.cancel()
            await asyncio.to_thread(_join, beside)


def _stop(worker: asyncio.Task[None], stopping: threading.Event) -> None:
    """Ask the worker to finish; leave at any rate when the database, say, has gone before us."""
    stopping.set()
    worker.cancel()
    asyncio.get_running_loop().call_later(GRACE_SECONDS + 1, os._exit, 0)


async def take_over(own: App, *, line: Line) -> int:
    """Have the jobs done again whose worker is known to have ended; return how many. Those of the living stay."""
    under_way = await own.job_manager.get_stalled_jobs(seconds_since_heartbeat=0.0)
    return await _again(own, [job for job in under_way if await is_dead(job.worker_id, line=line)])


async def hand_out_again(own: App, *, silent_for: float) -> int:
    """Have the jobs done again whose worker has been silent for so many seconds; return how many."""
    return await _again(own, list(await own.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_for)))


async def _again(own: App, jobs: Sequence[Job]) -> int:
    for job in jobs:
        log.warning("job %s (%s) was left by a dead worker: once more", job.id, job.task_name)
        await _once_more(own, job)
    return len(jobs)


async def _heal(own: App) -> None:
    """Look for what a dead worker had begun; nothing else does."""
    while True:
        try:
            await hand_out_again(own, silent_for=STALLED_SECONDS)
        except Exception:
            log.exception("stalled jobs could not be looked for")
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def _once_more(own: App, job: Job) -> None:
    """Let another worker do the job. Where the same work waits already (woken again meanwhile), the dead one's row
    goes: it would keep its lock for ever, and the waiting one could never begin."""
    try:
        await own.job_manager.retry_job(job)
    except exceptions.UniqueViolation:
        await own.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


def _join(threads: Sequence[threading.Thread]) -> None:
    until = time.monotonic() + GRACE_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def _accompany(companion: Companion, stopping: threading.Event) -> None:
    """Run a companion; one that breaks off begins anew after some seconds."""
    while not stopping.is_set():
        try:
            companion(stopping)
        except Exception:
            log.exception("%s broke off", companion.__qualname__)
        stopping.wait(HEARTBEAT_SECONDS)


def _lanes(beats: Sequence[Pulse]) -> list[list[Pulse]]:
    """The pulses that share a thread."""
    return [[beat for beat in beats if beat.lane == lane] for lane in dict.fromkeys(beat.lane for beat in beats)]


def _beat(beats: Sequence[Pulse], stopping: threading.Event) -> None:
    """Call each pulse every so many seconds, one after the other; one that fails does not stop the rest."""
    due = dict.fromkeys(range(len(beats)), 0.0)
    while beats and not stopping.is_set():
        for number, beat in enumerate(beats):
            if time.monotonic() >= due[number] and not stopping.is_set():
                _call(beat)
                due[number] = time.monotonic() + beat.seconds
        stopping.wait(max(0.05, min(due.values()) - time.monotonic()))


def _call(beat: Pulse) -> None:
    close_old_connections()
    try:
        beat.function(timezone.now())
    except Exception:
        log.exception("pulse %s failed", getattr(beat.function, "__qualname__", beat.function))
    finally:
        close_old_connections()
