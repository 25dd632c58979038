import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { outline } from "./steps-order.js";
import { insertPlan, removePlan, swapPlan } from "./steps-plans.js";

const HERE = import.meta.dirname;
const FILE = join(HERE, "../../../tantam/demo/content/processes/qt-01-v3.bpmn");
const tantam = JSON.parse(readFileSync(join(HERE, "tantam.json"), "utf8"));
const moddle = new BpmnModdle({ tantam });

async function opened() {
  const { rootElement } = await moddle.fromXML(readFileSync(FILE, "utf8"));
  const process = rootElement.rootElements.find(({ $type }) => $type === "bpmn:Process");
  const of = (id) => process.flowElements.find((one) => one.id === id);
  return { process, of };
}

const ids = (elements) => elements.map(({ id }) => id).sort();
const steps = (process) =>
  outline([process])
    .filter(({ kind }) => kind === "step")
    .map(({ bo }) => bo.id);

/** What steps-edits.js does to the model through the drawing's modeling. */
function put(process, { flow }, id) {
  const made = moddle.create("bpmn:UserTask", { id });
  const line = moddle.create("bpmn:SequenceFlow", { id: `${id}_on`, sourceRef: made, targetRef: flow.targetRef });
  for (const one of [made, line]) one.$parent = process;
  flow.targetRef = made;
  process.flowElements.push(made, line);
}

function take(process, bo, { lines, gone }) {
  for (const { flow, to } of lines) flow.targetRef = to;
  const out = new Set([bo, ...gone]);
  process.flowElements = process.flowElements.filter(
    (one) => !out.has(one) && !out.has(one.sourceRef) && !out.has(one.targetRef),
  );
}

test("a new step goes into the one line that leads on", async () => {
  const { process, of } = await opened();
  const plan = insertPlan(of("tra_loi_lan_dau"));
  assert.equal(plan.flow.id, "tra_loi_lan_dau__da_ro_cau_tra_loi");
  put(process, plan, "moi");
  const after = steps(process);
  assert.equal(after.indexOf("moi"), after.indexOf("xem_phieu_tre") + 1); // after what hangs at the step before
  assert.equal(insertPlan(of("moi")).flow.targetRef.id, "da_ro_cau_tra_loi");
});

test("behind the last step a new one is hung, where several ways lead on none", async () => {
  const { process, of } = await opened();
  const last = of("dong_phieu");
  process.flowElements = process.flowElements.filter(({ sourceRef }) => sourceRef !== last);
  assert.deepEqual(insertPlan(last), { after: last });
  const second = moddle.create("bpmn:SequenceFlow", { sourceRef: of("phan_cong"), targetRef: last });
  process.flowElements.push(second);
  assert.equal(insertPlan(of("phan_cong")), null);
});

test("without a step everything that led to it leads on, and what hung at it alone goes along", async () => {
  const { process, of } = await opened();
  const bo = of("tra_loi_lan_dau");
  const before = steps(process);
  const plan = removePlan(bo);
  assert.deepEqual(new Set(plan.lines.map(({ to }) => to.id)), new Set(["da_ro_cau_tra_loi"]));
  assert.deepEqual(ids(plan.lines.map(({ flow }) => flow)), [
    "du_thong_tin__tra_loi_lan_dau",
    "khach_nhan_giua_chung__tra_loi_lan_dau",
    "khach_nhan_them__tra_loi_lan_dau",
    "xin_thong_tin__tra_loi_lan_dau",
  ]);
  assert.deepEqual(ids(plan.gone), ["da_xem_phieu_tre", "qua_30_phut", "xem_phieu_tre"]);
  take(process, bo, plan);
  assert.deepEqual(
    steps(process),
    before.filter((id) => !["tra_loi_lan_dau", "xem_phieu_tre"].includes(id)),
  );
  assert.ok(!outline([process]).some(({ loose }) => loose));
});

test("what hangs at a step and is come to by another way stays", async () => {
  const { of } = await opened();
  assert.deepEqual(ids(removePlan(of("bao_ket_qua")).gone), ["khach_nhan_giua_chung"]);
});

test("the conditions of a branch stay with it when its first step goes", async () => {
  const { of } = await opened();
  const [{ flow, to }] = removePlan(of("xin_thong_tin")).lines;
  assert.equal(flow.conditionExpression.body, "thieu_thong_tin = true");
  assert.equal(to.id, "tra_loi_lan_dau");
});

test("two steps in a row change places both ways, and nothing else moves", async () => {
  const { process, of } = await opened();
  const down = swapPlan(of("phan_loai_bang"), "down");
  assert.deepEqual(
    down.lines.map(({ flow, from, to }) => [flow.id, from.id, to.id]),
    [
      ["bat_dau__phan_loai_bang", "bat_dau", "ap_dung_phan_loai"],
      ["phan_loai_bang__ap_dung_phan_loai", "ap_dung_phan_loai", "phan_loai_bang"],
      ["ap_dung_phan_loai__xac_nhan_da_nhan", "phan_loai_bang", "xac_nhan_da_nhan"],
    ],
  );
  assert.deepEqual(swapPlan(of("ap_dung_phan_loai"), "up"), down);
  for (const { flow, from, to } of down.lines) Object.assign(flow, { sourceRef: from, targetRef: to });
  assert.deepEqual(steps(process).slice(0, 3), ["ap_dung_phan_loai", "phan_loai_bang", "xac_nhan_da_nhan"]);
});

test("beside a question, a start or a loop there is no changing places", async () => {
  const { of } = await opened();
  assert.equal(swapPlan(of("phan_loai_bang"), "up"), null);
  assert.equal(swapPlan(of("phan_cong"), "down"), null);
  assert.equal(swapPlan(of("xin_thong_tin"), "down"), null);
});
