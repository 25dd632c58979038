"""What one instance's step means for others: processes it calls, messages and signals it throws, what called it.

All of it belongs to the same subject, whose lock the step holds, and happens in the step's own transaction, one after
the other. Only signals and keyed messages for other subjects wait in rows of their own, each given in a transaction
with its own lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from tantam.core.actions.keys import next_key
from tantam.core.actions.rows import insert_late
from tantam.core.facts import PROCESS
from tantam.process.actions.effects import Effect, Queue, hops_from_here, new_queue, queue
from tantam.process.actions.loading import lock, state_of
from tantam.process.actions.stepping import Step
from tantam.process.actions.taking import EngineStep, take
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.graph import Graph
from tantam.process.engine.problem import problem
from tantam.process.engine.state import Host, NothingWaits, Refused, State
from tantam.process.models import Gathering, Instance, MessageDelivery, SignalDelivery, Token
from tantam.process.queries import compiled, started_by, version_for, way_in
from tantam.process.registry import Move, tell_follower

#: How much one step may lead to in other instances before it counts as a circle without any wait.
MOST = 1_000
#: How many processes may stand in each other, one called by the other.
MOST_DEPTH = 30


def go(step: Step, before: State, engine_step: EngineStep) -> None:
    """Take a step and store it, then everything that it leads to in other instances of the subject.

    A step taken within another one (by an action that starts a process) leaves what follows to that one: until it is
    stored, nobody may touch its instance.
    """
    running = queue.get()
    if running is not None:
        _take(step, before, engine_step, running)
        return
    running = new_queue()
    token = queue.set(running)
    try:
        _take(step, before, engine_step, running)
        while running.waiting:
            running.done += 1
            effect = running.waiting.popleft()
            if running.done <= MOST or _is_new(effect, running):
                _do(effect, is_too_much=running.done > MOST)
    finally:
        queue.reset(token)


def _is_new(effect: Effect, running: Queue) -> bool:
    """Beyond measure, the same thrown again and again by one instance is told once more and no oftener."""
    change = effect.change
    if not isinstance(change, did.SignalThrown | did.MessageThrown):
        return True
    what = (effect.of.instance.pk, change.node, change.name, getattr(change, "key", ""))
    is_new = what not in running.repeated
    running.repeated.add(what)
    return is_new


def _take(step: Step, before: State, engine_step: EngineStep, running: Queue) -> None:
    changes = take(step, before, engine_step)
    running.waiting.extend(Effect(step, change) for change in _outward(step, changes))


def _outward(step: Step, changes: Sequence[did.Change]) -> Iterator[did.Change]:
    is_called = step.instance.parent_id is not None
    for change in changes:
        if _concerns_others(change) or (is_called and _concerns_caller(change)):
            yield change


def _concerns_others(change: did.Change) -> bool:
    if isinstance(change, did.TokenLeft):
        return change.token.state == "calling" and change.outcome != "completed"
    return isinstance(change, did.CallRequested | did.SignalThrown | did.MessageThrown)


def _concerns_caller(change: did.Change) -> bool:
    is_uncaught = isinstance(change, did.ErrorThrown | did.EscalationThrown) and not change.caught
    return is_uncaught or isinstance(change, did.InstanceFinished)


def _do(effect: Effect, *, is_too_much: bool) -> None:
    step, change = effect.of, effect.change
    if isinstance(change, did.CallRequested):
        _call(step, change, is_too_much=is_too_much)
    elif isinstance(change, did.TokenLeft):
        _stop_called(step, change)
    elif isinstance(change, did.SignalThrown):
        _broadcast(step, change, is_too_much=is_too_much)
    elif isinstance(change, did.MessageThrown):
        _deliver(step, change, is_too_much=is_too_much)
    else:
        _report(step, change)


# Processes that are called


def _call(step: Step, change: did.CallRequested, *, is_too_much: bool) -> None:
    version_id = version_for(change.process, step.instance.subject)
    begun_at = way_in(compiled(version_id).graph) if version_id is not None else None
    caller = lock(step.instance.pk)
    if version_id is None or begun_at is None or is_too_much or _is_too_deep(caller):
        code = "process_not_published" if version_id is None else "calls_without_end"
        code = "process_not_begun" if version_id is not None and begun_at is None else code
        said = problem(code, name=change.process)
        _step(
            caller,
            step,
            lambda graph, state, host: engine.called_failed(
                graph, state, change.token.id, host, code=code, message_vi=said.message_vi, message_en=said.message_en
            ),
        )
        return
    given = dict(change.variables)
    called = insert_late(
        Instance(
            pk=next_key(Instance),
            version_id=version_id,
            subject=caller.subject,
            parent=caller,
            labels=dict(caller.labels),
            caller_token_id=change.token.id,
            given=given,
            started_at=step.now,
        )
    )
    inner = Step(instance=called, known=compiled(version_id), by=PROCESS, now=step.now)
    go(inner, State(), lambda graph, _, host: engine.start(graph, host, node=begun_at, variables=given))


def _is_too_deep(caller: Instance) -> bool:
    """Whether processes call each other in a circle, be it one with waits in it: so many stand in each other."""
    parent, depth = caller.parent_id, 1
    while parent is not None and depth < MOST_DEPTH:
        parent = Instance.objects.values_list("parent", flat=True).get(pk=parent)
        depth += 1
    return depth >= MOST_DEPTH


def _stop_called(step: Step, change: did.TokenLeft) -> None:
    running = Instance.objects.filter(parent=step.instance.pk, caller_token_id=change.token.id)
    for instance_id in running.filter(state=Instance.State.RUNNING).order_by("id").values_list("pk", flat=True):
        _step(lock(instance_id), step, engine.cancel)


def _report(step: Step, change: did.Change) -> None:
    """Tell the calling instance how the called one ended, or what it escalated."""
    called = step.instance
    token_id = called.caller_token_id
    if called.parent_id is None or token_id is None:
        return
    caller = lock(called.parent_id)
    if isinstance(change, did.ErrorThrown):
        _step(caller, step, partial(_failed, token_id=token_id, change=change))
    elif isinstance(change, did.EscalationThrown):
        _step(caller, step, partial(_escalated, token_id=token_id, change=change))
    elif isinstance(change, did.InstanceFinished) and change.ending == "finished":
        data = _brought_back(called)
        _step(caller, step, lambda graph, state, host: engine.called_done(graph, state, token_id, host, data=data))
    elif isinstance(change, did.InstanceFinished) and change.ending == "cancelled":
        said = problem("called_cancelled")
        _step(
            caller,
            step,
            lambda graph, state, host: engine.called_failed(
                graph, state, token_id, host, code=said.code, message_vi=said.message_vi, message_en=said.message_en
            ),
        )


def _failed(graph: Graph, state: State, host: Host, *, token_id: int, change: did.ErrorThrown) -> did.Result:
    return engine.throw(graph, state, token_id, host, code=change.code, data=change.data)


def _escalated(graph: Graph, state: State, host: Host, *, token_id: int, change: did.EscalationThrown) -> did.Result:
    return engine.escalated(graph, state, token_id, host, code=change.code, data=change.data)


def _brought_back(called: Instance) -> Mapping[str, object]:
    """The variables that the called process has set: not those it only took with it."""
    given = called.given or {}
    return {name: value for name, value in called.variables.items() if name not in given or given[name] != value}


# Messages and signals


def _deliver(step: Step, change: did.MessageThrown, *, is_too_much: bool) -> None:
    """Give a thrown message to another instance of the subject that waits for it, else to what waits for its key,
    whichever subject that belongs to, in a step of its own; where nothing waits, see `unheard`."""
    awaiting = Token.objects.awaiting(change.name, keys={"", change.key}).filter(
        instance__subject=step.instance.subject
    )
    waiting = awaiting.exclude(instance=step.instance.pk).order_by("entered_at", "id")
    for token_id, instance_id in waiting.values_list("pk", "instance_id")[:1]:
        if is_too_much:
            stop = partial(refused, token_id=token_id, name=change.name, payload=change.data)
            _step(lock(instance_id), step, stop)
        else:
            _step(lock(instance_id), step, partial(_heard, change=change))
        return
    if (
        change.key
        and Token.objects.awaiting(change.name, keys=[change.key]).exclude(instance=step.instance.pk).exists()
    ):
        insert_late(
            MessageDelivery(
                instance=step.instance,
                node=change.node,
                message=change.name,
                key=change.key,
                payload=dict(change.data),
                hops=hops_from_here(),
                at=step.now,
                next_at=step.now,
            )
        )
    elif not is_too_much:
        unheard(step, node=change.node, name=change.name, key=change.key, payload=change.data)


def _heard(graph: Graph, state: State, host: Host, *, change: did.MessageThrown) -> did.Result:
    return engine.message(graph, state, change.name, host, key=change.key, payload=change.data)


def refused(
    graph: Graph, state: State, host: Host, *, token_id: int, name: str, payload: Mapping[str, object]
) -> did.Result:
    """What waits there is not let in: those who throw at each other have no end. It stands as an incident."""
    said = problem("messages_in_circle", name=name)
    vi, en = said.message_vi, said.message_en
    return engine.wait_failed(
        graph, state, token_id, host, code=said.code, message_vi=vi, message_en=en, payload=payload
    )


def unheard(step: Step, *, node: str, name: str, key: str, payload: Mapping[str, object]) -> None:
    """A thrown message that nothing waits for starts the processes that begin with it, for the same subject. Where
    there are none, one that named a key is said to the follower; without a key nobody was addressed."""
    if not _start_all_by(step, "message", name, payload) and key:
        found = step.known.diagram.nodes_by_id.get(node)
        move = Move(what="message-lost", node=found, details={"message": name, "key": key})
        tell_follower(step.instance.subject, [move], now=step.now)


def _broadcast(step: Step, change: did.SignalThrown, *, is_too_much: bool) -> None:
    """A signal is heard by all that wait for it now, and starts the processes that begin with it for this subject."""
    waiting = Token.objects.filter(state=Token.State.SIGNAL, wait_key=change.name).exclude(instance=step.instance.pk)
    others = waiting.order_by("instance_id").distinct().values_list("instance_id", "instance__subject")
    later = []
    for instance_id, subject in list(others):
        if subject == step.instance.subject and not is_too_much:
            _step(lock(instance_id), step, partial(_signalled, change=change))
        else:
            row = SignalDelivery(instance_id=instance_id, signal=change.name, at=step.now, hops=hops_from_here())
            row.payload = dict(change.data)
            later.append(row)
    SignalDelivery.objects.bulk_create(later)
    if not is_too_much:
        _start_all_by(step, "signal", change.name, change.data)


def _signalled(graph: Graph, state: State, host: Host, *, change: did.SignalThrown) -> did.Result:
    return engine.signal(graph, state, change.name, host, payload=change.data)


def _start_all_by(step: Step, kind: str, name: str, payload: Mapping[str, object]) -> bool:
    """Start what begins with it; return whether anything does."""
    starting = started_by(kind, name, subject=step.instance.subject)
    for version_id, node, definition in starting:
        start_by_event(step, version_id, node=node, definition=definition, payload=payload)
    return bool(starting)


def start_by_event(step: Step, version_id: int, *, node: str, definition: int, payload: Mapping[str, object]) -> None:
    """Start a version for the same subject by one of its start events, with what that brings as variables; one that
    needs several waits for the others."""
    start = compiled(version_id).graph.node(node)
    by: int | None = definition
    if start.needs_all and len(start.triggers) > 1:
        gathered = _gathered(step, version_id, node, definition, needed=len(start.triggers), payload=payload)
        if gathered is None:
            return
        by, payload = None, gathered
    of = step.instance
    key = next_key(Instance)
    started = insert_late(
        Instance(pk=key, version_id=version_id, subject=of.subject, labels=dict(of.labels), started_at=step.now)
    )
    inner = Step(instance=started, known=compiled(version_id), by=PROCESS, now=step.now)
    go(inner, State(), lambda graph, _, host: engine.start(graph, host, node=node, definition=by, variables=payload))


def _gathered(
    step: Step, version_id: int, node: str, definition: int, *, needed: int, payload: Mapping[str, object]
) -> Mapping[str, object] | None:
    """What all events have brought that a process begins with, once they have come for the subject, whose lock the
    step holds; None until then."""
    subject = step.instance.subject
    row = Gathering.objects.filter(version=version_id, subject=subject, node=node).first()
    if row is None:
        first = Gathering(version_id=version_id, subject=subject, node=node, came=[definition], at=step.now)
        first.payload = dict(payload)
        first.save()
        return None
    row.came, row.payload = sorted({*row.came, definition}), {**row.payload, **payload}
    if len(row.came) == needed:
        row.delete()
        return dict(row.payload)
    row.save(update_fields=["came", "payload"])
    return None


def _step(instance: Instance, cause: Step, engine_step: EngineStep) -> None:
    """Take a step of another instance; where it has gone on meanwhile, there is nothing to do."""
    step = Step(instance=instance, known=compiled(instance.version_id), by=cause.by, now=cause.now)
    try:
        go(step, state_of(instance), engine_step)
    except (NothingWaits, Refused):
        return
