"""Begin what was chosen, work it off in batches, stop it, take it back.

A batch is one transaction: it takes the run (skipped where another worker has it), then the cases that nobody holds;
what somebody holds waits for a later batch. What was done of each ticket is written with it, so that a worker that dies
leaves nothing half done and the next one goes on. A batch that fails is done again one by one; what fails alone stays.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import OperationalError, connection

from tantam.cases.actions.at_hand import take_up_free
from tantam.cases.actions.bulk.choosing import left_of
from tantam.cases.actions.bulk.leaving import CHANGED, FAILED, REACH, RIGHT, Said, those_gone
from tantam.cases.actions.bulk.verbs import VERBS, Turn
from tantam.cases.actions.clocks import read_clocks
from tantam.cases.actions.deeds import KEPT, way_back
from tantam.cases.actions.notifying import BULK_DONE
from tantam.cases.actions.refused import ChoiceIsGone, DoneByAnother, StillUnderWay, TooLateToTakeBack
from tantam.cases.models import BulkAction, BulkItem, Case, Deed, DeedRow
from tantam.core.actions import announce
from tantam.core.actions.rows import insert_all
from tantam.core.actions.unit import unit
from tantam.organisation import actions as organisation
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right

log = logging.getLogger(__name__)

#: So many are worked off while their page is waited for; what is more is told of when it is done.
AT_ONCE = 25
#: More than any verb takes at a time.
BATCH = 100
#: So many runs get a turn in each round.
SIDE_BY_SIDE = 20
State, Verb = BulkAction.State, BulkAction.Verb


@unit()
def begin_bulk(action: BulkAction, said: Said, *, by: Agent, now: datetime) -> BulkAction:
    """Have it done to all that were chosen; the same again changes nothing. Raises ChoiceIsGone, TagUnreadable."""
    action = _locked(action)
    if action.state != State.CHOSEN:
        return action
    verb = VERBS[action.verb]
    if action.by_id != by.pk or not action.items.exists():
        raise ChoiceIsGone
    action.said = dict(verb.keep(said, by, now))
    action.deed = Deed.objects.create(kind=verb.deed, by=by, at=now, until=now + KEPT)
    action.state, action.begun_at = State.RUNNING, now
    action.save(update_fields=["said", "deed", "state", "begun_at"])
    return action


@unit()
def stop_bulk(action: BulkAction, *, by: Agent, now: datetime) -> BulkAction:
    """Leave the rest as it is; what is done stays done, and can be taken back. Raises DoneByAnother."""
    action = _locked(action)
    _check_may(action, by)
    if action.is_under_way:
        action.state, action.ended_at = State.STOPPED, now
        action.save(update_fields=["state", "ended_at"])
        _tell(action)
    return action


@unit()
def take_bulk_back(action: BulkAction, *, by: Agent, now: datetime) -> BulkAction:
    """Begin to put back what a run changed; what is under way already is returned. Raises DoneByAnother,
    StillUnderWay, TooLateToTakeBack."""
    action = _locked(action)
    _check_may(action, by)
    if action.is_under_way:
        raise StillUnderWay
    if (going := action.undoings.filter(state=State.RUNNING).first()) is not None:
        return going
    if action.deed is None or not action.deed.is_open(at=now):
        raise TooLateToTakeBack
    rows = DeedRow.objects.filter(deed=action.deed, undone_at=None).order_by("case").values_list("case", flat=True)
    keys = list(rows)
    if not keys:
        raise TooLateToTakeBack
    undoing = BulkAction.objects.create(
        verb=Verb.UNDO, by=by, at=now, asked=len(keys), state=State.RUNNING, begun_at=now, undoes=action
    )
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE_AGAIN, [undoing.pk, keys])
    return undoing


_CHOOSE_AGAIN = """
INSERT INTO cases_bulkitem (action_id, case_id, seen, result, why) SELECT %s, id, '{}', '', '' FROM unnest(%s) AS id
"""


def carry_on_bulk(*, now: datetime, size: int = BATCH) -> int:
    """Give each run that is under way a batch, the oldest first; return how many tickets were seen to."""
    runs = BulkAction.objects.filter(state=State.RUNNING).order_by("pk").values_list("pk", flat=True)[:SIDE_BY_SIDE]
    return sum(carry_on_one(key, now=now, size=size) for key in list(runs))


def carry_on_one(key: int, *, now: datetime, size: int = BATCH) -> int:
    """Go on with one run; return how many tickets were seen to, 0 where it is over or all that is left is held."""
    try:
        return _batch(key, now=now, size=size)
    except OperationalError:
        raise  # the database is away, or two waited for each other: nothing is said about the tickets
    except Exception:
        log.info("a batch of bulk action %s is done one by one", key, exc_info=True)
        return _one_by_one(key, now=now, size=size)


def _one_by_one(key: int, *, now: datetime, size: int) -> int:
    items = list(BulkItem.objects.filter(action=key, result="").order_by("pk").values_list("pk", flat=True)[:size])
    for item in items:
        try:
            _batch(key, now=now, size=1, only=item)
        except OperationalError:
            raise
        except Exception:
            log.exception("bulk action %s failed at item %s", key, item)
            _give_up(key, item)
    return len(items)


@unit()
def _give_up(key: int, item: int) -> None:
    action = _locked(BulkAction(pk=key))
    if BulkItem.objects.filter(pk=item, result="").update(result=BulkItem.Result.LEFT, why=FAILED):
        action.left += 1
        action.save(update_fields=["left"])


@unit()
def _batch(key: int, *, now: datetime, size: int, only: int | None = None) -> int:
    runs = BulkAction.objects.select_for_update(of=("self",), skip_locked=True)
    run = runs.select_related("by", "undoes__deed", "deed").filter(pk=key, state=State.RUNNING).first()
    if run is None:
        return 0
    waiting = BulkItem.objects.filter(action=key, result="").order_by("pk")
    size = min(size, VERBS[run.undoes.verb if run.undoes is not None else run.verb].batch)
    items = list(waiting.filter(pk=only) if only else waiting[:size])
    if not items:
        if only is None:
            _end(run, now=now)
        return 0
    cases = take_up_free([item.case_id for item in items])
    if not cases:
        return 0
    left = _turn(run, {item.case_id: item for item in items}, cases, now=now)
    _write(run, [item for item in items if item.case_id in {case.pk for case in cases}], left)
    if not waiting.exists():
        _end(run, now=now)
    return len(cases)


def _turn(run: BulkAction, items: dict[int, BulkItem], cases: list[Case], *, now: datetime) -> dict[int, str]:
    """Do it to these cases; return those that are left, and why."""
    turn = Turn(run=run, by=run.by, now=now)
    visible = set(Case.objects.visible_to(run.by).filter(pk__in=list(items)).values_list("pk", flat=True))
    if run.undoes is not None:
        return _undo(turn, run.undoes, cases, visible=visible)
    verb = VERBS[run.verb]
    if not _may_go_on(run.by, verb.right):
        return {case.pk: RIGHT for case in cases}
    seen = {key: item.seen for key, item in items.items()}
    left = left_of(verb, cases, run.said, seen=seen, visible=visible)
    doable = [case for case in cases if case.pk not in left]
    read_clocks(doable)
    read = way_back(verb.deed).read
    before = {case.pk: read(case) for case in doable}
    left |= verb.do(doable, turn)
    done = [case for case in doable if case.pk not in left]
    rows = [DeedRow(deed=run.deed, case=case, before=before[case.pk], after=read(case)) for case in done]
    insert_all(rows)
    return left


def _undo(turn: Turn, action: BulkAction, cases: Sequence[Case], *, visible: Collection[int]) -> dict[int, str]:
    """Put back what still is as the run left it."""
    if not _may_go_on(turn.by, "case.bulk"):
        return {case.pk: RIGHT for case in cases}
    way = way_back(action.deed.kind if action.deed else "")
    rows = {row.case_id: row for row in DeedRow.objects.filter(deed=action.deed, case__in=cases, undone_at=None)}
    left = {case.pk: REACH for case in cases if case.pk not in visible} | those_gone(cases)
    left |= {case.pk: CHANGED for case in cases if case.pk not in rows or way.read(case) != rows[case.pk].after}
    earlier = [(case, rows[case.pk].before) for case in cases if case.pk not in left]
    left |= dict.fromkeys(way.restore(earlier, turn.actor, turn.now), CHANGED)
    done = [case.pk for case, _before in earlier if case.pk not in left]
    DeedRow.objects.filter(deed=action.deed, case__in=done).update(undone_at=turn.now)
    return left


def _may_go_on(by: Agent, right: str) -> bool:
    return by.is_active and by.left_on is None and has_right(by, right)


def _write(run: BulkAction, items: Sequence[BulkItem], left: dict[int, str]) -> None:
    """What became of each ticket, and how far the run is."""
    whys = [left.get(item.case_id, "") for item in items]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [[item.pk for item in items], whys])
    run.left += sum(map(bool, whys))
    run.done += len(whys) - sum(map(bool, whys))
    run.save(update_fields=["left", "done"])
    _tell(run)


_WRITE = """
UPDATE cases_bulkitem AS item SET result = CASE told.why WHEN '' THEN 'done' ELSE 'left' END, why = told.why
FROM unnest(%s::bigint[], %s::text[]) AS told (id, why) WHERE item.id = told.id
"""


def _end(run: BulkAction, *, now: datetime) -> None:
    run.state, run.ended_at = State.DONE, now
    run.save(update_fields=["state", "ended_at"])
    _tell(run)
    if run.undoes is not None and run.undoes.deed is not None:
        Deed.objects.filter(pk=run.undoes.deed.pk).update(undone_at=now, undone_by=run.by)
    if run.asked > AT_ONCE:
        said = {"id": run.pk, "verb": run.verb, "done": run.done, "left": run.left}
        organisation.notify([run.by_id], kind=BULK_DONE, subject=f"bulk:{run.pk}", said=said, now=now)


def _locked(action: BulkAction) -> BulkAction:
    found = BulkAction.objects.select_for_update(of=("self",)).select_related("deed").filter(pk=action.pk).first()
    if found is None:
        raise ChoiceIsGone
    return found


def _check_may(action: BulkAction, by: Agent) -> None:
    if action.by_id != by.pk and not has_right(by, "case.undo"):
        raise DoneByAnother


def _tell(run: BulkAction) -> None:
    announce("bulk", id=run.pk, only=[run.by_id])
