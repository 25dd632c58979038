"""One step of one instance: an event comes in, a new state and a list of changes come out.

Pure: the state given is never touched, everything outside comes from the `Host`, and a step that is not possible is
`Refused` with nothing changed. Repeating a step that was taken is refused too (`TokenGone`), as every wait has its own
token. Actions and messages are not done here: the store does them and reports back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tantam.process.engine.changes import IncidentRaised, Result
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.entering import RULES
from tantam.process.engine.finding import refuse_ended, token_of, waiting_for
from tantam.process.engine.graph import Graph
from tantam.process.engine.intervening import ask_again, cancel, jump, retry, skip
from tantam.process.engine.moving import DEFAULT_BUDGET, Budget, Move
from tantam.process.engine.starting import first_start, next_start, over_since, stand_at, start, start_after
from tantam.process.engine.state import FIRING, Host, Id, NothingWaits, State, TokenGone, TooEarly, WrongState
from tantam.process.engine.throwing import catcher, hear, throw_error, throw_escalation
from tantam.process.engine.waiting import occur

__all__ = [
    "action_done",
    "action_failed",
    "ask_again",
    "called_done",
    "called_failed",
    "cancel",
    "complete",
    "escalated",
    "first_start",
    "jump",
    "look_again",
    "message",
    "next_start",
    "over_since",
    "retry",
    "signal",
    "skip",
    "stand_at",
    "start",
    "start_after",
    "throw",
    "timer",
    "timer_failed",
    "wait_failed",
    "waiting_for",
]

_NOTHING: Final[Mapping[str, object]] = {}


def complete(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    data: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """A person has done the work of a user or manual task; `data` becomes variables."""
    return _finish(graph, state, token, host, wanted="waiting", data=data, budget=budget)


def action_done(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    data: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """The requested action was done; `data` becomes variables."""
    return _finish(graph, state, token, host, wanted="action", data=data, budget=budget)


def action_failed(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, message_vi: str, message_en: str
) -> Result:
    """The requested action failed for good: an error event for exactly this code catches it, else its token stands as
    an incident until `retry`, `skip` or `jump`."""
    found = token_of(state, token, wanted="action")
    move = Move(graph, state, host, rules=RULES)
    caught = catcher(move, "error", code, found.scope, token=found)
    if caught is not None and code and any(trigger.key == code for trigger in caught.event.triggers):
        throw_error(move, found.node, found.scope, code, token=found)
    else:
        move.mark(found, Stuck(code, vi=message_vi, en=message_en))
    return move.work()


def throw(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    code: str,
    data: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """The action or the called process of a token has ended with a business error: the nearest event for it catches
    it, and `data` becomes variables there; where there is none the instance fails."""
    found = token_of(state, token)
    if found.state not in ("action", "calling"):
        raise WrongState(found, wanted="action or calling")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    throw_error(move, found.node, found.scope, code, token=found, data=data)
    return move.work()


def called_done(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    data: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """The process that ran for a call activity has finished; `data` becomes variables."""
    return _finish(graph, state, token, host, wanted="calling", data=data, budget=budget)


def called_failed(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, message_vi: str, message_en: str
) -> Result:
    """The process to be called could not run, or somebody ended it: the token stands as an incident."""
    found = token_of(state, token, wanted="calling")
    move = Move(graph, state, host, rules=RULES)
    move.mark(found, Stuck(code, vi=message_vi, en=message_en))
    return move.work()


def escalated(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, data: Mapping[str, object] = _NOTHING
) -> Result:
    """The process that runs for a call activity has escalated something it did not catch itself."""
    found = token_of(state, token, wanted="calling")
    move = Move(graph, state, host, rules=RULES)
    throw_escalation(move, graph.by_id[found.node], found.scope, code, token=found, data=data)
    return move.work()


def timer(graph: Graph, state: State, token: Id, host: Host, *, budget: Budget = DEFAULT_BUDGET) -> Result:
    """A timer has come due. Raises TooEarly before its time."""
    found = token_of(state, token, wanted="timer")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    if found.due_at is None or move.now < found.due_at:
        raise TooEarly(f"token {found.id} is due at {found.due_at}")
    occur(move, found)
    return move.work()


def timer_failed(
    graph: Graph, state: State, token: Id, host: Host, *, code: str, message_vi: str, message_en: str
) -> Result:
    """A timer came due, and the step it leads to broke: it stands as an incident where it is until `retry` or `skip`.

    A timer at the edge of a step stays at that edge; the step itself goes on as before.
    """
    token_of(state, token, wanted="timer")
    return wait_failed(graph, state, token, host, code=code, message_vi=message_vi, message_en=message_en)


def wait_failed(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    code: str,
    message_vi: str,
    message_en: str,
    payload: Mapping[str, object] = _NOTHING,
) -> Result:
    """What a token waits for has come and may not be let in: it stands as an incident until `retry`, which lets it in,
    or `skip`. What it brought is kept for then."""
    refuse_ended(state)
    found = state.tokens.get(token)
    if found is None:
        raise TokenGone(token)
    if found.state not in ("timer", "message", "signal"):
        raise WrongState(found, wanted="a wait")
    move = Move(graph, state, host, rules=RULES)
    move.set_variables(payload, found.scope)
    stopped = replace(found, state="incident", problem=code, phase=FIRING)
    move.tokens[found.id] = stopped
    move.changes.append(IncidentRaised(stopped, code, message_vi, message_en))
    return move.work()


def message(
    graph: Graph,
    state: State,
    name: str,
    host: Host,
    *,
    payload: Mapping[str, object] = _NOTHING,
    token: Id | None = None,
    key: str = "",
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """A message has come: `token` takes it, or the one that waits most directly (see `waiting_for`).

    `key` is what the message is correlated by, "" for one that names only its subject. `payload` becomes variables.
    Raises NothingWaits where no token waits for it.
    """
    if token is None:
        found = waiting_for(state, name, key=key)
    else:
        found = token_of(state, token, wanted="message")
        if found.wait_key != name:
            raise WrongState(found, wanted=f"message {name}")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.set_variables(payload, found.scope)
    occur(move, found)
    return move.work()


def signal(
    graph: Graph,
    state: State,
    name: str,
    host: Host,
    *,
    payload: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """A signal was broadcast: everything that waits for it goes on, `payload` becomes variables there. Raises
    NothingWaits where nothing does."""
    refuse_ended(state)
    waiting = [token for token in state.tokens.values() if token.state == "signal" and token.wait_key == name]
    if not waiting:
        raise NothingWaits(name)
    move = Move(graph, state, host, rules=RULES, budget=budget)
    hear(move, waiting, payload)
    return move.work()


def look_again(graph: Graph, state: State, host: Host, *, budget: Budget = DEFAULT_BUDGET) -> Result:
    """The data of the case may have changed: look at the conditions that are awaited."""
    refuse_ended(state)
    return Move(graph, state, host, rules=RULES, budget=budget).work()


def _finish(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    wanted: str,
    data: Mapping[str, object],
    budget: Budget,
) -> Result:
    found = token_of(state, token, wanted=wanted)
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.set_variables(data, found.scope)
    move.finish(found)
    return move.work()
