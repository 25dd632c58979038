"""What a mail costs until it is a visible, classified, assigned case with its acknowledgement in the outbox."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from random import Random

from django.db import connections
from django.utils import timezone

from tantam.bench.data import words
from tantam.bench.data.shop import ADDRESS, letter, settle
from tantam.bench.meter import Meter, cluster_pids
from tantam.bench.report import Figure, missing
from tantam.cases.models import Case
from tantam.channels.actions.arrive import store_arrival
from tantam.channels.models import Channel

MAILS = 200
FILE_BYTES = 30_000
WARM_UP = 20
GROUP = 25


def measure(*, on: str) -> Iterator[Figure]:
    """CPU of a mail on its whole way, and mails a second with two processes."""
    channel = Channel.objects.get()
    random = Random(os.getpid())  # noqa: S311
    _take(channel, letters(WARM_UP, random=random))
    mails = letters(MAILS, random=random)
    cases = Case.objects.count()
    meter = Meter(cluster_pids)
    own, others = meter.spent()
    _take(channel, mails)
    own_after, others_after = meter.spent()
    made = Case.objects.order_by("-id")[: Case.objects.count() - cases]
    if len(made) < MAILS:
        yield missing("mail to assigned case, CPU", on=on, note=f"only {len(made)} of {MAILS} mails became cases")
        return
    assigned = sum(case.assignee_id is not None for case in made) * 100 // MAILS
    database = (others_after - others) * 1000 / MAILS
    whole = (own_after - own) * 1000 / MAILS + database
    note = f"of which database {database:.1f}; {assigned} % assigned to a person at once; wished 8"
    yield Figure(what="mail to assigned case, CPU", on=on, unit="ms", value=whole, at_most=15, note=note)
    yield _throughput(on=on)


def letters(count: int, *, random: Random) -> list[bytes]:
    """Mails of new customers, every fifth with a file."""
    return [
        letter(
            random.randrange(10**9),
            text=words.question(random),
            subject=random.choice(words.SUBJECTS),
            files=[random.randbytes(FILE_BYTES)] if number % 5 == 0 else [],
        )
        for number in range(count)
    ]


def _take(channel: Channel, mails: list[bytes]) -> None:
    for raw in mails:
        store_arrival(channel, raw=raw, envelope_from="khach@khach.example", envelope_to=[ADDRESS], now=timezone.now())
    settle()


def _throughput(*, on: str) -> Figure:
    """Two processes store, read and deliver side by side, as listener and worker do."""
    before = Case.objects.count()
    _hang_up()
    context = get_context("fork")
    gate = context.Barrier(3)
    workers = [context.Process(target=_work, args=[gate, seed]) for seed in (11, 12)]
    for worker in workers:
        worker.start()
    gate.wait(120)
    begun = time.monotonic()
    for worker in workers:
        worker.join(600)
    seconds = time.monotonic() - begun
    settle()
    done = Case.objects.count() - before
    if done < 2 * MAILS:
        return missing("mails a second, two processes", on=on, note=f"only {done} of {2 * MAILS} became cases")
    return Figure(what="mails a second, two processes", on=on, unit="a second", value=done / seconds, at_least=60)


def _work(gate: Barrier, seed: int) -> None:
    """One of the two: stores its share and does whatever waits, its own or the other's."""
    channel = Channel.objects.get()
    mails = letters(MAILS, random=Random(seed))  # noqa: S311
    gate.wait(120)
    for start in range(0, MAILS, GROUP):
        _take(channel, mails[start : start + GROUP])
    _hang_up()


def _hang_up() -> None:
    """A forked process must not use its parent's connections."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
