import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { foreignKept, leftBehind } from "./replacing-kept.js";
import tantam from "./tantam.json" with { type: "json" };

const FILE = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
  <bpmn:operation id="goi_kho"/><bpmn:process id="p">
  <bpmn:serviceTask id="s" name="Hỏi kho" camunda:class="a.B" camunda:asyncBefore="true" operationRef="goi_kho">
    <bpmn:extensionElements><tantam:guide lang="vi">Xem kỹ</tantam:guide>
      <zeebe:taskDefinition type="kho" retries="3"/>
      <zeebe:ioMapping><zeebe:input source="=a" target="b"/><zeebe:output source="=c" target="d">x</zeebe:output></zeebe:ioMapping>
    </bpmn:extensionElements>
    <bpmn:ioSpecification id="io"><bpmn:dataInput id="vao"/><bpmn:inputSet id="bo"><bpmn:dataInputRefs>vao</bpmn:dataInputRefs></bpmn:inputSet></bpmn:ioSpecification>
    <bpmn:multiInstanceLoopCharacteristics camunda:collection="ds"><bpmn:extensionElements>
      <zeebe:loopCharacteristics inputCollection="=ds"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
  </bpmn:serviceTask>
  <bpmn:scriptTask id="k" scriptFormat="js"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>
  <bpmn:callActivity id="c" calledElement="giao-hang"/></bpmn:process></bpmn:definitions>`;

async function replaced(id, type, given = () => ({})) {
  const moddle = new BpmnModdle({ tantam });
  const { rootElement: whole, elementsById } = await moddle.fromXML(FILE);
  const old = elementsById[id];
  const fresh = moddle.create(type, { id, name: old.name, ...given({ moddle, old }) });
  foreignKept({ old, fresh, moddle });
  const { flowElements } = elementsById.p;
  flowElements.splice(flowElements.indexOf(old), 1, fresh);
  return { moddle, old, fresh, whole, xml: (await moddle.toXML(whole)).xml };
}

/** As bpmn-js copies: what it knows, property by property. */
const asCopied = ({ moddle }) => ({
  extensionElements: moddle.create("bpmn:ExtensionElements", {
    values: [moddle.create("tantam:Guide", { lang: "vi", text: "Xem kỹ" })],
  }),
  loopCharacteristics: moddle.create("bpmn:MultiInstanceLoopCharacteristics", {}),
});

test("attributes and elements of other tools come along, whatever is in them, and ours stay as they were copied", async () => {
  const { xml, fresh } = await replaced("s", "bpmn:UserTask", asCopied);
  for (const part of [
    'camunda:class="a.B"',
    'camunda:asyncBefore="true"',
    '<zeebe:taskDefinition type="kho" retries="3"',
    '<zeebe:input source="=a" target="b"',
    '<zeebe:output source="=c" target="d">x</zeebe:output>',
  ])
    assert.ok(xml.includes(part), `${part} in ${xml}`);
  assert.equal(xml.split("tantam:guide lang").length, 2);
  assert.equal(fresh.extensionElements.$parent, fresh);
});

test("so do those of what stands in it", async () => {
  const { xml } = await replaced("s", "bpmn:SendTask", asCopied);
  assert.ok(xml.includes('camunda:collection="ds"'), xml);
  assert.ok(xml.includes('<zeebe:loopCharacteristics inputCollection="=ds"'), xml);
});

test("without anything of ours they get a place of their own", async () => {
  const { xml } = await replaced("s", "bpmn:UserTask");
  assert.ok(xml.includes("<zeebe:taskDefinition"), xml);
});

test("the elements of the other tool are copies: the old step keeps its own, for who takes it back", async () => {
  const { old, fresh } = await replaced("s", "bpmn:UserTask");
  const [was, is] = [old, fresh].map((bo) =>
    bo.extensionElements.values.find(({ $type }) => $type === "zeebe:ioMapping"),
  );
  assert.notEqual(was, is);
  assert.equal(was.$parent, old.extensionElements);
  assert.equal(is.$children[0].$parent, is);
});

test("what goes in and out keeps its ids and what they point at, and so do references that the new kind has", async () => {
  const { xml, fresh, old } = await replaced("s", "bpmn:SendTask");
  assert.ok(xml.includes('<bpmn:ioSpecification id="io">'), xml);
  assert.ok(xml.includes("<bpmn:dataInputRefs>vao</bpmn:dataInputRefs>"), xml);
  assert.equal(fresh.operationRef, old.operationRef);
  assert.deepEqual(leftBehind({ old, fresh }), []);
});

test("nothing is written twice where it was brought already", async () => {
  const { moddle, old, fresh, whole } = await replaced("s", "bpmn:UserTask");
  foreignKept({ old, fresh, moddle });
  const { xml } = await moddle.toXML(whole);
  assert.equal(xml.split("<zeebe:taskDefinition").length, 2);
});

test("what the new kind has no place for is named, with what was written there", async () => {
  const script = await replaced("k", "bpmn:UserTask");
  assert.deepEqual(leftBehind(script), [{ name: "its script", text: "x = 1" }]);
  const call = await replaced("c", "bpmn:UserTask");
  assert.deepEqual(leftBehind(call), [{ name: "the process it calls", text: "giao-hang" }]);
});
