"""Sub-processes that are no longer around a place, or newly are.

A plain sub-process only wraps: what runs in it may go on without it, and what ran without it may go on inside. All
paths that run in it leave together, and all that belong inside enter one run of it together; where they could not stand
side by side there, or only some of them would go, they stay where they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    `together`: the paths that went as one, with what is objected where they could not stand side by side.
    """

    old: Graph
    new: Graph
    ways: Mapping[str, Way]
    objections: list[Objection]
    left: dict[Id, Token] = field(default_factory=dict)
    entered: dict[Id, Token] = field(default_factory=dict)
    opened: dict[tuple[Id, str], Id] = field(default_factory=dict)
    merged: dict[Id, Id] = field(default_factory=dict)
    together: list[tuple[Objection, list[Id]]] = field(default_factory=list)

    # Out

    def leave(self, state: State) -> State:
        """The state without the sub-processes that its tokens leave, the inner first; everything else as it was."""
        leaving = {token.id: self.ways[token.node].leaving for token in self._going(state)}
        left: dict[tuple[Id, str], list[int]] = {}
        while inner := {state.tokens[key].scope for key, names in leaving.items() if names}:
            scope = max((state.scopes[key] for key in inner), key=lambda one: _depth(state, one))
            paths = [token for token in state.positions() if token.scope == scope.id]
            name = next(leaving[token.id][0] for token in paths if leaving.get(token.id))
            if scope.reset or not all(leaving.get(token.id) for token in paths):
                self._object("some_paths", name)
                return state
            assert scope.parent is not None  # noqa: S101  a sub-process has one
            self._note(left, (scope.parent, name), paths)
            state = self._without(state, paths, scope)
            leaving |= {token.id: leaving[token.id][1:] for token in paths}
        return state

    def _note(self, left: dict[tuple[Id, str], list[int]], place: tuple[Id, str], paths: Sequence[Token]) -> None:
        """Paths of two runs side by side could not be told apart afterwards, unless each is a single one."""
        runs = left.setdefault(place, [])
        runs.append(len(paths))
        if len(runs) > 1 and max(runs) > 1:
            self._object("several_paths", place[1])
        if len(paths) > 1:
            self.together.append((Objection(code="several_paths", node=place[1]), [token.id for token in paths]))

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

    def _without(self, state: State, paths: Sequence[Token], scope: Scope) -> State:
        assert scope.owner is not None and scope.parent is not None  # noqa: S101, PT018  a sub-process has both
        owner, outer = state.tokens[scope.owner], state.scopes[scope.parent]
        waits = [one for one in state.tokens.values() if one.attached_to in (owner.id, scope.id)]
        for wait in waits:
            if wait.state in ("incident", "occurred"):
                self._object("incident" if wait.state == "incident" else "event_gone", wait.node)
        if outer.kind != "body" or scope.variables.keys() & outer.variables.keys():
            self._object("scope_gone", owner.node)
        self.left |= {token.id: owner for token in paths}
        self.merged[scope.id] = outer.id
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
        if self.objections:
            return after
        entering: dict[tuple[Id, str], list[Id]] = {}
        for token in going:
            entering.setdefault((token.scope, self.ways[token.node].entering[0]), []).append(token.id)
            after = self._inside(after, after.tokens[token.id], self.ways[token.node].entering, host)
        for (_, name), keys in entering.items():
            if len(keys) > 1:
                self.together.append((Objection(code="several_paths", node=name, is_new=True), keys))
        return after

    def _inside(self, state: State, token: Token, entering: tuple[str, ...], host: Host) -> State:
        outer = token.scope
        for name in entering:
            if (outer, name) not in self.opened:
                state = self._open(state, self.new.by_id[name], outer, host)
            inner = state.scopes[self.opened[outer, name]]
            assert inner.owner is not None  # noqa: S101  it was opened for a token
            self.entered.setdefault(token.id, state.tokens[inner.owner])
            outer = inner.id
        scopes = {
            key: replace(scope, parent=outer) if scope.owner == token.id else scope
            for key, scope in state.scopes.items()
        }
        return replace(state, tokens={**state.tokens, token.id: replace(token, scope=outer)}, scopes=scopes)

    def _open(self, state: State, node: GraphNode, outer: Id, host: Host) -> State:
        owner = Token(id=host.new_id(), node=node.id, scope=outer, state="inside", entered_at=host.now)
        inner = Scope(
            id=host.new_id(),
            node=node.body,
            parent=outer,
            owner=owner.id,
            opened_at=host.now,
            variables=self._own(state, node, outer, host),
        )
        self.opened[outer, node.id] = inner.id
        return replace(state, tokens={**state.tokens, owner.id: owner}, scopes={**state.scopes, inner.id: inner})

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


def _depth(state: State, scope: Scope) -> int:
    return 0 if scope.parent is None else 1 + _depth(state, state.scopes[scope.parent])


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
