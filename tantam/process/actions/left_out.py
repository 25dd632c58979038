"""For whom a start could not begin: kept by name up to a bound, counted beyond it, forgotten when it is settled.

A condition that fails for one fails mostly for all: ten thousand rows would say no more than twenty and a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, QuerySet

from tantam.core.actions.unit import unit
from tantam.process.actions.incidents import broken, in_both_languages
from tantam.process.engine.feel import FeelError
from tantam.process.models import ArmedStart, Firing, Process, StartFault
from tantam.process.registry.crowds import watches

#: How many are kept by name of those for whom a start fails alike (by the same code).
NAMED = 20
#: Of how many of a start's last firings it is kept who was left out. One by a condition looks at the whole list each
#: time: what it said of them before is settled by what it says now.
FIRINGS_KEPT = 30
#: After what time a subject of which nothing could be said is looked at again, how many of them at once.
AGAIN_AFTER, AT_ONCE = timedelta(hours=1), 20

_MORE_OF_FIRING = """
INSERT INTO process_startfault (process_id, firing_id, node, whom, error_code, error, error_en, at, more)
VALUES (%s, %s, %s, '', %s, %s, %s, %s, %s)
ON CONFLICT (firing_id, error_code) WHERE more > 0 AND firing_id IS NOT NULL
DO UPDATE SET more = process_startfault.more + excluded.more, at = excluded.at
"""
_MORE_OF_SUBJECTS = """
INSERT INTO process_startfault (process_id, firing_id, node, whom, error_code, error, error_en, at, more)
VALUES (%s, %s, %s, '', %s, %s, %s, %s, %s)
ON CONFLICT (process_id, node, error_code) WHERE more > 0 AND firing_id IS NULL
DO UPDATE SET more = process_startfault.more + excluded.more, at = excluded.at
"""


def fault_of(
    error: Exception, *, process_id: int, node: str, whom: str, now: datetime, firing: Firing | None = None
) -> StartFault:
    """What went wrong for somebody, in both languages, not stored yet."""
    code, said = broken(error)
    vi, en = in_both_languages(said)
    return StartFault(
        process_id=process_id,
        firing=firing,
        node=node,
        whom=whom,
        error_code=error.code if isinstance(error, FeelError) else code,
        error=getattr(error, "message_vi", vi),
        error_en=getattr(error, "message_en", en),
        at=now,
    )


def keep_of_firing(firing: Firing, faults: Sequence[StartFault]) -> None:
    """Keep for whom a firing could not begin. Called with the firing locked: nobody else counts there."""
    if not faults:
        return
    codes = {one.error_code for one in faults}
    kept = Counter(dict(_named_by_code(StartFault.objects.filter(firing=firing, error_code__in=codes))))
    named: list[StartFault] = []
    beyond: dict[str, list[StartFault]] = {}
    for fault in faults:
        kept[fault.error_code] += 1
        if kept[fault.error_code] <= NAMED:
            named.append(fault)
        else:
            beyond.setdefault(fault.error_code, []).append(fault)
    StartFault.objects.bulk_create(named)
    for alike in beyond.values():
        _count(_MORE_OF_FIRING, alike[0], len(alike))


def _named_by_code(rows: QuerySet[StartFault]) -> Sequence[tuple[str, int]]:
    found = rows.filter(more=0).values_list("error_code")
    return list(found.annotate(n=Count("id")))


def _count(statement: str, fault: StartFault, number: int) -> None:
    place = (fault.process_id, fault.firing_id, fault.node)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*place, fault.error_code, fault.error, fault.error_en, fault.at, number))


@unit()
def keep_of_subject(fault: StartFault) -> None:
    """Keep that nothing could be said of a subject: once, with the words of the last time.

    Beyond `NAMED` of a kind only the times are counted: who they were is not known, so they are settled together, with
    the last one that is named.
    """
    of_start = StartFault.objects.filter(process=fault.process_id, node=fault.node, firing=None, more=0)
    said = {name: getattr(fault, name) for name in ("error_code", "error", "error_en", "at")}
    if of_start.filter(whom=fault.whom).update(**said):
        return
    if of_start.filter(error_code=fault.error_code)[:NAMED].count() < NAMED:
        StartFault.objects.bulk_create([fault], ignore_conflicts=True)
    else:
        _count(_MORE_OF_SUBJECTS, fault, 1)


def settle(process_id: int, node: str, subject: str) -> None:
    """What could not be said of a subject can be said now."""
    if StartFault.objects.filter(process=process_id, firing=None, node=node, whom=subject).delete()[0]:
        _forget_uncounted(process_id)


_UNCOUNTED = """
DELETE FROM process_startfault AS counted WHERE process_id = %s AND firing_id IS NULL AND more > 0 AND NOT EXISTS (
  SELECT FROM process_startfault AS named WHERE named.process_id = counted.process_id AND named.firing_id IS NULL
  AND named.node = counted.node AND named.error_code = counted.error_code AND named.more = 0)
