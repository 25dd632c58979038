"""Work off what has fired: a subject for each whom a start begins for, and the process on it, batch by batch.

A batch is one transaction: who is in it, that it began for them, their subjects, their instances and how far the firing
has come. A crash leaves it before or after. A batch that fails is done again one by one, so that only who is at fault
is left out, with a note.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tantam.core.actions import announce
from tantam.core.actions.unit import done_again_in_parts, unit
from tantam.process.actions.arming import wanted_of
from tantam.process.actions.choosing_whom import Chosen, chosen_for, forget_unseen
from tantam.process.actions.firing import is_free
from tantam.process.actions.hosting import HANOI
from tantam.process.actions.incidents import may_pass
from tantam.process.actions.left_out import fault_of, keep_of_firing, settle_firings_before
from tantam.process.actions.running import start_at
from tantam.process.models import ArmedStart, Firing, StartFault, Version
from tantam.process.queries import version_for
from tantam.process.queries.beginning import beginning_of
from tantam.process.registry.crowds import Beginning, Crowd, Opened, crowds, open_own

log = logging.getLogger(__name__)
#: Members of a list that are looked at, and for whom it begins, in one transaction.
BATCH = 50
#: How often, and after what time, a batch is tried again that failed for a reason that may pass.
MOST_TRIES, REST = 60, timedelta(minutes=1)
#: By which a trial takes its share of what begins for nobody in particular.
DAY = "day:{:%Y-%m-%d}"


class _Broke(Exception):
    """A batch of one failed; `whom` it was about."""

    def __init__(self, whom: int | None) -> None:
        self.whom = whom
        super().__init__(whom)


def carry_on_firings(*, now: datetime, seconds: float = 0.5, size: int = BATCH) -> int:
    """Work at what has fired for about so many seconds; return how many batches were done."""
    until, done = time.monotonic() + seconds, 0
    while _next_batch(now=now, size=size):
        done += 1
        if time.monotonic() >= until:
            break
    return done


def _next_batch(*, now: datetime, size: int) -> bool:
    waiting = Firing.objects.filter(state=Firing.State.RUNNING, next_at__lte=now).order_by("next_at", "id")
    return any(_worked(key, now=now, size=size) for key in list(waiting.values_list("pk", flat=True)[:20]))


def _worked(key: int, *, now: datetime, size: int) -> bool:
    """Do a batch of a firing; False where another worker has it, or it has to wait."""
    try:
        with done_again_in_parts():
            return _batch(key, now=now, size=size)
    except Exception as error:
        cause = _cause_of(error)
        if may_pass(cause):
            return _rest(key, cause, now=now)
        log.warning("firing %s: a batch failed, now one by one", key, exc_info=cause)
    done = [_one(key, now=now) for _ in range(size)]
    return any(done)


def _cause_of(error: Exception) -> Exception:
    """What broke a batch."""
    cause = error.__cause__ if isinstance(error, _Broke) else None
    return cause if isinstance(cause, Exception) else error


def _one(key: int, *, now: datetime) -> bool:
    try:
        return _batch(key, now=now, size=1)
    except Exception as error:
        broke = error if isinstance(error, _Broke) else _Broke(None)
        cause = _cause_of(error)
        if may_pass(cause):
            return _rest(key, cause, now=now)
        log.exception("firing %s could not begin for %s", key, broke.whom)
        _leave_out(key, broke.whom, cause, now=now)
        return True


@unit()
def _batch(key: int, *, now: datetime, size: int) -> bool:
    if not is_free(Firing.objects.filter(pk=key).values("process")):
        return False
    firing = Firing.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk=key, state=Firing.State.RUNNING, next_at__lte=now
    ).first()  # fmt: skip
    if firing is None:
        return False
    held = _Held.of(firing, now=now)
    if held is None:
        _end(firing, Firing.State.STOPPED, now=now)
    elif not firing.of:
        _begin_own(held)
        _end(firing, Firing.State.DONE, now=now)
    else:
        _begin_for_some(held, size=size)
    firing.save()
    return True


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A firing under way, with the version it begins on and what those above are told."""

    firing: Firing
    version_id: int
    beginning: Beginning
    now: datetime

    @classmethod
    def of(cls, firing: Firing, *, now: datetime) -> _Held | None:
        """None where the start is in force no more. A new version that has it goes on with it."""
        version = Version.objects.select_related("process").defer("bpmn").get(pk=firing.version_id)
        if not version.is_in_force:
            version_id = _taken_over(firing, version)
            if version_id is None:
                return None
            firing.version_id = version_id
        beginning = beginning_of(firing.version_id, firing.node, version.process, due_at=firing.due_at, now=now)
        return cls(firing=firing, version_id=firing.version_id, beginning=beginning, now=now)

    @property
    def crowd(self) -> Crowd | None:
        return crowds().get(self.firing.of)

    def start(self, opened: Opened) -> None:
        start_at(
            self.version_id,
            node=self.firing.node,
            definition=self.firing.definition,
            subject=opened.subject,
            labels=opened.labels,
            variables=opened.variables,
            now=self.now,
        )


def _taken_over(firing: Firing, old: Version) -> int | None:
    """The published version, where it has the same start and no firing of its own at that time."""
    siblings = Version.objects.filter(process=old.process_id, state=Version.State.PUBLISHED)
    new = siblings.values_list("pk", flat=True).first()
    if new is None or Firing.objects.filter(version=new, node=firing.node, due_at=firing.due_at).exists():
        return None
    alike = ((one.key, one.of) for one in wanted_of(new))
    return new if ((firing.node, firing.definition), firing.of) in alike else None


