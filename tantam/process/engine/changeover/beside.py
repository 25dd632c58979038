"""Which places of a drawing may be taken at the same time by what one token became.

The relation of the places of a free-choice net that can be marked together (Kovalyov 1992), without looking at every
marking: what a fork gives stands side by side, and what stood beside all that a step takes stands beside what it gives.
Where a drawing leaves it open (ad-hoc bodies, very large ones), nothing is said to stand side by side.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from tantam.process.engine.graph import Graph, GraphNode
from tantam.process.engine.state import Id, State, Token

#: Takes the first places, gives the second ones; of what leads to the last one nothing stands beside it.
_Step: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], str]
_MOST: Final = 2_000
_FORKS: Final = ("all", "conditional")
_MERGES: Final = ("merge", "complex")


class Beside:
    """The places of one body: its nodes by id, its flows as "→id" (a path waits there at a join)."""

    def __init__(self, graph: Graph, body: str) -> None:
        nodes = [node for node in graph.nodes if graph.container(node) == body]
        self._steps = list(_steps(graph, nodes))
        names = {name for taken, given, _ in self._steps for name in (*taken, *given)} | {node.id for node in nodes}
        self._bits = {name: number for number, name in enumerate(sorted(names))}
        self._names = list(self._bits)
        self._rows = [0] * len(names)
        self._users: list[list[_Step]] = [[] for _ in names]
        self._waiting: deque[_Step] = deque(self._steps)
        if graph.bodies[body].is_adhoc or len(names) > _MOST:
            return
        self._before = self._leading()
        self._spread(graph, body)

    def may(self, one: str, other: str) -> bool:
        """Whether both may be taken at once; a place beside itself only where tokens multiply."""
        if one not in self._bits or other not in self._bits:
            return False
        return bool(self._rows[self._bits[one]] >> self._bits[other] & 1)

    def _spread(self, graph: Graph, body: str) -> None:
        for step in self._steps:
            for name in step[0]:
                self._users[self._bits[name]].append(step)
            for number, name in enumerate(step[1]):
                self._relate(name, self._mask([*step[1][:number], *step[1][number + 1 :]]))
        for holder, start in graph.bodies[body].handlers:
            if not graph.nodes[start].is_interrupting:
                self._relate(graph.nodes[holder].id, (1 << len(self._names)) - 1)
        while self._waiting:
            taken, given, merge = self._waiting.popleft()
            found = self._rows[self._bits[taken[0]]]
            for name in taken[1:]:
                found &= self._rows[self._bits[name]]
            if merge:
                found &= ~self._before[merge]
            for name in given:
                self._relate(name, found)

    def _relate(self, name: str, mask: int) -> None:
        mine = self._bits[name]
        new = mask & ~self._rows[mine]
        if not new:
            return
        self._rows[mine] |= new
        self._waiting.extend(self._users[mine])
        while new:
            other = (new & -new).bit_length() - 1
            new &= new - 1
            self._rows[other] |= 1 << mine
            self._waiting.extend(self._users[other])

    def _mask(self, names: Sequence[str]) -> int:
        found = 0
        for name in names:
            found |= 1 << self._bits[name]
        return found

    def _leading(self) -> dict[str, int]:
        """What leads to each gateway that takes what comes."""
        found = {}
        for merge in {step[2] for step in self._steps if step[2]}:
            seen, more = {merge}, True
            while more:
                before = {name for taken, given, _ in self._steps if not seen.isdisjoint(given) for name in taken}
                more = not before <= seen
                seen |= before
            found[merge] = self._mask(sorted(seen))
        return found


def _steps(graph: Graph, nodes: Sequence[GraphNode]) -> Iterator[_Step]:
    coming: dict[int, list[str]] = {}
    for node in nodes:
        arcs = (*node.outgoing, node.default) if node.default is not None else node.outgoing
        gives = tuple(_arc(arc.id) for arc in arcs) * node.completion_quantity
        for arc in arcs:
            coming.setdefault(arc.target, []).append(_arc(arc.id))
        if node.split in _FORKS or node.completion_quantity > 1:
            yield (node.id,), gives, ""
        else:
            yield from (((node.id,), (name,), "") for name in gives)
        for index in (*node.boundaries, *node.catches):
            event = graph.nodes[index]
            yield (node.id,), (event.id,) if event.is_interrupting else (node.id, event.id, event.id), ""
    for node in nodes:
        names = coming.get(node.index, [])
        if node.behaviour == "join" and names:
            yield tuple(names), (node.id,), ""
        else:
            yield from (((name,), (node.id,), node.id if node.behaviour in _MERGES else "") for name in names)


def _arc(flow: str) -> str:
    return f"→{flow}"


def place(graph: Graph, token: Token) -> str:
    """Where a token stands in its body: what has come to a gateway stands on its way there."""
    is_coming = token.state == "joining" and token.flow in graph.by_id[token.node].joins
    return _arc(token.flow) if is_coming else token.node


def meeting(state: State, one: Token, other: Token) -> tuple[Id, Token, Token]:
    """The innermost scope around both, and the tokens that stand in it for them."""
    stands = {token.scope: token for token in _around(state, one)}
    found = next(token for token in _around(state, other) if token.scope in stands)
    return found.scope, stands[found.scope], found


def _around(state: State, token: Token) -> Iterator[Token]:
    yield token
    while (owner := state.scopes[token.scope].owner) is not None:
        token = state.tokens[owner]
        yield token
