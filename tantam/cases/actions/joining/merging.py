"""Merge a ticket into another (gộp phiếu): what was said goes over, and the customer is answered in one place.

Lines of the stream, drafts, followers and what was taken higher go over. Clocks, closures and promises to the customer
stay where they are: the clocks stand still, and what is late is missed for good, so that merging renews no promise. The
run of the process is set aside. `Case.merged_into` is one hop, always: what pointed at the merged one points on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.clocks import clocks_running, hold_clocks, nearest_due
from tantam.cases.actions.joining.locking import begun_anew, lock_with_merged
from tantam.cases.actions.joining.moving import let_follow, move_drafts, move_escalations, move_lines, point_at
from tantam.cases.actions.joining.refusing import CallUnderWay, check_merge
from tantam.cases.actions.leaving_drafts import hold_merged
from tantam.cases.actions.notifying import MERGED, notify
from tantam.cases.actions.searching import find_with
from tantam.cases.actions.standing_still import run_on
from tantam.cases.actions.telling import announce_case, tell
from tantam.cases.facts import CaseMerged
from tantam.cases.models import Case, Clock, Entry, Merge
from tantam.core.actions.rows import insert, update
from tantam.core.facts import Actor
from tantam.organisation.actions import withdraw_approvals
from tantam.organisation.models import Agent
from tantam.process import actions as process

#: How long a merged ticket can be taken out again.
KEPT = timedelta(days=30)
#: What of the ticket that stays is put back with the merged one gone, where nothing has changed it since.
OF_HOLDER = ("last_entry_at", "last_inbound_at", "awaits_answer", "preview", "state")


def merge(case: Case, *, into: Case, by: Agent, now: datetime, is_sure: bool = False) -> Merge:
    """Merge a case into another; `is_sure`: also one of another customer.

    Raises CaseIsMerged where one of them has been merged meanwhile, and what `refusing.check_merge` raises.
    """
    return begun_anew(partial(_merge, case, into, by=by, now=now, is_sure=is_sure))


def _merge(case: Case, into: Case, *, by: Agent, now: datetime, is_sure: bool) -> Merge:
    lock_with_merged([case.pk, into.pk])
    case, into = take_up(case), take_up(into)
    check_merge(case, into, is_sure=is_sure)
    kept = Merge(case=case, into=into, by=by, at=now, until=now + KEPT)
    kept.kept = {"clocks": _stop_work(case, until=kept.until, now=now), **_move(case, into, now=now)}
    kept.kept["holder"] = _join_values(case, into, now=now)
    kept.save()
    case.merged_into, case.due_at = into, None
    update(case, "merged_into", "due_at")
    point_at(case, into)
    _write(kept, now=now)
    return kept


def _stop_work(case: Case, *, until: datetime, now: datetime) -> list[int]:
    """Nothing of it is due any more; return the keys of the clocks that ran. Raises CallUnderWay."""
    running = clocks_running(case)
    hold_clocks(case, *Clock.Kind, now=now)
    withdraw_approvals(case.fact_subject, now=now)
    try:
        process.set_aside(case.fact_subject, until=until, now=now)
    except process.CallUnderWay:
        raise CallUnderWay from None
    return running


def _move(case: Case, into: Case, *, now: datetime) -> dict[str, object]:
    """What goes over, and what of it must be known to come back."""
    lines = move_lines(case, into)
    drafts = move_drafts(case, into)
    hold_merged(into, drafts, now=now)
    followers = let_follow(case, into, now=now) if case.is_followed else []
    if followers and not into.is_followed:
        into.is_followed = True
        update(into, "is_followed")
    find_with(into, case)
    return {
        "lines": lines,
        "drafts": drafts,
        "escalations": move_escalations(case, into),
        "followers": followers,
    }


def _join_values(case: Case, into: Case, *, now: datetime) -> dict[str, dict[str, str]]:
    """The one that stays is as new as the newer of both, and awaits an answer where either does; where it waited for
    the customer, they have spoken. Return how it was and is now."""
    before = values_of(into)
    if case.last_entry_at > into.last_entry_at:
        into.preview = case.preview
    into.last_entry_at = max(into.last_entry_at, case.last_entry_at)
    into.last_inbound_at = max(filter(None, (into.last_inbound_at, case.last_inbound_at)), default=None)
    if case.is_open and case.awaits_answer:
        into.awaits_answer = True
        if into.state == Case.State.WAITING:
            into.state = Case.State.OPEN
            run_on(into, now=now)
            into.due_at = nearest_due(into)
    update(into, *OF_HOLDER, "due_at")
    return {"before": before, "after": values_of(into)}


def values_of(case: Case) -> dict[str, str]:
    """What a merge may change of the one that stays, as it is kept."""
    found = {name: getattr(case, name) for name in OF_HOLDER}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}


def _write(kept: Merge, *, now: datetime) -> None:
    """Both streams say so, and whoever was in charge hears of it."""
    case, into, by = kept.case, kept.into, kept.by
    away = {"what": "merged-away", "by": "agent", "number": named_in(into, case), "merge": kept.pk}
    came = {"what": "merged-in", "by": "agent", "number": case.number, "merge": kept.pk, "lines": kept.kept["lines"]}
    insert(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author=by, data=away))
    insert(Entry(case=into, kind=Entry.Kind.CHANGE, at=now, author=by, data=came))
    tell(case, CaseMerged, by=Actor.agent(by.pk), now=now, into_id=into.pk)
    announce_case(into)
    if case.assignee_id is not None:
        notify(case, [case.assignee_id], kind=MERGED, now=now, by=by, into=named_in(into, case))


def named_in(other: Case, case: Case) -> str:
    """The number of the other one as it may stand in this one's stream: "" where more people read that than see it."""
    return other.number if case.is_private or not other.is_private else ""
