"""Repeated activities: loops and several instances, each turn in a scope of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from tantam.process.engine import changes as did
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.feel import FeelError, from_python, to_json, to_python
from tantam.process.engine.graph import Context, Formula, GraphNode, LoopRule
from tantam.process.engine.moving import Move
from tantam.process.engine.state import AROUND, Id, Rounds, Scope, Token
from tantam.process.engine.throwing import throw_from_turn

#: Instances of one activity at most.
MOST: Final = 10_000


def repeat(move: Move, node: GraphNode, scope: Id, flow: str) -> None:
    """A token comes to a repeated activity, or one of its turns begins."""
    if move.is_turn(node, scope):
        move.rules.enter[node.behaviour](move, node, scope, flow)
        return
    rule = node.loop
    assert rule is not None  # noqa: S101  the compiler gives this entry only with a loop
    items: Sequence[object] | None = None
    try:
        if rule.kind == "standard":
            if rule.is_tested_before and not _goes_on(move, rule, move.context(scope), turns=0):
                move.proceed(node, scope, flow=flow)
                return
            rounds = Rounds(total=-1)
        else:
            rounds, items = _rounds(move, rule, move.context(scope))
    except (Stuck, FeelError) as error:
        reason = error if isinstance(error, Stuck) else Stuck.from_feel(error)
        move.stop(node, scope, flow=flow, reason=reason)
        return
    around = _begin(move, node, scope, flow, rounds)
    if around is not None:
        _begin_turns(move, node, rule, around, items)


def _begin(move: Move, node: GraphNode, scope: Id, flow: str, rounds: Rounds) -> Scope | None:
    """The loop around the turns; None where its token could not be set."""
    token = move.wait(node, scope, flow=flow, state="inside", phase=AROUND)
    if token.id not in move.tokens or move.tokens[token.id].state == "incident":
        return None  # its boundary could not be set
    return move.open(node.id, parent=scope, owner=token.id, kind="loop", rounds=rounds)


def _begin_turns(move: Move, node: GraphNode, rule: LoopRule, around: Scope, items: Sequence[object] | None) -> None:
    """All of them, or the first."""
    rounds = around.rounds
    assert rounds is not None  # noqa: S101
    if not rounds.total:
        _finish(move, around)
        return
    if items is not None and rule.is_handed:
        move.own_turns().begin(around.id, items)
    turns = rounds.total if rounds.at_once else 1
    move.change_scope(around, rounds=replace(rounds, begun=turns))
    for number in range(turns):
        _begin_turn(move, node, rule, around, number, items[number] if items is not None else None)


def _begin_turn(move: Move, node: GraphNode, rule: LoopRule, around: Scope, number: int, item: object) -> None:
    own: dict[str, object] = {"loopCounter": number + 1}
    if rule.collection and rule.item:
        own[rule.item] = item
    if rule.result:
        own.setdefault(rule.result, None)
    turn = move.open(node.id, parent=around.id, kind="turn", variables=own)
    move.live[around.id] += 1
    move.enter(node, turn.id)


def _rounds(move: Move, rule: LoopRule, context: Context) -> tuple[Rounds, Sequence[object] | None]:
    """How many instances there are to be, and of which values; Stuck where that is no whole number or no list."""
    at_once = rule.kind == "parallel"
    if rule.collection:
        items = to_json(from_python(context.get(rule.collection)))  # as they are kept in the store
        if not isinstance(items, list):
            raise Stuck("no_collection", name=rule.collection)
        return Rounds(total=_bounded(len(items)), at_once=at_once), items
    value = to_python(rule.number(context, now=move.now)) if rule.number is not None else None
    total = whole(value)
    if total is None or total < 0:
        raise Stuck("bad_cardinality", name=str(value)[:80])
    return Rounds(total=_bounded(total), at_once=at_once), None


def whole(value: object) -> int | None:
    """The whole number that `value` is, None where it is none."""
    if isinstance(value, bool):
        return None
    try:
        number = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if isinstance(value, str) or number == value else None


def _bounded(total: int) -> int:
    if total > MOST:
        raise Stuck("too_many_instances", name=str(MOST))
    return total


def turn_done(move: Move, turn: Scope) -> None:
    """A turn is over: the next one begins, or the loop ends."""
    assert turn.parent is not None  # noqa: S101
    move.shut(turn)
    move.changes.append(did.ScopeClosed(turn, "completed", move.now))
    around = move.scopes[turn.parent]
    node = move.graph.by_id[turn.node]
    rule, rounds = node.loop, around.rounds
    assert rule is not None and rounds is not None  # noqa: S101, PT018
    move.live[around.id] -= 1
    if rule.is_gathered:
        number = int(str(turn.variables["loopCounter"])) - 1
        move.own_turns().give(around.id, number, turn.variables.get(rule.result))
    rounds = replace(rounds, completed=rounds.completed + 1)
    around = move.change_scope(around, rounds=rounds)
    owner = move.tokens[_owner(around)]
    try:
        is_over = _tell(move, rule, owner, around, turn)
        if around.id not in move.scopes:
            return  # an event it threw has stopped it
        is_over = is_over or _is_over(move, rule, around, turn)
    except FeelError as error:
        move.clear(around, outcome="withdrawn")
        move.mark(owner, Stuck.from_feel(error))
        return
    if is_over:
        _finish(move, around)
    elif rule.kind != "parallel":
        number = rounds.begun
        around = move.change_scope(around, rounds=replace(rounds, begun=number + 1))
        item = move.turns.item(around.id, number) if rule.is_handed else None
        _begin_turn(move, node, rule, around, number, item)


def _tell(move: Move, rule: LoopRule, owner: Token, around: Scope, turn: Scope) -> bool:
    """Throw what a completing instance has to throw; a condition that held ends the others."""
    is_over = False
    for when, trigger in rule.thrown:
        if isinstance(when, str):
            if when == "first" and around.rounds is not None and around.rounds.completed > 1:
                continue
            throw_from_turn(move, owner, trigger)
        elif when(_context(move, around, turn), now=move.now) is True:
            is_over = True
            if trigger is not None:
                throw_from_turn(move, owner, trigger)
    return is_over


def _is_over(move: Move, rule: LoopRule, around: Scope, turn: Scope) -> bool:
    rounds = around.rounds
    assert rounds is not None  # noqa: S101
    if rule.kind == "standard":
        return not _goes_on(move, rule, _context(move, around, turn), turns=rounds.completed)
    return rounds.completed >= rounds.total or _is_true(rule.done, _context(move, around, turn), move)


def _goes_on(move: Move, rule: LoopRule, context: Context, *, turns: int) -> bool:
    if rule.maximum is not None and turns >= rule.maximum:
        return False
    return rule.condition is None or _is_true(rule.condition, {**context, "loopCounter": turns}, move)


def _is_true(formula: Formula | None, context: Context, move: Move) -> bool:
    return formula is not None and formula(context, now=move.now) is True


def _context(move: Move, around: Scope, turn: Scope) -> Context:
    """What the conditions of a loop see: the data around it, the turn's own and how far it is."""
    return {**move.context(around.id), **turn.variables, **_attributes(around, move.live[around.id])}


