"""The inside of each process and sub-process: where it begins, what handles its events, what in it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tantam.process.engine.diagram import Node
from tantam.process.engine.formulas import Formulas
from tantam.process.engine.graph import Body
from tantam.process.engine.kinds import SUBPROCESSES
from tantam.process.engine.selecting import Part
from tantam.process.engine.wiring import beginnings


def bodies_of(part: Part, index: Mapping[str, int], formulas: Formulas) -> dict[str, Body]:
    """All bodies, by the id of their process or sub-process."""
    owned = _owned(part)
    found = {name: _body(part, index, name) for name in part.holders}
    for node in part.nodes:
        if node.kind in SUBPROCESSES:
            found[node.id] = _body(part, index, node.id, node=node, formulas=formulas)
    return {name: replace(body, own=owned[name]) if name in owned else body for name, body in found.items()}


def _owned(part: Part) -> dict[str, tuple[str, ...]]:
    """The names of the data objects and properties of each sub-process: their own, or what the references beside them
    say. Those of a process are the variables of the instance."""
    holder = {one.id: one.parent for one in part.diagram.artifacts if one.kind == "dataObject"}
    found: dict[str, dict[str, None]] = {}
    for one in part.diagram.artifacts:
        is_own = one.kind in ("dataObject", "property") or (
            one.kind == "dataObjectReference" and holder.get(one.refers) == one.parent
        )
        if is_own and one.text and one.parent in part.by_id:
            found.setdefault(one.parent, {})[one.text] = None
    return {parent: tuple(names) for parent, names in found.items()}


def _body(
    part: Part, index: Mapping[str, int], name: str, *, node: Node | None = None, formulas: Formulas | None = None
) -> Body:
    inside = part.inside.get(name, ())
    starts = [(inner, start) for inner in inside if (start := handler_start(part, inner)) is not None]
    undo = next((start for _, start in starts if _has(start, "compensate")), None)
    begin = tuple(index[inner.id] for inner in beginnings(inside))
    return Body(
        begin=begin,
        handlers=tuple((index[inner.id], index[start.id]) for inner, start in starts if start is not undo),
        undo=index[undo.id] if undo is not None else -1,
        is_handler=node is not None and node.is_event_triggered,
        is_transaction=node is not None and node.kind == "transaction",
        is_adhoc=node is not None and node.kind == "adHocSubProcess",
        is_sequential=node is not None and node.ordering == "Sequential",
        done=formulas.parts.get((name, "completion")) if formulas is not None else None,
        cancels_rest=node is None or node.cancels_rest,
    )


def handler_start(part: Part, node: Node) -> Node | None:
    """The start event of an event sub-process, None where `node` is none."""
    if not node.is_event_triggered or node.kind not in SUBPROCESSES:
        return None
    return next((inner for inner in part.inside.get(node.id, ()) if inner.kind == "startEvent" and inner.events), None)


def _has(node: Node, kind: str) -> bool:
    return any(event.kind == kind for event in node.events)


def compensable(part: Part) -> frozenset[str]:
    """The activities whose completion is to be remembered: those with a handler, and all that hold such."""
    found = {event.attached_to for event in part.nodes if event.id in part.undoers}
    holders: dict[str, list[str]] = {}
    for node in part.nodes:
        if node.kind == "callActivity" and node.called in part.holders:
            holders.setdefault(node.called, []).append(node.id)
        start = handler_start(part, node)
        if start is not None and _has(start, "compensate") and node.parent in part.by_id:
            found.add(node.parent)
    waiting = list(found)
    while waiting:
        inner = part.by_id[waiting.pop()]
        around = [inner.parent] if inner.parent in part.by_id else holders.get(inner.parent, [])
        for name in around:
            start = handler_start(part, part.by_id[name])
            if name not in found and not (start is not None and _has(start, "compensate")):
                found.add(name)
                waiting.append(name)
    return frozenset(found)
