"""A person closes a case before its process does: the drawing goes on from its own closing step, survey included."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.closing import close
from tantam.cases.actions.replying import Answer, reply
from tantam.cases.models import Case, Closure, Outcome
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.process import actions as process

REASON = "closed-by-hand"


@unit()
def close_by_hand(
    case: Case, *, outcome: Outcome, by: Agent, now: datetime, note: str = "", compensation_vnd: int = 0
) -> Closure:
    """Close the case and move its process to the step that closes, so that what is drawn behind it still happens;
    a drawing without such a step ends where it stands, as nobody works on a closed case.

    Raises CaseIsClosed.
    """
    closure = close(case, outcome=outcome, by=Actor.agent(by.pk), now=now, note=note, compensation_vnd=compensation_vnd)
    if not process.go_to_action(case.fact_subject, "cases.close", by=by, reason=REASON, now=now):
        process.cancel(case.fact_subject, by=Actor.agent(by.pk), now=now)
    case.refresh_from_db()
    return closure


@unit()
def answer_and_close(case: Case, *, answer: Answer, outcome: Outcome, by: Agent, now: datetime) -> Closure:
    """Send the last answer and close, both or neither. Raises what `reply` and `close` raise."""
    reply(case, answer=answer, by=by, now=now)
    return close_by_hand(case, outcome=outcome, by=by, now=now)
