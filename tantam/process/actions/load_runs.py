"""Try a version with many cases: asked for by a person, worked off beside everything else, stopped at any time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from tantam.core.actions import announce
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent
from tantam.process.engine.compiling import NotRunnable
from tantam.process.engine.problem import Unreadable
from tantam.process.models import LoadRun, Version
from tantam.process.queries.loads import scenario, told_rests
from tantam.process.queries.rehearsing import tried
from tantam.process.rehearsal.load import run_load
from tantam.process.rehearsal.summing import told

#: Seconds that one version's run may take, between two signs of life, and after which a silent one is begun anew.
BUDGET, BEAT = 10.0, 0.5
SILENT: Final = timedelta(seconds=60)
MOST_KEPT: Final = 20


@unit()
def begin_load_run(
    version: Version, *, beside: Version | None, spec: dict[str, Any], by: Agent, now: datetime
) -> LoadRun:
    """Have a version tried with many cases, and another one beside it with the same arrivals.

    Only the latest trials of a process are kept.
    """
    run = LoadRun.objects.create(
        version=version, beside=beside, sha256=version.sha256, spec=spec, asked_at=now, asked_by=by
    )
    older = LoadRun.objects.filter(version__process=version.process_id).order_by("-id").values("pk")[MOST_KEPT:]
    LoadRun.objects.filter(pk__in=list(older.values_list("pk", flat=True))).delete()
    return run


@unit()
def stop_load_run(run: LoadRun) -> bool:
    """Stop a trial that waits or runs; whether there was anything to stop."""
    open_ones = LoadRun.objects.filter(pk=run.pk, state__in=LoadRun.UNDER_WAY)
    is_stopped = bool(open_ones.update(state=LoadRun.State.STOPPED))
    _tell(run)
    return is_stopped


def work_off_load_run(*, now: datetime, seconds: float = BUDGET) -> bool:
    """Work out the trial that has waited longest, within so many seconds for each version; whether there was one.

    Nothing is locked meanwhile: it says twice a second how far it is, and ends when somebody has stopped it.
    """
    run = _claim(now=now)
    if run is None:
        return False
    try:
        results = {}
        versions = [run.version, *([run.beside] if run.beside is not None else [])]
        for place, version in enumerate(versions):
            found = tried(version)
            watch = _Watch(run, first=place / len(versions), part=1 / len(versions), seconds=seconds)
            asked, rests = scenario(run, found, now=now)
            load = run_load(found.graph, asked, may_go_on=watch)
            if watch.is_stopped:
                return True
            results[str(version.number)] = {**told(load), "rests": told_rests(rests)}
    except (NotRunnable, Unreadable, ArithmeticError, LookupError, ValueError):
        _close(run, state=LoadRun.State.FAILED, result=None)
        raise
    _close(run, state=LoadRun.State.DONE, result=results)
    return True


class _Watch:
    """Tells how far a run is, and whether it may go on."""

    def __init__(self, run: LoadRun, *, first: float, part: float, seconds: float) -> None:
        self.run = run
        self.first, self.part = first, part
        self.until = time.monotonic() + seconds
        self.next_beat = time.monotonic() + BEAT
        self.is_stopped = False

    def __call__(self, share: float) -> bool:
        now = time.monotonic()
        if now >= self.next_beat:
            self.next_beat = now + BEAT
            self.is_stopped = not _beat(self.run, progress=round(100 * (self.first + self.part * share)))
        return not self.is_stopped and now < self.until


@unit()
def _claim(*, now: datetime) -> LoadRun | None:
    waiting = LoadRun.objects.filter(state=LoadRun.State.WAITING)
    silent = LoadRun.objects.filter(state=LoadRun.State.RUNNING, beat_at__lt=now - SILENT)
    locked = (waiting | silent).select_for_update(skip_locked=True, of=("self",)).order_by("id")
    run = locked.select_related("version__process", "beside__process").first()
    if run is not None:
        run.state, run.progress, run.beat_at = LoadRun.State.RUNNING, 0, now
        run.save(update_fields=["state", "progress", "beat_at"])
        _tell(run)
    return run


@unit()
def _beat(run: LoadRun, *, progress: int) -> bool:
    mine = LoadRun.objects.filter(pk=run.pk, state=LoadRun.State.RUNNING)
    is_on = bool(mine.update(progress=min(99, progress), beat_at=timezone.now()))
    _tell(run)
    return is_on


@unit()
def _close(run: LoadRun, *, state: str, result: dict[str, Any] | None) -> None:
    mine = LoadRun.objects.filter(pk=run.pk, state=LoadRun.State.RUNNING)
    mine.update(state=state, result=result, progress=100)
    _tell(run)


def _tell(run: LoadRun) -> None:
    announce("process", id=run.version.process_id)
