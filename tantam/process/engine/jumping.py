"""Putting a token where a person wants it, across the borders of sub-processes."""

from __future__ import annotations

from tantam.process.engine.changes import Deviation
from tantam.process.engine.graph import Graph, GraphNode
from tantam.process.engine.moving import Move
from tantam.process.engine.state import NotATarget, Scope, Token
from tantam.process.engine.waiting import arm_handlers


def place(move: Move, token: Token, target: str, *, reason: str) -> None:
    """Move `token` to the node `target`: leave sub-processes that do not hold it, open those that do."""
    node = _target(move.graph, target)
    path = _path(move.graph, node)
    leaving, scope = _common(move, token, node, path)
    if any(step.loop is not None for step in _still_outside(scope, path)):
        raise NotATarget(target)
    move.changes.append(Deviation(token, node.id, reason, move.now))
    move.withdraw(leaving, outcome="jumped")
    move.live[leaving.scope] -= 1
    _enter(move, node, scope, path)


def put(move: Move, target: str, scope: Scope) -> None:
    """Enter the node `target` in a process that stands nowhere yet; opens the sub-processes around it."""
    node = _target(move.graph, target)
    path = _path(move.graph, node)
    if any(step.loop is not None for step in path) or move.graph.container(path[0] if path else node) != scope.node:
        raise NotATarget(target)
    _enter(move, node, scope, path)


def _target(graph: Graph, target: str) -> GraphNode:
    node = graph.by_id.get(target)
    if node is None or node.host >= 0 or node.joins or node.is_aside or node.kind == "startEvent":
        raise NotATarget(target)
    return node


def _path(graph: Graph, node: GraphNode) -> list[GraphNode]:
    """The sub-processes around `node`, from outside in."""
    path: list[GraphNode] = []
    while node.parent >= 0:
        node = graph.nodes[node.parent]
        path.append(node)
    return path[::-1]


def _common(move: Move, token: Token, target: GraphNode, path: list[GraphNode]) -> tuple[Token, Scope]:
    """The token to take away (this one, or that of the outermost sub-process it leaves) and the scope both share.

    Raises NotATarget where there is no way in: from outside nobody can say into which turn of a loop, nor for which
    call activity, a token would come.
    """
    holders = {step.id for step in path} | {move.graph.container(path[0] if path else target)}
    leaving, scope = token, move.scopes[token.scope]
    while scope.kind != "body" or scope.node not in holders:
        if scope.owner is not None:
            leaving = move.tokens[scope.owner]
            scope = move.scopes[leaving.scope]
        elif scope.parent is not None:  # a turn: its loop
            scope = move.scopes[scope.parent]
        else:
            raise NotATarget(target.id)
    return leaving, scope


def _enter(move: Move, node: GraphNode, scope: Scope, path: list[GraphNode]) -> None:
    for step in _still_outside(scope, path):
        move.live[scope.id] += 1
        owner = move.wait(step, scope.id, flow="", state="inside")
        scope = move.open(step.body, parent=scope.id, owner=owner.id)
        arm_handlers(move, scope)
    move.enter(node, scope.id)


def _still_outside(scope: Scope, path: list[GraphNode]) -> list[GraphNode]:
    ids = [step.id for step in path]
    return path[ids.index(scope.node) + 1 :] if scope.node in ids else path
