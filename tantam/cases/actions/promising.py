"""Promise to answer (hẹn trả lời): a time said to the customer, with a clock of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.locking import lock_if_free
from tantam.cases.actions.refused import CaseIsClosed, PromiseInThePast
from tantam.cases.actions.telling import tell
from tantam.cases.facts import AnswerPromised, PromiseSettled
from tantam.cases.models import AnswerPromise, Case, Entry
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.core.queries import Kept
from tantam.organisation.models import Agent


@unit()
def promise_answer(
    case: Case, *, due_at: datetime, by: Agent, now: datetime, text: str = "", key: UUID | None = None
) -> AnswerPromise:
    """Note that the customer hears from us by `due_at`. Raises CaseIsClosed, PromiseInThePast."""
    case = take_up(case)
    if not case.is_open:
        raise CaseIsClosed
    if due_at <= now:
        raise PromiseInThePast
    promise = AnswerPromise.objects.create(case=case, by=by, made_at=now, due_at=due_at, text=text[:300])
    values = {"what": "promised", "due_at": due_at.isoformat()}
    Entry.objects.create(case=case, kind=Entry.Kind.CHANGE, at=now, author=by, data=values, key=key)
    tell(case, AnswerPromised, by=Actor.agent(by.pk), now=now, promise_id=promise.pk)
    return promise


def keep_promises(case: Case, *, now: datetime) -> None:
    """An answer keeps what was promised for later, in what was merged into the case too; what was due before is broken
    already."""
    for promise in _OUTSTANDING(case=case.pk, now=now):
        promise.kept_at = now
        promise.save(update_fields=["kept_at"])
        tell(case, PromiseSettled, by=SYSTEM, now=now, promise_id=promise.pk, is_kept=True)


_OUTSTANDING = Kept(
    lambda case, now: AnswerPromise.objects.filter(
        Q(case=case) | Q(case__in=Case.objects.filter(merged_into=case)),
        kept_at=None,
        broken_at=None,
        due_at__gte=now,
    )
)


def break_overdue_promises(*, now: datetime, limit: int = 200) -> int:
    """Mark the promises whose time has passed, a transaction each; return how many."""
    overdue = AnswerPromise.objects.filter(kept_at=None, broken_at=None, due_at__lt=now).order_by("due_at")
    held_by = Coalesce("case__merged_into", "case")  # whose answers keep it
    return sum(_break(*ids, now=now) for ids in list(overdue.values_list("pk", held_by)[:limit]))


@unit()
def _break(promise_id: int, case_id: int, *, now: datetime) -> bool:
    """One promise, unless somebody works on its case at this moment: an answer may keep it yet."""
    if not lock_if_free(case_id):
        return False
    standing = AnswerPromise.objects.filter(pk=promise_id, kept_at=None, broken_at=None)
    promise = standing.select_related("case").first()
    if promise is None:
        return False
    promise.broken_at = now
    promise.save(update_fields=["broken_at"])
    tell(promise.case, PromiseSettled, by=SYSTEM, now=now, promise_id=promise.pk, is_kept=False)
    return True
