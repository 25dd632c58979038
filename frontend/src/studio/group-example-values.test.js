import assert from "node:assert/strict";
import { test } from "node:test";
import { typedAs, valueInWords } from "./group-example-values.js";

const NAMES = [
  { name: "khan", label: "Mức khẩn", kind: "text", values: [["high", "gấp"]] },
  { name: "thieu", label: "Còn thiếu thông tin", kind: "boolean", values: [] },
];

test("a value is said by the names people use, an unknown one as it is written", () => {
  assert.equal(valueInWords("khan", "high", NAMES), "Mức khẩn: gấp");
  assert.equal(valueInWords("khan", ["high", "x"], NAMES), "Mức khẩn: gấp, x");
  assert.equal(valueInWords("thieu", true, NAMES), "Còn thiếu thông tin: có");
  assert.equal(valueInWords("la", 5, NAMES), "la: 5");
});

test("what is typed becomes the value it is, and none where it is no number", () => {
  assert.deepEqual(
    [typedAs("1,5", "number"), typedAs("ba", "number"), typedAs("true", "boolean"), typedAs("vip", "list")],
    [1.5, undefined, true, ["vip"]],
  );
  assert.deepEqual([typedAs(" 0912 ", "text"), typedAs(" ", "text")], ["0912", undefined]);
});
