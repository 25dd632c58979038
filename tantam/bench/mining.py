"""What was done, set against the drawing: a round of the comparison, its page, and the event log taken away."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tantam.bench.meter import Meter, each
from tantam.bench.pages import sign_in
from tantam.bench.report import Figure
from tantam.organisation.models import Agent
from tantam.process.actions import mine, want_round
from tantam.process.actions.exporting import LogWish, export_log
from tantam.process.models import Instance, Mining, Version, Walk, WalkedPath
from tantam.process.queries.mined import steps_by_name

#: So many parts of a round are measured, at most 500 runs each.
PARTS = 40
EXPORTED = 100_000
SECONDS_FOR_100_000 = 60
MEGABYTES = 40

#: The runs that a round has not come to yet, as if it had: each walked one of the paths that are known.
_FILL = """
    INSERT INTO process_walk (instance_id, version_id, path_id, subject, ended_at, channel, segment, team)
    SELECT run.id, run.version_id, known.ids[1 + run.id %% cardinality(known.ids)], run.subject, run.finished_at,
           coalesce(run.labels->>'channel', ''), coalesce(run.labels->>'segment', ''), coalesce(run.labels->>'team', '')
    FROM process_instance AS run, (SELECT array_agg(path_id ORDER BY instance_id) AS ids FROM process_walk) AS known
    WHERE run.version_id = %s AND run.state = 'finished'
    ON CONFLICT DO NOTHING
"""


def measure(*, on: str) -> Iterator[Figure]:
    """All on the version that most ran on. Leaves nothing of it, nor of what was compared before."""
    _tidy()
    try:
        version_id = Instance.objects.values_list("version").annotate(runs=Count("pk")).order_by("-runs")[0][0]
        version = Version.objects.select_related("process").get(pk=version_id)
        yield from _rounds(version, on=on)
        yield from _page(version, on=on)
        yield from _export(version, on=on)
    finally:
        _tidy()


def _rounds(version: Version, *, on: str) -> Iterator[Figure]:
    """Processor time to read runs that ended, then to align all paths they walked."""
    want_round(version, now=timezone.now())
    meter = Meter()
    own, others = meter.spent()
    parts = sum(mine(now=timezone.now(), seconds=0.01) for _ in range(PARTS))
    own_after, others_after = meter.spent()
    runs = Walk.objects.count()
    spent = (own_after - own + others_after - others) * 1000
    note = f"of which database {(others_after - others) * 1000 / max(runs, 1) * 1000:.0f}; {runs:,} in {parts} parts"
    yield Figure(
        what="comparing 1,000 runs with the drawing", on=on, unit="ms", value=spent / max(runs, 1) * 1000, at_most=1500,
        note=note,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [version.pk])
        cursor.execute("VACUUM ANALYZE process_walk, process_walkedpath")
    Mining.objects.update(state=Mining.State.ALIGNING)
    before = meter.spent()
    while Mining.objects.filter(state=Mining.State.ALIGNING).exists() and mine(now=timezone.now()):
        pass
    paths = WalkedPath.objects.filter(version=version).count()
    value = sum(meter.spent()) - sum(before)
    yield Figure(what="aligning all distinct paths", on=on, unit="s", value=value, at_most=60, note=f"{paths:,} paths")


def _page(version: Version, *, on: str) -> Iterator[Figure]:
    browser = sign_in(Agent.objects.get(username="head-ho-tro-0"))
    address = reverse("process_done", args=[version.process.key])
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
        statements = len(asked)
    whole, database = each(lambda number: browser.get(address), times=10, warm_up=2)
    note = f"of which database {database:.1f}; {statements} statements"
    yield Figure(what="drawn and done", on=on, unit="ms", value=whole, at_most=100, note=note)


def _export(version: Version, *, on: str) -> Iterator[Figure]:
    """The log of so many cases as a table: time, statements and what is held at once."""
    finished = Instance.objects.filter(version=version, state=Instance.State.FINISHED).order_by("-started_at", "-pk")
    since = finished.values_list("started_at", flat=True)[min(EXPORTED, finished.count()) - 1]
    wish = LogWish(
        version=version, kind="csv", since=timezone.localdate(since) + timedelta(days=1), until=timezone.localdate(),
        states=(Instance.State.FINISHED,), names=steps_by_name(version.pk, language="vi"),
    )  # fmt: skip
    agent = Agent.objects.get(username="head-ho-tro-0")
    meter = Meter()
    own, others = meter.spent()
    written = sum(len(piece) for piece in export_log(wish, by=agent, now=timezone.now()).pieces)
    own_after, others_after = meter.spent()
    with CaptureQueriesContext(connection) as asked:
        asked_for = 0
        pieces = export_log(wish, by=agent, now=timezone.now()).pieces
        tracemalloc.start()
        for _ in pieces:
            asked_for += 1
            if asked_for >= 20_000:
                break
        held = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    cases = finished.filter(started_at__gte=since).count()
    spent = own_after - own + others_after - others
    bound = SECONDS_FOR_100_000 * max(cases, 1_000) / 100_000
    note = f"of which database {others_after - others:.1f}; {written / 1e6:.0f} MB"
    yield Figure(what=f"event log of {cases:,} cases", on=on, unit="s", value=spent, at_most=bound, note=note)
    note = f"at most at once; {len(asked)} statements for {asked_for:,} pieces"
    yield Figure(what="event log, held in memory", on=on, unit="MB", value=held, at_most=MEGABYTES, note=note)


def _tidy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_fact WHERE name = 'version.log-exported'")
        cursor.execute("TRUNCATE process_mining, process_walk, process_walkedpath, process_pathstep, process_handing")