def _attributes(around: Scope, active: int) -> Mapping[str, object]:
    rounds = around.rounds
    assert rounds is not None  # noqa: S101
    return {
        "numberOfInstances": rounds.begun if rounds.total < 0 else rounds.total,
        "numberOfActiveInstances": active,
        "numberOfCompletedInstances": rounds.completed,
        "numberOfTerminatedInstances": 0,
    }


def _owner(around: Scope) -> Id:
    assert around.owner is not None  # noqa: S101  a loop is always some activity's
    return around.owner


def _finish(move: Move, around: Scope) -> None:
    """The loop is over: what still runs in it stops, and its activity is done."""
    for turn in [scope for scope in move.scopes.values() if scope.parent == around.id] if move.live[around.id] else ():
        move.clear(turn, outcome="withdrawn")
    node = move.graph.by_id[around.node]
    owner = move.tokens[_owner(around)]
    rounds, rule = around.rounds, node.loop
    assert rule is not None and rounds is not None  # noqa: S101, PT018
    gave = move.turns.results(around.id, total=rounds.total) if rule.is_gathered else [None] * max(rounds.total, 0)
    move.shut(around)
    move.changes.append(did.ScopeClosed(around, "completed", move.now))
    if rule.results:
        move.set_variables({rule.results: gave}, owner.scope)
    move.finish(owner)
