"""Small worlds for the process room: visits and tokens put on a published drawing by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from tantam.process.models import Instance, Token, Version, Visit
from tests import world as w

SIMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d">
  <bpmn:process id="p" name="Thử" isExecutable="true">
    <bpmn:laneSet id="ls"><bpmn:lane id="l" name="Tổ Hỗ trợ"><bpmn:extensionElements>
      <tantam:role kind="team" ref="ho-tro"/></bpmn:extensionElements>
      <bpmn:flowNodeRef>s</bpmn:flowNodeRef><bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>g</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>b</bpmn:flowNodeRef><bpmn:flowNodeRef>e</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="s" name="Bắt đầu"/>
    <bpmn:userTask id="a" name="Trả lời"><bpmn:extensionElements><tantam:label lang="en">Answer</tantam:label>
      <tantam:time response="PT30M"/><tantam:script lang="vi">Dạ {toi} nghe ạ.</tantam:script>
      </bpmn:extensionElements></bpmn:userTask>
    <bpmn:exclusiveGateway id="g" name="Xong chưa?" default="to_e"/>
    <bpmn:userTask id="b" name="Hỏi thêm"/>
    <bpmn:endEvent id="e" name="Xong"/>
    <bpmn:sequenceFlow id="to_a" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="to_g" sourceRef="a" targetRef="g"/>
    <bpmn:sequenceFlow id="to_b" sourceRef="g" targetRef="b">
      <bpmn:conditionExpression>xong = false</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="to_e" sourceRef="g" targetRef="e"/>
    <bpmn:sequenceFlow id="again" sourceRef="b" targetRef="a"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
    <bpmndi:BPMNShape id="s_di" bpmnElement="s"><dc:Bounds x="100" y="100" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="a_di" bpmnElement="a"><dc:Bounds x="200" y="80" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="g_di" bpmnElement="g"><dc:Bounds x="360" y="95" width="50" height="50"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="b_di" bpmnElement="b"><dc:Bounds x="340" y="220" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="e_di" bpmnElement="e"><dc:Bounds x="480" y="102" width="36" height="36"/></bpmndi:BPMNShape>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def instance(version: Version, *, subject: str = "case:1", **labels: str) -> Instance:
    return Instance.objects.create(version=version, subject=subject, labels=labels, started_at=w.NOW)


def visit(
    version: Version,
    node: str,
    *,
    left_at: datetime,
    seconds: float,
    via: str = "",
    late: int | None = None,
    **labels: str,
) -> Visit:
    return Visit.objects.create(
        instance_id=1,
        version_id=version.pk,
        node=node,
        entered_at=left_at - timedelta(seconds=seconds),
        left_at=left_at,
        via=via,
        late_seconds=late,
        **labels,
    )


def stand(of: Instance, node: str, *, since: datetime, due_at: datetime | None = None, state: str = "waiting") -> Token:
    return Token.objects.create(
        instance=of, version=of.version, node=node, scope_id=0, state=state, due_at=due_at, entered_at=since
    )
