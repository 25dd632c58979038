"""The events awaited beside positions and scopes, on the new version: those that stay, go and come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tantam.process.engine.changeover.mapping import NodeMap
from tantam.process.engine.changeover.objections import Objection
from tantam.process.engine.changes import IncidentRaised
from tantam.process.engine.entering import RULES
from tantam.process.engine.graph import Graph, GraphNode, TimerRule
from tantam.process.engine.moving import Move
from tantam.process.engine.state import Host, Id, Scope, State, Token
from tantam.process.engine.waiting import arm

_NO_MORE = ("joining", "undoing")  # what stands here awaits nothing at its edge


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What is awaited at one owner (a token or a scope): the old events, the new ones with the flow to each.

    `is_gateway`: the first of several events is waited for; `is_node`: the node itself waits for several. `is_open`:
    events that the new version has in addition are awaited too.
    """

    owner: Id
    scope: Id
    before: tuple[GraphNode, ...]
    after: tuple[tuple[GraphNode, str], ...]
    node: str = ""
    is_gateway: bool = False
    is_node: bool = False
    is_open: bool = True


class Waits:
    """From the events of one graph to those of another, made once for all instances."""

    def __init__(self, old: Graph, new: Graph, node_map: NodeMap) -> None:
        self.old, self.new, self.map = old, new, node_map

    def cross(self, before: State, after: State, host: Host, objections: list[Objection]) -> State:
        """`after` with its waits under their new names, without those that are gone, and with those that came."""
        tokens, places = dict(after.tokens), list(self._places(before, after))
        waits = _by_owner(before)
        for place in places:
            kept = [self._keep(place, wait, tokens, objections) for wait in waits.pop(place.owner, ())]
            if place.is_gateway and not any(kept) and not any(self._added(place)):
                objections.append(Objection(code="nothing_awaited", node=place.node))
        objections += [Objection(code="event_gone", node=wait.node) for left in waits.values() for wait in left]
        if objections:
            return after
        changed = after if all(tokens.get(key) is token for key, token in after.tokens.items()) else None
        changed = changed or replace(after, tokens=tokens)
        added = [(place, event, flow) for place in places if place.is_open for event, flow in self._added(place)]
        return self._arm(changed, added, host, objections) if added else changed

    # Where events are awaited

    def _places(self, before: State, after: State) -> Iterator[_Place]:
        for token in before.tokens.values():
            if token.attached_to is None:
                now = after.tokens[token.id]
                yield from self._at_token(token, before, self.new.by_id[now.node], now.scope)
        for scope in before.scopes.values():
            if scope.kind == "body":
                yield self._at_scope(scope, before, after.scopes[scope.id].node)
        for scope in after.scopes.values():
            if scope.id not in before.scopes:
                yield from self._at_opened(scope, after)

    def _at_opened(self, scope: Scope, after: State) -> Iterator[_Place]:
        """What is awaited beside a sub-process that is newly around a place, and in it."""
        assert scope.owner is not None  # noqa: S101  it was opened for its token
        owner, new = after.tokens[scope.owner], self.new.nodes
        edge = tuple((new[index], "") for index in self.new.by_id[owner.node].boundaries)
        starts = tuple((new[start], "") for _, start in self.new.bodies[scope.node].handlers)
        yield _Place(owner=owner.id, scope=owner.scope, before=(), after=edge)
        yield _Place(owner=scope.id, scope=scope.id, before=(), after=starts)

    def _at_token(self, token: Token, before: State, now: GraphNode, scope: Id) -> Iterator[_Place]:
        node, old, new = self.old.by_id[token.node], self.old.nodes, self.new.nodes
        around = before.scopes[token.scope]
        is_turn = node.loop is not None and around.kind == "turn" and around.node == node.id
        if token.state == "choosing" and node.behaviour == "choose":
            events = tuple(old[arc.target] for arc in node.outgoing)
            coming = tuple((new[arc.target], arc.id) for arc in now.outgoing)
            yield _Place(owner=token.id, scope=scope, node=node.id, before=events, after=coming, is_gateway=True)
        elif token.state == "choosing":
            yield _Place(
                owner=token.id,
                scope=scope,
                node=node.id,
                before=(node,),
                after=((now, token.flow),),
                is_node=True,
            )
        elif token.state not in _NO_MORE and not is_turn and (node.boundaries or now.boundaries):
            yield _Place(
                owner=token.id,
                scope=scope,
                node=node.id,
                before=tuple(old[index] for index in node.boundaries),
                after=tuple((new[index], "") for index in now.boundaries),
                is_open=token.state != "incident",
            )

    def _at_scope(self, scope: Scope, before: State, body: str) -> _Place:
        handlers = self.old.bodies[scope.node].handlers
        holders = {self.old.nodes[holder].id for holder, _ in handlers}
        own = (token for token in before.tokens.values() if token.scope == scope.id and token.attached_to is None)
        return _Place(
            owner=scope.id,
            scope=scope.id,
            before=tuple(self.old.nodes[start] for _, start in handlers),
            after=tuple((self.new.nodes[start], "") for _, start in self.new.bodies[body].handlers),
            is_open=any(token.node not in holders for token in own),  # else it listens no more
        )

    # What stays or goes

    def _keep(self, place: _Place, wait: Token, tokens: dict[Id, Token], objections: list[Objection]) -> bool:
        """Put the wait under its new name, or take it away; whether it stays."""
        event, target = self.old.by_id[wait.node], self.new.by_id.get(self.map.get(wait.node, ""))
        flow = next((flow for node, flow in place.after if node is target), None)
        number = _definition(event, target, wait.definition) if target is not None and flow is not None else None
        if target is None or flow is None or number is None:
            if wait.state == "incident":
                objections.append(Objection(code="incident", node=wait.node))
            elif event.needs_all or place.is_node:
                objections.append(Objection(code="event_gone", node=wait.node))
            del tokens[wait.id]
            return False
        rules = event.triggers[wait.definition].timer, target.triggers[number].timer
        found = replace(
            wait,
            node=target.id,
            scope=place.scope,
            flow=flow if place.is_gateway else wait.flow,
            wait_key=target.triggers[number].key if wait.wait_key else wait.wait_key,
            definition=number,
            repeats=_repeats(wait, *rules),
        )
        if found != wait:
            tokens[wait.id] = found
        return True

    # What comes

    def _added(self, place: _Place) -> Iterator[tuple[GraphNode, str]]:
        """Events of the new version that no event of the old one became: the others have come already or wait."""
        known = {self.map.get(event.id) for event in place.before}
        return ((event, flow) for event, flow in place.after if event.id not in known)

    def _arm(
        self,
        state: State,
        added: list[tuple[_Place, GraphNode, str]],
        host: Host,
        objections: list[Objection],
    ) -> State:
        move = Move(self.new, state, host, rules=RULES)
        for place, event, flow in added:
            arm(move, event, place.owner, place.scope, flow)
            if any(isinstance(change, IncidentRaised) for change in move.changes):
                objections.append(Objection(code="timer_unknown", node=event.id, is_new=True))
                return state
        return move.state()


