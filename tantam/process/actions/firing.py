"""Starts that come due: each becomes a firing, once a time; whom it begins for is worked off in batches (`beginning`).

What was due several times while nothing worked fires once and says how often it was missed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tantam.core.actions import announce
from tantam.core.actions.unit import unit
from tantam.process.actions.arming import Wanted, after, wanted_of
from tantam.process.models import ArmedStart, Firing, Process, Version

log = logging.getLogger(__name__)
#: How long a start rests that could not even be written down.
REST = timedelta(minutes=1)


def fire_due_starts(*, now: datetime, limit: int = 100) -> int:
    """Write a firing for each start that is due, a transaction each; return how many there were.

    What another worker holds is left to it. A start whose last firing is still under way waits for its end, and says
    then what it missed: one that comes round faster than it is worked off does not heap up.
    """
    due = _due(now).order_by("due_at", "id").values_list("pk", flat=True)[:limit]
    return sum(_fire(key, now=now) for key in list(due))


def _due(now: datetime) -> QuerySet[ArmedStart]:
    same = {name: OuterRef(name) for name in ("version", "node", "definition")}
    return ArmedStart.objects.exclude(Exists(Firing.objects.filter(state=Firing.State.RUNNING, **same))).filter(
        due_at__lte=now
    )


def _fire(key: int, *, now: datetime) -> bool:
    try:
        with unit():
            if not is_free(ArmedStart.objects.filter(pk=key).values("version__process")):
                return False
            row = _due(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
            return row is not None and _fire_held(row, now=now)
    except Exception:
        log.exception("start %s could not fire; it rests a while", key)
        ArmedStart.objects.filter(pk=key, due_at__lte=now).update(due_at=now + REST)
        return False


def is_free(processes: QuerySet[Any, Any]) -> bool:
    """Take the lock of the process that a start or a firing is of; False while somebody has it, who publishes.

    Whoever publishes takes it before what stands armed: so does whatever fires.
    """
    free = Process.objects.select_for_update(skip_locked=True, no_key=True)
    return free.filter(pk__in=processes).first() is not None


def _fire_held(row: ArmedStart, *, now: datetime) -> bool:
    due_at = row.due_at
    one = _drawn(row)
    if one is None or due_at is None:
        row.delete()
        return False
    if not one.is_still(due_at):
        return _pass_over(row, one, due_at, now=now)
    next_at, times = after(one, last=due_at, times=row.times + 1, now=now)
    missed = times - row.times - 1
    process_id = Version.objects.values_list("process_id", flat=True).get(pk=row.version_id)
    Firing.objects.get_or_create(
        version_id=row.version_id,
        node=row.node,
        definition=row.definition,
        due_at=due_at,
        defaults={
            "process_id": process_id,
            "kind": row.kind,
            "of": row.of,
            "at": now,
            "missed": missed,
            "next_at": now,
            "first": (begins := _goes_on_at(process_id, row)),
            "cursor": begins,
        },
    )
    row.due_at, row.last_due_at, row.times = next_at or _looked_at_again(one, due_at, now=now), due_at, times
    row.save(update_fields=["due_at", "last_due_at", "times"])
    announce("process", id=process_id)
    return True


def _pass_over(row: ArmedStart, one: Wanted, due_at: datetime, *, now: datetime) -> bool:
    """The business is closed on that day after all: the calendar has changed since it was armed."""
    row.due_at = after(one, last=due_at, times=row.times, now=now)[0] or _looked_at_again(one, due_at, now=now)
    row.save(update_fields=["due_at"])
    return False


def _looked_at_again(one: Wanted, due_at: datetime, *, now: datetime) -> datetime | None:
    """Where the business opens on no day any more, the next day at that hour: the calendar may be mended meanwhile."""
    if not one.goes_by_calendar:
        return None
    log.warning("start %s comes on days on which the business opens, and there are none", one.node.id)
    return due_at + timedelta(days=max(0, (now - due_at).days) + 1)


def _drawn(row: ArmedStart) -> Wanted | None:
    return next((one for one in wanted_of(row.version_id) if one.key == (row.node, row.definition)), None)


def _goes_on_at(process_id: int, row: ArmedStart) -> int:
    """Whom the last firing came to, where more would have come than it was allowed: those behind are first now."""
    if row.kind != ArmedStart.Kind.TIME or not row.of:
        return 0
    last = Firing.objects.filter(process=process_id, node=row.node, definition=row.definition, of=row.of)
    found = last.order_by("-at", "-id").values_list("cursor", "left").first()
    return found[0] if found is not None and found[1] else 0
