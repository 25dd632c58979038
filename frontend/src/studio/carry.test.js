import assert from "node:assert/strict";
import { test } from "node:test";
import { carriesOf, throwsSomething } from "./group-carry.js";

const bo = ($type, { events = [], extensions = [] } = {}) => ({
  $type,
  eventDefinitions: events.map((kind) => ({ $type: `bpmn:${kind}EventDefinition` })),
  get: () => ({ get: () => extensions }),
});
const ACTION = { $type: "tantam:Action" };
const CARRY = { $type: "tantam:Carry" };

test("what sends a message, signal, error or escalation itself can bring something along", () => {
  for (const kind of ["Message", "Signal", "Error", "Escalation"]) {
    assert.equal(throwsSomething(bo("bpmn:EndEvent", { events: [kind] })), true);
    assert.equal(throwsSomething(bo("bpmn:IntermediateCatchEvent", { events: [kind] })), false);
  }
  assert.equal(throwsSomething(bo("bpmn:SendTask")), true);
});

test("an action, a timer or a plain end brings nothing along", () => {
  assert.equal(throwsSomething(bo("bpmn:SendTask", { extensions: [ACTION] })), false);
  assert.equal(throwsSomething(bo("bpmn:EndEvent")), false);
  assert.equal(throwsSomething(bo("bpmn:EndEvent", { events: ["Terminate"] })), false);
});

test("all that goes along is found, in order", () => {
  assert.deepEqual(carriesOf(bo("bpmn:SendTask", { extensions: [CARRY, ACTION, CARRY] })), [CARRY, CARRY]);
});
