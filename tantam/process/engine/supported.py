"""What does not run yet is refused by name, on the element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tantam.process.engine.diagram import Node
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.selecting import Part

#: Kinds of elements and events, as people call them: (Vietnamese, English).
NAMES: Final[dict[str, tuple[str, str]]] = {
    "scriptTask": ("bước chạy mã (script)", "script task"),
    "choreographyTask": ("bước phối hợp", "choreography task"),
    "callChoreography": ("gọi phối hợp", "call choreography"),
    "subChoreography": ("phối hợp con", "sub-choreography"),
    "implicitThrowEvent": ("sự kiện ngầm", "implicit throw event"),
    "event": ("sự kiện này ở chỗ này", "such an event in this place"),
    "signal": ("sự kiện tín hiệu", "signal event"),
    "error": ("sự kiện lỗi", "error event"),
    "escalation": ("sự kiện leo thang", "escalation event"),
    "conditional": ("sự kiện điều kiện", "conditional event"),
    "compensate": ("sự kiện bù trừ", "compensation event"),
    "cancel": ("sự kiện huỷ", "cancel event"),
    "link": ("sự kiện liên kết", "link event"),
    "terminate": ("sự kiện kết thúc toàn bộ", "terminate event"),
    "timer": ("sự kiện hẹn giờ", "timer event"),
    "message": ("sự kiện tin nhắn", "message event"),
    "none": ("sự kiện trống", "none event"),
}

_NEVER: Final = frozenset(("choreographyTask", "callChoreography", "subChoreography", "implicitThrowEvent", "event"))
_RUNNING_EVENTS: Final[dict[str, frozenset[str]]] = {
    "startEvent": frozenset(("message", "timer", "signal", "conditional")),
    "intermediateCatchEvent": frozenset(("message", "timer", "signal", "conditional", "link")),
    "intermediateThrowEvent": frozenset(("message", "signal", "escalation", "compensate", "link")),
    "boundaryEvent": frozenset(
        ("message", "timer", "signal", "conditional", "error", "escalation", "compensate", "cancel")
    ),
    "endEvent": frozenset(("message", "signal", "error", "escalation", "compensate", "cancel", "terminate")),
}
#: What may start an event sub-process beside what may start a process.
HANDLED: Final = frozenset(("error", "escalation", "compensate"))


def event_kind(node: Node) -> str:
    """What an event is about: none, multiple, or the kind of its one definition."""
    if not node.events:
        return "none"
    return node.events[0].kind if len(node.events) == 1 else "multiple"


def unsupported(part: Part, *, runs_scripts: bool = False) -> Iterator[Problem]:
    """A finding for everything in `part` that the engine does not run; scripts only where a host binds them."""
    for node in part.nodes:
        for kind in _refused(part, node, runs_scripts=runs_scripts):
            vi, en = NAMES[kind]
            yield problem(
                "unsupported", element=node.id, line=node.line, name=node.name or node.id, kind_vi=vi, kind_en=en
            )


def _refused(part: Part, node: Node, *, runs_scripts: bool) -> Iterator[str]:
    if node.kind in _NEVER:
        yield node.kind
    if _is_script(part, node) and not runs_scripts:
        yield "scriptTask"
    if node.kind in _RUNNING_EVENTS:
        allowed = _RUNNING_EVENTS[node.kind] | (HANDLED if _starts_handler(part, node) else frozenset())
        yield from (
            event.kind if event.kind in NAMES else "event" for event in node.events if event.kind not in allowed
        )
    if node.kind == "boundaryEvent" and not node.events:
        yield "none"


def _is_script(part: Part, node: Node) -> bool:
    called = part.global_tasks.get(node.called) if node.kind == "callActivity" else None
    return "scriptTask" in (node.kind, called.kind if called is not None else "")


def _starts_handler(part: Part, node: Node) -> bool:
    holder = part.by_id.get(node.parent)
    return node.kind == "startEvent" and holder is not None and holder.is_event_triggered
