"""Short questions tests ask of a result."""

from __future__ import annotations

from collections.abc import Iterable

from tantam.process.engine import run
from tantam.process.engine.changes import (
    IncidentRaised,
    InstanceFinished,
    NodePassed,
    Result,
    TokenLeft,
)
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import State, Token
from tantam.process.engine.tests.drawing import FakeHost


def visited(results: Result | Iterable[Result]) -> list[str]:
    """The nodes visited and left in good order, in order."""
    found = []
    for result in [results] if isinstance(results, Result) else results:
        for change in result.changes:
            if isinstance(change, NodePassed):
                found.append(change.node)
            elif isinstance(change, TokenLeft) and change.outcome == "completed":
                found.append(change.token.node)
    return found


def standing(result: Result) -> list[tuple[str, str]]:
    """Where tokens stand and in which state, sorted."""
    return sorted((token.node, token.state) for token in result.state.positions())


def waits(result: Result) -> list[str]:
    """The nodes of attached waits, sorted."""
    return sorted(token.node for token in result.state.tokens.values() if token.attached_to is not None)


def token_at(state: State, node: str) -> Token:
    """The one token or wait at `node`."""
    (found,) = [token for token in state.tokens.values() if token.node == node]
    return found


def complete(graph: Graph, result: Result, node: str, host: FakeHost, **data: object) -> Result:
    """Complete the user task at `node`."""
    return run.complete(graph, result.state, token_at(result.state, node).id, host, data=data)


def fire(graph: Graph, result: Result, node: str, host: FakeHost) -> Result:
    """Move the clock to the due time of the timer at `node` and fire it."""
    token = token_at(result.state, node)
    assert token.due_at is not None
    host.now = max(host.now, token.due_at)
    return run.timer(graph, result.state, token.id, host)


def is_finished(result: Result) -> bool:
    """Whether the instance ended, said both ways, with nothing left."""
    said = any(isinstance(change, InstanceFinished) for change in result.changes)
    assert said == (result.state.ending is not None)
    if said:
        assert not result.state.tokens
        assert not result.state.scopes
    return said


def incidents(result: Result) -> list[tuple[str, str]]:
    """(node, code) of the incidents raised."""
    return [(change.token.node, change.code) for change in result.changes if isinstance(change, IncidentRaised)]
