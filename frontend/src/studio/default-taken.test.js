import assert from "node:assert/strict";
import { test } from "node:test";
import { takesTheRest } from "./default-taken.js";

function drawn({ others, flow = {}, fallback }) {
  const source = { default: fallback };
  const made = { $type: "bpmn:SequenceFlow", sourceRef: source, ...flow };
  source.outgoing = [...others, made];
  return made;
}

test("the only way without a condition takes the rest, any other does not", () => {
  const asked = { conditionExpression: {} };
  assert.ok(takesTheRest(drawn({ others: [asked, asked] })));
  assert.ok(!takesTheRest(drawn({ others: [asked, {}] })));
  assert.ok(!takesTheRest(drawn({ others: [] })));
  assert.ok(!takesTheRest(drawn({ others: [asked], flow: asked })));
  assert.ok(!takesTheRest(drawn({ others: [asked], fallback: {} })));
  assert.ok(!takesTheRest(drawn({ others: [asked], flow: { $type: "bpmn:Association" } })));
});
