"""What does not run yet is refused by name, on the element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tantam.process.engine.diagram import Node
from tantam.process.engine.kinds import EVENTS, SUBPROCESSES
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.selecting import Part

#: Kinds of elements and events, as people call them: (Vietnamese, English).
NAMES: Final[dict[str, tuple[str, str]]] = {
    "scriptTask": ("bước chạy mã (script)", "script task"),
    "callActivity": ("gọi quy trình khác", "call activity"),
    "adHocSubProcess": ("quy trình con tuỳ ứng", "ad-hoc sub-process"),
    "transaction": ("quy trình con giao dịch", "transaction"),
    "inclusiveGateway": ("cổng bao gồm", "inclusive gateway"),
    "complexGateway": ("cổng phức hợp", "complex gateway"),
    "choreographyTask": ("bước phối hợp", "choreography task"),
    "callChoreography": ("gọi phối hợp", "call choreography"),
    "subChoreography": ("phối hợp con", "sub-choreography"),
    "implicitThrowEvent": ("sự kiện ngầm", "implicit throw event"),
    "event": ("sự kiện trừu tượng", "abstract event"),
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
    "multiple": ("sự kiện nhiều loại", "multiple event"),
    "none": ("sự kiện trống", "none event"),
    "loop": ("bước lặp", "loop"),
    "multiInstance": ("bước nhiều phiên", "multi-instance activity"),
    "compensation": ("bước bù trừ", "compensation activity"),
    "eventSubProcess": ("quy trình con theo sự kiện", "event sub-process"),
    "quantity": ("số lượng token khác 1", "start or completion quantity other than 1"),
    "instantiate": ("phần tử tự khởi động quy trình", "element that starts the process by itself"),
    "parallelEvents": ("cổng chờ mọi sự kiện", "gateway that waits for all events"),
    "timeCycle": ("hẹn giờ lặp lại", "repeating timer"),
}

_KINDS: Final = frozenset(
    (
        "scriptTask",
        "callActivity",
        "adHocSubProcess",
        "transaction",
        "inclusiveGateway",
        "complexGateway",
        "choreographyTask",
        "callChoreography",
        "subChoreography",
        "implicitThrowEvent",
        "event",
    )
)
_RUNNING_EVENTS: Final[dict[str, frozenset[str]]] = {
    "startEvent": frozenset(("none", "message", "timer")),
    "intermediateCatchEvent": frozenset(("message", "timer")),
    "intermediateThrowEvent": frozenset(("none", "message")),
    "boundaryEvent": frozenset(("message", "timer")),
    "endEvent": frozenset(("none", "message", "terminate")),
}


def event_kind(node: Node) -> str:
    """What an event is about: none, multiple, or the kind of its one definition."""
    if not node.events:
        return "none"
    return node.events[0].kind if len(node.events) == 1 else "multiple"


def unsupported(part: Part) -> Iterator[Problem]:
    """A finding for everything in `part` that the engine does not run."""
    for node in part.nodes:
        for kind in _refused(node):
            vi, en = NAMES[kind]
            yield problem(
                "unsupported", element=node.id, line=node.line, name=node.name or node.id, kind_vi=vi, kind_en=en
            )


def _refused(node: Node) -> Iterator[str]:
    if node.kind in _KINDS:
        yield node.kind
    if node.kind in _RUNNING_EVENTS:
        yield from _refused_event(node)
    if node.loop is not None:
        yield "loop" if node.loop.kind == "standard" else "multiInstance"
    if node.is_for_compensation:
        yield "compensation"
    if node.is_event_triggered and node.kind in SUBPROCESSES:
        yield "eventSubProcess"
    if node.kind not in EVENTS and (node.start_quantity, node.completion_quantity) != ("1", "1"):
        yield "quantity"
    if node.is_instantiating:
        yield "instantiate"
    if node.kind == "eventBasedGateway" and node.gateway_type == "Parallel":
        yield "parallelEvents"


def _refused_event(node: Node) -> Iterator[str]:
    kind = event_kind(node)
    if kind not in _RUNNING_EVENTS[node.kind] and (kind != "none" or node.kind == "boundaryEvent"):
        yield kind if kind in NAMES else "event"
    elif kind == "timer" and node.events[0].timer == "timeCycle":
        yield "timeCycle"
