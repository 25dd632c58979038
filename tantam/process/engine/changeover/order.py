"""Whether several paths of one instance still belong together in the new version.

A map may be right for each place and wrong for two at once: steps that ran side by side stand one after the other, or
a gateway waits for a path that never began. What was like that in the old version already is nobody's objection.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from tantam.process.engine.changeover.beside import Beside, meeting, place
from tantam.process.engine.changeover.mapping import NodeMap
from tantam.process.engine.changeover.objections import Objection
from tantam.process.engine.entering import RULES
from tantam.process.engine.graph import Arc, Graph, GraphNode
from tantam.process.engine.moving import Move
from tantam.process.engine.state import Host, Id, State, Token


class Ways:
    """Which node leads to which in one graph, asked for as needed and kept; sets of nodes are bits by index."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._after = [tuple(_next(node)) for node in graph.nodes]
        self._before: list[list[int]] = [[] for _ in graph.nodes]
        for source, targets in enumerate(self._after):
            for target in targets:
                self._before[target].append(source)
        self._reached: dict[int, int] = {}
        self._joins: dict[str, list[tuple[GraphNode, tuple[tuple[str, int], ...]]]] | None = None

    def leads(self, source: int, target: int) -> bool:
        """Whether a token at `source` may come to `target`."""
        found = self._reached.get(source)
        if found is None:
            found = self._reached[source] = _spread(self._after[source], self._after)
        return bool(found >> target & 1)

    def joins(self, body: str) -> list[tuple[GraphNode, tuple[tuple[str, int], ...]]]:
        """The parallel joins of a body, with what leads to each flow without passing the join."""
        if self._joins is None:
            self._joins = {}
            for node in self.graph.nodes:
                if node.behaviour == "join":
                    found = tuple((flow, self._towards(node.index, flow)) for flow in node.joins)
                    self._joins.setdefault(self.graph.container(node), []).append((node, found))
        return self._joins.get(body, [])

    def _towards(self, join: int, flow: str) -> int:
        last = [node.index for node in self.graph.nodes if any(arc.id == flow for arc in _arcs(node))]
        return _spread(last, self._before, but=join)


def _spread(begin: Iterable[int], onward: list[tuple[int, ...]] | list[list[int]], *, but: int = -1) -> int:
    seen, waiting = 0, list(begin)
    while waiting:
        here = waiting.pop()
        if here != but and not seen >> here & 1:
            seen |= 1 << here
            waiting.extend(onward[here])
    return seen


def _next(node: GraphNode) -> Iterator[int]:
    yield from (arc.target for arc in _arcs(node))
    yield from node.boundaries
    yield from node.catches


def _arcs(node: GraphNode) -> tuple[Arc, ...]:
    return (*node.outgoing, node.default) if node.default is not None else node.outgoing


class Order:
    """Compares where the paths of one instance stand to each other, before and after; made once for all instances."""

    def __init__(self, old: Graph, new: Graph, node_map: NodeMap) -> None:
        self.old, self.new, self.map = Ways(old), Ways(new), node_map
        self._beside: dict[str, Beside] = {}

    def objections(self, before: State, after: State, *, together: Mapping[Id, Collection[Id]]) -> Iterator[Objection]:
        """What two or more paths of the same scope speak against; those that left or entered a run `together` are
        looked at by `apart`."""
        for scope, tokens in _by_scope(before).items():
            moved = [after.tokens[token.id] for token in tokens]
            if len(tokens) > 1:
                yield from self._pairs(tokens, moved, together)
            if before.scopes[scope].kind == "body":
                yield from self._stuck((before.scopes[scope].node, tokens), (after.scopes[scope].node, moved))

    def stuck_inside(self, after: State, scopes: Iterable[Id]) -> Iterator[Objection]:
        """Joins in sub-processes that were opened for a token which would wait there for ever."""
        for scope in scopes:
            tokens = [token for token in after.positions() if token.scope == scope]
            for node in stuck(self.new, after.scopes[scope].node, tokens):
                yield Objection(code="would_wait_for_ever", node=node, is_new=True)

    def apart(self, after: State, together: Iterable[tuple[Objection, list[Id]]]) -> Iterator[Objection]:
        """Paths that went into or out of one run of a sub-process and could not stand side by side where they are."""
        for objection, keys in together:
            for one, other in combinations(keys, 2):
                scope, here, there = meeting(after, after.tokens[one], after.tokens[other])
                body, graph = after.scopes[scope].node, self.new.graph
                if body not in self._beside:
                    self._beside[body] = Beside(graph, body)
                if here.id != there.id and not self._beside[body].may(place(graph, here), place(graph, there)):
                    yield objection

    def _pairs(
        self, tokens: list[Token], moved: list[Token], together: Mapping[Id, Collection[Id]]
    ) -> Iterator[Objection]:
        places = {
            (
                self.old.graph.by_id[token.node].index,
                self.new.graph.by_id[now.node].index,
                tuple(sorted(together.get(token.id, ()), key=str)),
            )
            for token, now in zip(tokens, moved, strict=True)
        }
        for (a, x, runs), (b, y, others) in combinations(sorted(places), 2):
            if not set(runs).isdisjoint(others):
                continue
            if x == y:
                yield Objection(code="two_on_one", node=self.new.graph.nodes[x].id, is_new=True)
            elif not (self.old.leads(a, b) or self.old.leads(b, a)) and (self.new.leads(x, y) or self.new.leads(y, x)):
                first, then = (x, y) if self.new.leads(x, y) else (y, x)
                nodes = self.new.graph.nodes
                yield Objection(code="one_after_other", node=nodes[first].id, target=nodes[then].id, is_new=True)

    def _stuck(self, before: tuple[str, list[Token]], after: tuple[str, list[Token]]) -> Iterator[Objection]:
        now = stuck(self.new, *after)
        if now:
            known = {self.map.get(node) for node in stuck(self.old, *before)}
            yield from (
                Objection(code="would_wait_for_ever", node=node, is_new=True) for node in now if node not in known
            )


def stuck(ways: Ways, body: str, tokens: list[Token]) -> list[str]:
    """The parallel joins of a body that some path leads to, while to another of their flows none can come."""
    found = []
    for join, flows in ways.joins(body):
        here = [token.flow for token in tokens if token.node == join.id and token.state == "joining"]
        others = 0
        for token in tokens:
            if token.node != join.id or token.state != "joining":
                others |= 1 << ways.graph.by_id[token.node].index
        can_come = [flow in here or bool(others & leading) for flow, leading in flows]
        if any(can_come) and not all(can_come):
            found.append(join.id)
    return found


def would_open(old: Graph, before: State, new: Graph, after: State, host: Host) -> Iterator[Objection]:
    """An inclusive or complex gateway that would go on by itself, only because the version is another one."""
    if not new.has_gates:
        return
    waiting = [token.node for token in after.tokens.values() if token.state == "joining"]
    waiting += [gateway for scope in after.scopes.values() for gateway in scope.reset]
    gates = [node for node in waiting if new.by_id[node].behaviour in ("merge", "complex")]
    if gates and _settles(new, after, host) and not _settles(old, before, host):
        yield Objection(code="would_open", node=gates[0], is_new=True)


def _settles(graph: Graph, state: State, host: Host) -> bool:
    return RULES.settle(Move(graph, state, host, rules=RULES))


def _by_scope(state: State) -> dict[Id, list[Token]]:
    found: dict[Id, list[Token]] = {}
    for token in state.tokens.values():
        if token.attached_to is None:
            found.setdefault(token.scope, []).append(token)
    return found
