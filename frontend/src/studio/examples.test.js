import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, linesOf, parsed, valuesOf, withAnswer } from "./examples.js";

test("values are lines that people write, and come back as they were", () => {
  const values = { khan: "high", tien: 5, co: true, ma: "12", nhom: ["vip"], "tình trạng": "vỡ = nát" };
  assert.equal(linesOf(values).split("\n")[3], 'ma = "12"');
  assert.deepEqual(valuesOf(linesOf(values)), values);
});

test("a line without a name or a sign says nothing", () => {
  assert.deepEqual(valuesOf("khan\n= 5\n\nloai = advice"), { loai: "advice" });
});

test("an answer is changed and taken away, the others stay", () => {
  const given = { case: { a: 1 }, tasks: { x: { data: {} }, y: null, z: [{}, {}] } };
  assert.deepEqual(
    answersOf(given).map(([step]) => step),
    ["x"],
  );
  assert.deepEqual(withAnswer(given, "x", { after: "PT1H" }).tasks, { x: { after: "PT1H" }, y: null, z: [{}, {}] });
  assert.equal(withAnswer({ tasks: { x: {} } }, "x", undefined).tasks, undefined);
});

test("what is no JSON object cannot be edited as lines", () => {
  assert.equal(parsed("[1]"), null);
  assert.equal(parsed("{"), null);
  assert.deepEqual(parsed(undefined), {});
});
