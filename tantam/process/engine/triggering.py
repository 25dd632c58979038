"""What a node waits for or throws, and how it repeats, as the graph knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, cast

from tantam.process.engine.carrying import CARRYING, THROWING
from tantam.process.engine.diagram import EventDefinition, Node
from tantam.process.engine.formulas import Formulas
from tantam.process.engine.graph import Formula, GraphNode, LoopRule, Start, Trigger, TriggerKind
from tantam.process.engine.supported import event_kind

#: Events that are waited for; the others are thrown by what goes on inside.
WAITED: Final = frozenset(("timer", "message", "signal", "conditional"))


def triggers_of(node: Node, formulas: Formulas) -> tuple[Trigger, ...]:
    """The events of a node, in the order of the file."""
    if node.kind in ("receiveTask", "sendTask"):
        correlation = formulas.parts.get((node.id, "correlation"))
        carry = carry_of(node, formulas) if node.kind == "sendTask" else ()
        return (Trigger(kind="message", key=node.message, correlation=correlation, carry=carry),)
    return tuple(_trigger(node, number, event, formulas) for number, event in enumerate(node.events))


def carry_of(node: Node, formulas: Formulas) -> tuple[tuple[str, Formula], ...]:
    """What goes along with what a node throws."""
    parts = ((carry.name, formulas.parts.get((node.id, f"carry{n}"))) for n, carry in enumerate(node.care.carries))
    return tuple((name, formula) for name, formula in parts if formula is not None)


def _trigger(node: Node, number: int, event: EventDefinition, formulas: Formulas) -> Trigger:
    return Trigger(
        kind=cast("TriggerKind", event.kind),
        key=_key(event),
        timer=formulas.timers.get((node.id, number)),
        condition=formulas.parts.get((node.id, f"event{number}")),
        correlation=formulas.parts.get((node.id, "correlation")) if event.kind == "message" else None,
        carry=carry_of(node, formulas) if node.kind in THROWING and event.kind in CARRYING else (),
        waits=event.waits_for_completion,
    )


def loop_of(node: Node, formulas: Formulas) -> LoopRule | None:
    """How an activity repeats, None where it does not."""
    loop, parts = node.loop, formulas.parts
    if loop is None:
        return None
    return LoopRule(
        kind=cast('Literal["standard", "parallel", "sequential"]', loop.kind),
        condition=parts.get((node.id, "loop")),
        is_tested_before=loop.is_tested_before,
        maximum=int(loop.maximum) if loop.maximum else None,
        number=parts.get((node.id, "number")),
        collection=loop.collection if loop.cardinality is None else "",
        item=loop.item,
        results=loop.results,
        result=loop.result,
        done=parts.get((node.id, "done")),
        thrown=tuple(_thrown(node, parts)),
    )


def starts_of(node: GraphNode) -> list[Start]:
    """The ways to begin a process by the events of a node."""
    return [
        Start(
            node=node.index,
            kind=cast('Literal["message", "timer", "signal", "conditional"]', trigger.kind),
            message=trigger.key if trigger.kind == "message" else "",
            signal=trigger.key if trigger.kind == "signal" else "",
            timer=trigger.timer,
            condition=trigger.condition,
            definition=number,
        )
        for number, trigger in enumerate(node.triggers)
        if trigger.kind in WAITED
    ]


def _thrown(
    node: Node, parts: Mapping[tuple[str, str], Formula]
) -> list[tuple[Literal["first", "each"] | Formula, Trigger | None]]:
    loop = node.loop
    found: list[tuple[Literal["first", "each"] | Formula, Trigger | None]] = []
    for number, told in enumerate(loop.told if loop is not None else ()):
        event = told.event
        trigger = Trigger(kind=cast("TriggerKind", event.kind), key=_key(event)) if event is not None else None
        condition = parts.get((node.id, f"thrown{number}"))
        if condition is not None:
            found.append((condition, trigger))
        elif loop is not None and loop.behavior in ("One", "None"):
            found.append(("first" if loop.behavior == "One" else "each", trigger))
    return found


def _key(event: EventDefinition) -> str:
    """What an event is known by: the code of an error or escalation (its id where it has none), the name of a message
    or signal, the activity to compensate."""
    if event.kind in ("error", "escalation"):
        return event.code or event.ref
    return event.activity if event.kind == "compensate" else event.name


def kinds_of(node: Node) -> set[str]:
    """What the events of a node are about."""
    return {event.kind for event in node.events}


def message_of(node: Node) -> str:
    """The name of the one message a node is about, "" where there is none."""
    kind = event_kind(node)
    return node.message or (node.events[0].name if kind == "message" else "")
