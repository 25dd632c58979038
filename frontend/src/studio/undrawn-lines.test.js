import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { counted, withoutPlace } from "./undrawn-lines.js";

const FILE = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"
  xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI">
  <collaboration id="c"><participant id="a" processRef="p"/><participant id="b"/>
    <messageFlow id="m1" sourceRef="b" targetRef="s"/><messageFlow id="m2" sourceRef="s" targetRef="b"/></collaboration>
  <process id="p"><startEvent id="s"/><textAnnotation id="n"/><association id="l" sourceRef="s" targetRef="n"/></process>
  <di:BPMNDiagram><di:BPMNPlane bpmnElement="c"><di:BPMNShape bpmnElement="s"/><di:BPMNEdge bpmnElement="m1"/>
  </di:BPMNPlane></di:BPMNDiagram></definitions>`;

test("lines, data and notes without a place are counted and said; what is drawn is not", async () => {
  const { rootElement, elementsById } = await new BpmnModdle().fromXML(FILE);
  const left = withoutPlace(rootElement, elementsById);
  assert.deepEqual(left.map(({ id }) => id).sort(), ["l", "m2", "n"]);
  assert.equal(
    counted(left),
    "Không vẽ được, nhưng vẫn giữ trong tệp: 1 luồng thông điệp, 1 đường liên kết, 1 ghi chú.",
  );
  assert.equal(counted([]), "");
});
