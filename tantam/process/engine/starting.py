"""How an instance begins: by itself, by an event, or brought in from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tantam.process.engine.changes import InstanceStarted, Result
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.entering import RULES
from tantam.process.engine.graph import Graph, GraphNode, Start
from tantam.process.engine.jumping import put
from tantam.process.engine.moving import DEFAULT_BUDGET, Budget, Move
from tantam.process.engine.state import Host, Id, NoSuchStart, State
from tantam.process.engine.timing import due_at, next_due
from tantam.process.engine.waiting import arm, arm_handlers

_NOTHING: Final[Mapping[str, object]] = {}


def start(
    graph: Graph,
    host: Host,
    *,
    node: str = "",
    definition: int | None = 0,
    variables: Mapping[str, object] = _NOTHING,
    budget: Budget = DEFAULT_BUDGET,
) -> Result:
    """Begin an instance at `node` (a start event, or what an event begins the process by), or where it begins by
    itself.

    `definition`: which event of `node` has come, where it needs several (None: all of them).
    Raises NoSuchStart where there is none such.
    """
    nodes = _beginnings(graph, node)
    move = Move(graph, State(), host, rules=RULES, budget=budget)
    scope = move.open(graph.process)
    move.changes.append(InstanceStarted(scope.id, nodes[0].id, move.now))
    move.set_variables(variables)
    arm_handlers(move, scope)
    if not node:
        for begun in nodes:
            move.enter(begun, scope.id)
    else:
        _begin_by_event(move, nodes[0], scope.id, definition)
    return move.work()


def _begin_by_event(move: Move, node: GraphNode, scope: Id, definition: int | None) -> None:
    """The event at `node` has come: the process begins there, and waits for what must come together with it."""
    nodes = move.graph.nodes
    move.live[scope] += 1
    if definition is not None and node.needs_all and len(node.triggers) > 1:
        token = move.wait(node, scope, flow="", state="choosing")
        arm(move, node, token.id, scope, "", but=definition)
    else:
        move.proceed(node, scope, flow="")
    for group in move.graph.together:
        for index in group if node.index in group else ():
            if index != node.index:
                move.enter(nodes[index], scope)


def next_start(graph: Graph, event: Start, host: Host) -> datetime | None:
    """When a timer start event is due, counted from now; None where it has no timer or its formula gives no time."""
    if event.timer is None:
        return None
    try:
        return due_at(event.timer, Copy(graph, State(), host))
    except Stuck:
        return None


def start_after(graph: Graph, event: Start, host: Host, *, last: datetime, times: int) -> datetime | None:
    """When a timer start event that has begun the process `times` times, lastly at `last`, does so again; None where it
    does not."""
    rule = event.timer
    if rule is None or rule.kind != "cycle" or 0 <= rule.repeats <= times:
        return None
    try:
        return next_due(rule, last, Copy(graph, State(), host))
    except Stuck:
        return None


def stand_at(graph: Graph, host: Host, *, node: str, variables: Mapping[str, object] = _NOTHING) -> Result:
    """An instance brought in from elsewhere that stands at `node`, with all that waits there.

    Raises NotATarget where nothing can stand.
    """
    move = Move(graph, State(), host, rules=RULES)
    scope = move.open(graph.process)
    move.changes.append(InstanceStarted(scope.id, node, move.now))
    move.set_variables(variables)
    arm_handlers(move, scope)
    put(move, node, scope)
    return move.work()


def _beginnings(graph: Graph, node: str) -> list[GraphNode]:
    """Where an instance begins: at `node`; else at its none start event; else at all that nothing leads to."""
    for event in graph.starts:
        if graph.nodes[event.node].id == node or (not node and event.kind == "none"):
            return [graph.nodes[event.node]]
    free = graph.bodies[graph.process].begin
    if node or not free:
        raise NoSuchStart(node)
    return [graph.nodes[index] for index in free]
