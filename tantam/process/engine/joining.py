"""Where tokens wait for each other: gateways, and activities that need several tokens."""

from __future__ import annotations

from tantam.process.engine import changes as did
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.feel import FeelError
from tantam.process.engine.graph import Arc, Context, GraphNode
from tantam.process.engine.moving import Move
from tantam.process.engine.state import LEAVING, Id, Scope


def join(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """One token per incoming flow goes on as one; what came twice by one flow waits for the next round."""
    arrived = move.arrivals(node.id, scope)
    if any(other != flow and not arrived.get(other) for other in node.joins):
        gather_here(move, node, scope, flow)
        return
    for other in node.joins:
        if other != flow:
            move.take_arrived(arrived[other])
    move.proceed(node, scope, flow=flow)


def gather(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """An activity begins when as many tokens as it needs have come, by whichever flow."""
    if move.is_turn(node, scope):
        move.rules.enter[node.behaviour](move, node, scope, flow)
        return
    arrived = move.arrivals(node.id, scope)
    if sum(map(len, arrived.values())) + 1 < node.start_quantity:
        gather_here(move, node, scope, flow)
        return
    for _ in range(node.start_quantity - 1):
        move.take_arrived(next(waiting for waiting in arrived.values() if waiting))
    behaviour = "loop" if node.loop is not None else node.behaviour
    move.rules.enter[behaviour](move, node, scope, flow)


def gather_here(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """A token waits for others; inclusive and complex gateways are looked at when nothing else moves."""
    arrived = move.arrivals(node.id, scope)
    token = move.wait(node, scope, flow=flow, state="joining")
    arrived.setdefault(flow, []).append(token.id)


def arrive(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """A token comes to a complex gateway: one that only waits for its reset takes it at once, unless it had one."""
    taken = move.scopes[scope].reset.get(node.id)
    if taken is None or flow in taken:
        gather_here(move, node, scope, flow)
        return
    move.changes.append(did.NodePassed(node.id, scope, flow, move.now))
    _keep_taken(move, move.scopes[scope], node, (*taken, flow))
    move.end(scope)


def settle(move: Move) -> bool:
    """Let one gateway go on whose missing tokens cannot come any more; whether there was one.

    One at a time: what it lets out may be what another one waits for.
    """
    return any(_settle_reset(move, scope) for scope in list(move.scopes.values()) if scope.reset) or any(
        _settle_gateway(move, move.graph.by_id[gateway], place, arrived)
        for (place, gateway), arrived in list(move.gatherings().items())
        if place in move.scopes and any(arrived.values())
    )


def _settle_reset(move: Move, scope: Scope) -> bool:
    return any(reset(move, move.graph.by_id[gateway], scope.id) for gateway in scope.reset)


def _settle_gateway(move: Move, node: GraphNode, place: Id, arrived: dict[str, list[Id]]) -> bool:
    if node.behaviour == "merge":
        return _merge(move, node, place, arrived)
    if node.behaviour == "complex" and node.id not in move.scopes[place].reset:
        return _activate(move, node, place, arrived)
    return False


def _merge(move: Move, node: GraphNode, scope: Id, arrived: dict[str, list[Id]]) -> bool:
    """The inclusive gateway's join (BPMN 2.0, 13.4.3): it goes on when no token may come by a flow that has none,
    but for tokens that may as well come by one that has."""
    full = tuple(flow for flow in node.joins if arrived.get(flow))
    if not full or _may_come(move, node, scope, full):
        return False
    for flow in full:
        move.take_arrived(arrived[flow])
    move.live[scope] += 1
    move.proceed(node, scope, flow=full[-1])
    return True


def _may_come(move: Move, node: GraphNode, scope: Id, full: tuple[str, ...]) -> bool:
    """Whether a token is under way to a flow that has none, and to no flow that has one."""
    missing = reaching = 0
    for flow, mask in zip(node.joins, node.reach, strict=True):
        if flow in full:
            reaching |= mask
        else:
            missing |= mask
    if not missing & ~reaching:
        return False
    places = 0
    for token in move.tokens.values():
        if token.scope == scope and token.attached_to is None:
            places |= 1 << move.graph.by_id[token.node].index
    return bool(places & missing & ~reaching & ~(1 << node.index))


def _activate(move: Move, node: GraphNode, scope: Id, arrived: dict[str, list[Id]]) -> bool:
    """A complex gateway that waits for its start: by its condition, or by any token where it has none."""
    count = sum(map(len, arrived.values()))
    context = _phase_context(move, scope, count=count, is_start=True)
    try:
        if node.activation is not None and node.activation(context, now=move.now) is not True:
            return False
        arcs = _outputs(node, context, move)
    except FeelError as error:
        return _stuck(move, node, scope, arrived, Stuck.from_feel(error))
    taken = tuple(flow for flow in node.joins if arrived.get(flow))
    if not arcs:
        return _stuck(move, node, scope, arrived, Stuck("no_branch", name=node.name or node.id))
    for flow in taken:
        move.take_arrived(arrived[flow])
    if len(node.joins) > 1:
        _keep_taken(move, move.scopes[scope], node, taken)
    move.live[scope] += 1
    move.changes.append(did.NodePassed(node.id, scope, taken[-1], move.now))
    move.follow(arcs, scope)
    return True


def _outputs(node: GraphNode, context: Context, move: Move) -> tuple[Arc, ...]:
    chosen = tuple(
        arc for arc in node.outgoing if arc.condition is None or arc.condition(context, now=move.now) is True
    )
    return chosen or ((node.default,) if node.default is not None else ())


def _stuck(move: Move, node: GraphNode, scope: Id, arrived: dict[str, list[Id]], reason: Stuck) -> bool:
    """Nothing can be chosen: the tokens stand as one incident."""
    waiting = [key for keys in arrived.values() for key in keys]
    first = move.tokens[waiting[0]]
    for keys in arrived.values():
        while keys:
            move.take_arrived(keys)
    move.live[scope] += 1
    move.stop(node, scope, flow=first.flow, reason=reason)
    return True


def reset(move: Move, node: GraphNode, scope: Id) -> bool:
    """A complex gateway starts anew when the tokens it has not had yet have come or cannot come.

    Only conditions that ask for `waitingForStart` can let a token out now: the others were answered at the start.
    """
    here = move.scopes[scope]
    taken = here.reset[node.id]
    arrived = tuple(flow for flow, waiting in move.arrivals(node.id, scope).items() if waiting)
    if _may_come(move, node, scope, (*taken, *arrived)):
        return False
    move.change_scope(here, reset={key: flows for key, flows in here.reset.items() if key != node.id})
    arcs = tuple(arc for arc in node.outgoing if arc.is_for_reset)
    context = _phase_context(move, scope, count=0, is_start=False)
    try:
        chosen = tuple(
            arc for arc in arcs if arc.condition is not None and arc.condition(context, now=move.now) is True
        )
    except FeelError as error:
        move.live[scope] += 1
        move.stop(node, scope, flow="", reason=Stuck.from_feel(error), phase=LEAVING)
        return True
    if not chosen and arcs and node.default is not None:
        chosen = (node.default,)
    if chosen:
        move.live[scope] += 1
        move.follow(chosen, scope)
    return True


def _phase_context(move: Move, scope: Id, *, count: int, is_start: bool) -> Context:
    return {**move.context(scope), "activationCount": count, "waitingForStart": is_start}


def _keep_taken(move: Move, scope: Scope, node: GraphNode, taken: tuple[str, ...]) -> None:
    move.change_scope(scope, reset={**scope.reset, node.id: taken})
