import assert from "node:assert/strict";
import { test } from "node:test";
import { ofOthers } from "./of-others.js";

test("who does it, its form and its code are told, how the tool draws it is not", () => {
  const bo = {
    $attrs: { "camunda:assignee": "demo", "camunda:asyncBefore": "true", "xmlns:camunda": "http://x", id: "a" },
    extensionElements: {
      values: [
        { $type: "camunda:formData", $children: [{ $type: "camunda:formField", id: "amount", label: "Amount" }] },
        { $type: "signavio:signavioMetaData", metaKey: "bgcolor" },
        { $type: "zeebe:taskDefinition", type: "stock", retries: "3" },
        { $type: "tantam:Form" },
      ],
    },
  };
  assert.deepEqual(ofOthers(bo), [
    { about: "who", name: "camunda:assignee", said: "demo" },
    { about: "form", name: "camunda:formData", said: "amount, Amount" },
    { about: "runs", name: "zeebe:taskDefinition", said: "stock, 3" },
  ]);
});

test("the standard's own owners name nobody here either", () => {
  const expression = { $type: "bpmn:FormalExpression", body: "user(anna)" };
  const owner = { $type: "bpmn:PotentialOwner", resourceAssignmentExpression: { expression } };
  assert.deepEqual(ofOthers({ resources: [owner] }), [
    { about: "who", name: "bpmn:PotentialOwner", said: "user(anna)" },
  ]);
});

test("nothing is told of what we draw", () => {
  assert.deepEqual(ofOthers({ $attrs: { "tantam:stage": "intake", "color:background-color": "#fff" } }), []);
  assert.deepEqual(ofOthers({}), []);
});
