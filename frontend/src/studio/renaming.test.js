import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { textOf } from "./care.js";
import { named } from "./renaming.js";
import tantam from "./tantam.json" with { type: "json" };

/** As much of the modeler as names need, acting at once. */
function drawn(name) {
  const moddle = new BpmnModdle({ tantam });
  const bo = moddle.create("bpmn:UserTask", { id: "t", name });
  const services = {
    moddle,
    bpmnFactory: moddle,
    modeling: {
      updateLabel: (element, text) => element.businessObject.set("name", text),
      updateModdleProperties: (_element, holder, properties) => {
        for (const [key, value] of Object.entries(properties)) holder.set(key, value);
      },
    },
    commandStack: { execute: (_name, { acts }) => acts.map((act) => act()) },
  };
  return { bo, modeler: { get: (key) => services[key] }, element: { businessObject: bo } };
}

test("a new name typed in English is the English one, and the name until there is a Vietnamese one", () => {
  const one = drawn(undefined);
  named({ ...one, text: "Send the part", tongue: "en" });
  assert.deepEqual([one.bo.name, textOf(one.bo, "Label", "en")], ["Send the part", "Send the part"]);
});

test("a Vietnamese name stays when the English one is typed or taken away", () => {
  const one = drawn("Gửi hàng");
  named({ ...one, text: "Send the part", tongue: "en" });
  assert.deepEqual([one.bo.name, textOf(one.bo, "Label", "en")], ["Gửi hàng", "Send the part"]);
  named({ ...one, text: " ", tongue: "en" });
  assert.deepEqual([one.bo.name, textOf(one.bo, "Label", "en")], ["Gửi hàng", ""]);
  named({ ...one, text: "Gửi", tongue: "vi" });
  assert.equal(one.bo.name, "Gửi");
});
