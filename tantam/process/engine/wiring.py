"""How a drawing hangs together: flows, gateways, starts, ways in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tantam.process.engine.diagram import Flow, Node
from tantam.process.engine.kinds import GATEWAYS, SUBPROCESSES, TASKS
from tantam.process.engine.problem import Problem, Severity, problem
from tantam.process.engine.selecting import Part
from tantam.process.engine.supported import event_kind

ACTIVITIES: Final = TASKS | SUBPROCESSES
_CAUGHT: Final = ("intermediateCatchEvent", "receiveTask")
_CONDITIONAL: Final = ACTIVITIES | {"inclusiveGateway", "complexGateway"}
_BY_EVENT: Final = frozenset(("message", "timer", "signal", "conditional"))


def flow_problems(part: Part) -> Iterator[Problem]:
    """Flows that lead nowhere, cross a sub-process, or touch what must have none."""
    for flow in part.flows:
        source, target = part.by_id.get(flow.source), part.by_id.get(flow.target)
        if source is None or target is None:
            missing = flow.source if source is None else flow.target
            yield problem("dangling_flow", element=flow.id, line=flow.line, missing=missing or "?")
        elif source.parent != target.parent:
            yield problem("flow_crosses_border", element=flow.id, line=flow.line)
        else:
            yield from _end_problems(flow, source, target)
    yield from _doubled(part)


def _doubled(part: Part) -> Iterator[Problem]:
    """Arrows that lie upon another one, as they do when the step of a branch was deleted: only one of them is seen."""
    seen: set[tuple[str, str]] = set()
    for flow in part.flows:
        way = (flow.source, flow.target)
        if way in seen and flow.source in part.by_id and flow.target in part.by_id:
            source, target = (_name(part.by_id[end]) for end in way)
            yield problem(
                "doubled_flow", element=flow.id, line=flow.line, severity="warning", source=source, target=target
            )
        seen.add(way)


def _end_problems(flow: Flow, source: Node, target: Node) -> Iterator[Problem]:
    if source.kind == "endEvent":
        yield problem("flow_out_of_end", element=flow.id, line=flow.line, name=_name(source))
    if target.kind == "startEvent":
        yield problem("flow_into_start", element=flow.id, line=flow.line, name=_name(target))
    if target.kind == "boundaryEvent":
        yield problem("flow_into_boundary", element=flow.id, line=flow.line, name=_name(target))


def gateway_problems(part: Part) -> Iterator[Problem]:
    """Branches without condition, wrong defaults, event-based gateways without events."""
    for node in part.nodes:
        outgoing = [part.flow_by_id[flow] for flow in node.outgoing if flow in part.flow_by_id]
        if node.default and node.default not in node.outgoing:
            yield problem("bad_default", element=node.id, line=node.line, name=_name(node), flow=node.default)
        if node.kind == "exclusiveGateway":
            yield from _exclusive_problems(node, outgoing)
        elif node.kind == "eventBasedGateway":
            yield from _event_gateway_problems(part, node, outgoing)
        elif node.kind in _CONDITIONAL and outgoing and node.default not in node.outgoing:
            yield from _conditional_problems(node, outgoing)
        if node.kind in GATEWAYS and not node.outgoing:
            yield problem("gateway_without_way_on", element=node.id, line=node.line, name=_name(node))


def _exclusive_problems(node: Node, outgoing: list[Flow]) -> Iterator[Problem]:
    if len(outgoing) < 2:
        return
    for flow in outgoing:
        if flow.id != node.default and flow.condition is None:
            branch = flow.name or flow.id
            yield problem("branch_without_condition", element=flow.id, line=flow.line, name=_name(node), branch=branch)
        if flow.id == node.default and flow.condition is not None:
            yield problem(
                "default_with_condition", element=flow.id, line=flow.line, severity="warning", name=_name(node)
            )
    if not node.default and all(flow.condition is not None for flow in outgoing):
        yield problem("no_default", element=node.id, line=node.line, severity="warning", name=_name(node))


def _conditional_problems(node: Node, outgoing: list[Flow]) -> Iterator[Problem]:
    if all(flow.condition is not None for flow in outgoing):
        yield problem("no_default", element=node.id, line=node.line, severity="warning", name=_name(node))


def _event_gateway_problems(part: Part, node: Node, outgoing: list[Flow]) -> Iterator[Problem]:
    if len(outgoing) < 2:
        yield problem("event_gateway_needs_two", element=node.id, line=node.line, name=_name(node))
    if node.is_instantiating and node.incoming:
        yield problem("instantiating_with_incoming", element=node.id, line=node.line, name=_name(node))
    if node.gateway_type == "Parallel" and not node.is_instantiating:
        yield problem("parallel_events_inside", element=node.id, line=node.line, name=_name(node))
    for flow in outgoing:
        target = part.by_id.get(flow.target)
        if target is None:
            continue
        is_caught = target.kind in _CAUGHT and all(event.kind in _BY_EVENT for event in target.events)
        if not is_caught or part.boundaries.get(target.id) or target.loop is not None:
            yield problem("event_gateway_target", element=flow.id, line=flow.line, name=_name(target))
        elif len(target.incoming) > 1:
            yield problem("event_gateway_shared", element=target.id, line=target.line, name=_name(target))
        if flow.condition is not None:
            yield problem("event_gateway_condition", element=flow.id, line=flow.line, name=_name(node))


def start_problems(part: Part) -> Iterator[Problem]:
    """The process needs a place to begin; a called one and a sub-process too, and none of another kind."""
    starts = [node for node in part.inside.get(part.process.id, ()) if node.kind == "startEvent"]
    if not starts and not begins_by_events(part):
        severity: Severity = "warning" if beginnings(part.inside.get(part.process.id, ())) else "error"
        yield problem("no_start", element=part.process.id, line=part.process.line, severity=severity)
    for extra in [node for node in starts if event_kind(node) == "none"][1:]:
        yield problem("several_starts", element=extra.id, line=extra.line, name=_name(extra))
    for process in part.called:
        if not beginnings(part.inside.get(process.id, ())):
            yield problem("no_plain_start", element=process.id, line=process.line, name=process.name or process.id)
    for holder in part.nodes:
        if holder.kind in SUBPROCESSES and holder.is_event_triggered:
            yield from _handler_problems(part, holder)
        elif holder.kind == "adHocSubProcess":
            yield from _adhoc_problems(part, holder)
        elif holder.kind in SUBPROCESSES:
            yield from _inner_start_problems(part, holder)


def begins_by_events(part: Part) -> list[Node]:
    """What begins the process by an event without being a start event."""
    return [
        node
        for node in part.inside.get(part.process.id, ())
        if node.is_instantiating and node.kind in ("receiveTask", "eventBasedGateway")
    ]


def _inner_start_problems(part: Part, holder: Node) -> Iterator[Problem]:
    inside = part.inside.get(holder.id, ())
    starts = [node for node in inside if node.kind == "startEvent"]
    for node in starts:
        if event_kind(node) != "none":
            yield problem("start_in_subprocess", element=node.id, line=node.line, name=_name(node))
    if not starts and not beginnings(inside):
        yield problem("empty_subprocess", element=holder.id, line=holder.line, name=_name(holder))
    for extra in starts[1:]:
        yield problem("several_starts", element=extra.id, line=extra.line, name=_name(extra))


def _handler_problems(part: Part, holder: Node) -> Iterator[Problem]:
    """An event sub-process has one start, with an event, and neither flows nor boundary events."""
    starts = [node for node in part.inside.get(holder.id, ()) if node.kind == "startEvent"]
    if len(starts) != 1 or event_kind(starts[0]) == "none":
        yield problem("handler_start", element=holder.id, line=holder.line, name=_name(holder))
    if holder.incoming or holder.outgoing or part.boundaries.get(holder.id) or holder.loop is not None:
        yield problem("handler_in_flow", element=holder.id, line=holder.line, name=_name(holder))
    for start in starts:
        if not start.is_interrupting and any(event.kind == "error" for event in start.events):
            yield problem("error_beside", element=start.id, line=start.line, name=_name(start))


def _adhoc_problems(part: Part, holder: Node) -> Iterator[Problem]:
    inside = part.inside.get(holder.id, ())
    for node in inside:
        if node.kind in ("startEvent", "endEvent"):
            yield problem("start_or_end_in_adhoc", element=node.id, line=node.line, name=_name(node))
    if not beginnings(inside):
        yield problem("empty_subprocess", element=holder.id, line=holder.line, name=_name(holder))


def beginnings(inside: Iterable[Node]) -> tuple[Node, ...]:
    """Where a process or sub-process begins: its plain start events, or all that nothing leads to where it has no
    start event at all."""
    inside = tuple(inside)
    if any(node.kind == "startEvent" for node in inside):
        return tuple(node for node in inside if node.kind == "startEvent" and not node.events)
    return tuple(node for node in inside if not node.incoming and not _is_aside(node))


def _is_aside(node: Node) -> bool:
    """Whether something else than a flow leads to a node."""
    return (
        node.kind == "boundaryEvent"
        or node.is_event_triggered
        or node.is_for_compensation
        or node.is_instantiating
        or (node.kind == "intermediateCatchEvent" and event_kind(node) == "link")
    )


def way_problems(part: Part) -> Iterator[Problem]:
    """Nodes no token can reach, and nodes from which none can end."""
    reached = _reached(part)
    ending = _ending(part)
    yield from _unreached_problems(part, reached)
    for node in part.nodes:
        if node.id in reached and node.id not in ending and not _ends_from_outside(part, node):
            yield problem("no_way_to_end", element=node.id, line=node.line, severity="warning", name=_name(node))


def _unreached_problems(part: Part, reached: set[str]) -> Iterator[Problem]:
    """One finding where a way is missing, not one more for each node that only stands behind it."""
    left = {node.id: node for node in part.nodes if node.id not in reached}
    led_to = {after for name, node in left.items() for after in _onward(part, node) if after != name}
    first = [node for name, node in left.items() if name not in led_to]
    told: set[str] = set()
    for node in [*first, *left.values()]:  # a ring of nodes has no first one: any of it will do
        if node.id in told:
            continue
        behind = _closure(part, [node.id]).intersection(left) - told - {node.id}
        told |= behind | {node.id}
        code = ("unreachable", "unreachable_with_next", "unreachable_with_more")[min(len(behind), 2)]
        yield problem(code, element=node.id, line=node.line, name=_name(node), count=len(behind))


def _ends_from_outside(part: Part, node: Node) -> bool:
    """Whether a loop without an own end is stopped by a terminate event beside it or a boundary event around it."""
    holder: Node | None = node
    while holder is not None:
        beside = part.inside.get(holder.parent, ())
        if any(_stops_all(part, other) for other in beside):
            return True
        holder = part.by_id.get(holder.parent)
        if holder is not None and any(event.is_interrupting for event in part.boundaries.get(holder.id, ())):
            return True
    return False


def _stops_all(part: Part, node: Node) -> bool:
    """Whether a node ends all beside it: a terminate, error or cancel end, or an event sub-process taking over."""
    if node.kind == "endEvent":
        return any(event.kind in ("terminate", "error", "cancel") for event in node.events)
    starts = part.inside.get(node.id, ()) if node.is_event_triggered else ()
    return any(start.kind == "startEvent" and start.is_interrupting for start in starts)


def _reached(part: Part) -> set[str]:
    inside = part.inside.get(part.process.id, ())
    starts = [node for node in inside if node.kind == "startEvent"]
    begin = [*(starts or beginnings(inside)), *begins_by_events(part)]
    handlers = [node for node in inside if node.is_event_triggered]
    return _closure(part, [node.id for node in (*begin, *handlers)])


def _closure(part: Part, begin: list[str]) -> set[str]:
    seen: set[str] = set()
    waiting = begin
    while waiting:
        name = waiting.pop()
        node = part.by_id.get(name)
        if node is None or name in seen:
            continue
        seen.add(name)
        waiting.extend(_onward(part, node))
    return seen


def _onward(part: Part, node: Node) -> Iterator[str]:
    """What a token at a node may come to next: along its flows, at its border, by a link, inside it."""
    yield from (part.flow_by_id[flow].target for flow in node.outgoing if flow in part.flow_by_id)
    yield from (boundary.id for boundary in part.boundaries.get(node.id, ()))
    yield from (other.id for other in part.links.get(node.id, ()))
    if node.id in part.undoers:
        yield part.undoers[node.id].id
    body = node.id if node.kind in SUBPROCESSES else node.called
    if node.kind in SUBPROCESSES or body in part.holders:
        inside = part.inside.get(body, ())
        handled = (inner for inner in inside if inner.kind == "startEvent")
        yield from (inner.id for inner in (*beginnings(inside), *handled))
        yield from (inner.id for inner in inside if inner.is_event_triggered)


def _ending(part: Part) -> set[str]:
    """Walk backwards from everything without a way on: an end event, or a step that ends its branch."""
    seen: set[str] = set()
    throwing: dict[str, list[str]] = {}
    for thrower, catchers in part.links.items():
        for catcher in catchers:
            throwing.setdefault(catcher.id, []).append(thrower)
    waiting = [node.id for node in part.nodes if not node.outgoing and not part.links.get(node.id)]
    while waiting:
        name = waiting.pop()
        node = part.by_id.get(name)
        if node is None or name in seen:
            continue
        seen.add(name)
        waiting.extend(part.flow_by_id[flow].source for flow in node.incoming if flow in part.flow_by_id)
        waiting.extend(throwing.get(name, ()))
        if node.kind == "boundaryEvent":
            waiting.append(node.attached_to)
    return seen


def _name(node: Node) -> str:
    return node.name or node.id
