"""The moves of one step: enter, wait, leave, withdraw, close.

A worklist instead of recursion, so a loop costs the same in its first round and its ten-thousandth.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from tantam.process.engine.changes import (
    InstanceFinished,
    NodePassed,
    Result,
    ScopeClosed,
    TokenLeft,
    WaitWithdrawn,
)
from tantam.process.engine.choosing import Stuck, choose
from tantam.process.engine.graph import Arc, Graph, GraphNode
from tantam.process.engine.placing import Placing, Rules
from tantam.process.engine.state import (
    LEAVING,
    Ending,
    Host,
    Id,
    Outcome,
    Scope,
    State,
    Token,
)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one step may do before it is stopped with an incident: nodes entered, and tokens under way at once."""

    entries: int = 100_000
    pending: int = 20_000


DEFAULT_BUDGET: Final = Budget()

Pending: TypeAlias = tuple[GraphNode, Id, str]  # to be entered: node, scope, by which flow


class Move(Placing):
    """One step under way. `emptied` are scopes whose tokens were all taken away while one of them was on its way."""

    __slots__ = ("budget", "emptied", "later", "pending")

    def __init__(
        self, graph: Graph, state: State, host: Host, *, rules: Rules, budget: Budget = DEFAULT_BUDGET
    ) -> None:
        super().__init__(graph, state, host, rules=rules)
        self.budget = budget
        self.pending: deque[Pending] = deque()
        self.later: deque[Pending] = deque()
        self.emptied: set[Id] = set()

    # The worklist

    def enter(self, node: GraphNode, scope: Id, *, flow: str = "") -> None:
        """Put a node on the worklist: one more token in `scope`."""
        self.live[scope] += 1
        self.pending.append((node, scope, flow))

    def work(self) -> Result:
        """Enter what is pending until every token waits or is gone.

        What is thrown comes last, when everything beside it that may wait for it does so.
        """
        left = self.budget.entries
        pending, later, enter = self.pending, self.later, self.rules.enter
        while True:
            if self.dirty:
                self.rules.look(self)
            if pending:
                node, scope, flow = pending.popleft()
            elif later:
                node, scope, flow = later.popleft()
            elif self.graph.has_gates and self.rules.settle(self):
                continue
            else:
                break
            if left <= 0 or len(pending) > self.budget.pending:
                pending.appendleft((node, scope, flow))
                self._stop_everything()
                break
            left -= 1
            if scope in self.scopes:  # else withdrawn meanwhile
                enter[node.entry](self, node, scope, flow)
        return Result(self.state(), tuple(self.changes))

    def _stop_everything(self) -> None:
        """Leave an incident wherever tokens were on their way: of many at the same place one stands for all, so that a
        drawing that multiplies them leaves no more rows than it has places."""
        reason = Stuck("loop_without_wait")
        stopped: set[tuple[int, Id, str]] = set()
        for node, scope, flow in (*self.pending, *self.later):
            if scope not in self.scopes:
                continue
            if (node.index, scope, flow) in stopped:
                self.live[scope] -= 1
                continue
            stopped.add((node.index, scope, flow))
            self.stop(node, scope, flow=flow, reason=reason)
        self.pending.clear()
        self.later.clear()

    # Leaving

    def proceed(self, node: GraphNode, scope: Id, *, flow: str) -> None:
        """Pass a node at which nothing waits."""
        try:
            arcs = self.ways(node, scope)
        except Stuck as reason:
            self.stop(node, scope, flow=flow, reason=reason, phase=LEAVING)
            return
        self.changes.append(NodePassed(node.id, scope, flow, self.now))
        if node.is_compensable:
            self._remember(node, scope, inside=None)
        self.follow(arcs, scope, times=node.completion_quantity)

    def finish(self, token: Token, *, outcome: Outcome = "completed", inside: Id | None = None) -> None:
        """The token's work is done: its waits are withdrawn and it takes the way on. `inside`: what ran in it."""
        node = self.graph.by_id[token.node]
        self.withdraw_waits(token)
        try:
            arcs = self.ways(node, token.scope)
        except Stuck as reason:
            self.mark(token, reason, phase=LEAVING)
            return
        del self.tokens[token.id]
        self.changes.append(TokenLeft(token, outcome, self.now))
        if node.is_compensable and outcome == "completed":
            self._remember(node, token.scope, inside=inside)
        elif inside is not None:
            self.forget([inside])
        self.follow(arcs, token.scope, times=node.completion_quantity)

    def ways(self, node: GraphNode, scope: Id) -> tuple[Arc, ...]:
        """The flows to take out of `node`; none out of a turn. Raises Stuck."""
        if node.loop is not None and self.is_turn(node, scope):
            return ()
        if node.split in ("straight", "all", "none"):
            return node.outgoing
        return choose(node, self.context(scope), now=self.now)

    def _remember(self, node: GraphNode, scope: Id, *, inside: Id | None) -> None:
        if node.loop is None:
            outer = scope
            if self.scopes[scope].kind == "undo":  # nobody undoes what undoes
                self.forget([inside] if inside is not None else ())
                return
        elif self.is_turn(node, scope):
            outer = next(around.id for around in self.around(scope) if around.node != node.id)
        else:
            return  # its turns are what was done
        if node.undo >= 0 and inside is not None:
            self.forget([inside])  # it is compensated as a whole
            inside = None
        self.remember(node.id, outer, inside=inside, variables=self.own_variables(scope))

    def follow(self, arcs: tuple[Arc, ...], scope: Id, *, times: int = 1) -> None:
        """One token of `scope` goes on along `arcs`, or ends where there are none."""
        if not arcs or (self.graph.has_adhoc and self.rules.is_enough(self, scope)):
            self.end(scope)
            return
        nodes, pending = self.graph.nodes, self.pending
        if times > 1:
            arcs = arcs * times
        self.live[scope] += len(arcs) - 1
        for arc in arcs:
            pending.append((nodes[arc.target], scope, arc.id))

    def end(self, scope: Id) -> None:
        """A token of `scope` is gone."""
        self.live[scope] -= 1
        here = self.scopes[scope]
        if here.kind == "body":
            self.rules.ended(self, here)
        elif not self.live[scope]:
            self.rules.close[here.kind](self, here)

    # Withdrawing

    def withdraw_waits(self, token: Token, *, but: Id | None = None) -> None:
        """Remove the waits attached to `token`, all but one."""
        if self.graph.by_id[token.node].boundaries or token.state == "choosing":
            self.drop_waits(token.id, but=but)

    def drop_waits(self, owner: Id, *, but: Id | None = None) -> None:
        """Remove the waits attached to a token or scope, all but one."""
        for wait in self.waits_of(owner):
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
        self._take_away(scope.id, outcome=outcome)
        self.shut(scope)
        self.forget([scope.id])
        self.changes.append(ScopeClosed(scope, outcome, self.now))

    def empty(self, scope: Id, *, outcome: Outcome = "withdrawn") -> None:
        """Remove every token of a scope, those on their way included."""
        self._take_away(scope, outcome=outcome)
        kept = [entry for entry in self.pending if entry[1] != scope]
        self.pending.clear()
        self.pending.extend(kept)
        held = [entry for entry in self.later if entry[1] != scope]
        self.later.clear()
        self.later.extend(held)
        self.live[scope] = 0
        self.emptied.add(scope)

    def _take_away(self, scope: Id, *, outcome: Outcome) -> None:
        self.drop_waits(scope)
        if self.scopes[scope].kind == "loop":
            for turn in [one for one in self.scopes.values() if one.parent == scope]:
                self.clear(turn, outcome=outcome)
        for token in [one for one in self.tokens.values() if one.scope == scope and one.attached_to is None]:
            self.withdraw(token, outcome=outcome)
        here = self.scopes[scope]
        if here.kind == "undo":
            self.forget([*here.queue, *([here.focus] if here.focus is not None else ())])

    def inside(self, token: Token) -> Iterable[Scope]:
        """The scopes that run inside the step of `token`."""
        if token.state not in ("inside", "undoing", "incident"):
            return ()
        return [scope for scope in self.scopes.values() if scope.owner == token.id]

    def fail(self, ending: Ending = "failed") -> None:
        """End the instance where it stands."""
        root = next(scope for scope in self.scopes.values() if scope.parent is None)
        self.empty(root.id, outcome="cancelled" if ending == "cancelled" else "interrupted")
        self.finish_instance(ending)

    def finish_instance(self, ending: Ending) -> None:
        """Nothing is left of the instance."""
        self.tokens.clear()
        for loop in [scope for scope in self.scopes.values() if scope.kind == "loop"]:
            self.shut(loop)
        self.scopes.clear()
        self.live.clear()
        if self.graph.has_records:
            self.own_records().clear()
        self.ending = ending
        self.changes.append(InstanceFinished(ending, self.now))
