"""The moves of one step on a working copy of the state: enter, wait, leave, withdraw, close.

A worklist instead of recursion, so a loop costs the same in its first round and its ten-thousandth. The state the
step began with is never touched; what happened is written down in order as changes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from tantam.process.engine.changes import (
    Change,
    IncidentRaised,
    InstanceFinished,
    MessageAwaited,
    NodePassed,
    Result,
    ScopeClosed,
    ScopeOpened,
    TimerSet,
    TokenEntered,
    TokenLeft,
    VariableSet,
    WaitWithdrawn,
)
from tantam.process.engine.choosing import Stuck, choose
from tantam.process.engine.graph import Arc, Context, Graph, GraphNode
from tantam.process.engine.state import LEAVING, Ending, Host, Id, Outcome, Scope, State, Token, TokenState
from tantam.process.engine.timing import due_at


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one step may do before it is stopped with an incident: nodes entered, and tokens under way at once."""

    entries: int = 50_000
    pending: int = 5_000


DEFAULT_BUDGET: Final = Budget()

Pending: TypeAlias = tuple[GraphNode, Id, str]  # to be entered: node, scope, by which flow
Behaviours: TypeAlias = "Mapping[str, Callable[[Move, GraphNode, Id, str], None]]"


class Move:
    """One step under way."""

    __slots__ = (
        "_attached", "_context", "_joining", "budget", "changes", "ending", "graph", "host", "live", "now", "pending",
        "scopes", "tokens", "variables",
    )  # fmt: skip

    def __init__(self, graph: Graph, state: State, host: Host, *, budget: Budget = DEFAULT_BUDGET) -> None:
        self.graph = graph
        self.host = host
        self.now = host.now
        self.budget = budget
        self.tokens: dict[Id, Token] = dict(state.tokens)
        self.scopes: dict[Id, Scope] = dict(state.scopes)
        self.variables: Mapping[str, object] = state.variables
        self.ending: Ending | None = state.ending
        self.changes: list[Change] = []
        self.pending: deque[Pending] = deque()
        self.live: dict[Id, int] = dict.fromkeys(self.scopes, 0)
        for token in self.tokens.values():
            if token.attached_to is None:
                self.live[token.scope] += 1
        self._attached: dict[Id, list[Id]] | None = None
        self._joining: dict[tuple[Id, str], dict[str, list[Id]]] | None = None
        self._context: Context | None = None

    # What conditions see

    def context(self) -> Context:
        """The case's data with the instance's variables on top."""
        if self._context is None:
            self._context = {**self.host.context(), **self.variables}
        return self._context

    def set_variables(self, values: Mapping[str, object]) -> None:
        """Set variables of the instance."""
        if not values:
            return
        self.variables = {**self.variables, **values}
        self.changes.extend(VariableSet(name, value) for name, value in values.items())
        self._context = None

    # The worklist

    def enter(self, node: GraphNode, scope: Id, *, flow: str = "") -> None:
        """Put a node on the worklist: one more token in `scope`."""
        self.live[scope] += 1
        self.pending.append((node, scope, flow))

    def work(self, behaviours: Behaviours) -> Result:
        """Enter what is pending until every token waits or is gone."""
        left = self.budget.entries
        pending = self.pending
        while pending:
            if left <= 0 or len(pending) > self.budget.pending:
                self._stop_everything()
                break
            left -= 1
            node, scope, flow = pending.popleft()
            if scope in self.scopes:  # else withdrawn meanwhile
                behaviours[node.behaviour](self, node, scope, flow)
        state = State(tokens=self.tokens, scopes=self.scopes, variables=self.variables, ending=self.ending)
        return Result(state, tuple(self.changes))

    def _stop_everything(self) -> None:
        reason = Stuck("loop_without_wait")
        for node, scope, flow in self.pending:
            if scope in self.scopes:
                self.stop(node, scope, flow=flow, reason=reason)
        self.pending.clear()

    # Entering and waiting

    def wait(
        self,
        node: GraphNode,
        scope: Id,
        *,
        flow: str,
        state: TokenState,
        due: datetime | None = None,
        key: str = "",
        response_due: datetime | None = None,
        resolution_due: datetime | None = None,
    ) -> Token:
        """A token that waits at `node`, with the waits of its boundary events."""
        token = Token(
            id=self.host.new_id(),
            node=node.id,
            scope=scope,
            state=state,
            entered_at=self.now,
            flow=flow,
            due_at=due,
            wait_key=key,
            response_due_at=response_due,
            resolution_due_at=resolution_due,
        )
        self.tokens[token.id] = token
        self.changes.append(TokenEntered(token))
        for index in node.boundaries:
            self.attach(self.graph.nodes[index], token)
        return token

    def attach(self, event: GraphNode, token: Token, *, flow: str = "") -> None:
        """A wait at `event` that belongs to `token`; a timer that cannot be reckoned makes the token an incident."""
        due = None
        if event.timer is not None:
            try:
                due = due_at(event.timer, self)
            except Stuck as reason:
                self.mark(self.tokens[token.id], reason)
                return
        wait = Token(
            id=self.host.new_id(),
            node=event.id,
            scope=token.scope,
            state="message" if due is None else "timer",
            entered_at=self.now,
            flow=flow,
            due_at=due,
            wait_key=event.message,
            attached_to=token.id,
        )
        self.tokens[wait.id] = wait
        if self._attached is not None:
            self._attached.setdefault(token.id, []).append(wait.id)
        self.changes.append(MessageAwaited(wait) if due is None else TimerSet(wait))

    def stop(self, node: GraphNode, scope: Id, *, flow: str, reason: Stuck, phase: str = "") -> None:
        """An incident where a token would enter or has to leave `node`."""
        token = Token(
            id=self.host.new_id(),
            node=node.id,
            scope=scope,
            state="incident",
            entered_at=self.now,
            flow=flow,
            problem=reason.code,
            phase=phase,
        )
        self.tokens[token.id] = token
        self.changes.append(TokenEntered(token))
        self.changes.append(IncidentRaised(token, reason.code, reason.message_vi, reason.message_en))

    def mark(self, token: Token, reason: Stuck, *, phase: str = "") -> None:
        """Make a waiting token an incident where it stands."""
        stopped = replace(
            token, state="incident", problem=reason.code, phase=phase, due_at=None, wait_key="", attached_to=None
        )
        self.tokens[token.id] = stopped
        self.changes.append(IncidentRaised(stopped, reason.code, reason.message_vi, reason.message_en))

    # Leaving

    def proceed(self, node: GraphNode, scope: Id, *, flow: str) -> None:
        """Pass a node at which nothing waits."""
        try:
            arcs = choose(node, self)
        except Stuck as reason:
            self.stop(node, scope, flow=flow, reason=reason, phase=LEAVING)
            return
        self.changes.append(NodePassed(node.id, scope, flow, self.now))
        self.follow(arcs, scope)

    def finish(self, token: Token, *, outcome: Outcome = "completed") -> None:
        """The token's work is done: its waits are withdrawn and it takes the way on."""
        node = self.graph.by_id[token.node]
        self.withdraw_waits(token)
        try:
            arcs = choose(node, self)
        except Stuck as reason:
            self.mark(token, reason, phase=LEAVING)
            return
        del self.tokens[token.id]
        self.changes.append(TokenLeft(token, outcome, self.now))
        self.follow(arcs, token.scope)

    def follow(self, arcs: tuple[Arc, ...], scope: Id) -> None:
        """One token of `scope` goes on along `arcs`, or ends where there are none."""
        nodes = self.graph.nodes
        self.live[scope] += len(arcs) - 1
        for arc in arcs:
            self.pending.append((nodes[arc.target], scope, arc.id))
        if not arcs and not self.live[scope]:
            self.close(scope)

    # Withdrawing

    def waits_of(self, token: Token) -> list[Token]:
        """The waits attached to `token`."""
        if self._attached is None:
            self._attached = {}
            for other in self.tokens.values():
                if other.attached_to is not None:
                    self._attached.setdefault(other.attached_to, []).append(other.id)
        found = self._attached.get(token.id, ())
        return [self.tokens[key] for key in found if key in self.tokens]

    def withdraw_waits(self, token: Token, *, but: Id | None = None) -> None:
        """Remove the waits attached to `token`, all but one."""
        node = self.graph.by_id[token.node]
        if not node.boundaries and node.behaviour != "choose":
            return
        for wait in self.waits_of(token):
            if wait.id != but:
                del self.tokens[wait.id]
                self.changes.append(WaitWithdrawn(wait))

    def withdraw(self, token: Token, *, outcome: Outcome, but: Id | None = None) -> None:
        """Remove a token at once, with its waits and everything that runs inside it. Its scope keeps its count."""
        self.withdraw_waits(token, but=but)
        del self.tokens[token.id]
        for scope in self.inside(token):
            self.clear(scope, outcome="withdrawn" if outcome == "interrupted" else outcome)
        self.changes.append(TokenLeft(token, outcome, self.now))

    def clear(self, scope: Scope, *, outcome: Outcome) -> None:
        """Remove a scope with everything in it."""
        for token in self._tokens_in(scope.id):
            self.withdraw(token, outcome=outcome)
        del self.scopes[scope.id], self.live[scope.id]
        self.changes.append(ScopeClosed(scope, outcome, self.now))

    def empty(self, scope: Id) -> None:
        """Remove every token of a scope that is about to close; what was to enter it is dropped by `work`."""
        for token in self._tokens_in(scope):
            self.withdraw(token, outcome="withdrawn")

    def _tokens_in(self, scope: Id) -> list[Token]:
        return [token for token in self.tokens.values() if token.scope == scope and token.attached_to is None]

    def inside(self, token: Token) -> Iterable[Scope]:
        """The scopes that run inside the step of `token`."""
        if self.graph.by_id[token.node].behaviour != "inside":
            return ()
        return [scope for scope in self.scopes.values() if scope.owner == token.id]

    # Scopes

    def open(self, node_id: str, *, parent: Id | None = None, owner: Id | None = None) -> Scope:
        """Open a scope for the process or for a sub-process on which `owner` stands."""
        scope = Scope(id=self.host.new_id(), node=node_id, parent=parent, owner=owner, opened_at=self.now)
        self.scopes[scope.id] = scope
        self.live[scope.id] = 0
        if parent is not None:
            self.changes.append(ScopeOpened(scope))
        return scope

    def close(self, scope_id: Id) -> None:
        """A scope's last token is gone: its sub-process is done, or the instance has finished."""
        scope = self.scopes.pop(scope_id)
        del self.live[scope_id]
        if scope.owner is None:
            self.ending = "finished"
            self.changes.append(InstanceFinished("finished", self.now))
            return
        self.changes.append(ScopeClosed(scope, "completed", self.now))
        self.finish(self.tokens[scope.owner])

    # Joins

    def arrivals(self, node: GraphNode, scope: Id) -> dict[str, list[Id]]:
        """The tokens that wait at a join, by the flow they came by."""
        if self._joining is None:
            self._joining = {}
            for token in self.tokens.values():
                if token.state == "joining":
                    here = self._joining.setdefault((token.scope, token.node), {})
                    here.setdefault(token.flow, []).append(token.id)
        return self._joining.setdefault((scope, node.id), {})
