"""What happens when a token enters a node, by behaviour."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tantam.process.engine.changes import (
    ActionRequested,
    DecisionMade,
    MessageThrown,
    NodePassed,
    TaskOffered,
    TokenLeft,
)
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.feel import FeelError, from_python, to_json
from tantam.process.engine.graph import GraphNode
from tantam.process.engine.moving import Behaviours, Move
from tantam.process.engine.state import Id
from tantam.process.engine.timing import due_at


def _pass(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    move.proceed(node, scope, flow=flow)


def _work(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    try:
        response_due, resolution_due = _work_due(move, node.response), _work_due(move, node.resolution)
    except (ValueError, OverflowError):
        move.stop(node, scope, flow=flow, reason=Stuck("no_working_time"))
        return
    token = move.wait(node, scope, flow=flow, state="waiting", response_due=response_due, resolution_due=resolution_due)
    move.changes.append(TaskOffered(token, node.lane))


def _work_due(move: Move, seconds: int | None) -> datetime | None:
    return None if seconds is None else move.host.due(move.now, seconds, business=True)


def _action(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    token = move.wait(node, scope, flow=flow, state="action")
    move.changes.append(ActionRequested(token, node.action, node.settings))


def _throw(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    move.changes.append(MessageThrown(node.id, node.message, move.now))
    move.proceed(node, scope, flow=flow)


def _timer(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    assert node.timer is not None  # noqa: S101  the compiler gives this behaviour only with a timer
    try:
        due = due_at(node.timer, move)
    except Stuck as reason:
        move.stop(node, scope, flow=flow, reason=reason)
        return
    move.wait(node, scope, flow=flow, state="timer", due=due)


def _message(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    move.wait(node, scope, flow=flow, state="message", key=node.message)


def _decide(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    rule = node.decision
    assert rule is not None  # noqa: S101  the compiler gives this behaviour only with a decision
    try:
        value, rules = rule.decisions.decide_with_rules(rule.name, move.context(), now=move.now)
    except FeelError as error:
        move.stop(node, scope, flow=flow, reason=Stuck.from_feel(error))
        return
    kept = to_json(
        from_python(value)
    )  # as it will be read back from the store, so that no later step sees another kind of value
    move.changes.append(DecisionMade(node.id, rule.variable, kept, tuple(rules), move.now))
    move.set_variables({rule.variable: kept})
    move.proceed(node, scope, flow=flow)


def _join(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """One token per incoming flow goes on as one; what came twice by one flow waits for the next round."""
    arrived = move.arrivals(node, scope)
    missing = [other for other in node.joins if other != flow and not arrived.get(other)]
    if missing:
        token = move.wait(node, scope, flow=flow, state="joining")
        arrived.setdefault(flow, []).append(token.id)
        return
    for other in node.joins:
        if other != flow:
            token = move.tokens.pop(arrived[other].pop(0))
            move.live[scope] -= 1
            move.changes.append(TokenLeft(token, "joined", move.now))
    move.proceed(node, scope, flow=flow)


def _choose(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    token = move.wait(node, scope, flow=flow, state="choosing")
    for arc in node.outgoing:
        move.attach(move.graph.nodes[arc.target], token, flow=arc.id)


def _inside(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    token = move.wait(node, scope, flow=flow, state="inside")
    inner = move.open(node.id, parent=scope, owner=token.id)
    for index in node.inner:
        move.enter(move.graph.nodes[index], inner.id)


def _terminate(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    move.changes.append(NodePassed(node.id, scope, flow, move.now))
    move.empty(scope)
    move.close(scope)


BEHAVIOURS: Final[Behaviours] = {
    "pass": _pass,
    "work": _work,
    "action": _action,
    "throw": _throw,
    "timer": _timer,
    "message": _message,
    "decide": _decide,
    "join": _join,
    "choose": _choose,
    "inside": _inside,
    "terminate": _terminate,
}
