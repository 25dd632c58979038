"""Sub-processes that are no longer around a place, or newly are.

A plain sub-process only wraps: what runs in it may go on without it, and what ran without it may go on inside, as long
as it is one path. Several paths end in it as one and outside of it each by itself, so those stay where they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tantam.process.engine.changeover.objections import Objection
from tantam.process.engine.graph import Graph, GraphNode
from tantam.process.engine.records import Record, Records
from tantam.process.engine.state import Host, Id, Scope, State, Token


@dataclass(frozen=True, slots=True)
class Way:
    """The sub-processes of the old version that a place leaves, the inner first, and those of the new version that it
    enters, the outer first."""

    leaving: tuple[str, ...] = ()
    entering: tuple[str, ...] = ()


def wraps(node: GraphNode) -> bool:
    """Whether a sub-process only wraps what is in it: it runs once, is no transaction, starts with its token and is
    not undone as a whole."""
    is_single = node.kind == "subProcess" and bool(node.body) and node.loop is None
    return is_single and not node.is_aside and node.undo < 0


def way_of(
    old: Graph, new: Graph, node_map: Mapping[str, str], before: GraphNode, after: GraphNode, *, taken: Collection[str]
) -> Way | None:
    """What lies between where `before` stood and where `after` stands; None where no token can go that way.

    `taken` are the elements of the new version that old ones become.
    """
    around, here, leaving = _bodies(new, after), before, []
    while (body := container(old, new, node_map, here)) not in around:
        if here.parent < 0:
            return None
        here = old.nodes[here.parent]
        if not wraps(here):
            return None
        leaving.append(here.id)
    inner, entering = after, []
    while new.container(inner) != body:
        inner = new.nodes[inner.parent]
        if not wraps(inner) or inner.id in taken:
            return None
        entering.append(inner.id)
    return Way(tuple(leaving), tuple(reversed(entering)))


def container(old: Graph, new: Graph, node_map: Mapping[str, str], node: GraphNode) -> str | None:
    """The body of the new version that the one around `node` becomes; None where it becomes nothing."""
    if node.parent >= 0:
        around = new.by_id.get(node_map.get(old.nodes[node.parent].id, ""))
        return around.body if around is not None else None
    if node.process == old.process:
        return new.process
    return node.process if node.process in new.bodies else None


def _bodies(graph: Graph, node: GraphNode) -> list[str]:
    found = [graph.container(node)]
    while node.parent >= 0:
        node = graph.nodes[node.parent]
        found.append(graph.container(node))
    return found


@dataclass
class Scoping:
    """One state on its way out of sub-processes and into others; `objections` says what speaks against it.

    `left`: by the token that left a sub-process, the one that stood for it; `entered`: the same where it goes in.
    `opened`: by scope and sub-process, what was opened there; `merged`: by a scope that is gone, the one around it.
    """

    old: Graph
    new: Graph
    ways: Mapping[str, Way]
    objections: list[Objection]
    left: dict[Id, Token] = field(default_factory=dict)
    entered: dict[Id, Token] = field(default_factory=dict)
    opened: dict[tuple[Id, str], Id] = field(default_factory=dict)
    merged: dict[Id, Id] = field(default_factory=dict)

    # Out

    def leave(self, state: State) -> State:
        """The state without the sub-processes that its tokens leave; everything else as it was."""
        standing = Counter(token.scope for token in state.positions())
        for token in self._going(state):
            way, scope = self.ways[token.node], state.scopes[token.scope]
            for name in way.leaving:
                if standing[scope.id] > 1 or scope.reset:
                    self._object("several_paths", name)
                    return state
                state = self._without(state, token, scope)
                scope = state.scopes[self.merged[scope.id]]
        return state

    def _going(self, state: State) -> list[Token]:
        """The tokens that go out or in by themselves: turns and what undoes go with that which they belong to."""
        found = []
        for token in state.positions():
            if token.node in self.ways:
                scope = state.scopes[token.scope]
                if scope.kind == "body":
                    found.append(token)
                elif self.ways.get(_owner(state, scope).node) != self.ways[token.node]:
                    self._object("other_place", token.node)
        return found if not self.objections else []

    def _without(self, state: State, token: Token, scope: Scope) -> State:
        assert scope.owner is not None and scope.parent is not None  # noqa: S101, PT018  a sub-process has both
        owner, outer = state.tokens[scope.owner], state.scopes[scope.parent]
        waits = [one for one in state.tokens.values() if one.attached_to in (owner.id, scope.id)]
        for wait in waits:
            if wait.state in ("incident", "occurred"):
                self._object("incident" if wait.state == "incident" else "event_gone", wait.node)
        if outer.kind != "body" or scope.variables.keys() & outer.variables.keys():
            self._object("scope_gone", owner.node)
        self.left[token.id], self.merged[scope.id] = owner, outer.id
        gone = {owner.id, *(wait.id for wait in waits)}
        tokens = {
            key: replace(one, scope=outer.id) if one.scope == scope.id else one
            for key, one in state.tokens.items()
            if key not in gone
        }
        scopes = {
            key: replace(one, parent=outer.id) if one.parent == scope.id else one
            for key, one in state.scopes.items()
            if key != scope.id
        }
        if scope.variables:
            scopes[outer.id] = replace(scopes[outer.id], variables={**outer.variables, **scope.variables})
        return replace(state, tokens=tokens, scopes=scopes, records=_merged(state.records, scope.id, outer.id))

    # In

    def enter(self, before: State, after: State, host: Host) -> State:
        """`after`, under the new names, with the sub-processes opened that its tokens stand in now."""
        going = [token for token in self._going(before) if self.ways[token.node].entering]
        places = Counter((token.scope, self.ways[token.node].entering[0]) for token in going)
        for (_, name), count in places.items():
            if count > 1:
                self.objections.append(Objection(code="several_paths", node=name, is_new=True))
        if not going or self.objections:
            return after
        for token in going:
            after = self._inside(after, after.tokens[token.id], self.ways[token.node].entering, host)
        return after

    def _inside(self, state: State, token: Token, entering: tuple[str, ...], host: Host) -> State:
        tokens, scopes, outer = dict(state.tokens), dict(state.scopes), token.scope
        for name in entering:
            node = self.new.by_id[name]
            owner = Token(id=host.new_id(), node=name, scope=outer, state="inside", entered_at=host.now)
            self.entered.setdefault(token.id, owner)
            tokens[owner.id] = owner
            inner = Scope(
                id=host.new_id(),
                node=node.body,
                parent=outer,
                owner=owner.id,
                opened_at=host.now,
                variables=self._own(state, node, outer, host),
            )
            scopes[inner.id] = inner
            self.opened[outer, name] = inner.id
            outer = inner.id
        tokens[token.id] = replace(token, scope=outer)
        for key, scope in scopes.items():
            if scope.owner == token.id:
                scopes[key] = replace(scope, parent=outer)
        return replace(state, tokens=tokens, scopes=scopes)

    def _own(self, state: State, node: GraphNode, outer: Id, host: Host) -> Mapping[str, object]:
        """The data objects of a sub-process, with the values they have around it: those of one case."""
        names = self.new.bodies[node.body].own
        if not names:
            return {}
        host.context()  # of many at once nobody knows the values: then each is looked at alone
        values: dict[str, object] = {}
        around: Id | None = outer
        while around is not None and around in state.scopes:
            values = {**state.scopes[around].variables, **values}
            around = state.scopes[around].parent
        return {name: values.get(name, state.variables.get(name)) for name in names}

    # What can be undone

    def scope_of(self, record: Record, live: Mapping[Id, Scope]) -> Id | None:
        """The scope that a record of `leave`'s state belongs to in the new version; None where there is none."""
        way = self.ways.get(record.node)
        if way is None or (record.scope in live and live[record.scope].kind == "undo"):
            return record.scope
        if record.scope not in live or (way.leaving and record.scope not in self.merged.values()):
            return None
        found: Id | None = record.scope
        for name in way.entering:
            found = self.opened.get((found, name)) if found is not None else None
        return found

    def _object(self, code: str, node: str) -> None:
        self.objections.append(Objection(code=code, node=node))


def _owner(state: State, scope: Scope) -> Token:
    """The token that a turn or a compensation under way belongs to."""
    if scope.owner is None and scope.parent is not None:
        scope = state.scopes[scope.parent]  # a turn: its loop
    assert scope.owner is not None  # noqa: S101
    return state.tokens[scope.owner]


def _merged(records: Records, scope: Id, outer: Id) -> Records:
    if not any(record.scope == scope for record in records.added.values()):
        return records
    found = records.copy()
    for key, record in records.added.items():
        if record.scope == scope:
            found.added[key] = replace(record, scope=outer)
    return found