"""


def _forget_uncounted(process_id: int) -> None:
    """Those that were only counted go with the last that was named: who failed since then would have a name."""
    with connection.cursor() as cursor:
        cursor.execute(_UNCOUNTED, (process_id,))


def settle_firings_before(firing: Firing) -> None:
    """Forget whom older firings left out, now that this one has looked at all."""
    older = Firing.objects.filter(process=firing.process_id, node=firing.node, definition=firing.definition)
    if firing.kind == ArmedStart.Kind.CONDITION:
        over = older.filter(due_at__lt=firing.due_at)
    else:
        last = older.order_by("-due_at").values("due_at")[FIRINGS_KEPT : FIRINGS_KEPT + 1]
        over = older.filter(due_at__lte=last)
    StartFault.objects.filter(firing__in=over).delete()


def settle_with_version(process: Process, nodes: set[str], *, now: datetime) -> None:
    """What is in force has changed: what failed at starts that are no more is forgotten, at the others it is looked at
    anew soon."""
    faults = StartFault.objects.filter(process=process, firing=None)
    faults.exclude(node__in=nodes).delete()
    faults.filter(more__gt=0).delete()
    faults.update(at=now - AGAIN_AFTER)


@unit()
def faults_to_look_at(*, now: datetime) -> list[str]:
    """The subjects of which nothing could be said an hour ago: to be looked at again, AT_ONCE of them at most. Those
    that are over, or not there any more, are forgotten."""
    waiting = StartFault.objects.filter(firing=None, more=0, at__lte=now - AGAIN_AFTER).order_by("at", "id")
    rows = list(waiting.select_for_update(skip_locked=True)[:AT_ONCE])
    if not rows:
        return []
    armed, going = _armed(rows), still_going({row.whom for row in rows})
    over = [row for row in rows if row.whom not in going or (row.process_id, row.node) not in armed]
    StartFault.objects.filter(pk__in=[row.pk for row in over]).delete()
    for process_id in {row.process_id for row in over}:
        _forget_uncounted(process_id)
    kept = [row for row in rows if row not in over]
    StartFault.objects.filter(pk__in=[row.pk for row in kept]).update(at=now)
    return sorted({row.whom for row in kept})


def _armed(rows: Sequence[StartFault]) -> set[tuple[int, str]]:
    """Which of their starts are in force still: who looked while one was retired may have noted a fault behind it."""
    armed = ArmedStart.objects.filter(kind=ArmedStart.Kind.CONDITION, of="")
    found = armed.filter(version__process__in={row.process_id for row in rows})
    return set(found.values_list("version__process_id", "node"))


def still_going(subjects: set[str]) -> set[str]:
    """Those of the subjects that are there and not over, as far as those above follow their kind."""
    found = {one for one in subjects if one.partition(":")[0] not in watches()}
    for kind, watch in watches().items():
        ids = [int(key) for of, _, key in (one.partition(":") for one in subjects) if of == kind]
        found |= {f"{kind}:{one}" for one in watch.those_open(ids)} if ids else set()
    return found
