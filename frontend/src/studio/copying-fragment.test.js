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

async function pastedInto(xml, copied, { from = "two", known = [] } = {}) {
  const target = await opened(xml);
  const ready = await unpacked({ copied, moddle: target.moddle, definitions: target.definitions, from, known });
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

const POOL = `<bpmn:definitions ${NAMESPACES} id="d"><bpmn:collaboration id="c"><bpmn:participant id="be" name="Bể" processRef="qt"/></bpmn:collaboration>
  <bpmn:error id="loi" name="Hỏng" errorCode="E1"/><bpmn:process id="qt" name="Đổi trả"><bpmn:extensionElements><tantam:process key="QT-02" shape="linear"/></bpmn:extensionElements>
  <bpmn:endEvent id="het"><bpmn:errorEventDefinition id="het_1" errorRef="loi"/></bpmn:endEvent></bpmn:process>
  <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="c">${["be", "het"].map(shape).join("")}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;

async function poolCopied(xml = POOL) {
  const { moddle, definitions, elementsById } = await opened(xml);
  const dis = new Map(definitions.diagrams[0].plane.planeElement.map((di) => [di.bpmnElement.id, di]));
  const get = (id) => ({ id, type: elementsById[id].$type, businessObject: elementsById[id], di: dis.get(id) });
  const tree = { 0: [{ id: "be", x: 0, y: 0, width: 600, height: 250 }], 1: [{ id: "het", x: 9, y: 9, parent: "be" }] };
  return JSON.parse(JSON.stringify(await packed({ tree, get, moddle, definitions, from: "one" })));
}

const keyOf = (pool) => pool.processRef.extensionElements.values[0].key;

test("a pool pasted beside its like gets a free key, an id of its own, and shares the error that is there", async () => {
  const { of, rekeyed, roots, definitions } = await pastedInto(POOL, await poolCopied(), { from: "one" });
  assert.equal(keyOf(of("be")), "QT-02-2");
  assert.deepEqual(rekeyed, [{ name: "Bể", was: "QT-02", is: "QT-02-2" }]);
  assert.equal(of("be").processRef.id, "qt_2");
  assert.deepEqual(roots, []);
  assert.equal(
    of("het").eventDefinitions[0].errorRef,
    definitions.rootElements.find(({ id }) => id === "loi"),
  );
});

test("an error that says something else under the same id comes along under another", async () => {
  const other = POOL.replace('errorCode="E1"', 'errorCode="E2"');
  const { of, roots } = await pastedInto(other, await poolCopied(), { from: "one" });
  assert.deepEqual(
    roots.map(({ id, errorCode }) => [id, errorCode]),
    [["loi_2", "E1"]],
  );
  assert.equal(of("het").eventDefinitions[0].errorRef, roots[0]);
});

test("what was cut keeps its key where it came from, and gets another elsewhere: its old one is the other process's", async () => {
  const copied = await poolCopied();
  const back = await pastedInto(EMPTY, copied, { from: "one" });
  assert.equal(keyOf(back.of("be")), "QT-02");
  assert.deepEqual(back.rekeyed, []);
  const elsewhere = await pastedInto(EMPTY, copied, { known: ["QT-02-2"] });
  assert.equal(keyOf(elsewhere.of("be")), "QT-02-3");
});

test("a pool rests where another process runs, and runs where it is the only one", async () => {
  const running = POOL.replace('id="qt" ', 'id="qt" isExecutable="true" ');
  const beside = await pastedInto(running, await poolCopied(running));
  assert.deepEqual(beside.resting, ["Bể"]);
  assert.equal(beside.of("be").processRef.isExecutable, false);
  const alone = await pastedInto(EMPTY, await poolCopied(running));
  assert.deepEqual(alone.resting, []);
  assert.equal(alone.of("be").processRef.isExecutable, true);
});
