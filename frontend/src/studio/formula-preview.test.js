import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnfinished } from "./formula-preview.js";

test("a formula that ends too early is still being typed", () => {
  for (const [text, at] of [
    ["khan = ", 7],
    ["khan = h", 7],
    ['khan = "hi', 7],
    ["so_lan > (", 10],
    ["tien_hang", 0],
  ])
    assert.ok(isUnfinished({ message: "…", at }, text), text);
});

test("a mistake with more behind it is one", () => {
  assert.ok(!isUnfinished({ message: "…", at: 5 }, "khan = = high"));
  assert.ok(!isUnfinished({ message: "…", at: 0 }, ") and khan = 3"));
  assert.ok(!isUnfinished(null, "khan"));
});
