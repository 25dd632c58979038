"""One instance's state on the new version: everything stays where it was, or says why it cannot.

Positions, what they wait for and when it is due stay as they are, under the names of the new version. Messages and
signals are awaited by the names that the new drawing gives; an event that the new version no longer has at that place
is no longer awaited; one that it has in addition is awaited from now on, and its time counts from now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from tantam.process.engine.changeover.mapping import NodeMap
from tantam.process.engine.changeover.objections import Objection
from tantam.process.engine.changeover.order import Order, would_open
from tantam.process.engine.changeover.scoping import Scoping, Way, way_of, wraps
from tantam.process.engine.changeover.waits import Waits, wait_key
from tantam.process.engine.graph import Graph, GraphNode
from tantam.process.engine.records import Record, Records
from tantam.process.engine.state import AlreadyEnded, Host, Id, Scope, State, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """The state on the new version; `state` is the old one where there are objections."""

    state: State
    objections: tuple[Objection, ...] = ()


class Crossing:
    """From one graph to another by a map that was checked; made once for all instances."""

    def __init__(self, old: Graph, new: Graph, node_map: NodeMap) -> None:
        self.old, self.new, self.map = old, new, node_map
        self.flows = _same_flows(old, new, node_map)
        self.ways = _ways(old, new, node_map)
        self.waits = Waits(old, new, node_map)
        self.order = Order(old, new, node_map)

    def cross(self, state: State, host: Host, *, resting: Collection[Id] = ()) -> Crossed:
        """Move one state; raises AlreadyEnded for an instance that has ended.

        Of its records only those in `added` are looked at; one for each node and scope is enough. `resting` are
        tokens with an action that is not being done now but waits for its next try: they go, as incidents do.
        """
        if state.ending is not None:
            raise AlreadyEnded
        found = _Attempt(self, state, resting).take(host)
        return found if not found.objections else Crossed(state=state, objections=found.objections)

    def counterpart(self, node: str) -> GraphNode | None:
        """What an element becomes."""
        return self.new.by_id.get(self.map.get(node, ""))


class _Attempt:
    """One state on its way: what it becomes so far, and what was objected."""

    def __init__(self, by: Crossing, state: State, resting: Collection[Id]) -> None:
        self.by = by
        self.resting = resting
        self.original = state
        self.objections: list[Objection] = []
        self.scoping = Scoping(by.old, by.new, by.ways, self.objections)
        self.before = self.scoping.leave(state) if by.ways else state

    def take(self, host: Host) -> Crossed:
        if self.objections:
            return self._said()
        scopes = self._scopes()
        tokens = self._tokens()
        if self.objections:
            return self._said()
        after = replace(self.before, tokens=tokens, scopes=scopes, records=Records())
        after = self.scoping.enter(self.before, after, host) if self.by.ways else after
        records = {key: self._record(record) for key, record in self.before.records.added.items()}
        after = replace(after, records=Records(added=records))
        if self.objections:
            return self._said()
        after = self.by.waits.cross(self.before, after, host, self.objections)
        if self.objections:
            return self._said()
        self.objections += self.by.order.objections(*self._seen(after), together=self._runs())
        self.objections += self.by.order.apart(after, self.scoping.together)
        self.objections += self.by.order.stuck_inside(after, self.scoping.opened.values())
        self.objections += would_open(self.by.old, self.original, self.by.new, after, host)
        return self._said() if self.objections else Crossed(state=after)

    def _said(self) -> Crossed:
        return Crossed(state=self.original, objections=tuple(dict.fromkeys(self.objections)))

    def _seen(self, after: State) -> tuple[State, State]:
        """Both states as they look from around the sub-processes that are left and entered."""
        before, left, entered = self.before, self.scoping.left, self.scoping.entered
        if not left and not entered:
            return before, after
        stood = {key: replace(token, id=key) for key, token in left.items()}
        stands = {key: replace(token, id=key) for key, token in entered.items()}
        return (
            replace(before, tokens={**before.tokens, **stood}),
            replace(after, tokens={**after.tokens, **stands}),
        )

    def _runs(self) -> dict[Id, set[Id]]:
        """By each path, the runs of sub-processes that it has left and entered."""
        found: dict[Id, set[Id]] = {}
        for stood in (self.scoping.left, self.scoping.entered):
            for key, owner in stood.items():
                found.setdefault(key, set()).add(owner.id)
        return found

    def _object(self, code: str, node: str, target: str = "") -> None:
        self.objections.append(Objection(code=code, node=node, target=target))

    # Positions

    def _tokens(self) -> dict[Id, Token]:
        """The positions under their new names; the events awaited beside them stay for now as they are."""
        return {
            token.id: self._position(token) if token.attached_to is None else token
            for token in self.before.tokens.values()
        }

    def _position(self, token: Token) -> Token:
        node = self.by.counterpart(token.node)
        if node is None:
            if token.state != "inside":  # else it is said of what runs in it
                self._object("no_target", token.node)
            return token
        if token.state == "action" and token.id not in self.resting:
            self._object("under_way", token.node)
        flow = self.by.flows.get(token.flow, "")
        if token.state == "joining" and node.joins and flow not in node.joins:
            self._object("way_gone", token.node)
        key = wait_key(node, token)
        if (node.id, flow, key) == (token.node, token.flow, token.wait_key):
            return token
        return replace(token, node=node.id, flow=flow, wait_key=key)

    # Scopes

    def _scopes(self) -> dict[Id, Scope]:
        return {scope.id: self._scope(scope) for scope in self.before.scopes.values()}

    def _scope(self, scope: Scope) -> Scope:
        node = self._node_of(scope)
        if node is None:
            self._object("scope_gone", self._holder(scope))
            return scope
        reset = self._reset(scope)
        unstarted = tuple(self._in_place(key) for key in scope.unstarted)
        if (node, reset, unstarted) == (scope.node, dict(scope.reset), scope.unstarted):
            return scope
        return replace(scope, node=node, reset=reset, unstarted=unstarted)

    def _node_of(self, scope: Scope) -> str | None:
        """The body or activity that a scope runs in the new version."""
        if scope.kind != "body":
            node = self.by.counterpart(scope.node)
            return node.id if node is not None else None
        if scope.owner is None:
            return self.by.new.process
        owner = self.by.counterpart(self.before.tokens[scope.owner].node)
        return owner.body if owner is not None and owner.body else None

    def _holder(self, scope: Scope) -> str:
        return self.before.tokens[scope.owner].node if scope.owner is not None else scope.node

    def _reset(self, scope: Scope) -> dict[str, tuple[str, ...]]:
        found = {}
        for gateway, flows in scope.reset.items():
            node, ways = self.by.counterpart(gateway), tuple(self.by.flows.get(flow, "") for flow in flows)
            if node is None or not set(ways) <= set(node.joins):
                self._object("way_gone", gateway)
            else:
                found[node.id] = ways
        return found

    def _in_place(self, activity: str) -> str:
        node = self.by.counterpart(activity)
        if node is None:
            self._object("no_target", activity)
        return node.id if node is not None else activity

    # What can be undone

    def _record(self, record: Record) -> Record:
        node = self.by.counterpart(record.node)
        if node is None or not node.is_compensable or (node.undo >= 0) != (self.by.old.by_id[record.node].undo >= 0):
            self._object("compensation_lost", record.node)
            return record
        scope = self.scoping.scope_of(record, self.before.scopes)
        if scope is None:
            self._object("compensation_lost", record.node)
            return record
        return record if (node.id, scope) == (record.node, record.scope) else replace(record, node=node.id, scope=scope)


def _ways(old: Graph, new: Graph, node_map: NodeMap) -> dict[str, Way]:
    """The places around which sub-processes come or go; the map must have been checked."""
    taken, found = frozenset(node_map.values()), {}
    for node, target in node_map.items():
        way = way_of(old, new, node_map, old.by_id[node], new.by_id[target], taken=taken)
        if way is not None and way != Way():
            found[node] = way
    return found


def _same_flows(old: Graph, new: Graph, node_map: NodeMap) -> dict[str, str]:
    """Each old flow → the new one that leads from and to what its ends became: under its own id, else the only one.

    One that leads out of a sub-process which only wraps, before or now, is known by its own id and where it leads.
    """
    between: dict[tuple[str, str], list[str]] = {}
    ends = {flow: (source, target) for source, target, flow in _flows(new)}
    for flow, known in ends.items():
        between.setdefault(known, []).append(flow)
    taken, found = frozenset(node_map.values()), {}
    for source, target, flow in _flows(old):
        same = between.get((node_map.get(source, ""), node_map.get(target, "")), [])
        if flow in same:
            found[flow] = flow
        elif len(same) == 1:
            found[flow] = same[0]
        elif flow in ends and ends[flow][1] == node_map.get(target):
            before, after = old.by_id[source], new.by_id[ends[flow][0]]
            if (wraps(before) and source not in node_map) or (wraps(after) and after.id not in taken):
                found[flow] = flow
    return found


def _flows(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """(from, to, id) of every flow."""
    for node in graph.nodes:
        for arc in (*node.outgoing, node.default):
            if arc is not None:
                yield node.id, graph.nodes[arc.target].id, arc.id
