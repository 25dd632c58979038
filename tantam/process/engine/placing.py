"""Tokens and scopes put into the working copy of a step, and what waits there together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, cast

from tantam.process.engine.changes import IncidentRaised, ScopeOpened, TokenEntered, TokenLeft
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.graph import Behaviour, Graph, GraphNode
from tantam.process.engine.state import Host, Id, Rounds, Scope, ScopeKind, State, Token, TokenState

if TYPE_CHECKING:
    from tantam.process.engine.moving import Move

Enter: TypeAlias = "Callable[[Move, GraphNode, Id, str], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the moves lead to, by behaviour of a node and by kind of a scope.

    `arm` sets the waits of an event, `ended` says what follows when a token of a scope has ended, `look` looks at
    awaited conditions, `is_enough` says whether an ad-hoc sub-process has done what it had to, `settle` lets gateways
    go on that wait for what cannot come (whether any did).
    """

    enter: Mapping[Behaviour, Enter]
    close: Mapping[ScopeKind, Callable[[Move, Scope], None]]
    arm: Callable[[Move, GraphNode, Id, Id, str], None]
    ended: Callable[[Move, Scope], None]
    look: Callable[[Move], None]
    is_enough: Callable[[Move, Id], bool]
    settle: Callable[[Move], bool]


class Placing(Copy):
    """A step's working copy with what stands in it: positions, waits beside them, scopes, and tokens that gather."""

    __slots__ = ("_attached", "_joining", "rules")

    def __init__(self, graph: Graph, state: State, host: Host, *, rules: Rules) -> None:
        super().__init__(graph, state, host)
        self.rules = rules
        self._attached: dict[Id, list[Id]] | None = None
        self._joining: dict[tuple[Id, str], dict[str, list[Id]]] | None = None

    # Positions and waits

    def wait(
        self,
        node: GraphNode,
        scope: Id,
        *,
        flow: str,
        state: TokenState,
        due: datetime | None = None,
        key: str = "",
        correlation: str = "",
        phase: str = "",
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
            correlation=correlation,
            response_due_at=response_due,
            resolution_due_at=resolution_due,
            phase=phase,
        )
        self.tokens[token.id] = token
        self.changes.append(TokenEntered(token))
        if node.boundaries and state not in ("joining", "undoing") and not self.is_turn(node, scope):
            for index in node.boundaries:
                self.rules.arm(cast("Move", self), self.graph.nodes[index], token.id, scope, "")
        return token

    def is_turn(self, node: GraphNode, scope: Id) -> bool:
        """Whether `node` stands here as one turn of a loop, whose boundary events belong to the whole."""
        return node.loop is not None and self.scopes[scope].kind == "turn" and self.scopes[scope].node == node.id

    def note_wait(self, wait: Token) -> None:
        """Remember a wait that was attached."""
        self.tokens[wait.id] = wait
        if self._attached is not None and wait.attached_to is not None:
            self._attached.setdefault(wait.attached_to, []).append(wait.id)

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
            token,
            state="incident",
            problem=reason.code,
            phase=phase,
            due_at=None,
            wait_key="",
            correlation="",
            attached_to=None,
        )
        self.tokens[token.id] = stopped
        self.changes.append(IncidentRaised(stopped, reason.code, reason.message_vi, reason.message_en))

    def waits_of(self, owner: Id) -> list[Token]:
        """The waits attached to a token or scope."""
        if self._attached is None:
            self._attached = {}
            for other in self.tokens.values():
                if other.attached_to is not None:
                    self._attached.setdefault(other.attached_to, []).append(other.id)
        found = self._attached.get(owner, ())
        return [self.tokens[key] for key in found if key in self.tokens]

    # Scopes

    def open(
        self,
        node: str,
        *,
        parent: Id | None = None,
        owner: Id | None = None,
        kind: ScopeKind = "body",
        variables: Mapping[str, object] | None = None,
        rounds: Rounds | None = None,
        queue: tuple[Id, ...] = (),
    ) -> Scope:
        """Open a scope for the process or for what runs inside the step on which `owner` stands."""
        own = self.graph.bodies[node].own if kind == "body" else ()
        if own:
            variables = {**dict.fromkeys(own), **(variables or {})}
        scope = Scope(
            id=self.host.new_id(),
            node=node,
            parent=parent,
            owner=owner,
            opened_at=self.now,
            kind=kind,
            variables=variables or {},
            rounds=rounds,
            queue=queue,
        )
        self.scopes[scope.id] = scope
        self.live[scope.id] = 0
        if variables:
            self._has_own = True
        if parent is not None:
            self.changes.append(ScopeOpened(scope))
        return scope

    def shut(self, scope: Scope) -> None:
        """The scope is no more."""
        del self.scopes[scope.id], self.live[scope.id]
        if scope.kind == "loop" and (rule := self.graph.by_id[scope.node].loop) is not None and rule.is_kept:
            self.own_turns().end(scope.id)
        self._seen.pop(scope.id, None)

    # Joins

    def arrivals(self, node: str, scope: Id) -> dict[str, list[Id]]:
        """The tokens that wait together at a node, by the flow they came by."""
        return self.gatherings().setdefault((scope, node), {})

    def gatherings(self) -> dict[tuple[Id, str], dict[str, list[Id]]]:
        """All places where tokens wait for others."""
        if self._joining is None:
            self._joining = {}
            for token in self.tokens.values():
                if token.state == "joining":
                    here = self._joining.setdefault((token.scope, token.node), {})
                    here.setdefault(token.flow, []).append(token.id)
        return self._joining

    def take_arrived(self, waiting: list[Id]) -> None:
        """The first of the tokens that wait together goes into the one that goes on."""
        token = self.tokens.pop(waiting.pop(0))
        self.live[token.scope] -= 1
        self.changes.append(TokenLeft(token, "joined", self.now))
