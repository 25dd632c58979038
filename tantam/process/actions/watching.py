"""Processes that begin by a condition over a subject: looked at when it changes, begun once each time it becomes true.

Nothing is asked of a subject unless a version in force has such a start: only then are changes told (`Watch`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.core.actions.unit import unit
from tantam.process import registry
from tantam.process.actions.arming import Wanted, wanted_of
from tantam.process.actions.left_out import fault_of, faults_to_look_at, keep_of_subject, settle, still_going
from tantam.process.actions.running import start_at
from tantam.process.engine.feel import FeelError
from tantam.process.models import ArmedStart, Instance, StandsTrue
from tantam.process.queries import version_for
from tantam.process.registry import StepFailed
from tantam.process.registry.crowds import labels_of, watches

log = logging.getLogger(__name__)
#: How many subjects are followed at once, and how far back new ones are looked for: what was being opened when they
#: were looked for last is seen the next time.
FOLLOWED, NEW_SINCE = 500, timedelta(minutes=10)
#: How often one process may begin by its condition for one subject within so much time: what it does may make the
#: condition true again.
MOST_BEGUN, WITHIN = 20, timedelta(hours=1)

Look = Callable[[str], None]


def follow_subjects(*, now: datetime, look: Look) -> int:
    """Have the subjects followed that starts by condition are about, and look at those that are new; return how many
    were followed or looked at."""
    rows = list(ArmedStart.objects.filter(kind=ArmedStart.Kind.CONDITION, of="").order_by("id"))
    if not rows:
        return 0
    done = 0
    for kind, watch in watches().items():
        new = watch.new_ones(now - NEW_SINCE)
        for subject_id in new:
            look(f"{kind}:{subject_id}")
        done += len(new)
        for row in rows:
            done += _follow(row, watch.all_behind)
    return done


def _follow(row: ArmedStart, all_behind: Callable[[int, int], int | None]) -> int:
    if row.followed is None:
        return 0
    ArmedStart.objects.filter(pk=row.pk).update(followed=all_behind(row.followed, FOLLOWED))
    return 1


def look_again_at_faults(*, now: datetime, look: Look) -> int:
    """Look again at those of whom nothing could be said an hour ago, who may not change for weeks; return how many."""
    found = faults_to_look_at(now=now)
    for subject in found:
        look(subject)
    return len(found)


def look_at_starts(subject: str, *, now: datetime) -> int:
    """Look at the conditions by which processes begin for a subject that has changed; return how many began."""
    rows = ArmedStart.objects.filter(kind=ArmedStart.Kind.CONDITION, of="").order_by("id")
    return sum(_look(row, subject, now=now) for row in list(rows.select_related("version__process")))


def _look(row: ArmedStart, subject: str, *, now: datetime) -> bool:
    process = row.version.process
    try:
        with unit():
            registry.lock_subject(subject)
            if not _stands_armed(row) or version_for(process.key, subject) != row.version_id:
                return False
            one = next(one for one in wanted_of(row.version_id) if one.key == (row.node, row.definition))
            is_true = _is_true(one, registry.data_of(subject), now=now)
            settle(process.pk, row.node, subject)
            if not is_true:
                StandsTrue.objects.filter(**_place(row, subject)).delete()
                return False
            return _became_true(row, subject, now=now) and _begin(row, subject, now=now)
    except Exception as error:
        if subject not in still_going({subject}):
            settle(process.pk, row.node, subject)
            return False
        if not isinstance(error, (FeelError, StepFailed)):
            log.exception("start %s could not begin for %s", row.node, subject)
        keep_of_subject(fault_of(error, process_id=process.pk, node=row.node, whom=subject, now=now))
        return False


def _stands_armed(row: ArmedStart) -> bool:
    """Whether it is in force still; it stays so to the end of the transaction: whoever publishes or retires waits.

    Else what is found true here would be written behind the one who has just forgotten all that was true, and after
    the next publishing it would not begin for this subject. Many may look at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM process_process WHERE id = %s FOR KEY SHARE", [row.version.process_id])
    return ArmedStart.objects.filter(pk=row.pk).exists()


def _is_true(one: Wanted, data: Mapping[str, object], *, now: datetime) -> bool:
    return one.start.condition is not None and one.start.condition(data, now=now) is True


def _place(row: ArmedStart, subject: str) -> dict[str, Any]:
    return {"process_id": row.version.process_id, "node": row.node, "definition": row.definition, "whom": subject}


_BECAME_TRUE = """
INSERT INTO process_standstrue (process_id, node, definition, whom, since) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (process_id, node, definition, whom) DO NOTHING RETURNING id
"""


def _became_true(row: ArmedStart, subject: str, *, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_BECAME_TRUE, [*_place(row, subject).values(), now])
        return cursor.fetchone() is not None


def _begin(row: ArmedStart, subject: str, *, now: datetime) -> bool:
    _refuse_circles(row, subject, now=now)
    start_at(
        row.version_id,
        node=row.node,
        definition=row.definition,
        subject=subject,
        labels=labels_of(subject),
        now=now,
    )
    return True


def _refuse_circles(row: ArmedStart, subject: str, *, now: datetime) -> None:
    """Raise StepFailed where it has begun again and again: it goes on when the hour is over."""
    lately = Instance.objects.filter(subject=subject, parent=None, started_at__gt=now - WITHIN)
    if lately.filter(version__process=row.version.process_id)[:MOST_BEGUN].count() >= MOST_BEGUN:
        words = _("It has begun {count} times here within an hour: what it does makes its own condition true again.")
        raise StepFailed("begins-in-circles", format_lazy(words, count=MOST_BEGUN))
