import assert from "node:assert/strict";
import { test } from "node:test";
import { stretch } from "./stretch.js";

test("a stretch goes either way and holds both ends", () => {
  assert.deepEqual(stretch(["1", "2", "3", "4"], "2", "4"), ["2", "3", "4"]);
  assert.deepEqual(stretch(["1", "2", "3", "4"], "3", "1"), ["1", "2", "3"]);
});

test("what it begins with may have left the list", () => {
  assert.deepEqual(stretch(["1", "2"], "9", "2"), ["2"]);
  assert.deepEqual(stretch(["1", "2"], "", "1"), ["1"]);
});
