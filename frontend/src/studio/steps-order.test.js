import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { outline } from "./steps-order.js";

const HERE = import.meta.dirname;
const ROOT = join(HERE, "../../../tantam");
const GALLERY = join(ROOT, "process/gallery/files");
const tantam = JSON.parse(readFileSync(join(HERE, "tantam.json"), "utf8"));

async function processesOf(path) {
  const { rootElement } = await new BpmnModdle({ tantam }).fromXML(readFileSync(path, "utf8"));
  return rootElement.rootElements.filter(({ $type }) => $type === "bpmn:Process");
}

/** A list as one reads it: "  - Chưa ↩ nhan_viec". */
function read(rows) {
  return rows.map((row) => {
    const where = row.to
      ? ` ${row.isBack ? "↩" : "→"} ${row.to.id}`
      : row.end
        ? ` ■ ${row.end.id}`
        : row.isOn
          ? " ↓"
          : "";
    const what =
      row.kind === "section"
        ? `# ${row.stage ?? row.lane?.id ?? row.process?.id ?? "loose"}`
        : row.kind === "step"
          ? `${row.number} ${row.bo.id}`
          : row.kind === "branch"
            ? `- ${row.event?.id ?? row.flow.name}`
            : `${row.kind} ${row.bo?.id ?? ""}`.trim();
    return `${"  ".repeat(row.depth ?? 0)}${what}${where}`;
  });
}

test("the intake reads as a list: questions, branches, what a time limit brings, ways back", async () => {
  const said = read(outline(await processesOf(join(ROOT, "demo/content/processes/qt-01-v3.bpmn"))));
  assert.deepEqual(said.slice(0, 31), [
    "event bat_dau",
    "# classification",
    "1 phan_loai_bang",
    "2 ap_dung_phan_loai",
    "# intake",
    "3 xac_nhan_da_nhan",
    "# classification",
    "4 phan_cong",
    "question quy_trinh_nao",
    "  - Khiếu nại, an toàn",
    "    5 mo_qt_02",
    "    event sang_qt_02",
    "  - Bảo hành, sửa chữa",
    "    6 mo_qt_03",
    "    event sang_qt_03",
    "  - Còn lại ↓",
    "question du_thong_tin",
    "  - Đủ ↓",
    "  - Thiếu",
    "    7 xin_thong_tin",
    "# handling",
    "8 tra_loi_lan_dau",
    "  edge qua_30_phut",
    "    9 xem_phieu_tre",
    "    event da_xem_phieu_tre",
    "question da_ro_cau_tra_loi",
    "  - Đã rõ ↓",
    "  - Chưa rõ",
    "    10 hen_tra_loi",
    "question can_hoi",
    "  - Có",
  ]);
  assert.ok(said.includes("  edge khach_nhan_giua_chung ↩ tra_loi_lan_dau"));
  assert.ok(said.includes("  - khach_nhan_them ↩ tra_loi_lan_dau"));
  assert.ok(said.includes("  - het_24_gio ↓"));
  assert.ok(said.includes("  - het_7_ngay ■ khong_cham_diem"));
});

test("a loop of the hotel's request is a way back to the step where it begins again", async () => {
  const said = read(outline(await processesOf(join(GALLERY, "hotel-request.bpmn"))));
  const at = said.findIndex((line) => line.startsWith("  - Chưa ↩"));
  assert.equal(said[at], "  - Chưa ↩ nhan_yeu_cau");
  assert.equal(said[at + 1], "  - Ổn ↓");
});

for (const file of readdirSync(GALLERY)) {
  test(`every step of ${file} stands in its list once, none unconnected`, async () => {
    const processes = await processesOf(join(GALLERY, file));
    const steps = outline(processes).filter(({ kind }) => kind === "step");
    const drawn = processes.flatMap(({ flowElements }) =>
      flowElements.filter((one) => one.$instanceOf("bpmn:Activity")),
    );
    assert.deepEqual(new Set(steps.map(({ bo }) => bo)), new Set(drawn));
    assert.deepEqual(
      steps.map(({ number }) => number),
      drawn.map((_, at) => at + 1),
    );
    assert.ok(!outline(processes).some(({ loose }) => loose));
  });
}

const PARALLEL = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">
  <startEvent id="s"/><parallelGateway id="fork"/><task id="a"/><task id="b"/><parallelGateway id="join"/><task id="c"/><endEvent id="e"/>
  <task id="alone"/>
  <subProcess id="sub"><startEvent id="s2"/><task id="inner"/><sequenceFlow id="i1" sourceRef="s2" targetRef="inner"/></subProcess>
  <sequenceFlow id="f1" sourceRef="s" targetRef="fork"/><sequenceFlow id="f2" name="x" sourceRef="fork" targetRef="a"/>
  <sequenceFlow id="f3" name="y" sourceRef="fork" targetRef="b"/><sequenceFlow id="f4" sourceRef="a" targetRef="join"/>
  <sequenceFlow id="f5" sourceRef="b" targetRef="join"/><sequenceFlow id="f6" sourceRef="join" targetRef="c"/>
  <sequenceFlow id="f7" sourceRef="c" targetRef="sub"/><sequenceFlow id="f8" sourceRef="sub" targetRef="e"/></process></definitions>`;

test("ways taken at once stand under their gateway, the inside of a sub-process under it, what nothing leads to at the end", async () => {
  const { rootElement } = await new BpmnModdle().fromXML(PARALLEL);
  assert.deepEqual(read(outline(rootElement.rootElements)), [
    "event s",
    "question fork",
    "  - x",
    "    1 a",
    "  - y",
    "    2 b",
    "3 c",
    "4 sub",
    "  event s2",
    "  5 inner",
    "event e",
    "# loose",
    "6 alone",
  ]);
});

test("a step of a branch whose stage no heading above it says tells it itself", async () => {
  const { rootElement } = await new BpmnModdle({ tantam }).fromXML(STAGED);
  const steps = outline(rootElement.rootElements).filter(({ kind }) => kind === "step");
  assert.deepEqual(
    steps.map(({ bo, apart }) => [bo.id, apart]),
    [
      ["a", undefined],
      ["b", "follow_up"],
      ["c", undefined],
      ["d", undefined],
    ],
  );
});

const STAGED = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1" targetNamespace="x">
  <process id="p"><startEvent id="s"/><task id="a" tantam:stage="handling"/><exclusiveGateway id="g"/>
  <task id="b" tantam:stage="follow_up"/><task id="c" tantam:stage="handling"/><task id="d"/><endEvent id="e"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="g"/>
  <sequenceFlow id="f3" sourceRef="g" targetRef="b"/><sequenceFlow id="f4" sourceRef="g" targetRef="c"/>
  <sequenceFlow id="f5" sourceRef="b" targetRef="d"/><sequenceFlow id="f6" sourceRef="c" targetRef="d"/>
  <sequenceFlow id="f7" sourceRef="d" targetRef="e"/></process></definitions>`;
