"""How an instance begins: by itself, by an event, or brought in from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tantam.process.engine.changes import InstanceStarted, Result
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.cycles import first_repetition, last_repetition, next_repetition
from tantam.process.engine.entering import RULES
from tantam.process.engine.graph import Graph, GraphNode, Start
from tantam.process.engine.jumping import put
from tantam.process.engine.moving import DEFAULT_BUDGET, Budget, Move
from tantam.process.engine.state import Host, Id, NoSuchStart, State
from tantam.process.engine.timing import due_at
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


def first_start(graph: Graph, event: Start, host: Host) -> tuple[datetime | None, int]:
    """When a timer start event is due, counted from now, and how many of its times are over before: None where it has
    no timer, its formula gives no time, or all are over. A date may be one that has passed."""
    if event.timer is None:
        return None, 0
    try:
        if event.timer.kind != "cycle":
            return due_at(event.timer, Copy(graph, State(), host)), 0
        found = first_repetition(event.timer, host)
    except Stuck:
        return None, 0
    return (None, max(0, event.timer.repeats)) if found is None else (found.due, found.number - 1)


def next_start(graph: Graph, event: Start, host: Host) -> datetime | None:
    """The first of `first_start`."""
    return first_start(graph, event, host)[0]


def start_after(graph: Graph, event: Start, host: Host, *, last: datetime, times: int) -> tuple[datetime | None, int]:
    """When a timer start event that came due `times` times, lastly at `last`, does so again, and how many of its times
    are over until then, those with it that nobody saw. None where it does not."""
    rule = event.timer
    if rule is None or rule.kind != "cycle" or 0 <= rule.repeats <= times:
        return None, times
    try:
        found = next_repetition(rule, last, host)
    except Stuck:
        return None, times
    if found is None:
        return None, max(times, rule.repeats)
    over = max(times, found.number - 1) if rule.instant else times + found.number - 1
    return (None, rule.repeats) if 0 <= rule.repeats <= over else (found.due, over)


def over_since(event: Start, host: Host) -> datetime | None:
    """When the last time of a start by a cycle was, of which nothing is to come; None where there is no such time."""
    if event.timer is None:
        return None
    try:
        last = last_repetition(event.timer, host)
    except Stuck:
        return None
    return last if last is not None and last < host.now else None


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
