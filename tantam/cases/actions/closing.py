"""Close and reopen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tantam.cases.actions.clocks import nearest_due, stop_clocks
from tantam.cases.actions.refused import CaseIsClosed, CaseIsOpen
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseClosed, CaseReopened
from tantam.cases.models import Case, Clock, Closure, Entry, Outcome
from tantam.core.facts import Actor
from tantam.organisation.actions import withdraw_approvals


@transaction.atomic
def close(
    case: Case,
    *,
    outcome: Outcome,
    by: Actor,
    now: datetime,
    note: str = "",
    compensation_vnd: int = 0,
) -> Closure:
    """Close a case with its outcome; its clocks stop and are met or missed for good, nobody need approve anything.

    Raises CaseIsClosed when somebody was first.
    """
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if not case.is_open:
        raise CaseIsClosed
    stop_clocks(case, *Clock.Kind, now=now)
    withdraw_approvals(case.fact_subject, now=now)
    case.state = Case.State.CLOSED
    case.closed_at = now
    case.awaits_answer = False
    case.due_at = None
    case.save(update_fields=["state", "closed_at", "awaits_answer", "due_at"])
    closure = Closure.objects.create(
        case=case,
        at=now,
        by_id=by.id if by.kind == "agent" else None,
        outcome=outcome,
        note=note,
        compensation_vnd=compensation_vnd,
    )
    _write_change(case, "closed", by=by, now=now, outcome=outcome)
    tell(case, CaseClosed, by=by, now=now, outcome=outcome)
    return closure


@transaction.atomic
def reopen(case: Case, *, by: Actor, now: datetime) -> None:
    """Open a closed case again; the closure is kept with the instant it ended. Raises CaseIsOpen."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.is_open:
        raise CaseIsOpen
    case.state = Case.State.OPEN
    case.closed_at = None
    case.due_at = nearest_due(case)
    case.save(update_fields=["state", "closed_at", "due_at"])
    Closure.objects.filter(case=case, reopened_at=None).update(reopened_at=now)
    _write_change(case, "reopened", by=by, now=now)
    tell(case, CaseReopened, by=by, now=now)


def _write_change(case: Case, what: str, *, by: Actor, now: datetime, **values: str) -> None:
    author_id = by.id if by.kind == "agent" else None
    Entry.objects.create(
        case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data={"what": what, "by": by.kind, **values}
    )
