"""Give the step that asked what was answered outside; where it stands no more, say so and leave it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.process import registry
from tantam.process.actions.asking_outside import about_call, say_late
from tantam.process.actions.incidents import broken, in_both_languages, may_pass
from tantam.process.actions.loading import lock
from tantam.process.actions.running import step_of_token
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Host, Refused, State
from tantam.process.models import Instance, OutsideCall, Token

log = logging.getLogger(__name__)
REST = timedelta(minutes=1)
SHOWN = 300
Row = OutsideCall.State


def give_answers(*, now: datetime, limit: int = 100) -> int:
    """Tell the steps what was answered, a transaction each; return how many were told."""
    waiting = OutsideCall.objects.unused(at=now).order_by("next_at", "id").values_list("pk", flat=True)[:limit]
    return sum(give_answer(key, now=now) for key in list(waiting))


def give_answer(key: int, *, now: datetime) -> bool:
    """Tell one step. What breaks is tried again in a minute or stands as an incident; the answer is kept."""
    try:
        with unit():
            return _give(key, now=now)
    except Exception as error:
        log.exception("the answer to call %s could not be used", key)
        _stand_failed(key, error, now=now)
        return False


def _give(key: int, *, now: datetime) -> bool:
    call = _held(key)
    if call is None:
        return False  # another worker was first
    answer: dict[str, Any] = call.answer or {}
    # it is used from here on; where its token stands on (as an incident), it is not told again by itself
    OutsideCall.objects.filter(pk=key).update(state=Row.FAILED)
    try:
        step_of_token(call.token_id, partial(_take, call=call, answer=answer), by=PROCESS, now=now)
    except (Refused, Token.DoesNotExist):
        OutsideCall.objects.filter(pk=key).delete()
        say_late(call, call.instance, now=now)
        return False
    if "data" in answer:
        done = about_call(call, call.instance, "outside-done", attempts=call.attempts, text=_in_words(answer["data"]))
        registry.tell_follower(call.instance.subject, [done], now=now)
    return True


def _held(key: int) -> OutsideCall | None:
    """The call whose answer is to be given; its subject, its instance and itself are locked, in this order."""
    of = OutsideCall.objects.filter(pk=key).values_list("instance__subject", "instance").first()
    if of is None:
        return None
    registry.lock_subject(of[0])
    lock(of[1])
    standing = OutsideCall.objects.select_for_update(of=("self",)).select_related("instance")
    return standing.filter(pk=key, state=Row.ANSWERED).first()


def _take(graph: Graph, state: State, host: Host, *, call: OutsideCall, answer: dict[str, Any]) -> did.Result:
    token_id = call.token_id
    if "data" in answer:
        return engine.action_done(graph, state, token_id, host, data=answer["data"])
    code, vi, en = (str(answer[name]) for name in ("failed", "vi", "en"))
    return engine.action_failed(graph, state, token_id, host, code=code, message_vi=vi, message_en=en)


def _in_words(data: dict[str, object]) -> str:
    text = ", ".join(f"{name}: {_shown(value)}" for name, value in data.items() if not isinstance(value, dict | list))
    return text[:SHOWN]


def _shown(value: object) -> str:
    """A value for readers of both languages: the line is kept once."""
    if value is None:
        return "–"
    return ("✓" if value else "✗") if isinstance(value, bool) else str(value)


@unit()
def note_late(call: OutsideCall, *, now: datetime) -> None:
    """A call has ended whose step waits for it no more: its row goes, a trace stays."""
    instance = Instance.objects.filter(pk=call.instance_id).first()
    if instance is None:
        return
    registry.lock_subject(instance.subject)
    OutsideCall.objects.filter(pk=call.pk, state=Row.WITHDRAWN).delete()
    say_late(call, instance, now=now)


def _stand_failed(key: int, error: Exception, *, now: datetime) -> None:
    """Make it an incident, where trying again would not help; the answer stays for whoever tries the step again."""
    OutsideCall.objects.filter(pk=key, state=Row.ANSWERED).update(next_at=now + REST)
    if may_pass(error):
        return
    try:
        with unit():
            call = _held(key)
            if call is None:
                return
            code, said = broken(error)
            vi, en = in_both_languages(said)
            failed = {"failed": code, "vi": vi, "en": en}
            step_of_token(call.token_id, partial(_take, call=call, answer=failed), by=PROCESS, now=now)
            OutsideCall.objects.filter(pk=key).update(state=Row.FAILED)
    except Exception:
        log.exception("call %s cannot even stand as an incident; it rests a while", key)
