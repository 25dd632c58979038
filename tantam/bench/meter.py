"""Processor time of the server: this process and the PostgreSQL processes that serve it.

Linux counts the nanoseconds a process ran in `/proc/<pid>/schedstat` (Documentation/scheduler/sched-stats.rst); the
ticks of `/proc/<pid>/stat` are 10 ms long, far too coarse for one request.
"""

from __future__ import annotations

import statistics
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import connection

PROC = Path("/proc")


class Meter:
    """Reads what has been spent so far. `pids` are the processes beside this one."""

    def __init__(self, pids: Callable[[], list[int]] | None = None) -> None:
        self._find = pids or serving_pids
        self.refresh()

    def refresh(self) -> None:
        """Look again which processes serve us."""
        self.pids = self._find()

    def spent(self) -> tuple[float, float]:
        """Seconds of processor time of this process and of the others, since they began."""
        return time.process_time(), sum(ran(pid) for pid in self.pids)


def ran(pid: int) -> float:
    """Seconds a process's main thread ran; PostgreSQL's processes have no other. 0 once it has ended."""
    try:
        return int((PROC / str(pid) / "schedstat").read_text().split()[0]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def serving_pids() -> list[int]:
    """The PostgreSQL sessions of this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [row[0] for row in cursor.fetchall()]


def cluster_pids() -> list[int]:
    """All of PostgreSQL: sessions, log writer, checkpointer; the data folder is their working folder."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        return [row[0] for row in cursor.fetchall()]


def yardstick() -> float:
    """Milliseconds of processor time that a fixed piece of work takes now: arithmetic, texts and a dictionary.

    The speed of a shared machine varies by half from minute to minute. Who compares two runs looks at this first.
    """
    return statistics.median(_fixed_work() for _ in range(9)) * 1000


def _fixed_work() -> float:
    begun = time.process_time()
    known: dict[str, int] = {}
    for number in range(20_000):
        known[f"{number % 1000:04d}"] = number * number % 97
    sum(known.values())
    return time.process_time() - begun


def memory_yardstick() -> float:
    """Milliseconds of processor time to walk through memory that no cache holds, 32 MB in no order.

    Who shares the machine's memory with others waits here; arithmetic, as in `yardstick`, does not show it.
    """
    walk = _walk()
    return statistics.median(_steps(walk) for _ in range(5)) * 1000


@cache
def _walk() -> array[int]:
    """Each place says where to go next, far from itself: steps of a prime length, round and round."""
    places = 4_000_000
    return array("q", ((place + 2_750_159) % places for place in range(places)))


def _steps(walk: array[int]) -> float:
    begun, place = time.process_time(), 0
    for _ in range(50_000):
        place = walk[place]
    return time.process_time() - begun


@dataclass(frozen=True)
class Costs:
    """Milliseconds of processor time of each call: all of it, and the database's part."""

    whole: list[float]
    database: list[float]

    def medians(self) -> tuple[float, float]:
        """Of all, of the database's part."""
        return statistics.median(self.whole), statistics.median(self.database)

    def high(self) -> float:
        """The 95th percentile of all."""
        return statistics.quantiles(self.whole, n=20)[18]


def each(action: Callable[[int], object], *, times: int, warm_up: int = 5) -> tuple[float, float]:
    """Median milliseconds (all, of which database) of `action(n)` over `times` calls after a warm-up."""
    return costs_of(action, times=times, warm_up=warm_up).medians()


def costs_of(action: Callable[[int], object], *, times: int, warm_up: int = 5) -> Costs:
    """What `action(n)` costs in each of `times` calls (at least two) after a warm-up."""
    for number in range(warm_up):
        action(number)
    meter = Meter()
    whole, database = [], []
    for number in range(warm_up, warm_up + times):
        own, others = meter.spent()
        action(number)
        own_after, others_after = meter.spent()
        whole.append((own_after - own + others_after - others) * 1000)
        database.append((others_after - others) * 1000)
    return Costs(whole, database)
