"""A first drawing for each model, to change rather than to begin from nothing: it runs as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_STEP, _GAP, _TOP = 120, 36, 150
_SIZES: Final = {"bat_dau": (36, 36), "xong": (36, 36), "khach_dong_y": (50, 50)}


@dataclass(frozen=True, slots=True)
class _Step:
    id: str
    vi: str
    en: str
    stage: str
    response: str


_TAKE_IN: Final = _Step("tiep_nhan", "Tiếp nhận yêu cầu", "Take the request in", "intake", "PT10M")
_SORT: Final = _Step("phan_loai", "Phân loại", "Classify", "classification", "PT10M")
_HANDLE: Final = _Step("xu_ly", "Xử lý", "Handle", "handling", "PT4H")
_FOLLOW: Final = _Step("theo_doi", "Gọi hỏi lại", "Follow up", "follow_up", "PT8H")
_THANK: Final = _Step("cam_on", "Cảm ơn, tiếp thu", "Thank and learn", "feedback", "PT8H")
_OFFER: Final = _Step("de_xuat", "Đề xuất phương án", "Propose a solution", "handling", "PT4H")

STEPS: Final[dict[str, tuple[_Step, ...]]] = {
    "linear": (_TAKE_IN, _SORT, _HANDLE, _FOLLOW, _THANK),
    "loop": (_TAKE_IN, _SORT, _OFFER),
    "staged": (
        _Step("dat_lich", "Đặt lịch", "Book", "intake", "PT30M"),
        _Step("nhan", "Nhận và kiểm tra", "Receive and inspect", "classification", "PT30M"),
        _Step("thuc_hien", "Thực hiện", "Carry out", "handling", "PT4H"),
        _Step("giao", "Bàn giao", "Hand over", "handling", "PT30M"),
        _FOLLOW,
    ),
}


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works: the key of a team, and what it is called."""

    key: str = ""
    name: str = ""
    name_en: str = ""


_ANYBODY: Final = Crew(name="Người phụ trách", name_en="Assignee")


def first_drawing(*, key: str, name: str, name_en: str, shape: str, crew: Crew) -> str:
    """BPMN of a process in one lane, which is the crew's and called so, with a start, the model's steps and an end.

    The loop model asks before its end whether the customer agrees (variable `dong_y`) and goes back where not.
    """
    steps = STEPS[shape]
    flows = _flows(steps, is_loop=shape == "loop")
    nodes = ["bat_dau", *(step.id for step in steps), *(["khach_dong_y"] if shape == "loop" else []), "xong"]
    return _DOCUMENT.format(
        key=quoteattr(key),
        name=quoteattr(name),
        label=f'<tantam:label lang="en">{escape(name_en)}</tantam:label>' if name_en else "",
        shape=shape,
        lane=_lane(crew if crew.name else _ANYBODY),
        refs="".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes),
        steps="".join(_task(step, has_answer=step is _OFFER) for step in steps),
        gateway=_GATEWAY if shape == "loop" else "",
        flows="".join(_flow(*flow) for flow in flows),
        shapes=_shapes(nodes),
        edges=_edges(nodes, flows),
        width=_right(nodes) - 90,
        lane_width=_right(nodes) - 120,
    )


def _lane(crew: Crew) -> str:
    role = f'kind="team" ref={quoteattr(crew.key)}' if crew.key else 'kind="assignee"'
    label = f'<tantam:label lang="en">{escape(crew.name_en)}</tantam:label>' if crew.name_en else ""
    extension = f"<bpmn:extensionElements>{label}<tantam:role {role}/></bpmn:extensionElements>"
    return f" name={quoteattr(crew.name)}>{extension}"


def _flows(steps: Sequence[_Step], *, is_loop: bool) -> list[tuple[str, str, str]]:
    ids = ["bat_dau", *(step.id for step in steps), *(["khach_dong_y"] if is_loop else []), "xong"]
    found = [(f"di_{number}", a, b) for number, (a, b) in enumerate(pairwise(ids), start=1)]
    return [*found, ("quay_lai", "khach_dong_y", _OFFER.id)] if is_loop else found


def _task(step: _Step, *, has_answer: bool) -> str:
    form = _ANSWER if has_answer else ""
    return (
        f'<bpmn:userTask id="{step.id}" name="{step.vi}" tantam:stage="{step.stage}"><bpmn:extensionElements>'
        f'<tantam:label lang="en">{step.en}</tantam:label><tantam:time response="{step.response}"/>'
        f'<tantam:work done="button"/>{form}</bpmn:extensionElements></bpmn:userTask>'
    )


