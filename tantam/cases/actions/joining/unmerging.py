"""Take a merged ticket out again: what is at home in it comes back, its process goes on, its clocks run on.

What came since the merge was said to the other ticket and stays there; the stream of this one says how much it is.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import connection

from tantam.cases.actions.approving import ask_again
from tantam.cases.actions.at_hand import at_hand, take_up
from tantam.cases.actions.clocks import let_run_on, nearest_due
from tantam.cases.actions.joining.locking import MovedMeanwhile, begun_anew, lock_with_merged
from tantam.cases.actions.joining.merging import OF_HOLDER, named_in, values_of
from tantam.cases.actions.joining.moving import (
    let_follow_no_longer,
    move_drafts_back,
    move_escalations_back,
    move_lines_back,
    point_at,
)
from tantam.cases.actions.refused import TooLateToTakeBack
from tantam.cases.actions.searching import index_anew
from tantam.cases.actions.telling import announce_case, tell
from tantam.cases.facts import CaseUnmerged
from tantam.cases.models import Case, Entry, Merge
from tantam.core.actions.rows import insert, update
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.process import actions as process


def unmerge(merge_id: int, *, by: Agent, now: datetime) -> Case:
    """Take a merged case out of where it stands now, and return it; what was merged into it before comes along.

    Raises TooLateToTakeBack: after its time, or when somebody was first.
    """
    return begun_anew(partial(_unmerge, merge_id, by=by, now=now))


def _unmerge(merge_id: int, *, by: Agent, now: datetime) -> Case:
    case = Case.objects.get(merges=merge_id)
    holder_id = case.merged_into_id
    if holder_id is None:
        raise TooLateToTakeBack
    lock_with_merged([case.pk, holder_id])
    case = take_up(case, or_merged=True)
    kept = Merge.objects.get(pk=merge_id)
    if not kept.is_open(at=now):
        raise TooLateToTakeBack
    if case.merged_into_id != holder_id:
        raise MovedMeanwhile
    holder = at_hand(holder_id)
    kept.undone_at, kept.undone_by = now, by
    kept.save(update_fields=["undone_at", "undone_by"])
    _move_back(case, holder, kept)
    _put_back(at_hand(kept.into_id), kept)
    _take_up_work(case, kept, now=now)
    _write(case, holder, kept, by=by, now=now)
    return case


def _move_back(case: Case, holder: Case, kept: Merge) -> None:
    homes = _under(case.pk)
    move_lines_back(case, holder, homes=homes)
    move_drafts_back(case, holder, kept.kept["drafts"])
    move_escalations_back(case, holder, kept.kept["escalations"])
    case.merged_into = None
    update(case, "merged_into")
    point_at(holder, case, only=homes)
    index_anew(case)
    index_anew(holder)


def _under(case_id: int) -> Collection[int]:
    """The case and all that was merged into it, or into what was."""
    with connection.cursor() as cursor:
        cursor.execute(_TREE, [case_id])
        return [row[0] for row in cursor.fetchall()]


_TREE = """
WITH RECURSIVE under AS (
    SELECT %s::bigint AS id
    UNION SELECT m.case_id FROM cases_merge m JOIN under ON m.into_id = under.id WHERE m.undone_at IS NULL
) SELECT id FROM under
"""


def _put_back(holder: Case, kept: Merge) -> None:
    """The one it was merged into is as it was before, in all that nothing has changed since; one that it was merged on
    into with it keeps what it got."""
    now_is, changed = values_of(holder), list[str]()
    was = kept.kept["holder"]
    for name in OF_HOLDER:
        before, after = was["before"][name], was["after"][name]
        if before != after and now_is[name] == after and name != "state":
            value = datetime.fromisoformat(before) if before and name.endswith("_at") else before
            setattr(holder, name, value)
            changed.append(name)
    if kept.kept["followers"]:
        holder.is_followed = let_follow_no_longer(holder, kept.kept["followers"])
        changed.append("is_followed")
    if changed:
        update(holder, *changed)


def _take_up_work(case: Case, kept: Merge, *, now: datetime) -> None:
    """Its process goes on where it stood, its clocks with what remained of them."""
    process.take_up_again(case.fact_subject, now=now)
    if case.is_open:
        let_run_on(case, kept.kept["clocks"], now=now)
        case.due_at = nearest_due(case)
        update(case, "due_at")
        ask_again(case, now=now)


def _write(case: Case, holder: Case, kept: Merge, *, by: Agent, now: datetime) -> None:
    """Both streams say so; the one taken out, how much was said in the other since."""
    since = Entry.objects.filter(case=holder, at__gt=kept.at).exclude(kind__in=[Entry.Kind.STEP, Entry.Kind.CHANGE])
    out = {"what": "unmerged", "by": "agent", "number": named_in(holder, case), "since": since.count()}
    left = {"what": "unmerged-from", "by": "agent", "number": case.number}
    insert(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author=by, data=out))
    insert(Entry(case=holder, kind=Entry.Kind.CHANGE, at=now, author=by, data=left))
    tell(case, CaseUnmerged, by=Actor.agent(by.pk), now=now, from_id=holder.pk)
    announce_case(holder)
