"""What happens when a token enters a node, by behaviour."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tantam.process.engine.changes import ActionRequested, CallRequested, DecisionMade, TaskOffered
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.correlating import key_of
from tantam.process.engine.ending import begin_adhoc, close_body, is_enough, token_ended
from tantam.process.engine.feel import FeelError, from_python, to_json
from tantam.process.engine.graph import GraphNode
from tantam.process.engine.joining import arrive, gather, gather_here, join, settle
from tantam.process.engine.looping import repeat, turn_done
from tantam.process.engine.moving import Move
from tantam.process.engine.placing import Rules
from tantam.process.engine.state import Id, Scope
from tantam.process.engine.throwing import throw
from tantam.process.engine.timing import due_at
from tantam.process.engine.undoing import undo_next
from tantam.process.engine.waiting import arm, arm_handlers, look


def _pass(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    move.proceed(node, scope, flow=flow)


def _work(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    try:
        response_due, resolution_due = _work_due(move, node.response), _work_due(move, node.resolution)
    except (ValueError, OverflowError):
        move.stop(node, scope, flow=flow, reason=Stuck("no_working_time"))
        return
    token = move.wait(node, scope, flow=flow, state="waiting", response_due=response_due, resolution_due=resolution_due)
    move.changes.append(TaskOffered(token, node.lane, node.role))


def _work_due(move: Move, seconds: int | None) -> datetime | None:
    return None if seconds is None else move.host.due(move.now, seconds, business=True)


def _action(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    token = move.wait(node, scope, flow=flow, state="action")
    move.changes.append(ActionRequested(token, node.action, node.settings))


def _call(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    token = move.wait(node, scope, flow=flow, state="calling")
    move.changes.append(CallRequested(token, node.calls, {**move.variables, **move.own_variables(scope)}))


def _timer(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    assert node.timer is not None  # noqa: S101  the compiler gives this behaviour only with a timer
    try:
        due = due_at(node.timer, move, scope)
    except Stuck as reason:
        move.stop(node, scope, flow=flow, reason=reason)
        return
    move.wait(node, scope, flow=flow, state="timer", due=due)


def _message(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    try:
        correlation = key_of(node.triggers[0] if node.triggers else None, move, scope)
    except Stuck as reason:
        move.stop(node, scope, flow=flow, reason=reason)
        return
    move.wait(node, scope, flow=flow, state="message", key=node.message, correlation=correlation)


def _signal(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    move.wait(node, scope, flow=flow, state="signal", key=node.triggers[0].key)


def _condition(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    move.wait(node, scope, flow=flow, state="condition")
    move.dirty = True


def _events(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """The first of several events, or all of them."""
    token = move.wait(node, scope, flow=flow, state="choosing")
    arm(move, node, token.id, scope, flow)


def _decide(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    rule = node.decision
    assert rule is not None  # noqa: S101  the compiler gives this behaviour only with a decision
    try:
        value, rules = rule.decisions.decide_with_rules(rule.name, move.context(scope), now=move.now)
    except FeelError as error:
        move.stop(node, scope, flow=flow, reason=Stuck.from_feel(error))
        return
    kept = to_json(
        from_python(value)
    )  # as it will be read back from the store, so that no later step sees another kind of value
    move.changes.append(DecisionMade(node.id, rule.variable, kept, tuple(rules), move.now))
    move.set_variables({rule.variable: kept}, scope)
    move.proceed(node, scope, flow=flow)


def _choose(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    token = move.wait(node, scope, flow=flow, state="choosing")
    for arc in node.outgoing:
        arm(move, move.graph.nodes[arc.target], token.id, scope, arc.id)


def _inside(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    token = move.wait(node, scope, flow=flow, state="inside")
    if move.tokens[token.id].state == "inside":  # else its boundary could not be set
        begin_inside(move, node, scope, token.id)


def begin_inside(move: Move, node: GraphNode, scope: Id, owner: Id) -> Scope:
    """Open what runs inside the step of `owner` and begin it."""
    inner = move.open(node.body, parent=scope, owner=owner)
    arm_handlers(move, inner)
    body = move.graph.bodies[node.body]
    if body.is_adhoc:
        begin_adhoc(move, body, inner)
        return inner
    for index in body.begin:
        move.enter(move.graph.nodes[index], inner.id)
    return inner


RULES: Final = Rules(
    enter={
        "pass": _pass,
        "work": _work,
        "action": _action,
        "throw": throw,
        "timer": _timer,
        "message": _message,
        "signal": _signal,
        "condition": _condition,
        "events": _events,
        "decide": _decide,
        "join": join,
        "merge": gather_here,
        "complex": arrive,
        "choose": _choose,
        "inside": _inside,
        "call": _call,
        "loop": repeat,
        "gather": gather,
    },
    close={"body": close_body, "turn": turn_done, "undo": undo_next},
    arm=arm,
    ended=token_ended,
    look=look,
    is_enough=is_enough,
    settle=settle,
)