_ANSWER: Final = (
    '<tantam:form><tantam:field key="dong_y" type="boolean" required="true">'
    '<tantam:label lang="vi">Khách đồng ý?</tantam:label>'
    '<tantam:label lang="en">Does the customer agree?</tantam:label>'
    "</tantam:field></tantam:form>"
)
_GATEWAY: Final = (
    '<bpmn:exclusiveGateway id="khach_dong_y" name="Khách đồng ý?" default="quay_lai"><bpmn:extensionElements>'
    '<tantam:label lang="en">Does the customer agree?</tantam:label></bpmn:extensionElements></bpmn:exclusiveGateway>'
)


def _flow(flow_id: str, source: str, target: str) -> str:
    head = f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}"'
    if flow_id == "quay_lai":
        label = f"<bpmn:extensionElements>{_label('not yet')}</bpmn:extensionElements>"
        return f'{head} name="chưa">{label}</bpmn:sequenceFlow>'
    if source == "khach_dong_y":
        condition = "<bpmn:conditionExpression>dong_y = true</bpmn:conditionExpression>"
        inner = f"<bpmn:extensionElements>{_label('yes')}</bpmn:extensionElements>{condition}"
        return f'{head} name="có">{inner}</bpmn:sequenceFlow>'
    return f"{head}/>"


def _label(text: str) -> str:
    return f'<tantam:label lang="en">{text}</tantam:label>'


def _size(node: str) -> tuple[int, int]:
    return _SIZES.get(node, (_STEP, 80))


def _left(nodes: Sequence[str], node: str) -> int:
    return 210 + sum(_size(before)[0] + _GAP for before in nodes[: nodes.index(node)])


def _right(nodes: Sequence[str]) -> int:
    return _left(nodes, nodes[-1]) + _size(nodes[-1])[0]


def _box(nodes: Sequence[str], node: str) -> tuple[int, int, int, int]:
    width, height = _size(node)
    return _left(nodes, node), _TOP - height // 2, width, height


def _shapes(nodes: Sequence[str]) -> str:
    found = []
    for node in nodes:
        x, y, width, height = _box(nodes, node)
        mark = ' isMarkerVisible="true"' if node == "khach_dong_y" else ""
        found.append(
            f'<bpmndi:BPMNShape id="{node}_di" bpmnElement="{node}"{mark}>'
            f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
        )
    return "".join(found)


def _edges(nodes: Sequence[str], flows: Sequence[tuple[str, str, str]]) -> str:
    found = []
    for flow_id, source, target in flows:
        ax, ay, aw, ah = _box(nodes, source)
        bx, by, bw, bh = _box(nodes, target)
        if flow_id == "quay_lai":
            low = _TOP + 80
            points = [(ax + aw // 2, ay + ah), (ax + aw // 2, low), (bx + bw // 2, low), (bx + bw // 2, by + bh)]
        else:
            points = [(ax + aw, _TOP), (bx, _TOP)]
        bends = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        found.append(f'<bpmndi:BPMNEdge id="{flow_id}_di" bpmnElement="{flow_id}">{bends}</bpmndi:BPMNEdge>')
    return "".join(found)


_DOCUMENT: Final = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:tantam="urn:tantam:bpmn:1" id="dinh_nghia" targetNamespace="urn:tantam:process">
  <bpmn:collaboration id="cong_tac"><bpmn:participant id="be" name={name} processRef="quy_trinh"><bpmn:extensionElements>{label}</bpmn:extensionElements></bpmn:participant></bpmn:collaboration>
  <bpmn:process id="quy_trinh" name={name} isExecutable="true">
    <bpmn:extensionElements>{label}<tantam:process key={key} shape="{shape}"/></bpmn:extensionElements>
    <bpmn:laneSet id="cac_lan"><bpmn:lane id="lan_1"{lane}{refs}</bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="bat_dau" name="Bắt đầu"><bpmn:extensionElements><tantam:label lang="en">Start</tantam:label></bpmn:extensionElements></bpmn:startEvent>
    {steps}{gateway}
    <bpmn:endEvent id="xong" name="Xong"><bpmn:extensionElements><tantam:label lang="en">Done</tantam:label></bpmn:extensionElements></bpmn:endEvent>
    {flows}
  </bpmn:process>
  <bpmndi:BPMNDiagram id="so_do"><bpmndi:BPMNPlane id="mat" bpmnElement="cong_tac">
    <bpmndi:BPMNShape id="be_di" bpmnElement="be" isHorizontal="true"><dc:Bounds x="120" y="40" width="{width}" height="240"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="lan_1_di" bpmnElement="lan_1" isHorizontal="true"><dc:Bounds x="150" y="40" width="{lane_width}" height="240"/></bpmndi:BPMNShape>
    {shapes}{edges}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""  # noqa: E501 - one line an element, as tools write it
