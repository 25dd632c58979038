"""What steps ask to be done outside: rows of the step's own transaction, gone with its token."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from tantam.core.actions import record
from tantam.core.actions.rows import insert
from tantam.core.facts import PROCESS
from tantam.process import facts
from tantam.process.actions.patience import patience_for
from tantam.process.actions.stepping import Step
from tantam.process.engine import changes as did
from tantam.process.engine.state import State as EngineState
from tantam.process.engine.state import Token
from tantam.process.models import Instance, OutsideCall
from tantam.process.queries import compiled
from tantam.process.registry import AskOutside, Move, is_outside, tell_follower

#: The code of a call whose end nobody knows; an error event may catch it.
UNCERTAIN = "uncertain"
State = OutsideCall.State


def keep_asked(step: Step, request: did.ActionRequested, asked: AskOutside) -> None:
    """Have it called once this step is committed.

    A step that is tried again goes on with its row: an answer that came is used, not asked for again; a call that may
    have arrived is repeated as it was; anything else is asked anew, under a new key where it asks for something else.
    What its case brought along from another version is tried as often and as soon as this one says, its tries counted
    on.
    """
    call = OutsideCall.objects.filter(token_id=request.token.id).exclude(state=State.WITHDRAWN).first()
    if call is None:
        insert(_row(step, request, asked))
        return
    patience = patience_for(request)
    call.node, call.most_attempts, call.interval = request.token.node, patience.attempts, patience.interval
    call.next_at, call.attempts = step.now, call.attempts if call.state == State.MOVED else 0
    if "data" in (call.answer or {}) and call.action == request.name:
        call.state = State.ANSWERED
    else:
        _ask_anew(call, request, asked)
    call.save()


def _ask_anew(call: OutsideCall, request: did.ActionRequested, asked: AskOutside) -> None:
    call.state, call.is_repeatable = State.WAITING, asked.is_repeatable
    if (call.answer or {}).get("failed") == UNCERTAIN:
        return
    if (call.action, call.request) != (request.name, asked.request):
        call.action, call.request, call.lane = request.name, dict(asked.request), asked.lane[:200]
        call.key = uuid.uuid4()
    call.answer = None


def _row(step: Step, request: did.ActionRequested, asked: AskOutside) -> OutsideCall:
    patience = patience_for(request)
    return OutsideCall(
        instance=step.instance,
        token_id=int(request.token.id),
        node=request.token.node,
        action=request.name,
        request=dict(asked.request),
        lane=asked.lane[:200],
        is_repeatable=asked.is_repeatable,
        most_attempts=patience.attempts,
        interval=patience.interval,
        at=step.now,
        next_at=step.now,
    )


def withdraw_asked(step: Step, *, before: EngineState, changes: Sequence[did.Change]) -> None:
    """Forget what was asked for tokens that are gone; a call under way leaves its row behind, for its late answer, and
    an answer that came and was not used yet is said to be late."""
    gone = [
        int(change.token.id)
        for change in changes
        if isinstance(change, did.TokenLeft) and _may_have_asked(step, before, change.token)
    ]
    if gone:
        asked = list(OutsideCall.objects.filter(token_id__in=gone).select_for_update())
        for call in asked:  # locked first: a worker may be writing its answer just now
            if call.state == State.ANSWERED:
                say_late(call, step.instance, now=step.now)
        calling = [call.pk for call in asked if call.state == State.CALLING]
        OutsideCall.objects.filter(pk__in=calling).update(state=State.WITHDRAWN)
        over = [call.pk for call in asked if call.state not in (State.CALLING, State.WITHDRAWN)]
        OutsideCall.objects.filter(pk__in=over).delete()


def _may_have_asked(step: Step, before: EngineState, token: Token) -> bool:
    """A step whose action reaches outside; one that stood here already may have asked in another version."""
    node = step.known.graph.by_id[token.node]
    return is_outside(node.action) or (node.behaviour == "action" and token.id in before.tokens)


def say_late(call: OutsideCall, instance: Instance, *, now: datetime) -> None:
    """An answer that no step waits for any more changes nothing: it is said in the facts and to the follower. The
    subject is locked."""
    code = str((call.answer or {}).get("failed", ""))
    fact = facts.AnsweredLate(
        instance_id=instance.pk, version_id=instance.version_id, node=call.node, code=code, key=str(call.key)
    )
    record(fact, by=PROCESS, at=now, subject=instance.subject)
    tell_follower(instance.subject, [about_call(call, instance, "outside-late")], now=now)


def about_call(call: OutsideCall, instance: Instance, what: str, **details: object) -> Move:
    """A move that tells of a call, at the node of its step."""
    node = compiled(instance.version_id).diagram.nodes_by_id.get(call.node)
    return Move(what=what, node=node, token_id=call.token_id, details=details)
