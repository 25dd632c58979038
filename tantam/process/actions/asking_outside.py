"""What steps ask to be done outside: rows of the step's own transaction, gone with its token."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from tantam.core.actions.rows import insert
from tantam.process.actions.patience import patience_for
from tantam.process.actions.stepping import Step
from tantam.process.engine import changes as did
from tantam.process.models import OutsideCall
from tantam.process.registry import AskOutside, is_outside

#: The code of a call whose end nobody knows; an error event may catch it.
UNCERTAIN = "uncertain"
State = OutsideCall.State


def keep_asked(step: Step, request: did.ActionRequested, asked: AskOutside) -> None:
    """Have it called once this step is committed.

    A step that is tried again goes on with its row: an answer that came is used, not asked for again; a call that may
    have arrived is repeated as it was; anything else is asked anew, under a new key where it asks for something else.
    """
    call = OutsideCall.objects.filter(token_id=request.token.id).exclude(state=State.WITHDRAWN).first()
    if call is None:
        insert(_row(step, request, asked))
        return
    call.next_at, call.attempts = step.now, 0
    if "data" in (call.answer or {}):
        call.state = State.ANSWERED
    else:
        if (call.answer or {}).get("failed") != UNCERTAIN and call.request != asked.request:
            call.request, call.lane, call.key = dict(asked.request), asked.lane, uuid.uuid4()
        call.is_repeatable = asked.is_repeatable
        call.state, call.answer = State.WAITING, None
    call.save()


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


def withdraw_asked(step: Step, changes: Sequence[did.Change]) -> None:
    """Forget what was asked for tokens that are gone; a call under way leaves its row behind, for its late answer."""
    nodes = step.known.graph.by_id
    gone = [
        int(change.token.id)
        for change in changes
        if isinstance(change, did.TokenLeft) and is_outside(nodes[change.token.node].action)
    ]
    if gone:
        asked = OutsideCall.objects.filter(token_id__in=gone)
        asked.exclude(state__in=[State.CALLING, State.WITHDRAWN]).delete()
        asked.filter(state=State.CALLING).update(state=State.WITHDRAWN)
