"""What people do to a running instance: try again what failed, leave a step, go elsewhere, end it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tantam.process.engine.changes import ActionRequested, Deviation, Result, WaitWithdrawn
from tantam.process.engine.entering import RULES
from tantam.process.engine.finding import refuse_ended, token_of
from tantam.process.engine.graph import Graph, GraphNode
from tantam.process.engine.jumping import place
from tantam.process.engine.moving import DEFAULT_BUDGET, Budget, Move
from tantam.process.engine.state import FIRING, LEAVING, Host, Id, State, Token, TokenState, WrongState
from tantam.process.engine.waiting import ARMING, STATES, arm, occur

NOTHING: Final[Mapping[str, object]] = {}


def retry(
    graph: Graph,
    state: State,
    token: Id,
    host: Host,
    *,
    data: Mapping[str, object] = NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """Try again what stands as an incident; `data` becomes variables before."""
    found = token_of(state, token, wanted="incident")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.set_variables(data, found.scope)
    node = graph.by_id[found.node]
    if found.phase == LEAVING:
        move.finish(found)
    elif found.phase == ARMING:
        move.withdraw(found, outcome="retried")
        arm(move, node, found.scope, found.scope, "")
        move.end(found.scope)
    elif found.phase == FIRING:
        again = replace(found, state=_awaited(node, found), problem="", phase="")
        move.tokens[again.id] = again
        occur(move, again)
    elif node.behaviour == "action":
        again = replace(found, state="action", problem="")
        move.tokens[again.id] = again
        move.changes.append(ActionRequested(again, node.action, node.settings))
    else:
        move.withdraw(found, outcome="retried")
        move.live[found.scope] -= 1
        move.enter(node, found.scope, flow=found.flow)
    return move.work()


def ask_again(graph: Graph, state: State, token: Id, host: Host) -> Result:
    """Ask once more for the action that a token waits for, as the graph says it now."""
    found = token_of(state, token, wanted="action")
    node = graph.by_id[found.node]
    return Result(Move(graph, state, host, rules=RULES).state(), (ActionRequested(found, node.action, node.settings),))


def skip(graph: Graph, state: State, token: Id, host: Host, *, reason: str, budget: Budget = DEFAULT_BUDGET) -> Result:
    """A person leaves a step undone and goes on along the drawing: a deviation.

    A failed timer at the edge of a step is left out, and the step goes on without it. Raises WrongState at a join or
    an event-based gateway, which have no way on without the others.
    """
    failed = state.tokens.get(token)
    if failed is not None and failed.attached_to is not None and failed.state == "incident":
        return _leave_out(graph, state, failed, host, reason=reason)
    found = token_of(state, token)
    if graph.by_id[found.node].behaviour in ("choose", "join", "merge", "complex") or found.state == "joining":
        raise WrongState(found, wanted="a step that can be left on its own (jump instead)")
    move = Move(graph, state, host, rules=RULES, budget=budget)
    move.changes.append(Deviation(found, "", reason, move.now))
    for scope in move.inside(found):
        move.clear(scope, outcome="skipped")
    move.finish(found, outcome="skipped")
    return move.work()


def jump(
    graph: Graph, state: State, token: Id, host: Host, *, node: str, reason: str, budget: Budget = DEFAULT_BUDGET
) -> Result:
    """A person moves a token to another node, out of and into sub-processes as needed: a deviation.

    Leaving a sub-process this way ends all that runs in it. Raises NotATarget where no token can be put there.
    """
    found = token_of(state, token)
    move = Move(graph, state, host, rules=RULES, budget=budget)
    place(move, found, node, reason=reason)
    return move.work()


def cancel(graph: Graph, state: State, host: Host) -> Result:
    """End the instance where it stands."""
    refuse_ended(state)
    move = Move(graph, state, host, rules=RULES)
    move.fail("cancelled")
    return move.work()


def _awaited(node: GraphNode, found: Token) -> TokenState:
    """What a wait that was not let in waits for."""
    if found.definition < len(node.triggers):
        return STATES.get(node.triggers[found.definition].kind, "timer")
    return "timer"


def _leave_out(graph: Graph, state: State, wait: Token, host: Host, *, reason: str) -> Result:
    """Drop a wait; what it belongs to stays."""
    move = Move(graph, state, host, rules=RULES)
    del move.tokens[wait.id]
    move.changes += [Deviation(wait, "", reason, move.now), WaitWithdrawn(wait)]
    return move.work()
