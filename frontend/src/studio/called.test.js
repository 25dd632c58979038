import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { namesOf } from "./called.js";

const FILE = join(import.meta.dirname, "../../../tantam/process/engine/tests/called_cases.json");
const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";

async function drawn(text) {
  const flow = "<sequenceFlow id='$1-$2' sourceRef='$1' targetRef='$2' name='$3'/>";
  const inner = text.replace(/<F (\w+) (\w+) ?([^/]*)\/>/g, flow).replace(/<(\/?)(?=[a-zA-Z])/g, "<$1b:");
  const read = new BpmnModdle();
  const xml = `<b:definitions xmlns:b="${BPMN}"><b:process id="P">${inner}</b:process></b:definitions>`;
  const { rootElement, elementsById } = await read.fromXML(xml);
  for (const bo of Object.values(elementsById).filter(({ $type }) => $type === "bpmn:SequenceFlow")) {
    for (const [end, side] of [
      ["sourceRef", "outgoing"],
      ["targetRef", "incoming"],
    ]) {
      const list = bo[end].get(side);
      if (!list.includes(bo)) list.push(bo);
    }
  }
  return rootElement;
}

for (const { what, drawn: text, ...said } of JSON.parse(readFileSync(FILE, "utf8"))) {
  for (const tongue of ["vi", "en"]) {
    test(`${what} (${tongue}) as the server says it`, async () => {
      const found = namesOf(await drawn(text), { tongue, nameOf: ({ name }) => name ?? "" });
      const asked = Object.keys(said[tongue]).map((id) => [id, found.get(id)]);
      assert.deepEqual(Object.fromEntries(asked), said[tongue]);
    });
  }
}
