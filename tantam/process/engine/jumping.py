"""Putting a token where a person wants it, across the borders of sub-processes."""

from __future__ import annotations

from tantam.process.engine.changes import Deviation
from tantam.process.engine.graph import Graph, GraphNode
from tantam.process.engine.moving import Move
from tantam.process.engine.state import Id, NotATarget, Scope, Token


def place(move: Move, token: Token, target: str, *, reason: str) -> None:
    """Move `token` to the node `target`: leave sub-processes that do not hold it, open those that do."""
    node = _target(move.graph, target)
    path = _path(move.graph, node)
    leaving, scope = _common(move, token, path)
    move.changes.append(Deviation(token, node.id, reason, move.now))
    move.withdraw(leaving, outcome="jumped")
    move.live[leaving.scope] -= 1
    _enter(move, node, scope, path)


def put(move: Move, target: str, scope: Scope) -> None:
    """Enter the node `target` in a process that stands nowhere yet; opens the sub-processes around it."""
    node = _target(move.graph, target)
    _enter(move, node, scope, _path(move.graph, node))


def _target(graph: Graph, target: str) -> GraphNode:
    node = graph.by_id.get(target)
    if node is None or node.host >= 0 or node.joins or node.kind == "startEvent":
        raise NotATarget(target)
    return node


def _path(graph: Graph, node: GraphNode) -> list[GraphNode]:
    """The sub-processes around `node`, from outside in."""
    path: list[GraphNode] = []
    while node.parent >= 0:
        node = graph.nodes[node.parent]
        path.append(node)
    return path[::-1]


def _common(move: Move, token: Token, path: list[GraphNode]) -> tuple[Token, Scope]:
    """The token to take away (this one, or that of the outermost sub-process it leaves) and the scope both share."""
    holders = {node.id for node in path}
    leaving, scope = token, move.scopes[token.scope]
    while scope.owner is not None and scope.node not in holders:
        leaving = move.tokens[scope.owner]
        scope = move.scopes[leaving.scope]
    return leaving, scope


def _enter(move: Move, node: GraphNode, scope: Scope, path: list[GraphNode]) -> None:
    ids = [step.id for step in path]
    inner = path[ids.index(scope.node) + 1 :] if scope.node in ids else path
    where: Id = scope.id
    for step in inner:
        move.live[where] += 1
        owner = move.wait(step, where, flow="", state="inside")
        where = move.open(step.id, parent=where, owner=owner.id).id
    move.enter(node, where)