def wait_key(node: GraphNode, token: Token) -> str:
    """The message or signal that a position waits for, as the new version calls it."""
    if token.state == "message":
        return node.message
    return node.triggers[0].key if token.state == "signal" else token.wait_key


def _by_owner(state: State) -> dict[Id, list[Token]]:
    found: dict[Id, list[Token]] = {}
    for token in state.tokens.values():
        if token.attached_to is not None:
            found.setdefault(token.attached_to, []).append(token)
    return found


def _definition(event: GraphNode, target: GraphNode, number: int) -> int | None:
    """Which of the target's events this one is: the one of the same kind and name, else the same one of its kind."""
    wanted = event.triggers[number]
    alike = [index for index, trigger in enumerate(target.triggers) if trigger.kind == wanted.kind]
    exact = [index for index in alike if target.triggers[index].key == wanted.key]
    rank = sum(trigger.kind == wanted.kind for trigger in event.triggers[:number])
    if number in exact:
        return number
    if exact:
        return exact[0]
    return alike[rank] if rank < len(alike) else None


def _repeats(wait: Token, before: TimerRule | None, after: TimerRule | None) -> int | None:
    """How often a timer fires after this time: as it was, unless it repeats only before or only now."""
    if before is None or after is None or (before.kind == "cycle") == (after.kind == "cycle"):
        return wait.repeats
    if after.kind != "cycle":
        return None
    return after.repeats if after.repeats < 0 else after.repeats - 1
