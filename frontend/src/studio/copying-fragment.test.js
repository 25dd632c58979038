import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { Ids } from "ids";
import { packed, unpacked } from "./copying-fragment.js";
import tantam from "./tantam.json" with { type: "json" };

const NAMESPACES = `xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
  xmlns:tantam="urn:tantam:bpmn:1" xmlns:maker="urn:other:tool" targetNamespace="urn:t"`;

const shape = (id) =>
  `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="10" y="10" width="100" height="80"/></bpmndi:BPMNShape>`;

const SOURCE = `<bpmn:definitions ${NAMESPACES} id="d"><bpmn:message id="tin" name="don.giao"/><bpmn:message id="khac" name="khac"/>
  <bpmn:process id="p"><bpmn:userTask id="goi" name="Gọi" maker:grade="7"><bpmn:extensionElements>
    <tantam:script lang="vi">Dạ {kh}</tantam:script><tantam:script lang="en">Dear {kh}</tantam:script>
    <maker:thing kind="a"><maker:inner>b</maker:inner></maker:thing></bpmn:extensionElements></bpmn:userTask>
  <bpmn:intermediateCatchEvent id="cho" name="Chờ"><bpmn:messageEventDefinition id="cho_tin" messageRef="tin"/></bpmn:intermediateCatchEvent>
  <bpmn:exclusiveGateway id="cong" default="f3"/><bpmn:userTask id="het" name="Hết"/><bpmn:userTask id="ngoai" name="Bên ngoài"/>
  <bpmn:callActivity id="keu" name="Kêu" calledElement="p2"/>
  <bpmn:intermediateThrowEvent id="bu" name="Bù"><bpmn:compensateEventDefinition id="bu_1" activityRef="ngoai"/></bpmn:intermediateThrowEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="goi" targetRef="cho"/><bpmn:sequenceFlow id="f2" sourceRef="cho" targetRef="cong"/>
  <bpmn:sequenceFlow id="f3" sourceRef="cong" targetRef="het"/>
  <bpmn:sequenceFlow id="f4" sourceRef="cong" targetRef="goi"><bpmn:conditionExpression>so_lan.goi &lt; 3 and so_lan.ngoai = 0</bpmn:conditionExpression></bpmn:sequenceFlow>
  </bpmn:process><bpmn:process id="p2" name="Quy trình hai"/>
  <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="p">${["goi", "cho", "cong", "het", "ngoai", "keu", "bu"].map(shape).join("")}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;

const EMPTY = `<bpmn:definitions ${NAMESPACES} id="d"><bpmn:process id="p"/></bpmn:definitions>`;

async function opened(xml) {
  const moddle = new BpmnModdle({ tantam });
  const { rootElement, elementsById } = await moddle.fromXML(xml);
  moddle.ids = new Ids([32, 36, 1]);
  for (const [id, bo] of Object.entries(elementsById)) moddle.ids.claim(id, bo);
  return { moddle, definitions: rootElement, elementsById };
}

async function copyOf(names, { from = "one", roleOf } = {}) {
  const { moddle, definitions, elementsById } = await opened(SOURCE);
  const dis = new Map(definitions.diagrams[0].plane.planeElement.map((di) => [di.bpmnElement.id, di]));
  const get = (id) => ({ id, type: elementsById[id].$type, businessObject: elementsById[id], di: dis.get(id) });
  const tree = { 0: names.map((id) => ({ id, x: 10, y: 10, width: 100, height: 80, hidden: false })) };
  const copied = await packed({ tree, get, moddle, definitions, from, roleOf });
  return JSON.parse(JSON.stringify(copied));
}

async function pastedInto(xml, copied, { from = "two" } = {}) {
  const target = await opened(xml);
  const ready = await unpacked({ copied, moddle: target.moddle, definitions: target.definitions, from });
  return { ...target, ...ready, of: (id) => ready.made.get(id).bo };
}

test("a step brings all that stands in it, of ours and of other tools, and says nothing is missing", async () => {
  const { of, missing, moddle, made } = await pastedInto(EMPTY, await copyOf(["goi"]));
  const { xml } = await moddle.toXML(of("goi"));
  for (const part of ["Dạ {kh}", "Dear {kh}", 'maker:grade="7"', '<maker:thing kind="a">', "<maker:inner>b"])
    assert.ok(xml.includes(part), `${part} in ${xml}`);
  assert.deepEqual(missing, []);
  assert.equal(made.get("goi").di.bounds.width, 100);
});

test("ids that are free stay, ids that are taken give way, and formulas and default flows follow them", async () => {
  const copied = await copyOf(["goi", "cho", "cong", "het", "f1", "f2", "f3", "f4"]);
  const free = await pastedInto(EMPTY, copied);
  assert.equal(free.of("goi").id, "goi");
  const taken = await pastedInto(SOURCE, copied);
  assert.equal(taken.of("goi").id, "goi_2");
  assert.equal(taken.of("goi").$parent, undefined);
  assert.equal(taken.of("cong").default, taken.of("f3"));
  assert.match(taken.of("f4").conditionExpression.body, /so_lan\.goi_2 < 3 and so_lan\.ngoai = 0/);
});

test("a counted step that was not copied is named, but for a copy within the same drawing", async () => {
  const copied = await copyOf(["goi", "cong", "f4"]);
  const { missing } = await pastedInto(EMPTY, copied);
  assert.deepEqual(missing, [{ why: "count", name: "Bên ngoài", step: undefined }]);
  assert.deepEqual((await pastedInto(SOURCE, copied, { from: "one" })).missing, []);
});

test("a message that is there already is used, another one is brought under a free id", async () => {
  const copied = await copyOf(["cho"]);
  const same = await pastedInto(SOURCE, copied);
  assert.equal(same.of("cho").eventDefinitions[0].messageRef, same.elementsById.tin);
  assert.deepEqual(same.roots, []);
  const other = await pastedInto(SOURCE.replace("don.giao", "don.huy"), copied);
  assert.deepEqual(
    other.roots.map(({ id, name }) => [id, name]),
    [["tin_2", "don.giao"]],
  );
  assert.equal(other.of("cho").eventDefinitions[0].messageRef, other.roots[0]);
});

test("what a compensation or a call points at is found again in the same drawing and named in another", async () => {
  const copied = await copyOf(["bu", "keu"]);
  const here = await pastedInto(SOURCE, copied, { from: "one" });
  assert.equal(here.of("bu").eventDefinitions[0].activityRef, here.elementsById.ngoai);
  assert.deepEqual(here.missing, []);
  const elsewhere = await pastedInto(EMPTY, copied);
  assert.deepEqual(elsewhere.missing, [
    { why: "link", name: "Bên ngoài", step: "Bù" },
    { why: "call", name: "Quy trình hai", step: "Kêu" },
  ]);
});

test("steps are counted apart from events and lines, and who does them by their place is remembered", async () => {
  const roleOf = (bo) => (bo.id === "goi" ? "team:ho-tro" : "");
  const copied = await copyOf(["goi", "cho", "f1"], { roleOf });
  assert.deepEqual(copied.counts, { steps: 1, others: 1, lines: 1 });
  assert.deepEqual(copied.names, ["Gọi", "Chờ"]);
  const { roles, of } = await pastedInto(EMPTY, copied);
  assert.equal(roles.get(of("goi")), "team:ho-tro");
});
