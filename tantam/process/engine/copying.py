"""The working copy of a state that one step changes: tokens, scopes, variables, what can be compensated.

The state the step began with is never touched; what happened is written down in order as changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from tantam.process.engine.changes import Change, VariableSet
from tantam.process.engine.graph import Context, Graph
from tantam.process.engine.records import Record, Records
from tantam.process.engine.seen import Seen
from tantam.process.engine.state import Ending, Host, Id, Scope, State, Token
from tantam.process.engine.turns import Turns

_NONE: Final[Mapping[str, object]] = {}


class Copy:
    """The state as this step has made it so far.

    `live` counts the tokens of each scope, those on the worklist included (in a loop: its turns); `dirty` is whether
    conditions that are awaited must be looked at.
    """

    __slots__ = (
        "_context",
        "_has_own",
        "_seen",
        "_turned",
        "_was",
        "changes",
        "dirty",
        "ending",
        "graph",
        "host",
        "live",
        "now",
        "records",
        "scopes",
        "tokens",
        "turns",
        "variables",
    )  # fmt: skip

    def __init__(self, graph: Graph, state: State, host: Host) -> None:
        self.graph = graph
        self.host = host
        self.now = host.now
        self.tokens: dict[Id, Token] = dict(state.tokens)
        self.scopes: dict[Id, Scope] = dict(state.scopes)
        self.records = self._was = state.records
        self.turns = self._turned = state.turns
        self.variables: Mapping[str, object] = state.variables
        self.ending: Ending | None = state.ending
        self.changes: list[Change] = []
        self.live: dict[Id, int] = dict.fromkeys(self.scopes, 0)
        self._has_own = False
        for scope in self.scopes.values():
            if scope.kind == "turn" and scope.parent is not None:
                self.live[scope.parent] += 1
            if scope.variables:
                self._has_own = True
        for token in self.tokens.values():
            if token.attached_to is None:
                self.live[token.scope] += 1
        self.dirty = graph.has_conditions
        self._context: Context | None = None
        self._seen: dict[Id, Context] = {}

    def state(self) -> State:
        """What the step has led to."""
        return State(
            tokens=self.tokens,
            scopes=self.scopes,
            variables=self.variables,
            records=self.records,
            turns=self.turns,
            ending=self.ending,
        )

    # What conditions see, and what sets it

    def context(self, scope: Id) -> Context:
        """The case's data with the instance's variables on top, and those of the scopes around the place."""
        if self._context is None:
            self._context = Seen(self.variables, self.host.context())
        if not self._has_own:
            return self._context
        found = self._seen.get(scope)
        if found is None:
            found = self._seen[scope] = Seen(self.own_variables(scope), self._context)
        return found

    def own_variables(self, scope: Id) -> Mapping[str, object]:
        """The variables of the scopes around a place; the inner ones win."""
        if not self._has_own:
            return _NONE
        found: dict[str, object] = {}
        for around in reversed(list(self.around(scope))):
            found.update(around.variables)
        return found

    def around(self, scope: Id | None) -> Iterator[Scope]:
        """The scope and those around it, from inside out."""
        while scope is not None and scope in self.scopes:
            here = self.scopes[scope]
            yield here
            scope = here.parent

    def set_variables(self, values: Mapping[str, object], scope: Id | None = None) -> None:
        """Set variables: each in the nearest scope that has one of that name, else in the instance."""
        if not values:
            return
        shared = self._keep_own(values, scope) if self._has_own else values
        if shared:
            self.variables = {**self.variables, **shared}
            self.changes.extend(VariableSet(name, value) for name, value in shared.items())
        self.forget_context()

    def _keep_own(self, values: Mapping[str, object], scope: Id | None) -> Mapping[str, object]:
        shared = {}
        for name, value in values.items():
            holder = next((around for around in self.around(scope) if name in around.variables), None)
            if holder is None:
                shared[name] = value
            else:
                self.change_scope(holder, variables={**holder.variables, name: value})
        return shared

    def forget_context(self) -> None:
        """What conditions see has changed."""
        self._context = None
        self._seen.clear()
        self.dirty = self.graph.has_conditions

    def change_scope(self, scope: Scope, **values: object) -> Scope:
        """Replace fields of a scope."""
        changed = self.scopes[scope.id] = replace(scope, **values)  # type: ignore[arg-type]
        if changed.variables:
            self._has_own = True
            self._seen.clear()
        return changed

    def own_turns(self) -> Turns:
        """What loops work off and gave in this step, to be changed: copied the first time."""
        if self.turns is self._turned:
            self.turns = self._turned.copy()
        return self.turns

    # What can be compensated

    def remember(self, node: str, scope: Id, *, inside: Id | None, variables: Mapping[str, object]) -> None:
        """Keep that an activity was completed, so that it can be compensated."""
        record = Record(id=self.host.new_id(), node=node, scope=scope, at=self.now, variables=variables, inside=inside)
        self.own_records().add(record)

    def own_records(self) -> Records:
        """The records of this step, to be changed: copied the first time."""
        if self.records is self._was:
            self.records = self._was.copy()
        return self.records

    def forget(self, scopes: Iterable[Id]) -> None:
        """What was done in these scopes can no longer be compensated."""
        if self.graph.has_records:
            self.own_records().forget(scopes)
