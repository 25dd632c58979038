"""The worker's part: batch after batch, each whole in one transaction, until nothing is left to look at.

A batch takes the changeover first, so that two workers do not do the same, then the cases that nobody holds, then
their instances. What somebody holds is left out and looked at again in the next round.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from tantam.core.actions import announce, record, record_alike
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.core.queries import Among
from tantam.process import facts, registry
from tantam.process.actions.changeover.reading import OF_INSTANCE, Standing, hold_calls, running_on, standings
from tantam.process.actions.changeover.recipes import Recipe, Recipes
from tantam.process.actions.changeover.returning import Returning
from tantam.process.actions.changeover.writing import Moving, Writing
from tantam.process.actions.incidents import may_pass
from tantam.process.models import Changeover, Instance, Passage, Token
from tantam.process.queries import compiled
from tantam.process.queries.beginning import begins_by_condition

log = logging.getLogger(__name__)
BATCH = 2_000
RUNNING = Instance.State.RUNNING


def carry_on(*, now: datetime, seconds: float = 0.5, size: int = BATCH) -> int:
    """Go on with every changeover under way, for about so many seconds; return how many instances were dealt with."""
    until, done = time.monotonic() + seconds, 0
    for changeover_id in list(Changeover.objects.filter(state__in=Changeover.UNDER_WAY).values_list("pk", flat=True)):
        while (found := _batch_or_one(changeover_id, now=now, size=size)) is not None:
            done += found
            if time.monotonic() > until:
                return done
    return done


def _batch_or_one(changeover_id: int, *, now: datetime, size: int) -> int | None:
    """The next batch; one that breaks is done in ever smaller ones, until what breaks it is left where it is."""
    try:
        return one_batch(changeover_id, now=now, size=size)
    except Exception as error:
        if may_pass(error):
            raise  # the next pulse tries again
        log.exception("a batch of %s of changeover %s broke", size, changeover_id)
    if size > 1:
        return _batch_or_one(changeover_id, now=now, size=max(1, size // 10))
    return _leave_out(changeover_id, now=now)


@unit()
def _leave_out(changeover_id: int, *, now: datetime) -> int:
    """Leave the next one where it is: its move breaks, and the others must not wait for it."""
    changeover = Changeover.objects.select_for_update().get(pk=changeover_id)
    broken = [["broken", "", "", False]]
    if changeover.is_going_back:
        passage_id, changeover.reached_id = _next_passages(changeover, 1)[0]
        Passage.objects.filter(pk=passage_id).update(state=Passage.State.KEPT, reasons=broken)
        changeover.kept += 1
    else:
        changeover.reached_id, _subject = _next_instances(changeover, 1)[0]
        row = {"instance_id": changeover.reached_id, "state": Passage.State.HELD, "reasons": broken}
        Passage.objects.create(changeover=changeover, **row)
        changeover.held += 1
    changeover.changed_at = now
    changeover.save(update_fields=["reached_id", "held", "kept", "changed_at"])
    return 1


@unit()
def one_batch(changeover_id: int, *, now: datetime, size: int = BATCH) -> int | None:
    """Deal with the next instances; how many, or None where there is nothing to do now: it is over, somebody else is
    at it, or all that is left is held by others."""
    held = Changeover.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk=changeover_id, state__in=Changeover.UNDER_WAY
    )
    changeover = held.select_related("old", "new", "process").defer("old__bpmn", "new__bpmn").first()
    if changeover is None:
        return None
    done = _return(changeover, size, now=now) if changeover.is_going_back else _move(changeover, size, now=now)
    if done is None:
        _end_round(changeover, now=now)
        return None
    changeover.changed_at = now
    changeover.save(update_fields=["reached_id", "moved", "held", "returned", "kept", "changed_at"])
    announce("process", id=changeover.process_id)
    return done


def _next_instances(changeover: Changeover, size: int) -> list[tuple[int, str]]:
    """What still runs on the old version and was not looked at, as (id, subject)."""
    left = running_on(changeover.old_id).filter(pk__gt=changeover.reached_id, pk__lte=changeover.until_id)
    if changeover.held:  # what was moved runs on the old version no more
        seen = Passage.objects.filter(changeover=changeover, instance_id=OuterRef("pk"))
        left = left.filter(~Exists(seen))
    return list(left.order_by("pk").values_list("pk", "subject")[:size])


def _next_passages(changeover: Changeover, size: int) -> list[tuple[int, int]]:
    """What was moved and not looked at on the way back, as (passage, instance)."""
    left = Passage.objects.filter(
        changeover=changeover, state=Passage.State.MOVED, instance_id__gt=changeover.reached_id
    )
    return list(left.order_by("instance_id").values_list("pk", "instance_id")[:size])


def _end_round(changeover: Changeover, *, now: datetime) -> None:
    """Everything was looked at: over, unless others held some of it; those come in the next round."""
    changeover.reached_id = 0
    is_left = _next_passages(changeover, 1) if changeover.is_going_back else _next_instances(changeover, 1)
    if not is_left:
        changeover.state = Changeover.State.RETURNED if changeover.is_going_back else Changeover.State.DONE
        changeover.changed_at = now
        fact = facts.ChangeoverEnded(
            process_id=changeover.process_id,
            changeover_id=changeover.pk,
            ending=changeover.state,
            moved=changeover.moved,
            held=changeover.held,
            returned=changeover.returned,
        )
        record(fact, by=PROCESS, at=now, subject=f"process:{changeover.process_id}")
        announce("process", id=changeover.process_id)
    changeover.save(update_fields=["reached_id", "state", "changed_at"])


def _locked(ids: list[int]) -> list[tuple[Any, ...]]:
    """Those of the instances that nobody holds, found by their keys alone; what they run on is looked at afterwards."""
    rows = Instance.objects.filter(Among("pk", ids)).order_by("pk").select_for_update(skip_locked=True)
    return list(rows.values_list(*OF_INSTANCE, "version_id", "state"))


# There


def _move(changeover: Changeover, size: int, *, now: datetime) -> int | None:
    """The next instances to the new version; None where none is left in this round."""
    found = _next_instances(changeover, size)
    if not found:
        return None
    changeover.reached_id = found[-1][0]
    free = registry.lock_free_subjects({subject for _, subject in found})
    ids = [instance_id for instance_id, subject in found if subject in free]
    mine = [row[:-2] for row in _locked(ids) if row[-2:] == (changeover.old_id, RUNNING)]
    standing = standings(mine, graph=compiled(changeover.old_id).graph)
    hold_calls(standing)
    recipes = Recipes.for_changeover(changeover, now=now)
    planned = [(one, recipes.recipe(one)) for one in standing]
    _batch(changeover, planned).write()
    moved = [one for one, recipe in planned if not recipe.objections]
    changeover.moved += len(moved)
    changeover.held += len(planned) - len(moved)
    _tell(changeover, moved, now=now)
    return len(planned)


def _batch(changeover: Changeover, planned: list[tuple[Standing, Recipe]]) -> Moving:
    wanted = sum(len(recipe.added) for _, recipe in planned if not recipe.is_own)
    batch = Moving(changeover, _new_keys(wanted), Writing(changeover.new_id))
    for standing, recipe in planned:
        if recipe.objections:
            batch.hold(standing, recipe)
        else:
            batch.move(standing, recipe)
    return batch


def _new_keys(count: int) -> list[int]:
    if not count:
        return []
    sequence = f"pg_get_serial_sequence('{Token._meta.db_table}', 'id')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [count])  # noqa: S608
        return [row[0] for row in reversed(cursor.fetchall())]


# And back


def _return(changeover: Changeover, size: int, *, now: datetime) -> int | None:
    """The next of those that were moved back to the old version; None where none is left in this round."""
    found = _next_passages(changeover, size)
    if not found:
        return None
    changeover.reached_id = found[-1][1]
    passages = {instance_id: passage_id for passage_id, instance_id in found}
    subjects = dict(Instance.objects.filter(Among("pk", passages)).values_list("pk", "subject"))
    free = registry.lock_free_subjects(set(subjects.values()))
    there = [key for key, subject in subjects.items() if subject in free]
    known = {row[0]: row for row in _locked(there)}
    as_moved = [row[:-2] for row in known.values() if row[-2:] == (changeover.new_id, RUNNING)]
    found_there = standings(as_moved, graph=compiled(changeover.new_id).graph)
    hold_calls(found_there)
    standing = {one.instance_id: one for one in found_there}
    gone = [passages[key] for key in passages if key not in subjects]
    batch = Returning(Writing(changeover.old_id), kept=gone)
    there_now = Passage.objects.filter(Among("pk", (passages[key] for key in known))).order_by("pk")
    for passage_id, instance_id, before, mark in there_now.values_list("pk", "instance_id", "before", "mark"):
        batch.take(passage_id, instance_id, standing.get(instance_id), before=before or {}, mark=mark)
    batch.write()
    changeover.returned += len(batch.returned)
    changeover.kept += len(batch.kept)
    back = [standing[key] for key in batch.returned.values()]
    _tell(changeover, back, now=now)
    return len(batch.returned) + len(batch.kept)


def _awaiting(changeover: Changeover, subjects: Sequence[str]) -> frozenset[str] | None:
    """Which of these wait for conditions now; None where neither version has any, or where the changes of
    all are told anyway."""
    if begins_by_condition() or not any(
        compiled(key).graph.has_conditions for key in (changeover.old_id, changeover.new_id)
    ):
        return None
    waiting = Token.objects.filter(Among("instance__subject", subjects), state=Token.State.CONDITION)
    return frozenset(waiting.order_by().values_list("instance__subject", flat=True).distinct())


def _tell(changeover: Changeover, moved: Sequence[Standing], *, now: datetime) -> None:
    """A fact about each, and word to those above, however many there are in one go."""
    old, new = changeover.old, changeover.new
    if changeover.is_going_back:
        old, new = new, old
    subjects = [one.subject for one in moved]
    record_alike(
        facts.InstanceChangedOver(instance_id=0, version_id=new.pk, old_version_id=old.pk),
        subjects=subjects,
        differing={"instance_id": [one.instance_id for one in moved]},
        by=PROCESS,
        at=now,
    )
    what = registry.ChangedOver(
        process=changeover.process.key,
        old=old.number,
        new=new.number,
        is_taken_back=changeover.is_going_back,
        awaiting=_awaiting(changeover, subjects),
    )
    registry.tell_crowd_followers(subjects, what, now=now)
