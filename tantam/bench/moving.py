"""Bringing all that runs on a version to a new one, and back: so many cases, each with an instance of its own, at
most a hundred thousand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.utils import timezone

from tantam.bench.data.shop import PROCESSES
from tantam.bench.data.tables import Table
from tantam.bench.meter import Meter
from tantam.bench.report import Figure
from tantam.bench.running import forget_process
from tantam.cases.models import Case
from tantam.process.actions import begin_changeover, publish, save_draft, take_back_changeover
from tantam.process.actions.changeover.batches import one_batch
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.loading import row_of, scopes_as_json
from tantam.process.engine import run as engine
from tantam.process.engine.changeover import propose
from tantam.process.models import Changeover, Instance, Process, Token, Version
from tantam.process.queries import compiled

KEY = "QT-CHUYEN"
#: Where the cases stand: steps with and without timers and messages at their edge.
PLACES = ("tra_loi_lan_dau", "hen_tra_loi", "bao_ket_qua", "hoi_chuyen_mon", "hen_tra_loi", "goi_lai_xin_loi")
#: This step has another id in the new version, and that one a further timer at its edge.
RENAMED = "hen_tra_loi"
TIMED = "tra_loi_lan_dau"
A_TIMER = (
    '<bpmn:boundaryEvent id="them" attachedToRef="{host}" cancelActivity="false"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>PT4H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:endEvent id="het"/><bpmn:sequenceFlow id="them_het" sourceRef="them" targetRef="het"/>'
)
MOST = 100_000
SECONDS_FOR_100_000 = 15


def measure(*, on: str) -> Iterator[Figure]:
    """Processor time of all batches there and back, everything in them: locks, rows, facts, streams."""
    _tidy()  # what a run that was stopped in the middle left
    try:
        old, new = _versions()
        count = _run(old)
        node_map = propose(compiled(old.pk).graph, compiled(new.pk).graph) | {RENAMED: f"{RENAMED}_2"}
        changeover = begin_changeover(old, new, node_map=node_map, by=None, now=timezone.now())
        yield _figure(f"moving {count:,} running cases", changeover, on=on)
        take_back_changeover(changeover, by=None, now=timezone.now())
        yield _figure(f"taking {count:,} moved cases back", changeover, on=on)
    finally:
        _tidy()


def _figure(what: str, changeover: Changeover, *, on: str) -> Figure:
    meter = Meter()
    own, others = meter.spent()
    while one_batch(changeover.pk, now=timezone.now()) is not None:
        pass
    own_after, others_after = meter.spent()
    changeover.refresh_from_db()
    note = f"of which database {others_after - others:.1f}; {changeover.moved} moved, {changeover.held} held"
    bound = SECONDS_FOR_100_000 * max(changeover.total, 1) / 100_000
    spent = own_after - own + others_after - others
    return Figure(what=what, on=on, unit="s", value=spent, at_most=max(bound, 0.5), note=note)


def _versions() -> tuple[Version, Version]:
    process, _ = Process.objects.get_or_create(key=KEY, defaults={"name": KEY, "created_at": timezone.now()})
    first = (PROCESSES / "qt-01-v3.bpmn").read_text().replace('"QT-01"', f'"{KEY}"')
    other = re.sub(rf'(["> ]){RENAMED}(["< ])', rf"\g<1>{RENAMED}_2\g<2>", first)
    other = other.replace("</bpmn:process>", A_TIMER.format(host=TIMED) + "</bpmn:process>", 1)
    return _publish(process, first), _publish(process, other)


def _publish(process: Process, bpmn: str) -> Version:
    draft = save_draft(process, bpmn=bpmn, revision=0, by=None, now=timezone.now())
    return publish(draft, by=None, reason="bench", now=timezone.now())


def _run(version: Version) -> int:
    """An instance on `version` for every case, each standing somewhere."""
    now = timezone.now()
    instances = Table(Instance, "id", "version_id", "subject", "state", "labels", "variables", "scopes", "started_at")
    tokens = Table(Token, *[field.attname for field in Token._meta.concrete_fields])
    next_instance, next_token = _next("process_instance"), _next("process_token")
    cases = list(Case.objects.order_by("id").values_list("id", flat=True)[:MOST])
    for number, case_id in enumerate(cases):
        key = next_instance + number
        rows, scopes = _standing(version, PLACES[number % len(PLACES)], key, first=next_token, now=now)
        next_token += len(rows) + 1
        instances.add(key, version.pk, f"case:{case_id}", "running", "{}", "{}", scopes, now)
        for row in rows:
            tokens.add(*row)
    instances.write()
    tokens.write()
    _go_on("process_instance", next_instance + len(cases))
    _go_on("process_token", next_token)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE process_instance, process_token")
    return len(cases)


class _Host(StoredHost):
    """Deals out keys from a number on, so that rows can be copied in."""

    first = 0

    def new_id(self) -> int:
        self.first += 1
        return self.first


def _standing(version: Version, node: str, key: int, *, first: int, now: datetime) -> tuple[list[list[object]], str]:
    host = _Host(now=now, subject="")
    host.first = first - 1
    state = engine.stand_at(compiled(version.pk).graph, host, node=node).state
    of = Instance(pk=key, version_id=version.pk)
    names = [field.attname for field in Token._meta.concrete_fields]
    rows = [row_of(token, of) for token in state.tokens.values()]
    return [[getattr(row, name) for name in names] for row in rows], json.dumps(scopes_as_json(state.scopes))


def _next(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _go_on(table: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number])


def _tidy() -> None:
    """Leave the tables as they were for whoever measures next; what was taken away makes room for the next time."""
    versions = list(Version.objects.filter(process__key=KEY).values_list("pk", flat=True))
    changeover = Changeover.objects.filter(process__key=KEY).order_by("id").first()
    running = "SELECT id FROM process_instance WHERE version_id = ANY(%s)"
    with connection.cursor() as cursor:
        if changeover:
            since = changeover.began_at
            cursor.execute("DELETE FROM cases_entry WHERE data->>'process' = %s AND at >= %s", [KEY, since])
            cursor.execute("DELETE FROM core_fact WHERE name = 'instance.changed-over' AND at >= %s", [since])
        for table in ("process_token", "process_visit"):
            cursor.execute(f"DELETE FROM {table} WHERE instance_id IN ({running})", [versions])  # noqa: S608
        ours = list(Changeover.objects.filter(process__key=KEY).values_list("pk", flat=True))
        cursor.execute("DELETE FROM process_passage WHERE changeover_id = ANY(%s)", [ours])
        Changeover.objects.filter(pk__in=ours).delete()
        cursor.execute("DELETE FROM process_instance WHERE version_id = ANY(%s)", [versions])
    forget_process(KEY)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE process_token, process_instance, process_passage, cases_entry, core_fact")
