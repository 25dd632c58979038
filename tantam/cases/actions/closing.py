"""Close and reopen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tantam.cases.actions.approving import ask_again
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.clocks import (
    clocks_of,
    hold_clocks,
    hold_read,
    nearest_due,
    owe_a_word,
    resume_clocks,
    stop_clocks,
)
from tantam.cases.actions.escalating import settle_all
from tantam.cases.actions.refused import CaseIsClosed, CaseIsOpen
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseClosed, CaseReopened
from tantam.cases.models import Case, Clock, Closure, Entry, Outcome
from tantam.cases.queries import closure_key
from tantam.core.actions.rows import execute_late, insert_late, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.memory import remember
from tantam.organisation.actions import withdraw_approvals
from tantam.organisation.models import Agent

#: Promises to answer, which closing does not keep.
TO_ANSWER = (Clock.Kind.FIRST_RESPONSE, Clock.Kind.NEXT_RESPONSE)


@unit()
def close(
    case: Case,
    *,
    outcome: Outcome,
    by: Actor,
    now: datetime,
    note: str = "",
    compensation_vnd: int = 0,
    approved_by: Agent | None = None,
) -> Closure:
    """Close a case with its outcome; its clocks stop and are met or missed for good, but for a promise to answer that
    nobody has kept: that stands still. What was taken to somebody higher is settled, nobody need approve anything.

    `compensation_vnd` is whole đồng, `approved_by` who said yes to it; None where nobody had to.

    Raises CaseIsClosed when somebody was first.
    """
    case = take_up(case)
    if not case.is_open:
        raise CaseIsClosed
    hold_clocks(case, *TO_ANSWER, now=now)
    stop_clocks(case, *(kind for kind in Clock.Kind if kind not in TO_ANSWER), now=now)
    settle_all(case, now=now)
    withdraw_approvals(case.fact_subject, now=now)
    case.state = Case.State.CLOSED
    case.closed_at = now
    case.awaits_answer = False
    case.due_at = None
    update(case, "state", "closed_at", "awaits_answer", "due_at")
    closure = Closure.objects.create(
        case=case,
        at=now,
        by_id=by.id if by.kind == "agent" else None,
        outcome=outcome,
        note=note,
        compensation_vnd=compensation_vnd,
        approved_by=approved_by,
    )
    remember(closure_key(case.pk), (closure.outcome, closure.compensation_vnd))
    _write_change(case, "closed", by=by, now=now, outcome=outcome)
    tell(case, CaseClosed, by=by, now=now, outcome=outcome)
    return closure


@unit()
def reopen(case: Case, *, by: Actor, now: datetime) -> None:
    """Open a closed case again; the closure is kept with the instant it ended.

    A step that still waits for a yes asks for it again, as closing withdrew the question. A promise to answer that was
    not kept runs on with what remained of it; where none holds, as after the end of the process, the customer is to
    hear from us soon. Raises CaseIsOpen."""
    case = take_up(case)
    if case.is_open:
        raise CaseIsOpen
    case.state = Case.State.OPEN
    case.closed_at = None
    resume_clocks(case, *TO_ANSWER, now=now)
    if nearest_due(case) is None:
        owe_a_word(case, now=now)
    case.due_at = nearest_due(case)
    update(case, "state", "closed_at", "due_at")
    Closure.objects.filter(case=case, reopened_at=None).update(reopened_at=now)
    _write_change(case, "reopened", by=by, now=now)
    ask_again(case, now=now)
    tell(case, CaseReopened, by=by, now=now)


def open_as_it_was(case: Case, before: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Closing a case at hand is taken back: it stands as `before` it (`standing`), and what was promised runs on as if
    it had never stopped. The steps of its process are not where they were, so their clocks stay stopped."""
    kept = {one["id"]: one for one in before["clocks"]}
    back = list(Clock.objects.filter(pk__in=list(kept), case=case).exclude(kind=Clock.Kind.STEP).order_by("id"))
    for clock in back:
        was = kept[clock.pk]
        clock.stopped_at = clock.is_met = None
        clock.paused_at, clock.breached_at = _instant(was["paused_at"]), _instant(was["breached_at"])
        clock.remaining_seconds = was["remaining"]
        update(clock, "stopped_at", "is_met", "paused_at", "breached_at", "remaining_seconds")
    hold_read(case, back)
    case.state, case.awaits_answer, case.closed_at = Case.State(before["state"]), before["awaits"], None
    case.due_at = nearest_due(case)
    update(case, "state", "awaits_answer", "closed_at", "due_at")
    execute_late(Closure, _REOPENED, [now, case.pk])
    _write_change(case, "reopened", by=by, now=now)
    ask_again(case, now=now)
    tell(case, CaseReopened, by=by, now=now)


_REOPENED = "UPDATE cases_closure SET reopened_at = %s WHERE case_id = %s AND reopened_at IS NULL"


def standing(case: Case) -> dict[str, Any]:
    """How a case at hand stands, as far as closing changes it; of a closed one, when it was closed."""
    if not case.is_open:
        return {"state": case.state, "closed_at": _text(case.closed_at)}
    clocks = [
        {"id": clock.pk, "paused_at": _text(clock.paused_at), "breached_at": _text(clock.breached_at),
         "remaining": clock.remaining_seconds}
        for clock in clocks_of(case)
    ]  # fmt: skip
    return {"state": case.state, "awaits": case.awaits_answer, "clocks": clocks}


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _write_change(case: Case, what: str, *, by: Actor, now: datetime, **values: str) -> None:
    author_id = by.id if by.kind == "agent" else None
    data = {"what": what, "by": by.kind, **values}
    insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=data))
