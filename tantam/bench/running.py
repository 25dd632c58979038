"""What it costs to start an instance, to find timers that have come due among many, to fire them, and to say how long
cases wait at the steps of the process that most run on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from tantam.bench.meter import Meter, each
from tantam.bench.report import Figure
from tantam.core.models import FactRow
from tantam.organisation.models import Team
from tantam.process.actions import fire_due_timers, publish, save_draft, start
from tantam.process.models import Instance, Process, Token, Version
from tantam.process.queries import Filters, heat_map
from tantam.process.queries.stays import forget_stays

KEY = "QT-DO"
TIMES = 40
DUE = 100
WAITING = 100_000
DRAWING = f"""<bpmn:definitions id="d" xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:tantam="urn:tantam:bpmn:1" targetNamespace="urn:tantam:bench"><bpmn:process id="p" isExecutable="true">
 <bpmn:extensionElements><tantam:process key="{KEY}"/></bpmn:extensionElements>
 <bpmn:startEvent id="den"/><bpmn:sequenceFlow id="a" sourceRef="den" targetRef="lam"/>
 <bpmn:userTask id="lam" name="Làm"><bpmn:extensionElements><tantam:time resolution="PT30M"/></bpmn:extensionElements>
 </bpmn:userTask><bpmn:sequenceFlow id="b" sourceRef="lam" targetRef="xong"/><bpmn:endEvent id="xong"/>
 <bpmn:boundaryEvent id="tre" attachedToRef="lam"><bpmn:timerEventDefinition id="t">
 <bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
 <bpmn:sequenceFlow id="c" sourceRef="tre" targetRef="het"/><bpmn:endEvent id="het"/>
</bpmn:process></bpmn:definitions>"""

_FAR = """
INSERT INTO process_token (id, instance_id, version_id, node, scope_id, state, due_at, wait_key, entered_at, definition,
                           repeats, flow, problem, phase)
SELECT nextval(pg_get_serial_sequence('process_token', 'id')), instance_id, version_id, node, scope_id, state,
       due_at + make_interval(days => 30, secs => number), wait_key, entered_at, definition, repeats, flow, problem,
       phase
FROM process_token, generate_series(1, %s) AS number WHERE process_token.id = %s
"""


def measure(*, on: str) -> Iterator[Figure]:
    """Start, claim and fire, with many timers that are not due yet; then the waits of what ran before."""
    _tidy()  # what a run that was stopped in the middle left
    now = timezone.now()
    try:
        _publish()
        yield _starting(now, on=on)
        _wait(now)
        yield _claiming(now, on=on)
        yield _firing(now, on=on)
    finally:
        _tidy()
    yield from _waits(on=on)


def _waits(*, on: str) -> Iterator[Figure]:
    """Median and 90th percentile of the stays at every step, as whoever asks first pays for them."""
    ran = Instance.objects.values_list("version").annotate(count=Count("id")).order_by("-count")
    version_id, count = ran[0]
    team = Team.objects.order_by("pk").values_list("key", flat=True).first() or ""
    for what, filters in {**_LOOKED_AT, "waits at the steps, 30 days of one team": Filters(days=30, team=team)}.items():

        def look(number: int, filters: Filters = filters) -> None:
            forget_stays()
            heat_map(version_id, filters=filters, now=timezone.now())

        whole, database = each(look, times=10, warm_up=2)
        note = f"of which database {database:.1f}; median and 90th percentile of every step, {count:,} ran on it"
        yield Figure(what=what, on=on, unit="ms", value=whole, at_most=500, note=note)


#: Days are summed up by channel, and again by channel, team and segment.
_LOOKED_AT = {
    "waits at the steps, 30 days": Filters(days=30),
    "waits at the steps, 30 days of one channel": Filters(days=30, channel="email"),
}


def _publish() -> None:
    process, _ = Process.objects.get_or_create(key=KEY, defaults={"name": KEY, "created_at": timezone.now()})
    draft = save_draft(process, bpmn=DRAWING, revision=0, by=None, now=timezone.now())
    publish(draft, by=None, reason="bench", now=timezone.now())


def _starting(now: datetime, *, on: str) -> Figure:
    def begin(number: int) -> None:
        start(KEY, subject=f"bench:{number}", labels={"channel": "email"}, now=now)

    whole, database = each(begin, times=TIMES)
    note = f"of which database {database:.1f}; rows, facts, a step with a clock and a timer at its edge"
    return Figure(what="start of an instance, stored", on=on, unit="ms", value=whole, at_most=3, note=note)


def _wait(now: datetime) -> None:
    """Some timers that came due a moment ago, and many that are not due for a month."""
    for number in range(DUE):
        start(KEY, subject=f"bench:due-{number}", labels={}, now=now - timedelta(hours=1, seconds=1))
    model = Token.objects.filter(instance__subject="bench:0", state=Token.State.TIMER).get()
    with connection.cursor() as cursor:
        cursor.execute(_FAR, [WAITING, model.pk])
        cursor.execute("ANALYZE process_token")


def _claiming(now: datetime, *, on: str) -> Figure:
    def claim(number: int) -> None:
        found = Token.objects.due(at=now).order_by("due_at").values_list("id", flat=True)[:DUE]
        if len(found) != DUE:
            raise RuntimeError(f"{len(found)} timers are due, not {DUE}")

    whole, database = each(claim, times=TIMES)
    note = f"of which database {database:.1f}; {WAITING:,} more are not due"
    return Figure(what=f"claim of {DUE} due timers", on=on, unit="ms", value=whole, at_most=2, note=note)


def _firing(now: datetime, *, on: str) -> Figure:
    meter = Meter()
    own, others = meter.spent()
    fired = fire_due_timers(now=now, limit=DUE)
    own_after, others_after = meter.spent()
    note = f"{fired} fired, each with its step stored; {WAITING:,} more are not due"
    value = (own_after - own + others_after - others) * 1000 / max(fired, 1)
    return Figure(what="firing a timer", on=on, unit="ms", value=value if fired else None, note=note)


def _tidy() -> None:
    """Leave the tables as they were for whoever measures next."""
    ours = Instance.objects.filter(subject__startswith="bench:").values_list("id", flat=True)
    with connection.cursor() as cursor:
        for table in ("process_token", "process_visit"):
            cursor.execute(f"DELETE FROM {table} WHERE instance_id = ANY(%s)", [list(ours)])  # noqa: S608
        cursor.execute("DELETE FROM core_fact WHERE subject LIKE 'bench:%%'", [])
        cursor.execute("DELETE FROM process_instance WHERE subject LIKE 'bench:%%'", [])
    forget_process(KEY)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE process_token, process_instance")


def forget_process(key: str) -> None:
    """Take away a process that was published to measure with it; nothing runs on it any more."""
    for process_id in Process.objects.filter(key=key).values_list("pk", flat=True):
        FactRow.objects.filter(subject=f"process:{process_id}").delete()
    Version.objects.filter(process__key=key).delete()
    Process.objects.filter(key=key).delete()