def _begin_own(held: _Held) -> None:
    """One of its own, on one version: a trial takes its share of the days."""
    firing, process = held.firing, held.beginning.process_key
    day = firing.due_at.astimezone(HANOI)
    if version_for(process, DAY.format(day)) != held.version_id:
        return
    if not _claim(held, [""]):
        return
    try:
        opened = open_own(held.beginning)
        held.start(opened)
    except Exception as error:
        raise _Broke(0) from error
    _note_subjects(held, {"": opened.subject})
    firing.begun = 1


def _begin_for_some(held: _Held, *, size: int) -> None:
    firing, crowd = held.firing, held.crowd
    if crowd is None:
        _end(firing, Firing.State.FAILED, now=held.now)
        return
    chosen = chosen_for(firing, crowd, held.beginning, version_id=held.version_id, size=size)
    _keep_faults(held, chosen)
    claimed = _claimed(held, chosen)
    _begin(held, crowd, [whom for whom in chosen.whom if whom in claimed])
    firing.cursor = chosen.cursor
    firing.left += chosen.left_over
    _keep_unsaid(firing, chosen)
    if chosen.has_come_round:
        firing.is_around = True
        firing.cursor = 0
    if chosen.is_last:
        if firing.kind == ArmedStart.Kind.CONDITION:
            forget_unseen(firing, held.beginning.process_key, version_id=held.version_id)
        settle_firings_before(firing)
        _end(firing, Firing.State.DONE, now=held.now)


def _keep_unsaid(firing: Firing, chosen: Chosen) -> None:
    """Of how many nothing was said, and why of the first: no fault, but nobody would know why it begins for none."""
    firing.asked += chosen.asked
    firing.unsaid += len(chosen.unsaid)
    if chosen.unsaid and not firing.unsaid_whom:
        whom, why = next(iter(chosen.unsaid.items()))
        firing.unsaid_whom, firing.unsaid_why = f"{firing.of}:{whom}", [list(one) for one in why]


def _claimed(held: _Held, chosen: Chosen) -> set[int]:
    of = held.firing.of
    return {int(key.partition(":")[2]) for key in _claim(held, [f"{of}:{whom}" for whom in chosen.whom])}


def _begin(held: _Held, crowd: Crowd, whom: Sequence[int]) -> None:
    if not whom:
        return
    try:
        opened = crowd.opening(whom, held.beginning)
        for one in whom:
            held.start(opened[one])
    except Exception as error:
        raise _Broke(whom[0] if len(whom) == 1 else None) from error
    _note_subjects(held, {f"{held.firing.of}:{one}": opened[one].subject for one in whom})
    held.firing.begun += len(whom)


_CLAIM = """
INSERT INTO process_begun (process_id, node, due_at, whom, subject)
SELECT %s, %s, %s, whom, '' FROM unnest(%s::text[]) AS whom
ON CONFLICT (process_id, node, due_at, whom) DO NOTHING RETURNING whom
"""
_SUBJECTS = """
UPDATE process_begun SET subject = new.subject FROM unnest(%s::text[], %s::text[]) AS new (whom, subject)
WHERE process_id = %s AND node = %s AND due_at = %s AND process_begun.whom = new.whom
"""


def _claim(held: _Held, whom: Sequence[str]) -> set[str]:
    """Those of them for whom it has not begun at this time yet: from now on it has."""
    firing = held.firing
    if not whom:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [firing.process_id, firing.node, firing.due_at, list(whom)])
        return {row[0] for row in cursor.fetchall()}


def _note_subjects(held: _Held, subjects: Mapping[str, str]) -> None:
    firing = held.firing
    with connection.cursor() as cursor:
        place = (firing.process_id, firing.node, firing.due_at)
        cursor.execute(_SUBJECTS, (list(subjects), list(subjects.values()), *place))


def _keep_faults(held: _Held, chosen: Chosen) -> None:
    firing = held.firing
    keep_of_firing(firing, [_fault(firing, whom, error, now=held.now) for whom, error in chosen.faults.items()])
    firing.failed += len(chosen.faults)


def _fault(firing: Firing, whom: int | None, error: Exception, *, now: datetime) -> StartFault:
    key = f"{firing.of}:{whom}" if whom else ""
    return fault_of(error, process_id=firing.process_id, node=firing.node, whom=key, firing=firing, now=now)


@unit()
def _leave_out(key: int, whom: int | None, error: Exception, *, now: datetime) -> None:
    """Note for whom it could not begin, and go on behind them; where it is about nobody, it ends there."""
    firing = Firing.objects.select_for_update().get(pk=key)
    if firing.state != Firing.State.RUNNING:
        return
    keep_of_firing(firing, [_fault(firing, whom, error, now=now)])
    firing.failed += 1
    if whom:
        firing.cursor = whom
    else:
        _end(firing, Firing.State.FAILED, now=now)
    firing.save()


@unit()
def _rest(key: int, error: Exception, *, now: datetime) -> bool:
    """Wait for the database or the network to be back; after an hour it is a person's."""
    firing = Firing.objects.select_for_update().get(pk=key)
    firing.tries += 1
    firing.next_at = now + REST
    if firing.tries >= MOST_TRIES and firing.state == Firing.State.RUNNING:
        keep_of_firing(firing, [_fault(firing, None, error, now=now)])
        _end(firing, Firing.State.FAILED, now=now)
    firing.save()
    return False


def _end(firing: Firing, state: Firing.State, *, now: datetime) -> None:
    firing.state, firing.ended_at = state, now
    announce("process", id=firing.process_id)
