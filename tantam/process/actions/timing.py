"""Fire what has come due, a transaction each; a step that breaks stands as an incident at its timer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.process.actions.incidents import broken, in_both_languages, may_pass
from tantam.process.actions.running import GONE, step_of_token
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Host, Id, State, TooEarly
from tantam.process.models import Token
from tantam.process.values.patience import Patience

log = logging.getLogger(__name__)
NOT_OURS = (*GONE, TooEarly)
REST = timedelta(minutes=1)


def fire_due_timers(*, now: datetime, limit: int = 100) -> int:
    """Fire what has come due, a transaction each; return how many fired."""
    due = Token.objects.due(at=now).order_by("due_at").values_list("id", flat=True)[:limit]
    return sum(_fire(token_id, now=now) for token_id in list(due))


def _fire(token_id: int, *, now: datetime) -> bool:
    try:
        with unit():
            step_of_token(
                token_id, lambda graph, state, host: engine.timer(graph, state, token_id, host), by=PROCESS, now=now
            )
    except NOT_OURS:
        return False  # another worker was first
    except Exception as error:
        log.exception("timer %s failed", token_id)
        _stand_failed(token_id, error, now=now)
        return False
    return True


def _stand_failed(token_id: int, error: Exception, *, now: datetime) -> None:
    """Make it an incident, so that people see it and those due behind it are not kept waiting."""
    patience: dict[Id, Patience] = {token_id: Patience()} if may_pass(error) else {}
    try:
        with unit():
            step_of_token(
                token_id, partial(_failed, token_id=token_id, error=error), by=PROCESS, now=now, patience=patience
            )
    except NOT_OURS:
        return  # it was settled meanwhile
    except Exception:
        log.exception("timer %s cannot even stand as an incident; it rests a while", token_id)
        Token.objects.filter(pk=token_id, state=Token.State.TIMER).update(due_at=now + REST)


def _failed(graph: Graph, state: State, host: Host, *, token_id: int, error: Exception) -> did.Result:
    code, said = broken(error)
    vi, en = in_both_languages(said)
    return engine.timer_failed(graph, state, token_id, host, code=code, message_vi=vi, message_en=en)
