"""Say a promise aloud: the customer hears by when they get their answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tantam.cases.actions.promising import promise_answer
from tantam.cases.actions.refused import PromiseInThePast
from tantam.cases.actions.replying import Answer, reply
from tantam.cases.models import AnswerPromise, Case
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent
from tantam.process import actions as process
from tantam.process.queries import Work, work_of

#: The field by which the diagrams ask whether the answer is still to be found out.
NOT_KNOWN = "chua_biet"
#: The field of a step that is about the promise itself: when we answer, filled in by promising.
PROMISED = "hen_tra_loi_truoc"
_NOTHING: Mapping[str, object] = {}


@unit()
def promise_and_tell(
    case: Case,
    *,
    due_at: datetime,
    words: str,
    by: Agent,
    now: datetime,
    key: UUID | None = None,
    step_data: Mapping[str, object] = _NOTHING,
) -> AnswerPromise:
    """Tell the customer by when they hear from us, and promise it; the step that asks "not known yet?" is answered,
    with `step_data`, what else was ticked in its card, and a step about the promise is done. Any other stays.

    Without words only the promise is noted. Raises CaseIsClosed, PromiseInThePast and what `reply` raises.
    """
    if due_at <= now:
        raise PromiseInThePast
    if words.strip():
        _say_not_known(case, data=step_data, by=by, now=now)
        promised = {PROMISED: due_at.isoformat()} if _is_asked(case, PROMISED) else None
        reply(case, answer=Answer(text=words, step_data=promised), by=by, now=now)
    case.refresh_from_db()
    return promise_answer(case, due_at=due_at, by=by, now=now, text=words, key=key)


def _is_asked(case: Case, key: str) -> bool:
    """Whether a step that waits for an answer has this field; a card without any form is done by whatever we say."""
    asked = [{field.key for field in work.node.care.form} for work in _waiting_for_answer(case)]
    return any(key in keys or not keys for keys in asked)


def _waiting_for_answer(case: Case) -> list[Work]:
    return [work for work in work_of(case.fact_subject) if work.node.care.done == "reply"]


def _say_not_known(case: Case, *, data: Mapping[str, object], by: Agent, now: datetime) -> None:
    """A step that waits for an answer and has a field for it is told that the answer is not known yet."""
    for work in _waiting_for_answer(case):
        if any(field.key == NOT_KNOWN for field in work.node.care.form):
            process.complete_work(work.token.pk, by=by, data={**data, NOT_KNOWN: True}, now=now)
            return
