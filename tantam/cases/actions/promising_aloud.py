"""Say a promise aloud: the customer hears by when they get their answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tantam.cases.actions.promising import promise_answer
from tantam.cases.actions.refused import PromiseInThePast
from tantam.cases.actions.replying import Answer, reply
from tantam.cases.models import AnswerPromise, Case
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent
from tantam.process import actions as process
from tantam.process.queries import work_of

#: The field by which the diagrams ask whether the answer is still to be found out.
NOT_KNOWN = "chua_biet"
#: The field of a step that is about the promise itself: when we answer, filled in by promising.
PROMISED = "hen_tra_loi_truoc"


@unit()
def promise_and_tell(
    case: Case, *, due_at: datetime, words: str, by: Agent, now: datetime, key: UUID | None = None
) -> AnswerPromise:
    """Tell the customer by when they hear from us, and promise it; the step that asks "not known yet?" is answered.

    Without words only the promise is noted. Raises CaseIsClosed, PromiseInThePast and what `reply` raises.
    """
    if due_at <= now:
        raise PromiseInThePast
    if words.strip():
        _say_not_known(case, by=by, now=now)
        reply(case, answer=Answer(text=words, step_data={PROMISED: due_at.isoformat()}), by=by, now=now)
    case.refresh_from_db()
    return promise_answer(case, due_at=due_at, by=by, now=now, text=words, key=key)


def _say_not_known(case: Case, *, by: Agent, now: datetime) -> None:
    """A step that waits for an answer and has a field for it is told that the answer is not known yet."""
    for work in work_of(case.fact_subject):
        if work.node.care.done == "reply" and any(field.key == NOT_KNOWN for field in work.node.care.form):
            process.complete_work(work.token.pk, by=by, data={NOT_KNOWN: True}, now=now)
            return
