"""Call outside what steps have asked for, without any lock, and give the answer to the step.

The attempt is committed before the call and its answer after it; the step takes the answer in a transaction of its
own, as often as it must be tried, without calling again. Whoever dies while calling leaves an attempt whose end nobody
saw: it is made again where the other side knows its key again, else a person decides.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.actions.worker import has_ended, in_flight, worker_name
from tantam.core.facts import PROCESS
from tantam.process import facts, registry
from tantam.process.actions.answering import note_late
from tantam.process.actions.asking_outside import UNCERTAIN
from tantam.process.actions.incidents import in_both_languages
from tantam.process.models import OutsideCall
from tantam.process.registry import EndUnknown, OutsideRun, StepFailed
from tantam.process.values.patience import Patience

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
State = OutsideCall.State

SETTLES_WITHIN = timedelta(seconds=3)
#: Longer than any call may take: whoever is silent for so long has ended, wherever it ran.
NO_CALL_LASTS = timedelta(minutes=10)
BROKE_OFF = _(
    "The call broke off: nobody can say whether the other side has done it. Ask there, then try again or leave it out."
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a call ended: with `data`, or failed under a code; `passing` where trying again can help."""

    data: dict[str, object] = field(default_factory=dict)
    failed: str = ""
    said: str | Promise = ""
    passing: bool = False

    def as_json(self) -> dict[str, object]:
        if not self.failed:
            return {"data": self.data}
        vi, en = in_both_languages(self.said)
        return {"failed": self.failed, "vi": vi, "en": en}


@unit()
def claim_call(*, now: datetime, full: Collection[str] = ()) -> OutsideCall | None:
    """Take the next call that is due and write down that it is being made; none of the lanes that are `full`."""
    due = OutsideCall.objects.due(at=now).exclude(lane__in=full).order_by("next_at", "id")
    call = due.select_for_update(skip_locked=True).first()
    if call is None:
        return None
    call.state, call.attempted_at, call.attempted_by = State.CALLING, now, worker_name()
    call.attempts += 1
    call.save(update_fields=["state", "attempts", "attempted_at", "attempted_by"])
    return call


def make_call(call: OutsideCall, *, clock: Clock) -> bool:
    """Make a claimed call and write down its answer; return whether the step can be told of it now."""
    with in_flight(("call", call.pk)):
        return _settle(call, _ask(call), now=clock())


def _ask(call: OutsideCall) -> Answer:
    """No transaction is open here and no lock held, however long it takes."""
    run = OutsideRun(request=call.request, key=str(call.key), attempt=call.attempts)
    try:
        return Answer(data=_storable(registry.outside_named(call.action)(run) or {}))
    except StepFailed as error:
        return Answer(failed=error.code[:60], said=error.message, passing=error.passing)
    except EndUnknown as error:
        return Answer(failed=UNCERTAIN, said=error.message or BROKE_OFF, passing=call.is_repeatable)
    except Exception:
        log.exception("call %s broke off", call.pk)
        return Answer(failed=UNCERTAIN, said=BROKE_OFF, passing=call.is_repeatable)


def _settle(call: OutsideCall, answer: Answer, *, now: datetime) -> bool:
    noted = _note(call, answer, now=now)
    if noted is None:
        call.answer = answer.as_json()
        note_late(call, now=now)
    return noted is State.ANSWERED


def _storable(gave: Mapping[str, object]) -> dict[str, object]:
    """What came from outside as the database takes it: no NUL, no half characters."""
    text = json.dumps(gave, ensure_ascii=False).replace("\\u0000", "")
    found: dict[str, object] = json.loads(text.encode("utf-8", "replace"))
    return found


@unit()
def _note(call: OutsideCall, answer: Answer, *, now: datetime) -> OutsideCall.State | None:
    """Write the answer down; what may pass waits for its next attempt. None where no step waits for it any more.

    Only the row is locked here: whoever locks it with its case has the case first.
    """
    standing = OutsideCall.objects.select_for_update(of=("self",)).select_related("instance")
    row = standing.filter(pk=call.pk).first()
    if row is None or row.state == State.WITHDRAWN:
        return None
    if row.state != State.CALLING or row.attempts != call.attempts:
        return State.CALLING  # it was healed meanwhile: the later attempt counts
    again = Patience(attempts=row.most_attempts, interval=row.interval).next_attempt(tried=row.attempts, now=now)
    row.answer = answer.as_json()
    if answer.passing and again is not None:
        row.state, row.next_at = State.WAITING, again
        _record_faltering(row, code=answer.failed, now=now)
    else:
        row.state, row.next_at = State.ANSWERED, now
    row.save(update_fields=["state", "next_at", "answer"])
    return State(row.state)


def _record_faltering(row: OutsideCall, *, code: str, now: datetime) -> None:
    of = row.instance
    fact = facts.StepFaltered(
        instance_id=of.pk, version_id=of.version_id, node=row.node, code=code, attempts=row.attempts
    )
    record(fact, by=PROCESS, at=now, subject=of.subject)


def heal_calls(*, now: datetime) -> int:
    """Settle the calls whose process is gone: again, or uncertain; return how many. Nothing is called."""
    old = OutsideCall.objects.filter(
        state__in=[State.CALLING, State.WITHDRAWN], attempted_at__lt=now - SETTLES_WITHIN
    ).order_by("id")
    left = [call for call in old if _is_abandoned(call, now=now)]
    for call in left:
        _settle(call, Answer(failed=UNCERTAIN, said=BROKE_OFF, passing=call.is_repeatable), now=now)
    return len(left)


def _is_abandoned(call: OutsideCall, *, now: datetime) -> bool:
    if call.attempted_at and now - call.attempted_at > NO_CALL_LASTS:
        return True
    return has_ended(call.attempted_by, what=("call", call.pk))
